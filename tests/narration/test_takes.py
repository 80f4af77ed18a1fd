"""Takes: a sentence is recorded again when somebody asks, and an earlier take can be heard again."""

from app.episodes.sentences import Sentence
from app.narration.takes import clip_of
from app.queue.models import Share, ask
from tests.world import World


async def sentence(world: World) -> Sentence:
    return (await world.script(world.known.things["narrated"])).segments[1].sentences[1]


async def takes(world: World, row: Sentence) -> list[dict[str, object]]:
    answer = await world.program("ben").get(f"/v1/sentences/{row.id}/takes")
    assert answer.status_code == 200
    return list(answer.json())


async def heard(world: World, row: Sentence) -> int:
    async with world.reading() as session:
        clip = await clip_of(session, row.id)
    assert clip
    return clip.number


async def test_ben_has_a_sentence_recorded_again(world: World) -> None:
    row = await sentence(world)
    (first,) = await takes(world, row)
    answer = await world.program("ben").post(f"/v1/sentences/{row.id}/take", json={})
    assert answer.status_code == 202
    assert answer.json()["job_id"]
    await world.run()
    newer, older = await takes(world, row)
    assert (newer["number"], newer["chosen"], older["chosen"]) == (2, True, False)
    assert newer["rate"] != older["rate"], "it would sound the same"
    assert older["id"] == first["id"]
    assert await heard(world, row) == 2
    assert "sentence.take_asked" in await world.actions()


async def test_the_next_narration_speaks_the_take_that_was_chosen(world: World) -> None:
    row = await sentence(world)
    await world.program("ben").post(f"/v1/sentences/{row.id}/take", json={})
    await world.run()
    episode = world.known.things["narrated"]
    asked = await world.program("ada").post(f"/v1/episodes/{episode}/narration", json={})
    await world.run()
    job = (await world.program("ada").get(f"/v1/jobs/{asked.json()['job_id']}")).json()
    assert (job["state"], job["result"]["clips"]["synthesized"]) == ("succeeded", 1)
    assert job["result"]["chunks"]["encoded"] == 1
    assert await heard(world, row) == 2


async def test_an_earlier_take_is_heard_again(world: World) -> None:
    row = await sentence(world)
    browser = world.browser("ben")
    await browser.post(f"/acme/sentences/{row.id}/take")
    await world.run()
    older = (await takes(world, row))[1]
    page = await browser.get(f"/acme/sentences/{row.id}/takes")
    assert f"/takes/{older['number']}/choice" in page.text
    answer = await browser.post(f"/acme/sentences/{row.id}/takes/{older['number']}/choice")
    assert answer.status_code == 303
    assert await heard(world, row) == 1
    assert "take.chosen" in await world.actions()
    for number in (1, 2):
        audio = await browser.get(f"/acme/sentences/{row.id}/takes/{number}/audio")
        assert (audio.status_code, audio.content[:4]) == (200, b"RIFF")
    assert (await browser.get(f"/acme/sentences/{row.id}/takes/3/audio")).status_code == 404


async def test_choosing_asks_for_no_work_and_goes_on_while_too_much_waits(world: World) -> None:
    row, ben = await sentence(world), world.program("ben")
    await ben.post(f"/v1/sentences/{row.id}/take", json={})
    await world.run()
    async with world.writing() as session:
        session.add(Share(backlog=1))
        ask(session, "embed_document", by=world.principal("ada"))
    assert (await ben.post(f"/v1/sentences/{row.id}/take", json={})).status_code == 429
    assert (await ben.post(f"/v1/sentences/{row.id}/takes/1/choice")).status_code == 204
    assert await heard(world, row) == 1
    assert (await ben.post(f"/v1/sentences/{row.id}/takes/9/choice")).status_code == 404
    assert (await world.program("lou").post(f"/v1/sentences/{row.id}/takes/2/choice")).status_code == 403


async def test_what_is_not_approved_is_not_recorded(world: World) -> None:
    row = (await world.script()).segments[1].sentences[0]
    answer = await world.program("ben").post(f"/v1/sentences/{row.id}/take", json={})
    assert answer.status_code == 409
    assert await takes(world, row) == []


async def test_lou_neither_records_nor_accepts(world: World) -> None:
    row = await sentence(world)
    lou = world.program("lou")
    assert (await lou.post(f"/v1/sentences/{row.id}/take", json={})).status_code == 403
    seen = {"pickup_id": "any"}
    assert (await lou.post(f"/v1/sentences/{row.id}/acceptance", json=seen)).status_code == 403
