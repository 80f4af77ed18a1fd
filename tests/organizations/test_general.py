"""The organization's own page: its name and address, putting it away, and deleting it for good."""

import pytest
from sqlmodel import select

from app.organizations.models import Organization
from tests.html import Page
from tests.world import World

AT = "/acme/settings/general"


async def acme(world: World) -> Organization:
    async with world.installation.work(writes=False) as session:
        return await session.get_one(Organization, world.known.organizations["acme"])


async def test_ada_renames_it(empty: World) -> None:
    answer = await empty.browser("ada").post(f"{AT}/name", data={"name": "  Acme   Research "})
    assert answer.headers["location"] == f"{AT}?done=name"
    page = await empty.browser("ada").get(answer.headers["location"])
    assert "The name is changed." in page.text
    assert "Acme Research" in page.text


@pytest.mark.parametrize("name", ["", " \u200b ", "x" * 201])
async def test_a_name_has_letters(empty: World, name: str) -> None:
    answer = await empty.browser("ada").post(f"{AT}/name", data={"name": name})
    assert answer.status_code == 422
    assert "1 to 200 characters" in answer.text
    assert Page(answer.text).check_page() == []


async def test_a_former_address_leads_to_the_new_one(empty: World) -> None:
    ada = empty.browser("ada")
    moved = await ada.post(f"{AT}/address", data={"slug": "apex"})
    assert moved.headers["location"] == "/apex/settings/general?done=address"
    for path in ("/acme", "/acme/documents?project_id=x", "/acme/settings/general"):
        answer = await ada.get(path)
        assert answer.status_code == 303
        assert answer.headers["location"] == path.replace("/acme", "/apex")
    assert (await ada.get("/apex")).status_code == 200
    assert (await empty.browser("cleo").get("/acme")).status_code == 404
    assert (await empty.browser().get("/acme")).headers["location"].startswith("/sign-in")


async def test_a_form_of_a_page_opened_before_still_arrives(empty: World) -> None:
    ada = empty.browser("ada")
    await ada.post(f"{AT}/address", data={"slug": "apex"})
    answer = await ada.post(f"{AT}/name", data={"name": "Apex"})
    assert answer.status_code == 303
    assert (await acme(empty)).name == "Apex"


async def test_addresses_can_be_taken_back_and_by_nobody_else(empty: World) -> None:
    await empty.browser("ada").post(f"{AT}/address", data={"slug": "apex"})
    for slug in ("acme", "apex"):
        answer = await empty.browser("cleo").post("/globex/settings/general/address", data={"slug": slug})
        assert answer.status_code == 422
        assert "taken" in answer.text
    back = await empty.browser("ada").post("/apex/settings/general/address", data={"slug": "acme"})
    assert back.headers["location"] == f"{AT}?done=address"
    assert (await empty.browser("ada").get("/apex")).headers["location"] == "/acme"
    assert (await empty.browser("ada").get("/acme")).status_code == 200


@pytest.mark.parametrize("slug", ["globex", "static", "invitations", "A b", "acme", ""])
async def test_an_address_is_free_and_well_formed(empty: World, slug: str) -> None:
    answer = await empty.browser("ada").post(f"{AT}/address", data={"slug": slug})
    assert answer.status_code == 422
    assert (await acme(empty)).slug == "acme"


async def test_it_is_put_away_and_taken_out_again(empty: World) -> None:
    ada = empty.browser("ada")
    assert (await ada.post(f"{AT}/archival")).is_redirect
    assert "nothing changed" in (await ada.get(AT)).text
    refused = await ada.post("/acme/settings/workspaces", data={"name": "Attic"})
    assert refused.status_code == 409
    assert "archived" in refused.text
    assert (await ada.post(f"{AT}/restoration")).is_redirect
    assert (await ada.post("/acme/settings/workspaces", data={"name": "Attic"})).is_redirect


async def test_only_an_owner_archives_or_deletes(empty: World) -> None:
    from app.organizations.models import Membership
    from app.permissions import Role

    async with empty.writing() as session:
        query = select(Membership).where(Membership.user_id == empty.known.users["ben"])
        (await session.exec(query)).one().role = Role.ADMIN
    ben = empty.browser("ben")
    page = Page((await ben.get(AT)).text)
    for noun in ("archival", "deletion", "restoration"):
        assert ("POST", f"{AT}/{noun}") not in page.addresses
        assert (await ben.post(f"{AT}/{noun}", data={"typed": "acme"})).status_code == 403
    assert (await ben.post(f"{AT}/name", data={"name": "Ben's"})).is_redirect


async def test_another_name_typed_deletes_nothing(world: World) -> None:
    before = await world.everything()
    answer = await world.browser("ada").post(f"{AT}/deletion", data={"typed": "globex"})
    assert answer.status_code == 422
    assert "Type acme" in answer.text
    assert await world.everything() == before


async def test_people_of_several_organizations_choose(empty: World) -> None:
    page = await empty.browser("ada").get("/organizations")
    assert ("GET", "/acme/") in Page(page.text).addresses
    assert "Globex" not in page.text
    home = Page((await empty.browser("ada").get("/acme")).text)
    assert ("GET", "/organizations") in home.addresses
