"""One part of an episode told by a language model: written, vetted, mended within bounds."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from app.episodes.answers import REPAIRS, SENTENCES, SENTENCES_OF_TWO, read_repairs, read_sentences
from app.episodes.conversing import Conversation, Unanswered
from app.episodes.draft import DraftSegment, SegmentRole
from app.episodes.offering import Offered, fitting, listing, tokens_in
from app.episodes.phrases import connecting, phrases
from app.episodes.planning import WORDS_A_SENTENCE, Brief, Planned
from app.episodes.vetting import Vetted, repeats, vet

ROUNDS = 2
"""Times the model may mend what the checks found; after that a person decides."""
REMEMBERED = 12
"""Of the sentences told so far the model is shown the last."""
MENDED_MOST = 20
ROLES = {
    SegmentRole.HOOK: "opening, which makes a listener want to hear more,",
    SegmentRole.BODY: "next part of the body",
    SegmentRole.RECAP: "recap, which says the main results once more in other words,",
    SegmentRole.TAKEAWAY: "takeaway, the one thing to remember,",
}


@dataclass
class Told:
    """A part with its sentences."""

    planned: Planned
    sentences: list[Vetted]

    def segment(self, language: str) -> DraftSegment:
        """As a segment; recap and takeaway are announced where we have words for it."""
        sentences = [vetted.sentence for vetted in self.sentences]
        spoken = phrases(language)
        announced = {SegmentRole.RECAP: spoken.recap, SegmentRole.TAKEAWAY: spoken.takeaway} if spoken else {}
        if words := announced.get(self.planned.role):
            sentences.insert(0, connecting(words))
        return DraftSegment(self.planned.role, self.planned.title, tuple(sentences))


@dataclass
class Tally:
    """What became of the sentences a model gave."""

    mended: int = 0
    filled: int = 0
    """Sentences of the source's own, to make up the length."""
    dropped: Counter[str] = field(default_factory=Counter)


async def tell_part(
    talk: Conversation, brief: Brief, planned: Planned, told: Sequence[str], tally: Tally
) -> list[Vetted]:
    """The sentences of one part that can be spoken and rest on passages; some may be blocked by findings."""
    before = "\n".join(["Told so far:", *(f"- {text}" for text in told[-REMEMBERED:])]) if told else ""
    room = talk.room("segment", brief.system) - tokens_in(before)
    offers = fitting(planned.offers, room)
    said = await talk.ask(
        brief.system, "segment", SENTENCES if brief.hosts == 1 else SENTENCES_OF_TWO, read_sentences,
        role=ROLES[planned.role], words=max(10, round(planned.words)),
        count=max(1, round(planned.words / WORDS_A_SENTENCE)), passages=listing(offers, brief.line, before),
    )  # fmt: skip
    known = {offer.id: offer for offer in offers}
    # In a thread: checking a hundred sentences takes seconds, and the job's heartbeat must go on.
    vetted = await asyncio.to_thread(lambda: [vet(each, known, brief.translated) for each in said])
    vetted = await _mended(talk, brief, vetted, offers, tally)
    return _kept(vetted, told, planned.role, tally)


async def _mended(
    talk: Conversation, brief: Brief, vetted: list[Vetted], offers: Sequence[Offered], tally: Tally
) -> list[Vetted]:
    """The sentences after at most ROUNDS of telling the model what the checks found; never worse ones."""
    known = {offer.id: offer for offer in offers}
    for _ in range(ROUNDS):
        broken = [place for place, each in enumerate(vetted) if each.problem][:MENDED_MOST]
        if not broken:
            break
        problems = "\n".join(
            f"sentence {place}: {vetted[place].text}\nproblem: {vetted[place].problem}" for place in broken
        )
        room = talk.room("repair", brief.system) - tokens_in(problems)
        passages = listing(_needed(vetted, broken, offers, room), brief.line, problems)
        try:
            repairs = await talk.ask(brief.system, "repair", REPAIRS, read_repairs, passages=passages)
        except Unanswered:
            break
        for said in repairs:
            if said.number in broken:
                mended = vet(said, known, brief.translated)
                if mended.rank < vetted[said.number].rank:
                    vetted[said.number] = replace(mended, host=vetted[said.number].host)
                    tally.mended += 1
    return vetted


def _needed(
    vetted: Sequence[Vetted], broken: Sequence[int], offers: Sequence[Offered], room: int
) -> list[Offered]:
    """The passages the broken sentences rest on; all of the part when one rests on none."""
    resting = [vetted[place].rests_on for place in broken]
    ids = {offer.id for rests_on in resting for offer in rests_on}
    return fitting([offer for offer in offers if offer.id in ids or not all(resting)], room)


def _kept(vetted: Sequence[Vetted], told: Sequence[str], role: SegmentRole, tally: Tally) -> list[Vetted]:
    """What a reviewer may see: speakable, resting on something, and not said before but in a recap."""
    kept: list[Vetted] = []
    for each in vetted:
        closing = role in (SegmentRole.RECAP, SegmentRole.TAKEAWAY)
        earlier = [*([] if closing else told), *(other.text for other in kept)]
        if each.unspeakable:
            tally.dropped["cannot be spoken"] += 1
        elif not each.rests_on:
            tally.dropped["rests on nothing"] += 1
        elif repeats(each.text, earlier) or (closing and each.text in told):
            tally.dropped["said before"] += 1
        else:
            kept.append(each)
    return kept
