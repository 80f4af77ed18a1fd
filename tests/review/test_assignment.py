"""Asking reviewers: who can be asked, until when, and taking it back."""

from tests.world import World


async def ask(world: World, who: str = "ed", **data: str) -> int:
    path = f"/acme/episodes/{world.known.things['episode']}/assignments"
    return (await world.browser(who).post(path, data=data)).status_code


async def test_a_reviewer_is_asked_until_a_date(world: World) -> None:
    assert await ask(world, user_id=world.known.users["ben"], due_on="2026-12-24") == 303
    page = (await world.browser("lou").get(f"/acme/episodes/{world.known.things['episode']}")).text
    assert "ben@example.org" in page.lower()
    assert "2026-12-24" in page
    event = (await world.events())[-1]
    assert event.action == "assignment.made"
    assert event.details["due"] == "2026-12-24"


async def test_asking_again_moves_the_date(world: World) -> None:
    ben, at = world.known.users["ben"], f"/v1/episodes/{world.known.things['episode']}/assignments"
    await ask(world, user_id=ben, due_on="2026-12-24")
    await ask(world, user_id=ben, due_on="2027-01-07")
    (row,) = (await world.program("ed").get(at)).json()["items"]
    assert row["due_on"] == "2027-01-07"
    assert (await world.program("ed").post(f"/v1/assignments/{row['id']}/ending")).status_code == 200
    assert (await world.program("ed").get(at)).json()["items"] == []
    assert (await world.program("ed").post(f"/v1/assignments/{row['id']}/ending")).status_code == 409


async def test_lists_say_who_is_asked_and_until_when(world: World) -> None:
    ben = world.known.users["ben"]
    for due, word in (("2099-01-07", "due 2099-01-07"), ("2020-01-07", "late, was due 2020-01-07")):
        await ask(world, user_id=ben, due_on=due)
        for place in ("/acme", "/acme/episodes"):
            page = (await world.browser("lou").get(place)).text
            assert word in page, place
            assert page.count("with Ben") + page.count("with ben@example.org") == 1, "of the one in review"


async def test_only_who_may_review_here_can_be_asked(world: World) -> None:
    for stranger in ("lou", "cleo"):
        assert await ask(world, user_id=world.known.users[stranger]) == 422
    assert await ask(world, user_id=world.known.users["ben"], due_on="soon") == 422
    assert await ask(world, user_id=world.known.users["ben"], segment_id="another") == 422


async def test_a_reviewer_asks_nobody(world: World) -> None:
    assert await ask(world, "ben", user_id=world.known.users["ben"]) == 403
