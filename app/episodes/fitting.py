"""Bringing a script to the length asked for: more of it from the model, then from the source; or less."""

from collections.abc import Iterator, Sequence

from app.episodes.checking import check
from app.episodes.conversing import Conversation, Unanswered
from app.episodes.draft import DraftSegment, SegmentRole, Source
from app.episodes.length import narrated_seconds
from app.episodes.offering import Offered
from app.episodes.outline import Kind, outline
from app.episodes.planning import Brief, Planned
from app.episodes.telling import Tally, Told, tell_part
from app.episodes.vetting import Vetted, repeats

NEAR = 0.05
"""Share of the requested length a script may be off; promised are 10 %."""
ROUNDS = 2
"""Times the model is asked for more."""
MORE_WORDS = 250.0
"""Asked for at once."""
FILLED_MOST = 0.3
"""Share of the length that may be made up from the source's own sentences."""


def segments_of(parts: Sequence[Told], brief: Brief) -> list[DraftSegment]:
    """The parts that have something to say."""
    return [part.segment(brief.language) for part in parts if part.sentences]


def seconds_of(parts: Sequence[Told], brief: Brief) -> float:
    return narrated_seconds(segments_of(parts, brief), brief.words_per_minute, brief.language)


async def lengthen(
    talk: Conversation, brief: Brief, parts: Sequence[Told], chosen: Sequence[Offered], tally: Tally
) -> None:
    """Have the model tell passages that nothing rests on yet, where the body is shortest of its share."""
    for _ in range(ROUNDS):
        missing = brief.minutes * 60 - seconds_of(parts, brief)
        cited = {offer.id for part in parts for each in part.sentences for offer in each.rests_on}
        spare = [offer for offer in chosen if offer.id not in cited]
        if missing <= NEAR * brief.minutes * 60 or not spare:
            return
        part = max(_bodies(parts), key=lambda part: part.planned.words - _words(part))
        sections = {offer.passage.section for offer in part.planned.offers}
        near = [offer for offer in spare if offer.passage.section in sections]
        words = min(MORE_WORDS, missing / 60 * brief.words_per_minute)
        more = Planned(part.planned.role, part.planned.title, tuple(near or spare), words)
        told = [each.text for other in parts for each in other.sentences]
        try:
            part.sentences += await tell_part(talk, brief, more, told, tally)
        except Unanswered:
            return


def fill(
    brief: Brief, parts: Sequence[Told], sources: Sequence[Source], offers: Sequence[Offered], tally: Tally
) -> None:
    """Make up what is missing with the source's own sentences that nothing rests on yet, the best first."""
    wanted = brief.minutes * 60
    limit = FILLED_MOST * wanted
    began = seconds_of(parts, brief)
    if brief.translated or began >= wanted * (1 - NEAR):
        return
    told = [each.text for part in parts for each in part.sentences]
    for vetted in _own(sources, parts, offers):
        now = seconds_of(parts, brief)
        if now >= wanted * (1 - NEAR) or now - began >= limit:
            return
        if repeats(vetted.text, told):
            continue
        section = vetted.rests_on[0].passage.section
        home = [
            part for part in _bodies(parts) if any(o.passage.section == section for o in part.planned.offers)
        ]
        part = (home or _bodies(parts))[-1]
        part.sentences.append(vetted)
        if seconds_of(parts, brief) > wanted * (1 + NEAR):
            part.sentences.pop()
            continue
        told.append(vetted.text)
        tally.filled += 1


def _own(sources: Sequence[Source], parts: Sequence[Told], offers: Sequence[Offered]) -> Iterator[Vetted]:
    cited = {offer.id for part in parts for each in part.sentences for offer in each.rests_on}
    by_passage = {id(offer.passage): offer for offer in offers if not offer.to_a_machine}
    lines = [
        line
        for source in sources
        for part in outline(source)
        if part.kind is not Kind.BACK
        for line in part.lines
        if line.alone
    ]
    for line in sorted(lines, key=lambda line: -(line.score + line.rank)):
        offer = by_passage.get(id(line.passage))
        if offer and line.alone and offer.id not in cited:
            yield Vetted(line.alone, (offer,), tuple(check(line.alone, True, offer.evidence)))


def trim(brief: Brief, parts: Sequence[Told], tally: Tally) -> None:
    """Leave sentences out while the script is too long: first what is blocked, then ends of long parts."""
    wanted = brief.minutes * 60
    while seconds_of(parts, brief) > wanted * (1 + NEAR):
        for part, each in _expendable(parts):
            place = part.sentences.index(each)
            part.sentences.pop(place)
            if seconds_of(parts, brief) >= wanted * (1 - NEAR):
                tally.dropped["no time"] += 1
                break
            part.sentences.insert(place, each)
        else:
            return


def _expendable(parts: Sequence[Told]) -> list[tuple[Told, Vetted]]:
    """Sentences by how little they would be missed; the last of a part is not among them."""
    able = []
    for part in parts:
        excess = _words(part) - part.planned.words
        for place, each in enumerate(part.sentences if len(part.sentences) > 1 else ()):
            able.append(((not each.blocked, not each.findings, -excess, -place), part, each))
    return [(part, each) for _, part, each in sorted(able, key=lambda one: one[0])]


def _bodies(parts: Sequence[Told]) -> list[Told]:
    return [part for part in parts if part.planned.role is SegmentRole.BODY]


def _words(part: Told) -> int:
    return sum(len(each.text.split()) for each in part.sentences)
