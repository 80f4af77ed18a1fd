"""Saying yes to exactly what was seen."""

from html import unescape

from sqlmodel import select

from app.episodes.verdicts import Approval
from app.queue.models import Job
from tests.html import Page
from tests.review.verbs import WRONG, Placed
from tests.world import World

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


async def test_ben_approves_a_segment(world: World, segment: Placed) -> None:
    answer = await segment.approve("ben")
    assert answer.status_code == 200
    shown = answer.json()
    assert shown["state"] == "approved"
    assert {row["state"] for row in shown["sentences"]} == {"approved"}
    event = (await world.events())[-1]
    assert (event.action, event.actor_kind) == ("segment.approved", "key")
    assert event.details["content_hash"] == shown["content_hash"]
    assert event.details["sentences"] == {row["id"]: row["content_hash"] for row in shown["sentences"]}


async def test_the_approval_names_who_gave_it(world: World, segment: Placed) -> None:
    await segment.approve("ben")
    form = {"content_hash": (await segment.shown())["content_hash"]}
    await world.browser("ada").post(f"/acme/segments/{segment.id}/approval", data=form)
    sentence = await segment.sentence()
    async with world.reading() as session:
        query = select(Approval).where(Approval.sentence_id == sentence["id"]).order_by(Approval.id)
        key, person = (await session.exec(query)).all()
    assert key.actor_label == "key ben of service account ben's program"
    assert (person.actor_kind, person.actor_id) == ("user", world.known.users["ada"])
    assert key.content_hash == person.content_hash == sentence["content_hash"]


async def test_approving_twice_is_fine_and_recorded_once(world: World, segment: Placed) -> None:
    seen = (await segment.shown())["content_hash"]
    first, second = await segment.approve("ben", seen), await segment.approve("ben", seen)
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json() == second.json()
    assert (await world.actions()).count("segment.approved") == await before(world) + 1


async def before(world: World) -> int:
    """Segments of the narrated episode."""
    return len((await world.script(world.known.things["narrated"])).segments)


async def test_what_changed_since_it_was_seen_is_not_approved(segment: Placed) -> None:
    seen = (await segment.shown())["content_hash"]
    await segment.reword("The position of every dune was measured with an error of 40 centimetres.")
    answer = await segment.approve("ben", seen)
    assert answer.status_code == 409
    assert answer.json()["type"] == "/problems/stale"
    assert answer.json()["content_hash"] == (await segment.shown())["content_hash"] != seen
    assert (await segment.shown())["state"] == "in_review"


async def test_an_old_approval_does_not_make_a_stale_hash_right(segment: Placed) -> None:
    seen = (await segment.shown())["content_hash"]
    await segment.approve("ben", seen)
    await segment.reword("The position of every dune was measured with an error of 40 centimetres.")
    assert (await segment.approve("ben", seen)).status_code == 409


async def test_a_wrong_number_is_not_approved(segment: Placed) -> None:
    revised = await segment.reword(WRONG)
    (finding,) = [row for row in revised.json()["sentences"][0]["findings"] if row["severity"] == "block"]
    assert "71" in finding["message"]
    assert "40" in finding["message"]
    answer = await segment.approve("ben")
    assert answer.status_code == 409
    assert answer.json()["type"] == "/problems/blocked-by-finding"
    assert answer.json()["sentence_ids"] == [(await segment.sentence())["id"]]


async def test_the_policy_asks_for_two(world: World, segment: Placed) -> None:
    async with world.writing() as session:
        script = await world.script()
        (await session.get_one(type(script), script.id)).approvals = 2
    assert (await segment.approve("ben")).json()["state"] == "in_review"
    assert (await segment.approve("ben")).json()["state"] == "in_review"
    assert (await segment.approve("ada")).json()["state"] == "approved"


async def test_ben_approves_one_sentence_on_the_screen(world: World) -> None:
    script = await world.script()
    row = script.segments[1].sentences[1]
    form = {"content_hash": row.content_hash}
    answer = await world.browser("ben", **PART).post(f"/acme/sentences/{row.id}/approval", data=form)
    assert answer.status_code == 200
    page = Page(answer.text)
    assert page.check_parts() == []
    assert page.tags[0][1]["id"] == f"segment-{script.segments[1].id}"
    states = {sentence.id: sentence.state for sentence in (await world.script()).segments[1].sentences}
    assert states.pop(row.id) == "approved"
    assert set(states.values()) == {"in_review"}


async def test_without_javascript_ben_comes_back_to_the_same_sentence(world: World) -> None:
    row = (await world.script()).segments[1].sentences[1]
    form = {"content_hash": row.content_hash}
    answer = await world.browser("ben").post(f"/acme/sentences/{row.id}/approval", data=form)
    assert answer.status_code == 303
    assert answer.headers["location"].endswith(f"?sentence={row.id}#sentence-{row.id}")
    assert (await world.browser("ben").get(answer.headers["location"])).status_code == 200


async def test_a_stale_form_is_told_so_in_the_flash(world: World) -> None:
    row = (await world.script()).segments[1].sentences[1]
    answer = await world.browser("ben", **PART).post(
        f"/acme/sentences/{row.id}/approval", data={"content_hash": "1:old"}
    )
    assert answer.status_code == 409
    assert "changed since you saw it" in answer.text


async def test_who_wrote_on_stale_words_sees_both_with_and_without_scripts(world: World) -> None:
    row = (await world.script()).segments[1].sentences[1]
    data = {"content_hash": "1:old", "text": "Mine, typed with care."}
    for headers in ({}, PART):
        answer = await world.browser("ed", **headers).post(f"/acme/sentences/{row.id}/revision", data=data)
        assert answer.status_code == 409
        assert data["text"] in answer.text
        assert row.text in unescape(answer.text)


async def test_a_program_is_told_both_versions(world: World) -> None:
    script = await world.script()
    part = script.segments[1]
    row = part.sentences[1]
    given = {"id": row.id, "text": "Mine.", "content_hash": "1:old"}
    ed = world.program("ed")
    asked = (
        (f"/v1/segments/{part.id}/revision", {"sentences": [given]}, "Mine."),
        (f"/v1/sentences/{row.id}/rejection", {"reason": "No.", "content_hash": "1:old"}, "No."),
        (f"/v1/sentences/{row.id}/override", {"reason": "Yes.", "content_hash": "1:old"}, "Yes."),
        (f"/v1/sentences/{row.id}/approval", {"content_hash": "1:old"}, None),
    )
    for path, body, yours in asked:
        answer = await ed.post(path, json=body)
        told = answer.json()
        assert (answer.status_code, told["type"]) == (409, "/problems/stale"), path
        assert (told.get("yours"), told["now"], told["content_hash"]) == (yours, row.text, row.content_hash)
    assert (await world.script()).sentences[1].text == script.sentences[1].text


async def test_single_sentences_are_decided_over_the_api(world: World) -> None:
    row = (await world.script()).sentences[0]
    ben, at = world.program("ben"), f"/v1/sentences/{row.id}"
    body = {"content_hash": row.content_hash, "reason": "Too long."}
    for noun, state in (("approval", "approved"), ("reopening", "in_review"), ("rejection", "rejected")):
        given = (
            {}
            if noun == "reopening"
            else {k: v for k, v in body.items() if (k, noun) != ("reason", "approval")}
        )
        answer = await ben.post(f"{at}/{noun}", json=given)
        assert (answer.status_code, answer.json()["state"]) == (200, state), answer.text
    assert (await world.program("lou").post(f"{at}/approval", json=body)).status_code == 403


async def test_what_is_approved_is_spoken_soon(world: World, segment: Placed) -> None:
    answer = await segment.approve("ben")
    async with world.reading() as session:
        (job,) = (await session.exec(select(Job).where(Job.subject_id == segment.id))).all()
    assert (job.kind, job.state, job.priority) == ("speak_segment", "queued", 20)
    audio = f"/acme/sentences/{answer.json()['sentences'][0]['id']}/audio"
    assert (await world.browser("lou").get(audio)).status_code == 404
    await world.run()
    assert (await world.browser("lou").get(audio)).status_code == 200


async def test_lou_may_not_approve(segment: Placed) -> None:
    assert (await segment.approve("lou", "1:x")).status_code == 403
    assert (await segment.shown())["state"] == "in_review"


async def test_cleo_cannot_find_it(segment: Placed) -> None:
    assert (await segment.approve("cleo", (await segment.shown())["content_hash"])).status_code == 404
