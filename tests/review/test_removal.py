"""Taking a segment, or a sentence, out of the script."""

import pytest
from sqlmodel import select

from app.episodes.revisions import ScriptRevision
from app.episodes.states import EpisodeState
from app.narration.models import Clip, Take
from tests.world import World, approved


async def segments(world: World) -> list[str]:
    return [segment.id for segment in (await world.script()).segments]


async def test_ed_takes_a_segment_out(world: World) -> None:
    first, second, *rest = await segments(world)
    answer = await world.browser("ed").post(f"/acme/segments/{second}/removal")
    assert answer.status_code == 303
    script = await world.script()
    assert [segment.id for segment in script.segments] == [first, *rest]
    assert [segment.position for segment in script.segments] == list(range(len(rest) + 1))
    assert (await world.actions())[-1] == "segment.left_out"


async def test_the_revision_before_keeps_it(world: World) -> None:
    second = (await segments(world))[1]
    assert (await world.program("ed").post(f"/v1/segments/{second}/removal")).status_code == 204
    async with world.reading() as session:
        query = select(ScriptRevision).where(ScriptRevision.episode_id == world.known.things["episode"])
        *_, before, after = (await session.exec(query.order_by(ScriptRevision.number))).all()
    assert second in [segment["id"] for segment in before.script["segments"]]
    assert second not in [segment["id"] for segment in after.script["segments"]]
    assert (after.number, after.cause) == (3, "left_out")


async def test_what_was_spoken_can_be_taken_out_too(world: World) -> None:
    ada = world.principal("ada")
    await approved(world.installation, ada, world.known.things["episode"])
    script = await world.script()
    gone = script.segments[1]
    async with world.reading() as session:
        takes = (await session.exec(select(Take).where(Take.sentence_id == gone.sentences[0].id))).all()
        clips = len((await session.exec(select(Clip))).all())
    assert takes, "it was not spoken, so this proves nothing"
    answer = await world.program("ed").post(f"/v1/segments/{gone.id}/removal")
    assert answer.status_code == 204, answer.text
    async with world.reading() as session:
        assert not (await session.exec(select(Take).where(Take.sentence_id == gone.sentences[0].id))).all()
        assert len((await session.exec(select(Clip))).all()) == clips
    assert (await world.script()).state is EpisodeState.APPROVED


async def test_the_last_segment_stays(world: World) -> None:
    *others, last = await segments(world)
    ed = world.program("ed")
    for segment_id in others:
        assert (await ed.post(f"/v1/segments/{segment_id}/removal")).status_code == 204
    answer = await ed.post(f"/v1/segments/{last}/removal")
    assert answer.status_code == 409
    assert await segments(world) == [last]


async def test_ada_narrates_without_what_was_sent_back(world: World) -> None:
    ada, ben = world.principal("ada"), world.browser("ben")
    await approved(world.installation, ada, world.known.things["episode"], spoken=False)
    before = await segments(world)
    for segment_id in before[1:3]:
        form = {"reason": "Not what I would say."}
        assert (await ben.post(f"/acme/segments/{segment_id}/rejection", data=form)).status_code == 303
    path = f"/acme/episodes/{world.known.things['episode']}/narration"
    browser = world.browser("ada")
    assert (await browser.post(path)).status_code == 409
    assert (await browser.post(path, data={"without_rejected": "true"})).status_code == 303
    assert await segments(world) == [before[0], *before[3:]]
    assert (await world.actions()).count("segment.left_out") == 2
    assert (await world.script()).state is EpisodeState.NARRATING


async def test_nothing_is_left_out_when_the_rest_is_not_approved(world: World) -> None:
    before = await segments(world)
    form = {"reason": "Not what I would say."}
    assert (await world.browser("ben").post(f"/acme/segments/{before[0]}/rejection", data=form)).is_redirect
    path = f"/acme/episodes/{world.known.things['episode']}/narration"
    assert (await world.browser("ada").post(path, data={"without_rejected": "true"})).status_code == 409
    assert await segments(world) == before


@pytest.mark.parametrize("who", ["ben", "lou"])
async def test_others_may_not(world: World, who: str) -> None:
    second = (await segments(world))[1]
    assert (await world.browser(who).post(f"/acme/segments/{second}/removal")).status_code == 403
    assert second in await segments(world)
