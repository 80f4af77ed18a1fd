"""The page to listen on: lines with their times and passages, and whether the script has changed since."""

from sqlalchemy import event

from app.episodes.requesting import start_episode
from tests.html import Page
from tests.world import World


async def test_every_spoken_line_is_there_with_its_time(world: World) -> None:
    episode = world.known.things["narrated"]
    answer = await world.browser("lou").get(f"/acme/episodes/{episode}/listen")
    assert answer.status_code == 200
    assert Page(answer.text).check_page() == []
    script = await world.script(episode)
    for row in script.sentences:
        assert row.id in answer.text
    for part in script.segments:
        assert part.title in answer.text
    (audio,) = Page(answer.text).all("audio")
    sources = [address for _, address in Page(answer.text).addresses if "/artifacts/" in address]
    assert "controls" in audio
    heard = await world.browser("lou").get(sources[0], headers={"Range": "bytes=0-9"})
    assert heard.status_code == 206


async def test_a_script_that_changed_since_is_said_to(world: World) -> None:
    episode = world.known.things["narrated"]
    lou, path = world.browser("lou"), f"/acme/episodes/{episode}/listen"
    before = (await lou.get(path)).text
    row = (await world.script(episode)).segments[1].sentences[1]
    form = {"content_hash": row.content_hash, "text": row.text + " Truly."}
    await world.browser("ed").post(f"/acme/sentences/{row.id}/revision", data=form)
    after = (await lou.get(path)).text
    assert row.text in after, "it plays what was spoken"
    assert "Truly" not in after
    assert "changed" in after.lower()
    assert "changed" not in before.lower()


async def test_a_sentence_that_left_the_script_is_still_shown_where_it_is_heard(world: World) -> None:
    episode = world.known.things["narrated"]
    part = (await world.script(episode)).segments[1]
    await world.browser("ed").post(f"/acme/segments/{part.id}/removal")
    answer = await world.browser("lou").get(f"/acme/episodes/{episode}/listen")
    assert answer.status_code == 200
    assert part.sentences[1].text in answer.text


async def test_before_there_is_anything_to_hear_it_says_so(world: World) -> None:
    answer = await world.browser("lou").get(f"/acme/episodes/{world.known.things['episode']}/listen")
    assert answer.status_code == 200
    assert Page(answer.text).all("audio") == []


async def test_lists_say_how_long_an_episode_is(world: World) -> None:
    for path in ("/acme", "/acme/episodes"):
        answer = await world.browser("lou").get(path)
        assert "Tidal mixing" in answer.text
        assert "How sand dunes" in answer.text


async def test_a_list_of_many_asks_the_database_no_more_often(world: World) -> None:
    said: list[str] = []
    engine = world.installation.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", lambda *args: said.append(args[2]))

    async def asked(path: str) -> int:
        client = world.program("ed") if path.startswith("/v1/") else world.browser("ed")
        before = len(said)
        assert (await client.get(path)).status_code == 200
        return len(said) - before

    paths = ("/acme", "/acme/episodes", "/v1/episodes")
    few = [[await asked(path) for path in paths] for _ in range(2)][-1]
    async with world.writing() as session:
        for _ in range(4):
            await start_episode(session, world.principal("ed"), [world.known.things["document"]])
    assert [await asked(path) for path in paths] == few
