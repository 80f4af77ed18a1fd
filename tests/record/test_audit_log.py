"""The audit log: who may read it, what it tells, how it is searched, and what a file of it holds."""

import csv
import io
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.accounts.models import User
from app.audit import AuditEvent
from app.organizations.models import Membership
from app.permissions import Role
from app.record.exporting import harmless
from app.record.telling import told
from app.record.verifying import prove_lines
from tests.html import Page
from tests.world import World

LOG = "/acme/settings/audit-log"


async def rejected(world: World, reason: str = "Too short.") -> str:
    """The id of a segment Ben has sent back."""
    segment = (await world.script()).segments[1]
    form = {"content_hash": segment.content_hash, "reason": reason}
    browser = world.browser("ben", **{"User-Agent": "Lynx/2.9"})
    assert (await browser.post(f"/acme/segments/{segment.id}/rejection", data=form)).status_code == 303
    return segment.id


async def asked(world: World, by: str = "ada", **query: Any) -> list[dict[str, Any]]:
    answer = await world.program(by).get("/v1/audit-events", params=query)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_signs_nobody_sees_are_written_out(world: World) -> None:
    event = AuditEvent(
        organization_id="acme",
        action="segment.rejected",
        actor_kind="user",
        subject_type="segment",
        subject_id="1",
        details={"reason": "\u202eTime", "before": {"name": "a\u2066b"}, "after": {"name": "c"}},
    )
    row = told(event, {})
    assert (row.reason, row.changes[0].before) == ("\\u202eTime", "a\\u2066b")
    assert json.loads(row.raw)["details"]["reason"] == "\u202eTime", "it is the same JSON"
    assert "\u202e" not in row.raw


async def test_an_event_is_told_as_a_sentence_with_its_facts(world: World) -> None:
    segment_id = await rejected(world)
    page = (await world.browser("ada").get(LOG)).text
    first = page[page.index('class="thing event"') :].partition("</li>")[0]
    assert re.search(r"ben@example.org rejected the segment “[^”]+”", first)
    assert "Too short." in first
    assert "from 127.0.0.1" in first
    assert segment_id in first
    assert "Lynx/2.9" in first


async def test_every_event_says_from_where_it_came(world: World) -> None:
    await rejected(world)
    event = (await world.events())[-1]
    assert (event.address, event.user_agent, event.version) == ("127.0.0.1", "Lynx/2.9", 2)
    assert event.request_id


async def test_all_that_happened_so_far_is_told_in_words(world: World) -> None:
    told = [row["sentence"] for row in await asked(world, limit=200)]
    assert len(told) > 10
    assert not [sentence for sentence in told if "_" in sentence or "None" in sentence]
    assert not [sentence for sentence in told if "that is gone" in sentence and "pickup" not in sentence]


async def test_what_changed_stands_with_before_and_after(world: World) -> None:
    project = (await world.script()).project_id
    form = {"approvals": "3", "author_may_approve": "true", "keys_may_approve": "true"}
    assert (await world.browser("ada").post(f"/acme/projects/{project}/policy", data=form)).status_code == 303
    page = (await world.browser("ada").get(f"{LOG}?what=project")).text
    assert "approvals: 1, then 3" in page
    assert "changed the policy of the project “First show”" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"who": "ben@"}, True),
        ({"who": "Ben"}, True),
        ({"who": "ada@"}, False),
        ({"who": "100%"}, False),
        ({"who": "system"}, False),
        ({"what": "segment"}, True),
        ({"what": "segment.rejected"}, True),
        ({"what": "segment.approved"}, False),
        ({"since": "2020-01-01"}, True),
        ({"until": "2020-01-01"}, False),
        ({"subject": "nothing is called so"}, False),
        ({"project": "01a20000-0000-7000-8000-000000000000"}, False),
    ],
)
async def test_filters(world: World, query: dict[str, str], found: bool) -> None:
    await rejected(world)
    actions = [row["action"] for row in await asked(world, **query)]
    assert ("segment.rejected" in actions) == found
    page = await world.browser("ada").get(LOG, params=query)
    assert ("Too short." in page.text) == found


async def test_a_thing_is_found_by_id_or_name_and_a_project_by_what_is_in_it(world: World) -> None:
    segment_id = await rejected(world)
    script = await world.script()
    title = script.segments[1].title
    for query in ({"subject": segment_id}, {"subject": title}, {"project": script.project_id}):
        assert segment_id in {row["subject_id"] for row in await asked(world, **query)}, query


async def test_a_day_counts_to_its_end(world: World) -> None:
    await rejected(world)
    today = datetime.now(UTC).date()
    assert await asked(world, until=str(today), since=str(today - timedelta(days=1)))


@pytest.mark.parametrize(
    "query", [{"since": "soon"}, {"cursor": "-1"}, {"cursor": 10**12}, {"until": "x\x00"}]
)
async def test_what_nobody_can_mean_is_said_to_be_so(world: World, query: dict[str, Any]) -> None:
    for client, path in ((world.browser("ada"), LOG), (world.program("ada"), "/v1/audit-events")):
        assert (await client.get(path, params=query)).status_code == 422


async def test_pages_follow_each_other_without_gap(world: World) -> None:
    numbers: list[int] = []
    cursor = None
    while True:
        answer = await world.program("ada").get(
            "/v1/audit-events", params={"limit": 7} | ({"cursor": cursor} if cursor else {})
        )
        numbers += [row["number"] for row in answer.json()["items"]]
        cursor = answer.json()["next"]
        if cursor is None:
            break
    assert numbers == list(range(len(await world.events()), 0, -1))


async def test_the_page_leads_to_earlier_events(world: World) -> None:
    async with world.writing() as session:
        by = world.principal("ada")
        user = await session.get_one(User, by.id)
        session.add_all(AuditEvent.of(user, "greeted", by, number=n) for n in range(60))
    browser = world.browser("ada")
    first = await browser.get(f"{LOG}?who=ada%40")
    (earlier,) = re.findall(r'rel="next" href="([^"]+)"', first.text)
    second = await browser.get(earlier.replace("&amp;", "&"))
    assert second.status_code == 200
    assert Page(second.text).check_page() == []
    assert "Latest" in second.text


async def test_who_reads_it_needs_the_permission(world: World) -> None:
    for who in ("ben", "ed", "lou"):
        for path in (LOG, f"{LOG}/file"):
            assert (await world.browser(who).get(path)).status_code == 403
        assert (await world.program(who).get("/v1/audit-events")).status_code == 403
    async with world.writing() as session:
        row = (await session.exec(membership_of(world, "lou"))).one()
        row.role = Role.AUDITOR
    page = await world.browser("lou").get(LOG)
    assert page.status_code == 200
    assert f'href="{LOG}"' in page.text


def membership_of(world: World, name: str) -> Any:
    from sqlmodel import select

    return select(Membership).where(Membership.user_id == world.known.users[name])


async def test_a_refusal_for_want_of_a_permission_is_recorded_once(world: World) -> None:
    before = len(await world.events())
    for _ in range(3):
        assert (await world.browser("lou").get(LOG)).status_code == 403
    denied = (await world.events())[before:]
    assert [(row.action, row.actor_id) for row in denied] == [
        ("organization.permission_denied", world.known.users["lou"])
    ]
    assert denied[0].details == {"needs": "audit", "path": LOG}
    assert (await asked(world))[0]["sentence"] == "lou@example.org was refused, lacking the permission audit"


async def test_json_lines_prove_themselves(world: World) -> None:
    await rejected(world)
    answer = await world.browser("ada").get(f"{LOG}/file?format=jsonl")
    assert answer.headers["content-disposition"].startswith('attachment; filename="acme-audit-log.jsonl"')
    lines = answer.text.splitlines()
    proof = prove_lines(lines)
    assert (proof.fault, proof.number) == ("", len(await world.events()))
    changed = json.dumps(json.loads(lines[4]) | {"request_id": "x"})
    assert prove_lines([*lines[:4], changed]).fault == "Event 5 is not as it was written."
    assert prove_lines(lines[:4] + lines[5:]).fault == "Event 5 is missing."


async def test_csv_starts_no_formula(world: World) -> None:
    formula = '=HYPERLINK("http://x")'
    async with world.writing() as session:
        by = world.principal("ada")
        user = await session.get_one(User, by.id)
        event = AuditEvent.of(user, "greeted", by)
        event.request_id = formula
        session.add(event)
    answer = await world.browser("ada").get(f"{LOG}/file?who=ada%40")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert rows[-1]["request_id"] == "'" + formula
    assert json.loads(rows[-1]["details"]) == {}
    assert {row["actor_id"] for row in rows} == {world.known.users["ada"]}


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", "  =1", " \n@x"])
def test_cells_a_spreadsheet_would_run_are_made_harmless(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"
    assert harmless("2026-01-01") == "2026-01-01"


async def test_cleo_reads_only_her_own(world: World) -> None:
    await rejected(world)
    own = await asked(world, "cleo", limit=200)
    assert own
    assert {row["subject_id"] for row in own}.isdisjoint({row["subject_id"] for row in await asked(world)})
    everything = await world.browser("cleo").get("/globex/settings/audit-log/file?format=jsonl")
    assert world.known.organizations["acme"] not in everything.text
    for query in ({"who": "ben"}, {"subject": "dunes"}):
        assert await asked(world, "cleo", **query) == []


SAID = (
    "ada@example.org changed the role of “lou@example.org”",
    "ada@example.org invited “zoe@example.org”",
    "ada@example.org took somebody into the team “Night desk”",
)


async def test_what_is_done_to_people_is_said_as_people_say_it(empty: World) -> None:
    program = empty.program("ada")
    ada = empty.browser("ada")
    members = {row["email"]: row["id"] for row in (await program.get("/v1/members")).json()["items"]}
    lou = members["lou@example.org"]
    await ada.post(f"/acme/settings/members/{lou}/role", data={"role": "reviewer"})
    await ada.post("/acme/settings/invitations", data={"email": "zoe@example.org", "role": "listener"})
    team = (await program.post("/v1/teams", json={"name": "Night desk"})).json()["id"]
    await ada.post(f"/acme/settings/teams/{team}/members", data={"membership_ids": lou})
    page = (await ada.get("/acme/settings/audit-log")).text
    for sentence in SAID:
        assert sentence in page
