"""Login sessions: how they begin, go on and end."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx
import pytest
from sqlmodel import select

from app.accounts import lookups, models, sessions
from app.accounts.models import LoginSession, User, digest
from app.ids import now
from app.organizations.models import Membership, Workspace
from app.organizations.teams import Team, TeamGrant, TeamMembership
from app.permissions import Role
from app.settings import Settings
from tests.accounts.world import ADAS_PASSWORD, World

ADA = {"email": "ada@example.org", "password": ADAS_PASSWORD}
PLANTED = "p" * 43


async def logins(world: World) -> list[LoginSession]:
    async with world.installation.work(writes=False) as session:
        return list(await session.exec(select(LoginSession).order_by(LoginSession.created_at)))


async def test_a_planted_session_is_not_taken_over(world: World) -> None:
    browser = world.browser()
    browser.cookies.set("tic_session", PLANTED)
    answer = await browser.post("/sign-in", data=ADA)
    assert answer.status_code == 303
    assert answer.cookies["tic_session"] != PLANTED
    assert [login.token_hash == digest(PLANTED) for login in await logins(world)] == [False]


async def test_signing_in_again_ends_the_session_before(world: World) -> None:
    browser = await world.signed_in(world.ada)
    before = browser.cookies["tic_session"]
    await browser.post("/sign-in", data=ADA)
    assert browser.cookies["tic_session"] != before
    stale = world.browser()
    stale.cookies.set("tic_session", before)
    assert (await stale.get("/acme/")).status_code == 303
    assert (await browser.get("/acme/")).status_code == 200


async def test_signing_out_ends_it_for_a_copied_cookie_too(world: World) -> None:
    browser = await world.signed_in(world.ada)
    thief = world.browser()
    thief.cookies.set("tic_session", browser.cookies["tic_session"])
    assert (await thief.get("/acme/")).status_code == 200
    answer = await browser.post("/sign-out")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert "tic_session" not in browser.cookies
    assert (await thief.get("/acme/")).headers["location"] == "/sign-in?next=/acme"
    assert await world.actions(world.acme) == ["user.sign_in_link_made", "user.signed_in", "user.signed_out"]


async def test_signing_out_twice_is_no_failure(world: World) -> None:
    assert (await world.browser().post("/sign-out")).status_code == 303


async def test_anonymous_requests_get_no_cookie_and_no_row(world: World) -> None:
    for path in ("/", "/sign-in", "/acme/", "/static/nothing.css", "/nowhere/at/all"):
        assert "set-cookie" not in (await world.browser().get(path)).headers
    assert await logins(world) == []


async def test_reading_pages_sets_no_cookie_and_writes_no_row(world: World) -> None:
    browser = await world.signed_in(world.ada)
    seen = (await logins(world))[0].last_seen_at
    assert "set-cookie" not in (await browser.get("/acme/")).headers
    assert (await logins(world))[0].last_seen_at == seen


async def test_after_a_minute_it_is_noted_as_seen(world: World) -> None:
    browser = await world.signed_in(world.ada)
    earlier = now() - timedelta(seconds=61)
    await world.change((await logins(world))[0], last_seen_at=earlier)
    await browser.get("/acme/")
    assert (await logins(world))[0].last_seen_at > earlier


@pytest.mark.parametrize(
    ("seen", "expires", "opens"),
    [(599, 1, True), (601, 1, False), (0, -1, False), (0, 0, False)],
)
def test_idle_and_absolute_limits(seen: int, expires: int, opens: bool) -> None:
    at = now()
    login = LoginSession(
        token_hash="",
        user_id="",
        last_seen_at=at - timedelta(seconds=seen),
        expires_at=at + timedelta(0, expires),
    )
    assert login.open(at, idle_seconds=600) is opens


class Clock:
    """Time as the sessions see it, standing still until a test moves it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at = now()
        for module in (models, lookups, sessions):
            monkeypatch.setattr(module, "now", lambda: self.at)

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


async def test_after_half_an_hour_unused_it_is_over(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    browser = await world.signed_in(world.ada)
    for minutes, status in ((29, 200), (29, 200), (30, 303), (0, 303)):
        clock.forward(minutes=minutes)
        assert (await browser.get("/acme/")).status_code == status


async def test_after_twelve_hours_it_is_over_however_busy(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(monkeypatch)
    browser = await world.signed_in(world.ada)
    for _ in range(47):
        clock.forward(minutes=15)
        assert (await browser.get("/acme/")).status_code == 200
    clock.forward(minutes=15)
    assert (await browser.get("/acme/")).status_code == 303


async def test_both_limits_can_be_set(
    build: Callable[..., Awaitable[World]], monkeypatch: pytest.MonkeyPatch
) -> None:
    world = await build(session_idle_seconds=60, session_max_seconds=100)
    clock = Clock(monkeypatch)
    idle, busy = await world.signed_in(world.ada), await world.signed_in(world.ada)
    clock.forward(seconds=59)
    assert (await idle.get("/acme/")).status_code == 200
    clock.forward(seconds=1)
    assert (await busy.get("/acme/")).status_code == 303
    clock.forward(seconds=40)
    assert (await idle.get("/acme/")).status_code == 303


async def test_an_idle_session_is_over_and_does_not_come_back(world: World) -> None:
    browser = await world.signed_in(world.ada)
    idle = Settings(_env_file=None).session_idle_seconds
    await world.change((await logins(world))[0], last_seen_at=now() - timedelta(seconds=idle + 1))
    for _ in range(2):
        assert (await browser.get("/acme/")).status_code == 303


async def test_a_disabled_user_is_out_at_the_next_request(world: World) -> None:
    browser = await world.signed_in(world.ada)
    await world.change(world.ada, disabled=True)
    assert (await browser.get("/acme/")).status_code == 303


async def test_cleo_finds_nothing_at_acme(world: World) -> None:
    browser = await world.signed_in(world.cleo)
    assert (await browser.get("/globex/")).status_code == 200
    strange, missing = await browser.get("/acme/"), await browser.get("/no-such-place/")
    assert strange.status_code == missing.status_code == 404


async def test_somebody_anonymous_learns_no_names_of_organizations(world: World) -> None:
    for slug in ("acme", "no-such-place"):
        assert (await world.browser().get(f"/{slug}/")).headers["location"] == f"/sign-in?next=/{slug}"


async def test_a_reviewer_may_not_manage(world: World) -> None:
    assert (await (await world.signed_in(world.ben)).post("/acme/settings")).status_code == 403
    assert (await (await world.signed_in(world.ada)).post("/acme/settings")).status_code == 200


async def test_a_changed_role_counts_at_the_next_request(world: World) -> None:
    browser = await world.signed_in(world.ada)
    async with world.installation.work(world.acme.id) as session:
        statement = select(Membership).where(Membership.user_id == world.ada.id)
        (await session.exec(statement)).one().role = Role.LISTENER
    assert (await browser.post("/acme/settings")).status_code == 403


async def made(world: World, role: Role) -> None:
    """Ada is something else at Acme from now on."""
    async with world.installation.work(world.acme.id) as session:
        statement = select(Membership).where(Membership.user_id == world.ada.id)
        (await session.exec(statement)).one().role = role


def carrying(world: World, token: str) -> httpx.AsyncClient:
    browser = world.browser()
    browser.cookies.set("tic_session", token)
    return browser


async def test_a_changed_role_renews_the_secret_with_the_next_page(world: World) -> None:
    browser = await world.signed_in(world.ada)
    assert (await browser.get("/acme/")).status_code == 200
    before = browser.cookies["tic_session"]
    await made(world, Role.REVIEWER)
    for part in ({"HX-Request-Type": "partial"}, {"Sec-Fetch-Dest": "empty"}):
        assert "set-cookie" not in (await browser.get("/acme/", headers=part)).headers
    answer = await browser.get("/acme/")
    assert answer.status_code == 200
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert answer.cookies["tic_session"] != before
    assert (await carrying(world, before).get("/acme/")).status_code == 303
    assert (await carrying(world, answer.cookies["tic_session"]).get("/acme/")).status_code == 200
    assert "set-cookie" not in (await browser.get("/acme/")).headers, "once for each change"


async def test_who_becomes_an_operator_gets_a_new_secret(world: World) -> None:
    browser = await world.signed_in(world.ada)
    before = browser.cookies["tic_session"]
    await world.change(world.ada, operator=True)
    assert (await browser.get("/account")).cookies["tic_session"] != before
    assert (await carrying(world, before).get("/account")).status_code == 303


async def test_what_a_team_gives_renews_the_secret(world: World) -> None:
    browser = await world.signed_in(world.ben)
    await browser.get("/acme/")
    async with world.installation.work(world.acme.id) as session:
        team, room = Team(name="Desk"), (await session.exec(select(Workspace))).one()
        ben = (await session.exec(select(Membership).where(Membership.user_id == world.ben.id))).one()
        session.add_all([team, TeamMembership(team_id=team.id, membership_id=ben.id)])
        session.add(TeamGrant(team_id=team.id, workspace_id=room.id, role=Role.EDITOR))
    assert "tic_session" in (await browser.get("/acme/")).cookies


async def test_members_of_a_suspended_organization_are_told(world: World) -> None:
    await world.change(world.acme, suspended=True)
    assert (await (await world.signed_in(world.ada)).get("/acme/")).status_code == 403
    assert (await (await world.signed_in(world.cleo)).get("/acme/")).status_code == 404


async def test_people_see_their_sessions_and_end_one(world: World) -> None:
    here, there = await world.signed_in(world.ada), await world.signed_in(world.ada)
    lost = (await logins(world))[1]
    assert f"/account/sessions/{lost.id}/ending" in (await here.get("/account")).text
    assert (await here.post(f"/account/sessions/{lost.id}/ending")).headers["location"] == "/account"
    assert (await there.get("/account")).status_code == 303
    assert (await here.get("/account")).status_code == 200
    assert lost.id not in (await here.get("/account")).text


async def test_nobody_ends_the_session_of_another(world: World) -> None:
    await world.signed_in(world.ada)
    cleo = await world.signed_in(world.cleo)
    adas = (await logins(world))[0]
    assert adas.user_id == world.ada.id
    assert (await cleo.post(f"/account/sessions/{adas.id}/ending")).status_code == 404
    assert (await logins(world))[0].ended_at is None


async def test_the_database_does_not_hold_the_secret(world: World) -> None:
    browser = await world.signed_in(world.ada)
    (row,) = await logins(world)
    assert browser.cookies["tic_session"] not in row.model_dump_json()
    assert len(browser.cookies["tic_session"]) == 43  # 256 bits


def test_the_cookie_fits_everywhere() -> None:
    _, token = LoginSession.begin(User(email="a@b"), 60, "127.0.0.1", "agent")
    assert len(token) < 64
