"""Proof: every clip is listened to once; one that is heard wrong is recorded again, then a person decides."""

import pytest
from sqlmodel import col, select

from app.narration.models import Clip, Proof
from app.narration.takes import clip_of
from tests.fakes.ears import FakeEars, OverheardSpeech
from tests.narration.test_narrating import narrate
from tests.world import World, approved

pytest.importorskip("jiwer", reason="the extra `recognizer` is not installed")


@pytest.fixture
def ears(world: World) -> FakeEars:
    """Ears for the episode in review, and a voice they know."""
    found = FakeEars()
    voice = OverheardSpeech(found)
    world.installation.speech = lambda: voice
    world.installation.recognizer = lambda: found
    return found


async def spoken(world: World) -> None:
    """Its second segment, approved and spoken."""
    part = (await world.script()).segments[1]
    yes = {"content_hash": part.content_hash}
    answer = await world.program("ada").post(f"/v1/segments/{part.id}/approval", json=yes)
    assert answer.status_code == 200
    await world.run()


async def pickups(world: World) -> list[dict[str, str]]:
    answer = await world.program("ada").get(f"/v1/episodes/{world.known.things['episode']}/pickups")
    assert answer.status_code == 200
    return list(answer.json())


async def proofs(world: World) -> list[Proof]:
    async with world.reading() as session:
        query = select(Proof).where(Proof.recognizer != "").order_by(col(Proof.id))
        return list((await session.exec(query)).all())


async def test_what_is_heard_right_waits_for_nobody(world: World, ears: FakeEars) -> None:
    await spoken(world)
    found = await proofs(world)
    said = {row.spoken for row in (await world.script()).segments[1].sentences}
    assert len(found) == len(said) == ears.listened > 1
    assert all(proof.problems == [] and proof.error == 0.0 and proof.heard for proof in found)
    assert await pickups(world) == []


async def test_sentences_are_heard_together_and_alone_only_where_something_was_missed(
    world: World, ears: FakeEars, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ears, "overhear", lambda sounds, sample_rate: ["" for _ in sounds])
    await spoken(world)
    found = await proofs(world)
    assert len(found) == ears.listened > 1
    assert all(proof.heard and not proof.problems for proof in found)


async def test_what_is_spoken_and_proven_is_not_looked_at_again(world: World, ears: FakeEars) -> None:
    await approved(world.installation, world.principal("ada"), world.known.things["episode"], spoken=False)
    job = await narrate(world, world.known.things["episode"])
    assert job["state"] == "succeeded"
    script = await world.script()
    assert 0 < ears.windows < len(script.sentences)
    before = ears.listened, ears.windows
    again = await narrate(world, script.id)
    assert again["result"]["clips"]["reused"] == len(script.sentences)
    assert (ears.listened, ears.windows) == before


async def test_a_proof_is_paid_once(world: World, ears: FakeEars) -> None:
    await spoken(world)
    listened = ears.listened
    again = (await world.script()).segments[1]
    await world.program("ben").post(f"/v1/segments/{again.id}/reopening")
    await spoken(world)
    assert ears.listened == listened > 1


async def test_one_slip_is_mended_by_a_second_take(world: World, ears: FakeEars) -> None:
    row = (await world.script()).segments[1].sentences[1]
    slips = [True, True]
    ears.hears = lambda said: "Nothing of it." if said == row.spoken and slips and slips.pop() else said
    await spoken(world)
    assert await pickups(world) == []
    async with world.reading() as session:
        clip = await clip_of(session, row.id)
        takes = (await session.exec(select(Clip).where(Clip.base == clip.base))).all() if clip else []
    assert clip
    assert clip.number == 2
    assert len({take.rate for take in takes}) == 2, "the second take would sound like the first"


async def test_what_is_heard_wrong_twice_waits_with_both_texts(world: World, ears: FakeEars) -> None:
    row = (await world.script()).segments[1].sentences[1]
    ears.hears = lambda said: "Nothing of it." if said == row.spoken else said
    await spoken(world)
    (waiting,) = await pickups(world)
    assert (waiting["sentence_id"], waiting["expected"]) == (row.id, row.spoken)
    assert waiting["heard"] == "Nothing of it."
    shown = await world.browser("ben").get(f"/acme/episodes/{row.episode_id}?sentence={row.id}")
    assert "Nothing of it." in shown.text
    assert row.spoken in shown.text
    await approved(world.installation, world.principal("ada"), row.episode_id, spoken=False)
    job = await narrate(world, row.episode_id)
    assert (job["state"], job["result"]["pickups"], job["result"]["waiting"]) == ("succeeded", 1, [])
    assert len(await pickups(world)) == 1


async def test_ben_listens_and_accepts(world: World, ears: FakeEars) -> None:
    row = (await world.script()).segments[1].sentences[1]
    ears.hears = lambda said: "Nothing of it." if said == row.spoken else said
    await spoken(world)
    (waiting,) = await pickups(world)
    path = f"/v1/sentences/{row.id}/acceptance"
    room = f"/acme/episodes/{world.known.things['episode']}"
    assert "1 to listen to" in (await world.browser("ben").get(room)).text
    stale = await world.program("ben").post(path, json={"pickup_id": "another"})
    assert stale.status_code == 409
    answer = await world.program("ben").post(path, json={"pickup_id": waiting["id"]})
    assert (answer.status_code, answer.json()["pickup"]) == (200, None)
    assert "pickup.accepted" in await world.actions()
    part = (await world.script()).segments[1]
    await world.program("ben").post(f"/v1/segments/{part.id}/reopening")
    await spoken(world)
    assert await pickups(world) == [], "what was accepted waits again"
    assert "to listen to" not in (await world.browser("ben").get(room)).text


async def test_an_edit_leaves_the_pickup_behind(world: World, ears: FakeEars) -> None:
    row = (await world.script()).segments[1].sentences[1]
    ears.hears = lambda said: "Nothing of it." if said == row.spoken else said
    await spoken(world)
    form = {"content_hash": row.content_hash, "text": row.text + " Truly."}
    await world.browser("ed").post(f"/acme/sentences/{row.id}/revision", data=form)
    assert await pickups(world) == []


async def test_in_a_language_the_ears_do_not_know_the_proof_says_so(world: World, ears: FakeEars) -> None:
    ears.languages = ("ja",)
    await spoken(world)
    assert await pickups(world) == []
    async with world.reading() as session:
        found = (await session.exec(select(Proof).order_by(col(Proof.id).desc()))).first()
    assert found
    assert (found.recognizer, found.skipped) == ("", "The recognizer does not understand “en”.")
    ears.languages = ("en",)
    part = (await world.script()).segments[1]
    await world.program("ben").post(f"/v1/segments/{part.id}/reopening")
    await spoken(world)
    assert len(await proofs(world)) > 1, "nobody listened when somebody could"
