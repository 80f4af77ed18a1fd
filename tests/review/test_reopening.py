"""Taking verdicts back."""

from tests.review.verbs import Placed
from tests.world import World


async def test_ben_takes_an_approval_back(world: World, segment: Placed) -> None:
    await segment.approve("ada")
    answer = await segment.post("ben", "reopening")
    assert answer.status_code == 200
    assert answer.json()["state"] == "in_review"
    assert (await world.actions())[-1] == "segment.reopened"


async def test_ben_takes_a_rejection_back(segment: Placed) -> None:
    await segment.post("ada", "rejection", reason="Too long.")
    assert (await segment.post("ben", "reopening")).json()["state"] == "in_review"


async def test_without_a_verdict_nothing_happens(world: World, segment: Placed) -> None:
    before = await world.actions()
    assert (await segment.post("ben", "reopening")).status_code == 200
    assert await world.actions() == before


async def test_one_sentence_is_reopened_alone(world: World) -> None:
    part = (await world.script()).segments[1]
    ben = world.browser("ben")
    form = {"content_hash": part.content_hash}
    await ben.post(f"/acme/segments/{part.id}/approval", data=form)
    first, second = part.sentences[0].id, part.sentences[1].id
    assert (await ben.post(f"/acme/sentences/{second}/reopening")).status_code == 303
    states = {row.id: row.state for row in (await world.script()).segments[1].sentences}
    assert (states[first], states[second]) == ("approved", "in_review")


async def test_an_approved_episode_goes_back_to_review(world: World) -> None:
    from tests.world import approved

    await approved(world.installation, world.principal("ada"), world.known.things["episode"])
    script = await world.script()
    assert script.state == "approved"
    await world.program("ben").post(f"/v1/segments/{script.segments[0].id}/reopening")
    assert (await world.script()).state == "in_review"


async def test_a_ready_episode_keeps_its_files_and_goes_back_to_review(world: World) -> None:
    episode = world.known.things["narrated"]
    script = await world.script(episode)
    await world.program("ben").post(f"/v1/segments/{script.segments[0].id}/reopening")
    assert (await world.script(episode)).state == "in_review"
    artifacts = await world.program("ben").get(f"/v1/episodes/{episode}/artifacts")
    assert len(artifacts.json()) >= 6


async def test_lou_may_not_reopen(segment: Placed) -> None:
    await segment.approve("ada")
    assert (await segment.post("lou", "reopening")).status_code == 403
    assert (await segment.shown())["state"] == "approved"


async def test_cleo_cannot_find_it(segment: Placed) -> None:
    assert (await segment.post("cleo", "reopening")).status_code == 404
