"""Editing: ids survive, approvals of what changed do not, checks are done before the answer."""

from typing import Any

import pytest
from sqlmodel import select

from app.episodes.revisions import ScriptRevision
from tests.html import Page
from tests.review.verbs import RIGHT, WRONG, Placed
from tests.world import World

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}
SECOND = "Small dunes moved twice as fast as large dunes."


async def test_ed_rewords_a_sentence_and_its_id_and_evidence_stay(world: World, segment: Placed) -> None:
    before = await segment.sentence()
    answer = await segment.reword("In the pictures every dune was measured with an error of 40 centimetres.")
    (after,) = answer.json()["sentences"]
    assert answer.status_code == 200
    assert after["id"] == before["id"]
    assert after["evidence"] == before["evidence"]
    assert after["content_hash"] != before["content_hash"]
    assert (await world.actions())[-1] == "segment.revised"


async def test_a_sentence_without_an_id_is_known_by_its_likeness(segment: Placed) -> None:
    before = await segment.sentence()
    answer = await segment.post("ed", "revision", sentences=[{"text": RIGHT.replace("every", "each")}])
    (after,) = answer.json()["sentences"]
    assert (after["id"], after["evidence"]) == (before["id"], before["evidence"])


async def test_a_new_sentence_finds_its_evidence(segment: Placed) -> None:
    known = await segment.sentence()
    given = [{"id": known["id"], "text": RIGHT}, {"text": SECOND}]
    first, second = (await segment.post("ed", "revision", sentences=given)).json()["sentences"]
    assert first["id"] == known["id"]
    assert "twice as fast" in second["evidence"][0]["quote"]
    assert [row for row in second["findings"] if row["severity"] == "block"] == []
    assert second["claim"]


async def test_a_new_claim_from_nowhere_is_blocked(segment: Placed) -> None:
    given = [{"text": RIGHT}, {"text": "Camels prefer the northern route because of its oases."}]
    _, second = (await segment.post("ed", "revision", sentences=given)).json()["sentences"]
    assert second["evidence"] == []
    assert [row["check"] for row in second["findings"]] == ["claim_without_evidence"]
    assert (await segment.approve("ben")).status_code == 409


async def test_the_order_is_as_given(segment: Placed) -> None:
    await segment.post("ed", "revision", sentences=[{"text": RIGHT}, {"text": SECOND}])
    first, second = (await segment.shown())["sentences"]
    given = [{"id": row["id"], "text": row["text"]} for row in (second, first)]
    answer = await segment.post("ed", "revision", sentences=given)
    assert [row["id"] for row in answer.json()["sentences"]] == [second["id"], first["id"]]
    assert (await segment.shown())["sentences"] == answer.json()["sentences"]


async def test_what_did_not_change_keeps_its_approval(segment: Placed) -> None:
    await segment.post("ed", "revision", sentences=[{"text": RIGHT}, {"text": SECOND}])
    await segment.approve("ben")
    first, second = (await segment.shown())["sentences"]
    given = [{"id": first["id"], "text": first["text"]}, {"id": second["id"], "text": SECOND + " Indeed."}]
    answer = await segment.post("ed", "revision", sentences=given)
    assert [row["state"] for row in answer.json()["sentences"]] == ["approved", "in_review"]
    assert answer.json()["state"] == "in_review"


async def test_the_same_again_changes_nothing(world: World, segment: Placed) -> None:
    await segment.approve("ben")
    before = await world.actions()
    shown = await segment.shown()
    given = [{"id": row["id"], "text": f" {row['text']} "} for row in shown["sentences"]]
    assert (await segment.post("ed", "revision", sentences=given)).json() == shown
    assert await world.actions() == before


async def test_the_spoken_form_follows_the_text(segment: Placed) -> None:
    before = await segment.sentence()
    (after,) = (await segment.reword(RIGHT.replace("40", "42"))).json()["sentences"]
    assert "40" not in before["spoken"]
    assert before["spoken"] != after["spoken"]


async def test_a_spoken_form_of_ones_own_is_kept_and_voids_the_approval(segment: Placed) -> None:
    await segment.approve("ben")
    spoken = (await segment.sentence())["spoken"].replace("position", "po-si-tion")
    (after,) = (await segment.reword(RIGHT, spoken=spoken)).json()["sentences"]
    assert (after["spoken"], after["text"], after["state"]) == (spoken, RIGHT, "in_review")


async def test_a_spoken_form_that_says_another_number_is_blocked(segment: Placed) -> None:
    (after,) = (await segment.reword(RIGHT, spoken=RIGHT.replace("40", "seventy-one"))).json()["sentences"]
    assert [row["severity"] for row in after["findings"]] == ["block"]
    assert (await segment.approve("ben")).status_code == 409


async def test_a_connecting_sentence_somebody_rewrote_is_a_claim(world: World) -> None:
    part = (await world.script()).segments[1]
    row = next(row for row in part.sentences if not row.claim)
    form = {"content_hash": row.content_hash, "text": "The authors won a prize for it."}
    answer = await world.browser("ed", **PART).post(f"/acme/sentences/{row.id}/revision", data=form)
    assert answer.status_code == 200
    assert Page(answer.text).check_parts() == []
    after = next(each for each in (await world.script()).segments[1].sentences if each.id == row.id)
    assert after.claim
    assert after.blocked


async def test_a_stale_form_changes_nothing(world: World) -> None:
    row = (await world.script()).segments[1].sentences[1]
    form = {"content_hash": "1:old", "text": "Something else."}
    answer = await world.browser("ed").post(f"/acme/sentences/{row.id}/revision", data=form)
    assert answer.status_code == 409
    assert (await world.script()).segments[1].sentences[1].text == row.text


async def test_every_edit_is_a_revision_that_stays(world: World, segment: Placed) -> None:
    await segment.reword(WRONG)
    async with world.reading() as session:
        query = select(ScriptRevision).where(ScriptRevision.episode_id == world.known.things["episode"])
        revisions = (await session.exec(query.order_by(ScriptRevision.number))).all()
    assert [(row.number, row.cause) for row in revisions] == [(1, "drafted"), (2, "edited"), (3, "edited")]
    texts = [
        {sentence["text"] for part in row.script["segments"] for sentence in part["sentences"]}
        for row in revisions
    ]
    assert [RIGHT in text for text in texts] == [False, True, False]
    assert [WRONG in text for text in texts] == [False, False, True]


@pytest.mark.parametrize(
    "sentences",
    [
        [],
        [{"text": " "}],
        [{"text": "x" * 2001}],
        [{"text": "A.", "id": "nobody"}],
        [{"id": "x"}],
        [{"text": None}],
        "a sentence",
    ],
)
async def test_nonsense_changes_nothing(world: World, segment: Placed, sentences: Any) -> None:
    before = await segment.shown()
    answer = await segment.post("ed", "revision", sentences=sentences)
    assert answer.status_code == 422, answer.text
    assert await segment.shown() == before


async def test_one_sentence_cannot_be_named_twice(segment: Placed) -> None:
    known = await segment.sentence()
    given = [{"id": known["id"], "text": RIGHT}, {"id": known["id"], "text": SECOND}]
    assert (await segment.post("ed", "revision", sentences=given)).status_code == 422


async def test_a_sentence_of_another_segment_is_not_taken(world: World, segment: Placed) -> None:
    other = (await world.script()).segments[2].sentences[0]
    answer = await segment.post("ed", "revision", sentences=[{"id": other.id, "text": RIGHT}])
    assert answer.status_code == 422
    assert (await world.script()).segments[2].sentences[0].segment_id == other.segment_id


@pytest.mark.parametrize("sign", ["\x00", "\u202e", "\u2066", "\x1b", "\ufeff", "\ud800"])
async def test_signs_nobody_sees_do_not_get_into_the_text(segment: Placed, sign: str) -> None:
    """They would make a reviewer read another sentence than the one that is approved."""
    import json

    body = json.dumps({"sentences": [{"text": RIGHT.replace("40", f"4{sign}0")}]})
    path, headers = f"/v1/segments/{segment.id}/revision", {"Content-Type": "application/json"}
    answer = await segment.world.program("ed").post(path, content=body, headers=headers)
    assert answer.status_code in (200, 400, 422), answer.text
    assert sign.encode("utf-8", "replace").decode() not in (await segment.sentence())["text"]


async def test_ben_reviews_but_does_not_edit(segment: Placed) -> None:
    answer = await segment.post("ben", "revision", sentences=[{"text": RIGHT}])
    assert answer.status_code == 403


async def test_cleo_cannot_find_it(segment: Placed) -> None:
    assert (await segment.post("cleo", "revision", sentences=[{"text": RIGHT}])).status_code == 404
