"""Following a document to its new version: unchanged evidence moves along, the rest is reviewed again.

What was approved is a quote where it was first chosen. A new version in which it stands unchanged moves the
pointer and not the content, so the sentence keeps its content hash, and with it approvals, overrides, takes.
A sentence whose quote is gone gets the passage that took its place: other content, and nobody approved that.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.audit import AuditEvent
from app.documents.ingestion import read_back
from app.documents.models import Document, DocumentVersion
from app.documents.pages import Place
from app.documents.vectors import want_vectors
from app.episodes.changes import EvidenceChange
from app.episodes.draft import Evidence, Passage
from app.episodes.models import Episode, EpisodeSource
from app.episodes.retrieval import SourceIndex, find_evidence
from app.episodes.scripts import conclude, examine, keep_revision, load_script
from app.episodes.sentences import EvidenceSpan, Sentence
from app.episodes.sources import passages
from app.episodes.states import EpisodeState
from app.live import REFRESH
from app.permissions import Principal
from app.plain import plain
from app.queue.running import JobError, NotYet, Work

REWORDED = 0.5
"""Likeness from which a passage is taken for what another became (difflib ratio)."""


async def follow_document(work: Work) -> dict[str, Any]:
    """Take every episode of the job's document along to its current version; a second run finds it done."""
    document_id = work.job.subject_id
    async with work.reading() as session:
        if await session.get(Document, document_id) is None:
            raise JobError("The document was removed.", again=False)
        query = select(EpisodeSource.episode_id).where(EpisodeSource.document_id == document_id)
        episode_ids = (await session.exec(query.order_by(col(EpisodeSource.episode_id)))).all()
    affected = 0
    for number, episode_id in enumerate(episode_ids):
        await work.progress(number / len(episode_ids), "Looking for the evidence in the new version")
        async with work.transaction() as session:
            episode = await load_script(session, episode_id)
            if episode.state is EpisodeState.DRAFTING:
                raise NotYet("Waiting for a script to be drafted", seconds=5.0)
            affected += await follow(session, episode, work.principal)
    async with work.transaction() as session:
        await want_vectors(session, [document_id], work.principal)
    return {"episodes": len(episode_ids), "affected": affected}


async def follow(session: AsyncSession, episode: Episode, by: Principal) -> int:
    """Move evidence that cites an earlier version; how many sentences are to be reviewed again."""
    behind = await _behind(session, episode)
    if not behind:
        return 0
    moved, affected = [], {}
    moves: dict[str, Move] = {}
    for sentence, versions in behind:
        before = sentence.computed_hash()
        for old, document in versions:
            if old not in moves:
                moves[old] = await Move.between(session, document, old, episode.language)
            moves[old].take_along(sentence)
        if sentence.computed_hash() == before:
            moved.append(sentence.id)
            continue
        examine(sentence, episode.language, translated=episode.translated)
        affected[sentence.id] = [before, sentence.computed_hash()]
        for change in (row for row in sentence.changes if not row.content_hash):
            change.content_hash = sentence.computed_hash()
    session.add(keep_revision(episode, by, "followed"))
    versions_now = sorted({(move.document_id, move.number) for move in moves.values()})
    facts = {"versions": versions_now, "moved": moved, "affected": affected, "revision": episode.revision}
    conclude(session, episode, AuditEvent.of(episode, "followed", by, **facts), REFRESH)
    return len(affected)


Behind = list[tuple[Sentence, list[tuple[str, Document]]]]


async def _behind(session: AsyncSession, episode: Episode) -> Behind:
    """Sentences that cite an earlier version, each with the ids of these versions and their documents."""
    cited = {span.document_id for row in episode.sentences for span in row.evidence}
    query = select(Document).where(col(Document.id).in_(cited))
    documents = {row.id: row for row in (await session.exec(query)).all()}
    found: Behind = []
    for row in episode.sentences:
        old = {
            span.version_id: documents[span.document_id]
            for span in row.evidence
            if span.version_id != documents[span.document_id].version_id
        }
        if old:
            found.append((row, sorted(old.items())))
    return found


@dataclass
class Move:
    """From one version of a document to its current one."""

    document_id: str
    old_id: str
    new_id: str
    old_number: int
    number: int
    old: Sequence[Passage]
    new: Sequence[Passage]
    language: str
    _becomes: dict[int, int] = field(default_factory=dict)
    """The place in `new` of each passage of `old` that has one."""
    _same: set[int] = field(default_factory=set)
    """Places in `old` of the passages that stand in `new` word for word."""
    _index: SourceIndex | None = None

    @classmethod
    async def between(cls, session: AsyncSession, document: Document, old_id: str, language: str) -> "Move":
        ids = (old_id, document.version_id)
        old, new = [passages(document.id, await read_back(session, document, id)) for id in ids]
        one, other = [(await session.get_one(DocumentVersion, id)).number for id in ids]
        move = cls(document.id, *ids, one, other, old, new, language)
        move._align()
        return move

    def _align(self) -> None:
        """Pair the passages: the same words in the same order, then the same anywhere, then what is alike."""
        old, new = ([plain(row.text) for row in rows] for rows in (self.old, self.new))
        changed: list[tuple[range, range]] = []
        for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if kind == "equal":
                self._becomes |= dict(zip(range(a, b), range(c, d), strict=True))
            else:
                changed.append((range(a, b), range(c, d)))
        self._same = set(self._becomes)
        free: dict[str, list[int]] = {}
        for place in sorted(set(range(len(new))) - set(self._becomes.values())):
            free.setdefault(new[place], []).append(place)
        for place in (each for gone, _ in changed for each in gone):
            if free.get(old[place]):
                self._becomes[place] = free[old[place]].pop(0)
                self._same.add(place)
        for gone, come in changed:
            self._pair_alike(gone, come, old, new)

    def _pair_alike(self, gone: range, come: range, old: Sequence[str], new: Sequence[str]) -> None:
        """In a changed stretch each passage becomes the one most like it, if any is like it at all."""
        free = [place for place in come if place not in self._becomes.values()]
        for place in (each for each in gone if each not in self._becomes):
            likeness = {each: SequenceMatcher(None, old[place], new[each]).ratio() for each in free}
            best = max(free, key=lambda each: likeness[each], default=None)
            if best is not None and likeness[best] >= REWORDED:
                self._becomes[place] = best
                free.remove(best)

    def take_along(self, sentence: Sentence) -> None:
        """Point the evidence at the new version; where its words are gone, at what became of them."""
        spans: list[EvidenceSpan] = []
        was: list[EvidenceSpan] = []
        for passage, cited in groupby(sentence.evidence, key=self._cited):
            together = list(cited)
            if passage is None:
                spans += together
            elif passage in self._same and [row.quote for row in together] == self._quotes(passage):
                spans += self._moved(sentence, together, self.new[self._becomes[passage]].places)
            else:
                was += together
                spans += self._instead(sentence, passage, spans)
        if was:
            sentence.changes.append(
                EvidenceChange.of(sentence, self.document_id, (self.old_number, self.number), was)
            )
        for position, span in enumerate(spans):
            span.position = position
        sentence.evidence = spans

    def _cited(self, span: EvidenceSpan) -> int | None:
        """Where in `old` the passage stands that the span cites, -1 if nowhere; None for other versions."""
        if span.version_id != self.old_id:
            return None
        for place, passage in enumerate(self.old):
            if any((each.page, each.quote) == (span.page, span.quote) for each in passage.places):
                return place
        return -1

    def _quotes(self, place: int) -> list[str]:
        return [each.quote for each in self.old[place].places]

    def _moved(
        self, sentence: Sentence, cited: Sequence[EvidenceSpan], places: Sequence[Place]
    ) -> Iterator[EvidenceSpan]:
        """The same words at their new places; where they were chosen goes along, all of it with the first."""
        chosen = [place for span in cited for place in span.chosen]
        for place in places:
            span = self._span(sentence, place)
            span.origin, chosen = chosen, []
            yield span

    def _instead(
        self, sentence: Sentence, passage: int, taken: Sequence[EvidenceSpan]
    ) -> Iterator[EvidenceSpan]:
        """What the passage became, or else what the new version has for the sentence, or nothing."""
        places: list[Place] = []
        if passage in self._becomes:
            places = list(self.new[self._becomes[passage]].places)
        elif sentence.claim:
            self._index = self._index or SourceIndex(self.new, self.language)
            found = find_evidence(sentence.text, self._index)
            places = [Place(each.evidence.page, each.evidence.quote, each.evidence.boxes) for each in found]
        known = {(span.version_id, span.page, span.quote) for span in taken}
        for place in places:
            if (self.new_id, place.page, place.quote) not in known:
                yield self._span(sentence, place)

    def _span(self, sentence: Sentence, place: Place) -> EvidenceSpan:
        evidence = Evidence(self.document_id, place.page, place.quote, place.boxes)
        return EvidenceSpan.at(evidence, 0, self.new_id, sentence.organization_id)
