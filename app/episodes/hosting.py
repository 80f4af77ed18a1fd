"""Two hosts share a script: who says which sentence, where the writer has not decided it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.episodes.draft import DraftSegment, DraftSentence, Host

OTHER = {Host.A: Host.B, Host.B: Host.A}


def taking_turns(segments: Sequence[DraftSegment], hosts: int) -> tuple[DraftSegment, ...]:
    """The turn passes at every segment, and within one at every announcement; a writer's own turns stay."""
    sentences = [sentence for segment in segments for sentence in segment.sentences]
    if hosts < 2 or any(sentence.host is not Host.A for sentence in sentences):
        return tuple(segments)
    turn, told = Host.B, []
    for segment in segments:
        turn = OTHER[turn]
        spoken = tuple(_shared(segment.sentences, turn))
        turn = spoken[-1].host if spoken else turn
        told.append(replace(segment, sentences=spoken))
    return tuple(told)


def _shared(sentences: Sequence[DraftSentence], turn: Host) -> Iterator[DraftSentence]:
    for place, sentence in enumerate(sentences):
        if place and not sentence.claim:
            turn = OTHER[turn]
        yield replace(sentence, host=turn)
