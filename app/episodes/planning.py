"""Which passages an episode tells, and in which of its parts: chosen from all of the document, planned."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from app.episodes.answers import PLAN, SELECTION, Plan, read_plan, read_selection
from app.episodes.conversing import Conversation
from app.episodes.draft import SegmentRole, Tell
from app.episodes.offering import Offered, batches, cost, fitting, listing
from app.episodes.outline import heading
from app.episodes.phrases import phrases

WORDS_A_SENTENCE = 18
SPARE = 2.0
"""Passages chosen for each sentence there is time for."""
LEAST_CHOSEN = 24
WORDS_A_BODY, BODIES_MOST = 150, 8
HOOK, RECAP, TAKEAWAY = 0.12, 0.12, 0.07
"""Shares of the words for the parts around the body."""


@dataclass(frozen=True, slots=True)
class Brief:
    """What is asked for, and what every question of this script has in common."""

    minutes: float
    words_per_minute: float
    language: str
    translated: bool
    title: str
    """Of the document, as it can be said."""
    system: str
    line: str
    """The fence around passages."""
    hosts: int = 1

    @property
    def words(self) -> float:
        return self.minutes * self.words_per_minute

    @property
    def sentences(self) -> int:
        return max(4, round(self.words / WORDS_A_SENTENCE))


@dataclass(frozen=True, slots=True)
class Planned:
    """A part of the episode with the passages it shall tell in so many words."""

    role: SegmentRole
    title: str
    offers: tuple[Offered, ...]
    words: float


async def choose(talk: Conversation, brief: Brief, offers: Sequence[Offered], tell: Tell) -> list[Offered]:
    """The passages worth telling, weighed, from the whole document; all of them where all fit at once."""
    room = min(talk.room(name, brief.system) for name in ("select", "outline"))
    runs = batches(offers, room)
    if len(runs) == 1:
        return list(offers)
    wanted = max(LEAST_CHOSEN, SPARE * brief.sentences)
    chosen = []
    for number, run in enumerate(runs, start=1):
        known = {offer.id for offer in run}
        await tell(0.3 * (number - 1) / len(runs), "Reading the whole document")
        weights = await talk.ask(
            brief.system, "select", SELECTION,
            partial(read_selection, known=known),
            part=number, parts=len(runs), minutes=f"{brief.minutes:g}",
            count=max(3, round(wanted * len(run) / len(offers))), passages=listing(run, brief.line),
        )  # fmt: skip
        chosen += [replace(offer, weight=weights[offer.id]) for offer in run if offer.id in weights]
    return fitting(chosen, room)


def too_long(talk: Conversation, brief: Brief, offers: Sequence[Offered]) -> list[Offered]:
    """Passages larger than a whole question: no sentence, but something the reader could not take apart."""
    room = min(talk.room(name, brief.system) for name in ("select", "outline"))
    return [offer for offer in offers if cost(offer) > room]


async def plan(talk: Conversation, brief: Brief, chosen: Sequence[Offered]) -> list[Planned]:
    """Hook, body, recap and takeaway with their passages; what the model leaves out is put in."""
    bodies = min(BODIES_MOST, max(1, round(brief.words * (1 - HOOK - RECAP - TAKEAWAY) / WORDS_A_BODY)))
    known = {offer.id: offer for offer in chosen}
    found: Plan = await talk.ask(
        brief.system, "outline", PLAN, partial(read_plan, known=known.keys()),
        minutes=f"{brief.minutes:g}", few=max(2, round(brief.sentences * HOOK)), bodies=bodies,
        many=max(3, round(brief.sentences / bodies)), passages=listing(chosen, brief.line),
    )  # fmt: skip
    weighty = sorted(chosen, key=lambda offer: -offer.weight)
    hook = found.hook or [offer.id for offer in chosen[:2]]
    recap = found.recap or [offer.id for offer in weighty[:3]]
    takeaway = found.takeaway or [offer.id for offer in weighty[:1]]
    body = _covering(_merged(found.body, bodies), chosen, brief)
    share = (1 - HOOK - RECAP - TAKEAWAY) / sum(len(part) for part in body)
    spoken = phrases(brief.language)
    named = [spoken.hook_title, spoken.recap_title, spoken.takeaway_title] if spoken else [brief.title] * 3
    titles = _titles([[known[id] for id in part] for part in body], brief)
    drafted = [
        (SegmentRole.HOOK, named[0], hook, HOOK),
        *(
            (SegmentRole.BODY, title, part, share * len(part))
            for title, part in zip(titles, body, strict=True)
        ),
        (SegmentRole.RECAP, named[1], recap, RECAP),
        (SegmentRole.TAKEAWAY, named[2], takeaway, TAKEAWAY),
    ]
    return [
        Planned(role, title, tuple(known[id] for id in ids), brief.words * part)
        for role, title, ids, part in drafted
    ]


def _merged(body: list[list[str]], most: int) -> list[list[str]]:
    """Neighbours put together until there are no more parts than there is time for."""
    body = [list(part) for part in body]
    while len(body) > most:
        place = min(range(len(body) - 1), key=lambda place: len(body[place]) + len(body[place + 1]))
        body[place : place + 2] = [list(dict.fromkeys(body[place] + body[place + 1]))]
    return body


def _covering(body: list[list[str]], chosen: Sequence[Offered], brief: Brief) -> list[list[str]]:
    """The body with a passage of each section it left out, as far as there is time, beside its neighbours."""
    places = {offer.id: place for place, offer in enumerate(chosen)}
    sections = {chosen[places[id]].passage.section for part in body for id in part}
    body = [list(part) for part in body]
    missing = {
        offer.passage.section: offer for offer in reversed(chosen) if offer.passage.section not in sections
    }
    time = brief.sentences - sum(len(part) for part in body)
    for offer in sorted(missing.values(), key=lambda offer: -offer.weight)[: max(0, time)]:
        nearest = min(body, key=lambda part: min(abs(places[id] - places[offer.id]) for id in part))
        nearest.append(offer.id)
        nearest.sort(key=places.__getitem__)
    return body


def _titles(body: Sequence[Sequence[Offered]], brief: Brief) -> list[str]:
    """The headings each part stands under most, from the document; a model's own would be unsupported."""
    titles: list[str] = []
    spoken = phrases(brief.language)
    for number, part in enumerate(body, start=1):
        counted = Counter(heading(offer.passage.section) for offer in part if offer.passage.section)
        fresh = [title for title, _ in counted.most_common() if title and title not in titles]
        numbered = spoken.part_title.format(number=number) if spoken else f"{brief.title} {number}".strip()
        titles.append(fresh[0] if fresh else numbered)
    return titles
