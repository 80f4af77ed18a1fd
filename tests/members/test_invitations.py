"""Inviting by mail: the link makes exactly the person invited a member, once; and what is refused."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlmodel import select

from app.accounts.models import User, digest
from app.ids import now
from app.members.invitations import Invitation
from app.organizations.models import Membership, Organization, Workspace
from app.permissions import Role
from tests.fakes.mail import LetterBox
from tests.html import Page
from tests.world import OUR_OWN, World

AT = "/acme/settings/invitations"
NEW = "newcomer@example.org"


def box(world: World) -> LetterBox:
    assert isinstance(world.installation.mail, LetterBox)
    return world.installation.mail


async def invited(world: World, email: str = NEW, role: str = "editor", by: str = "ada", **form: Any) -> str:
    """The path of the link in the mail."""
    async with world.reading() as session:
        room = (await session.exec(select(Workspace))).one().id
    answer = await world.browser(by).post(
        AT, data={"email": email, "role": role, "workspace_ids": room} | form
    )
    assert answer.headers.get("location") == "/acme/settings/members?done=invited", answer.text
    await world.run()
    return box(world).link(email.lower())


async def row(world: World, email: str = NEW) -> Invitation:
    async with world.reading() as session:
        return (await session.exec(select(Invitation).where(Invitation.email == email))).one()


def in_session(world: World, answer: httpx.Response) -> httpx.AsyncClient:
    """A browser with the cookie an answer gave."""
    transport = httpx.ASGITransport(app=world.app, raise_app_exceptions=False)  # type: ignore[arg-type]
    cookies = {"tic_session": answer.cookies["tic_session"]}
    origin = world.installation.settings.origin
    return httpx.AsyncClient(transport=transport, base_url=origin, headers=OUR_OWN, cookies=cookies)


async def test_a_newcomer_joins_chooses_a_password_and_works(world: World) -> None:
    link = await invited(world, "Newcomer@Example.org")
    subject, text = next((subject, text) for to, subject, text in box(world).sent if to == NEW)
    assert "Acme" in subject
    assert "editor" in text
    assert "ada@example.org" in text
    nobody = world.browser()
    page = await nobody.get(link)
    assert Page(page.text).check_page() == []
    assert "Join Acme" in page.text
    answer = await nobody.post(link)
    assert answer.headers["location"] == "/account/password"
    me = in_session(world, answer)
    chosen = await me.post("/account/password", data={"current": "", "new": "a tortoise named Kepler"})
    assert chosen.status_code == 303
    me = in_session(world, chosen)
    assert (await me.get(f"/acme/documents/{world.known.things['document']}")).status_code == 200
    assert (await me.get("/acme/settings/pronunciation")).status_code == 200
    actions = await world.actions()
    assert {"invitation.made", "invitation.accepted", "membership.joined"} <= set(actions)


async def test_a_link_works_once_and_its_secret_is_not_kept(world: World) -> None:
    link = await invited(world)
    token = link.rpartition("/")[2]
    assert (await row(world)).token_hash == digest(token)
    assert token not in str(await world.everything())
    assert (await world.browser().post(link)).status_code == 303
    for ask in (world.browser().get, world.browser().post):
        answer = await ask(link)
        assert answer.status_code == 410
        assert "works once" in answer.text
    assert (await world.browser().get("/invitations/unknown")).status_code == 410


async def test_looking_at_it_spends_nothing(world: World) -> None:
    link = await invited(world)
    for _ in range(3):
        assert (await world.browser().get(link)).status_code == 200
    assert (await row(world)).waiting


async def test_who_has_an_account_must_sign_in_first(world: World) -> None:
    link = await invited(world, "cleo@example.org")
    page = await world.browser().get(link)
    assert f"/sign-in?next={link}" in page.text
    answer = await world.browser().post(link)
    assert answer.headers["location"] == f"/sign-in?next={link}"
    assert "tic_session" not in answer.cookies
    assert (await world.browser("cleo").get("/acme")).status_code == 404
    assert "Join" in (await world.browser("cleo").get(link)).text
    joined = await world.browser("cleo").post(link)
    assert joined.headers["location"] == "/acme/"
    assert (await world.browser("cleo").get("/acme")).status_code == 200
    assert (await world.browser("cleo").get("/globex")).status_code == 200


async def test_somebody_else_is_told_and_cannot_take_it(world: World) -> None:
    link = await invited(world)
    page = await world.browser("cleo").get(link)
    assert page.status_code == 200
    assert "signed in as somebody else" in page.text
    assert "cleo@example.org" in page.text
    assert (await world.browser("cleo").post(link)).status_code == 403
    assert (await row(world)).waiting
    assert (await world.browser("cleo").get("/acme")).status_code == 404


async def test_a_session_of_another_houses_directory_proves_no_address(world: World) -> None:
    from app.accounts.models import LoginSession

    link = await invited(world, "cleo@example.org")
    async with world.installation.work() as session:
        login = await session.get_one(LoginSession, world.known.logins["cleo"])
        login.within_id = world.known.organizations["globex"]
    assert (await world.browser("cleo").post(link)).status_code == 403
    assert (await row(world, "cleo@example.org")).waiting


async def test_sending_again_kills_the_link_sent_before(world: World) -> None:
    first = await invited(world)
    answer = await world.browser("ada").post(f"{AT}/{(await row(world)).id}/sending")
    assert answer.headers["location"] == "/acme/settings/members?done=sent"
    await world.run()
    second = box(world).link(NEW)
    assert first != second
    assert (await world.browser().get(first)).status_code == 410
    assert (await world.browser().post(second)).status_code == 303


async def test_a_revoked_or_expired_one_is_dead(world: World) -> None:
    revoked, expired = await invited(world), await invited(world, "late@example.org")
    assert (await world.browser("ada").post(f"{AT}/{(await row(world)).id}/revocation")).is_redirect
    async with world.writing() as session:
        late = (await session.exec(select(Invitation).where(Invitation.email == "late@example.org"))).one()
        late.expires_at = now() - timedelta(seconds=1)
    for link in (revoked, expired):
        assert (await world.browser().get(link)).status_code == 410
        assert (await world.browser().post(link)).status_code == 410
    assert "Expired" in (await world.browser("ada").get("/acme/settings/members")).text
    assert (await world.browser("ada").post(f"{AT}/{(await row(world)).id}/sending")).status_code == 409


@pytest.mark.parametrize(
    ("form", "status", "words"),
    [
        ({"email": "ben@example.org"}, 422, "a member already"),
        ({"email": "new@example.org"}, 422, "invited already"),
        ({"email": "nobody"}, 422, "e-mail address"),
        ({"email": "a@x.org\r\nBcc: b@x.org"}, 422, "e-mail address"),
        ({"email": "a@x.org, b@x.org"}, 422, "e-mail address"),
        ({"email": NEW, "role": "king"}, 422, "no role king"),
    ],
)
async def test_what_cannot_be_sent_is_refused_beside_its_field(
    world: World, form: dict[str, str], status: int, words: str
) -> None:
    before = len(await world.events())
    answer = await world.browser("ada").post(AT, data={"role": "editor"} | form)
    assert answer.status_code == status
    assert words in answer.text
    page = Page(answer.text)
    assert page.check_page() == []
    assert any(field.get("value") == form["email"] for field in page.all("input")) or "\r" in form["email"]
    assert len(await world.events()) == before


async def test_an_admin_invites_no_owner(world: World) -> None:
    async with world.writing() as session:
        query = select(Membership).where(Membership.user_id == world.known.users["ben"])
        (await session.exec(query)).one().role = Role.ADMIN
    answer = await world.browser("ben").post(AT, data={"email": NEW, "role": "owner"})
    assert answer.status_code == 403
    assert "Owner</option>" not in (await world.browser("ben").get("/acme/settings/members")).text


async def test_a_closed_house_takes_nobody_in(world: World) -> None:
    link = await invited(world)
    async with world.writing() as session:
        acme = await session.get_one(Organization, world.known.organizations["acme"])
        acme.suspended = True
    assert (await world.browser().get(link)).status_code == 403
    assert (await world.browser().post(link)).status_code == 403
    async with world.installation.work() as session:
        assert (await session.exec(select(User).where(User.email == NEW))).first() is None


async def test_under_single_sign_on_people_come_from_the_directory(world: World) -> None:
    async with world.writing() as session:
        acme = await session.get_one(Organization, world.known.organizations["acme"])
        acme.sso_only = True
        query = select(Membership).where(Membership.user_id == world.known.users["ada"])
        (await session.exec(query)).one().break_glass = True
    answer = await world.browser("ada").post(AT, data={"email": NEW, "role": "editor"})
    assert answer.status_code == 422
    assert "single sign-on" in answer.text


async def test_programs_invite_too(world: World) -> None:
    ada = world.program("ada")
    answer = await ada.post("/v1/invitations", json={"email": NEW, "role": "reviewer"})
    assert answer.status_code == 201
    await world.run()
    assert box(world).link(NEW).startswith("/invitations/")
    listed = (await ada.get("/v1/invitations")).json()["items"]
    assert [one["email"] for one in listed] == [NEW, "new@example.org"]
    assert "token" not in str(listed)
    gone = await ada.post(f"/v1/invitations/{answer.json()['id']}/revocation")
    assert gone.status_code == 204
