"""Two hosts: the turn passes where a listener expects it, and a writer's own turns stay."""

from app.episodes.draft import DraftSegment, DraftSentence, Host, SegmentRole
from app.episodes.hosting import taking_turns


def segment(*claims: bool, host: Host = Host.A) -> DraftSegment:
    sentences = tuple(
        DraftSentence(f"Sentence {place}.", claim, host=host) for place, claim in enumerate(claims)
    )
    return DraftSegment(SegmentRole.BODY, "Part", sentences)


def turns(*segments: DraftSegment, hosts: int = 2) -> list[str]:
    return ["".join(row.host for row in each.sentences) for each in taking_turns(segments, hosts)]


def test_the_turn_passes_with_every_segment() -> None:
    assert turns(segment(True, True), segment(True), segment(True)) == ["aa", "b", "a"]


def test_whoever_announces_goes_on() -> None:
    assert turns(segment(False, True, False, True), segment(False, True)) == ["aabb", "aa"]


def test_one_host_says_it_all() -> None:
    assert turns(segment(True), segment(True), hosts=1) == ["a", "a"]


def test_turns_a_writer_gave_stay() -> None:
    assert turns(segment(True), segment(True, host=Host.B), segment(True)) == ["a", "b", "a"]
