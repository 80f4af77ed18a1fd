"""The gate: open only for content that enough distinct principals approved, and nothing blocks."""

import pytest

from app.episodes.models import Episode, NotApproved
from app.episodes.scripts import examine
from app.episodes.sentences import ANYBODY, BlockedByFinding
from app.problems import Invalid, Refused
from tests.episodes.rows import PEOPLE, episode, segment, sentence, span

ADA, BEN, ED = PEOPLE
RIGHT, WRONG, OTHER = (
    "We followed 51 dunes for three years.",
    "We followed 71 dunes for three years.",
    "For three years we followed 51 dunes.",
)
QUOTES = (RIGHT, "We followed 71 dunes for three years.")


def script(approvals: int = 1) -> Episode:
    return episode(
        segment(sentence("Here is what was found.", claim=False), sentence()),
        segment(sentence(), title="Methods"),
        approvals=approvals,
    )


def is_open(found: Episode) -> bool:
    try:
        found.check_gate()
    except NotApproved:
        return False
    return True


def approved() -> Episode:
    """Everything approved by Ada."""
    found = script()
    for part in found.segments:
        part.approve(ADA, part.content_hash)
    found.settle()
    assert is_open(found)
    return found


CHANGES = {
    "text": lambda row: setattr(row, "text", OTHER),
    "a space": lambda row: setattr(row, "text", row.text + " "),
    "spoken form": lambda row: setattr(row, "spoken", "We followed fifty-one dunes."),
    "claim": lambda row: setattr(row, "claim", not row.claim),
    "quote": lambda row: setattr(row.evidence[0], "quote", "51 dunes"),
    "page": lambda row: setattr(row.evidence[0], "page", 2),
    "box": lambda row: setattr(row.evidence[0], "boxes", [[1, 2, 3, 4]]),
    "version": lambda row: setattr(row.evidence[0], "version_id", "another"),
    "evidence gone": lambda row: row.evidence.clear(),
    "evidence added": lambda row: row.evidence.append(span("Another passage.")),
}


@pytest.mark.parametrize("change", CHANGES)
def test_changing_anything_that_is_approved_voids_the_approval(change: str) -> None:
    found = approved()
    row = found.segments[0].sentences[1]
    CHANGES[change](row)
    assert not row.approved(ANYBODY)
    assert not is_open(found)
    found.settle()
    assert row.state == "in_review"
    assert found.state == "in_review"


def test_changing_it_back_makes_it_what_was_approved() -> None:
    found = approved()
    row = found.segments[0].sentences[1]
    row.text = OTHER
    assert not is_open(found)
    row.text = RIGHT
    assert is_open(found)


def test_a_changed_order_keeps_the_approvals_of_the_sentences() -> None:
    found = approved()
    found.segments[0].sentences.reverse()
    assert is_open(found)


def test_one_person_counts_once_however_often() -> None:
    found = script(approvals=2)
    for part in found.segments:
        assert part.approve(ADA, part.content_hash)
        assert part.approve(ADA, part.content_hash) is None
    assert not is_open(found)
    for part in found.segments:
        part.approve(BEN, part.content_hash)
    assert is_open(found)


def test_a_wrong_number_is_blocked() -> None:
    row = sentence(WRONG)
    (finding,) = row.blocking
    assert finding["check"] == "number"
    assert "71" in finding["message"]
    assert "51" in finding["message"]
    found = episode(segment(row))
    with pytest.raises(BlockedByFinding):
        found.segments[0].approve(ADA, found.segments[0].content_hash)
    with pytest.raises(BlockedByFinding):
        found.segments[0].approve_sentence(row, ADA, row.computed_hash())
    assert row.approvals == []


def test_an_override_lets_through_this_content_and_no_other() -> None:
    row = sentence(WRONG)
    found = episode(segment(row))
    row.let_through(BEN, "The authors corrected it later.")
    found.segments[0].approve(ADA, found.segments[0].content_hash)
    assert is_open(found)
    row.text = "We followed 81 dunes for three years."
    examine(row)
    assert row.blocked
    assert not is_open(found)
    with pytest.raises(BlockedByFinding):
        found.segments[0].approve(ADA, found.segments[0].content_hash)


def test_an_approval_given_before_a_finding_is_worth_nothing_while_it_blocks() -> None:
    found = approved()
    row = found.segments[1].sentences[0]
    row.findings = sentence(WRONG).findings
    assert not row.approved(ANYBODY)
    assert not is_open(found)


@pytest.mark.parametrize("reason", ["", "  ", "ok", "\n\t "])
def test_an_override_needs_a_reason(reason: str) -> None:
    with pytest.raises(Invalid):
        sentence(WRONG).let_through(ADA, reason)


def test_nothing_to_override_is_refused() -> None:
    with pytest.raises(Refused):
        sentence(RIGHT).let_through(ADA, "Just in case.")


def test_a_claim_without_evidence_is_blocked() -> None:
    row = sentence(RIGHT)
    row.evidence = []
    examine(row)
    assert [finding["check"] for finding in row.blocking] == ["claim_without_evidence"]


def test_an_episode_without_sentences_does_not_pass() -> None:
    assert not is_open(episode())
    assert not is_open(episode(segment()))


def test_the_gate_names_what_keeps_it_shut() -> None:
    found = script()
    found.segments[0].approve(ADA, found.segments[0].content_hash)
    with pytest.raises(NotApproved) as shut:
        found.check_gate()
    assert [row["title"] for row in shut.value.details["segments"]] == ["Methods"]
    assert "Methods" in shut.value.message


def test_a_rejected_segment_keeps_it_shut_until_somebody_approves_it_again() -> None:
    found = approved()
    found.segments[1].reject(BEN, "Not so.")
    assert not is_open(found)
    found.segments[1].approve(ED, found.segments[1].content_hash)
    assert is_open(found)


def test_parts_of_a_segment_sent_back_as_a_whole_are_not_approved_one_by_one() -> None:
    found = script()
    part = found.segments[0]
    part.reject(BEN, "All of it.")
    with pytest.raises(Refused):
        part.approve_sentence(part.sentences[0], ADA, part.sentences[0].computed_hash())
    part.reopen(ADA)
    assert part.approve_sentence(part.sentences[0], ADA, part.sentences[0].computed_hash())


def test_a_segment_without_sentences_cannot_hide_between_approved_ones() -> None:
    found = approved()
    found.segments.append(segment(title="Empty"))
    found.settle()
    assert found.segments[-1].state != "approved"
    assert not is_open(found)
