"""Voice, pacing and emphasis of one episode, segment or sentence, without touching an approval."""

from app.narration.delivery import deliveries
from tests.world import World, approved


async def test_a_sentence_is_directed_over_its_segment_and_that_over_the_episode(voices: World) -> None:
    script = await voices.script()
    program = voices.program("ed")
    segment = next(row for row in script.segments if len(row.sentences) > 1)
    sentence = segment.sentences[0]
    for path, voice in (
        (f"/v1/episodes/{script.id}", "choir:alto"),
        (f"/v1/segments/{segment.id}", "choir:bass"),
        (f"/v1/sentences/{sentence.id}", "fake:tone"),
    ):
        answer = await program.post(f"{path}/delivery", json={"voice": voice})
        assert answer.json() == {"voice": voice, "pacing": "", "emphasis": ""}
    script = await voices.script()
    async with voices.reading() as session:
        how = await deliveries(session, voices.installation, script)
    assert how[sentence.id].voice.id == "tone"
    assert how[segment.sentences[1].id].voice.id == "bass"
    other = next(row for row in script.segments if row.id != segment.id)
    assert how[other.sentences[0].id].voice.id == "alto"


async def test_emphasis_slows_down(voices: World) -> None:
    script = await voices.script()
    first = script.sentences[0]
    async with voices.reading() as session:
        before = (await deliveries(session, voices.installation, script))[first.id].rate("The dunes move.")
    path = f"/v1/sentences/{first.id}/delivery"
    await voices.program("ed").post(path, json={"emphasis": "strong"})
    script = await voices.script()
    async with voices.reading() as session:
        after = (await deliveries(session, voices.installation, script))[first.id].rate("The dunes move.")
    assert after < before


async def test_what_was_approved_stays_approved(voices: World) -> None:
    script = await voices.script()
    await approved(voices.installation, voices.principal("ada"), script.id, spoken=False)
    path = f"/v1/segments/{script.segments[0].id}/delivery"
    answer = await voices.program("ed").post(path, json={"voice": "choir:alto", "pacing": "energetic"})
    assert answer.status_code == 200
    assert (await voices.script()).open_segments == []
    assert (await voices.actions())[-1] == "segment.directed"


async def test_a_voice_or_preset_that_is_not_there_is_refused(voices: World) -> None:
    path = f"/v1/segments/{(await voices.script()).segments[0].id}/delivery"
    for body in ({"voice": "choir:nobody"}, {"pacing": "breathless"}, {"emphasis": "shouted"}):
        answer = await voices.program("ed").post(path, json=body)
        assert answer.status_code in (400, 422), body


async def test_a_reviewer_may_not_direct(voices: World) -> None:
    path = f"/v1/segments/{(await voices.script()).segments[0].id}/delivery"
    assert (await voices.program("ben").post(path, json={})).status_code == 403
