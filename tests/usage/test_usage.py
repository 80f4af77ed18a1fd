"""Usage and limits: counted as they are, beside the limits that refuse."""

from typing import Any

import pytest
from sqlmodel import select

from app.ids import now
from app.narration.models import Clip, Master
from app.objects import StoredObject
from app.organizations.sharing import change_share
from app.queue.models import JobState, ask
from app.usage.counting import month_of
from tests.html import Page
from tests.world import World

PAGE = "/acme/settings/usage"


async def usage(world: World, who: str = "ada") -> dict[str, Any]:
    answer = await world.program(who).get("/v1/usage")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def figures(usage: dict[str, Any]) -> dict[str, tuple[int, Any]]:
    """By group and name; now, and of this month."""
    return {
        f"{group['name']}.{figure['name']}": (figure["now"], figure["this_month"])
        for group in usage["groups"]
        for figure in group["figures"]
    }


def limits(usage: dict[str, Any]) -> dict[str, tuple[int | None, int | None]]:
    return {limit["name"]: (limit["most"], limit["used"]) for limit in usage["limits"]}


async def test_it_counts_what_is_there(world: World) -> None:
    found = figures(await usage(world))
    async with world.reading() as session:
        clips = (await session.exec(select(Clip))).all()
        master = (await session.exec(select(Master))).one()
        objects = (await session.exec(select(StoredObject))).all()
    assert found["documents.documents"] == found["documents.versions"] == (2, 2)
    assert found["episodes.episodes"] == (2, 2)
    assert found["episodes.clips"] == (len(clips),) * 2
    spoken = round(sum(clip.samples / clip.sample_rate for clip in clips))
    assert found["episodes.spoken"] == (spoken, spoken)
    assert found["episodes.narrated"][0] == round(master.samples / master.sample_rate) > 0
    whole = sum(row.bytes for row in objects)
    assert found["stored.all"] == (whole, whole)
    pdfs = sum(row.bytes for row in objects if row.media_type == "application/pdf")
    assert found["stored.documents"][0] == pdfs > 0
    parts = (found[f"stored.{kind}"][0] for kind in ("documents", "pictures", "audio", "other"))
    assert sum(parts) == whole
    assert found["people.members"] == (4, 4)
    assert found["people.invitations"] == (1, 1)
    assert found["people.keys"] == (4, 4)
    assert found["jobs.waiting"] == (0, None)


async def test_what_came_before_the_first_of_the_month_is_not_new(world: World) -> None:
    async with world.writing() as session:
        old = (await session.exec(select(StoredObject))).first()
        old.created_at = month_of(now()) - (now() - month_of(now()))
    found = figures(await usage(world))
    assert found["stored.all"][0] - found["stored.all"][1] == old.bytes


async def test_an_organization_counts_its_own(world: World) -> None:
    found = figures(await usage(world, "cleo"))
    people = {"people.members": (1, 1), "people.keys": (1, 1)}
    assert {name: value for name, value in found.items() if value[0]} == people


async def test_limits_are_those_that_hold(build: Any, empty_blueprint: Any) -> None:
    world = build(
        empty_blueprint, backlog_max=1, organization_slots=3, upload_max_bytes=1234, kind_slots="send_mail=2"
    )
    async with world.writing() as session:
        job = ask(session, "embed_document", by=world.principal("ada"))
        await session.flush()
    found = limits(await usage(world))
    assert found["backlog"] == (1, 1)
    assert found["slots"] == (3, 0)
    assert found["upload"] == (1234, None)
    assert found["slots_send_mail"] == (2, None)
    refused = await world.program("ada").post("/v1/documents", files={"file": ("a.pdf", b"%PDF-1.7")})
    assert refused.status_code == 429
    await change_share(world.installation, "acme", weight=5, slots=0, backlog=9)
    async with world.writing() as session:
        (await session.get_one(type(job), job.id)).state = JobState.RUNNING
    found = limits(await usage(world))
    assert (found["backlog"], found["slots"], found["weight"]) == ((9, 1), (None, 1), (5, None))
    assert limits(await usage(world, "cleo"))["backlog"] == (1, 0)


async def test_the_page_shows_both(world: World) -> None:
    answer = await world.browser("ada").get(PAGE)
    assert answer.status_code == 200
    assert Page(answer.text).check_page() == []
    for shown in ("Usage and limits", "New this month", "104.9 MB", "2,000", "no limit", "365 days"):
        assert shown in answer.text, shown
    assert "Nothing has been uploaded" not in answer.text


async def test_an_empty_house_is_told_so(empty: World) -> None:
    answer = await empty.browser("ada").get(PAGE)
    assert "Nothing has been uploaded or narrated yet." in answer.text
    assert "0 bytes" in answer.text


@pytest.mark.parametrize("who", ["ben", "ed", "lou"])
async def test_only_who_manages_sees_it(world: World, who: str) -> None:
    assert (await world.browser(who).get(PAGE)).status_code == 403
    assert (await world.program(who).get("/v1/usage")).status_code == 403
