"""Editing a segment: text, order, sentences added and removed. What changed loses its approvals."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from sqlmodel.ext.asyncio.session import AsyncSession

from app.audit import AuditEvent
from app.documents.ingestion import read_back
from app.documents.pages import ReadDocument
from app.episodes.checking import VERY_LITTLE, support_score
from app.episodes.draft import Evidence
from app.episodes.models import Episode, Segment
from app.episodes.nearness import nearest
from app.episodes.retrieval import Found, SourceIndex, find_evidence
from app.episodes.scripts import conclude, examine, keep_revision
from app.episodes.sentences import EvidenceSpan, Sentence
from app.episodes.sources import documents_of, passages
from app.episodes.speaking import spoken_form
from app.ids import now
from app.permissions import Principal
from app.plain import plain
from app.problems import Invalid

REWORDED = 0.5
"""A sentence given without an id is taken for a known one above this likeness (difflib ratio)."""
TEXT_MAX = 2000


@dataclass(frozen=True)
class Edit:
    """One sentence as it shall be: of a known id, or new; `spoken` None means made from the text."""

    text: str
    id: str | None = None
    spoken: str | None = None
    citing: tuple[str, ...] = ()
    """Ids of sentences of the segment whose evidence it takes over, beside its own."""


@dataclass
class Sources:
    """What an episode's documents say, read back only when a sentence needs evidence."""

    session: AsyncSession
    episode: Episode
    _documents: dict[str, tuple[str, ReadDocument]] = field(default_factory=dict)
    """Version id and content, by document id."""
    _index: SourceIndex | None = None

    async def find(self, text: str, pages: Collection[int] = ()) -> list[Found]:
        """What supports the text, only on these pages if any are named."""
        index = await self.indexed()
        near = await nearest(self.session, index, self._documents, text, pages)
        return find_evidence(text, index, pages, near)

    def version_of(self, document_id: str) -> str:
        """The version that was searched."""
        return self._documents[document_id][0]

    async def indexed(self) -> SourceIndex:
        if self._index is None:
            for document in await documents_of(self.session, self.episode.id):
                self._documents[document.id] = document.version_id, await read_back(self.session, document)
            found = [passage for key, (_, read) in self._documents.items() for passage in passages(key, read)]
            self._index = SourceIndex(found, self.episode.language)
        return self._index


async def revise(
    session: AsyncSession, episode: Episode, segment: Segment, by: Principal, edits: Sequence[Edit]
) -> None:
    """Make the segment what the edits say, in their order; checks are done when this returns."""
    _check(edits)
    before = [sentence.computed_hash() for sentence in segment.sentences]
    known = {sentence.id: sentence for sentence in segment.sentences}
    unknown = {edit.id for edit in edits if edit.id} - known.keys()
    if unknown:
        raise Invalid("A sentence named here is not in this segment.", field="sentences")
    left = {key: row for key, row in known.items() if key not in {edit.id for edit in edits}}
    sources = Sources(session, episode)
    rows = []
    for edit in edits:
        row = known[edit.id] if edit.id else _reworded(edit.text, left)
        row = row or _new(segment)
        _cite(row, [span for key in edit.citing for span in known[key].evidence])
        await _apply(episode, row, edit, sources)
        rows.append(row)
    segment.sentences[:] = rows
    for position, row in enumerate(rows):
        row.position = position
    _keep(session, episode, segment, by, before)


async def rewrite(
    session: AsyncSession, episode: Episode, by: Principal, changed: Mapping[str, Edit]
) -> None:
    """Reword sentences anywhere in the script, by id; the caller keeps the revision and records it."""
    _check(list(changed.values()))
    sources = Sources(session, episode)
    for segment in episode.segments:
        rows = [row for row in segment.sentences if row.id in changed]
        for row in rows:
            await _apply(episode, row, changed[row.id], sources)
            row.wrote(by)
        for rejection in segment.rejections if rows else []:
            if rejection.stands:
                rejection.withdrawn_at = now()


async def cite(
    session: AsyncSession,
    episode: Episode,
    segment: Segment,
    row: Sentence,
    by: Principal,
    evidence: Sequence[Evidence],
    sources: Sources,
) -> None:
    """Put exactly this evidence behind a sentence, as `sources` read it, and check it."""
    before = [sentence.computed_hash() for sentence in segment.sentences]
    row.evidence = [
        EvidenceSpan.at(piece, position, sources.version_of(piece.document_id), episode.organization_id)
        for position, piece in enumerate(evidence)
    ]
    examine(row, episode.language, translated=episode.translated)
    _keep(session, episode, segment, by, before)


def _keep(
    session: AsyncSession, episode: Episode, segment: Segment, by: Principal, before: list[str]
) -> None:
    """Record what changed in the segment, if anything did: what it was rejected for is no more."""
    rows = segment.sentences
    if [row.computed_hash() for row in rows] == before:
        return
    for row in rows:
        if row.computed_hash() not in before:
            row.wrote(by)
    for rejection in segment.rejections:
        if rejection.stands:
            rejection.withdrawn_at = now()
    session.add(keep_revision(episode, by, "edited"))
    hashes = {row.id: row.computed_hash() for row in rows}
    event = AuditEvent.of(segment, "revised", by, revision=episode.revision, before=before, sentences=hashes)
    conclude(session, episode, event, f"segment-{segment.id}")


def _cite(row: Sentence, spans: Sequence[EvidenceSpan]) -> None:
    """Add copies of the spans that the sentence does not cite yet."""
    cited = [span.located() for span in row.evidence]
    for span in spans:
        if span.located() not in cited:
            cited.append(span.located())
            row.evidence.append(span.copy_at(len(row.evidence)))


def _check(edits: Sequence[Edit]) -> None:
    if not edits:
        raise Invalid("Keep at least one sentence, or leave the whole segment out.", field="sentences")
    if any(not plain(edit.text) for edit in edits):
        raise Invalid("A sentence cannot be empty.", field="text")
    if any(len(edit.text) > TEXT_MAX for edit in edits):
        raise Invalid(f"A sentence can have at most {TEXT_MAX} characters.", field="text")
    ids = [edit.id for edit in edits if edit.id]
    if len(ids) != len(set(ids)):
        raise Invalid("A sentence is named twice.", field="sentences")


def _reworded(text: str, left: dict[str, Sentence]) -> Sentence | None:
    """The sentence, among those not named, that this text rewords; it is taken out of `left`."""
    scored = [(SequenceMatcher(None, text, row.text).ratio(), key) for key, row in left.items()]
    likeness, key = max(scored, default=(0.0, ""))
    return left.pop(key) if likeness >= REWORDED else None


def _new(segment: Segment) -> Sentence:
    row = Sentence(
        organization_id=segment.organization_id,
        workspace_id=segment.workspace_id,
        episode_id=segment.episode_id,
        segment_id=segment.id,
        text="",
        spoken="",
        claim=True,
    )
    row.approvals, row.overrides, row.evidence, row.comments, row.changes = [], [], [], [], []
    return row


async def _apply(episode: Episode, row: Sentence, edit: Edit, sources: Sources) -> None:
    text = plain(edit.text)
    if edit.spoken is not None and plain(edit.spoken):
        row.spoken = plain(edit.spoken)
    elif text != row.text:
        row.spoken = spoken_form(text, episode.language)
    if text != row.text and not row.claim:
        # A connecting sentence somebody rewrote may state anything, so from now on it needs support.
        row.claim = True
    row.text = text
    if row.claim and not _told(row):
        await _ground(episode, row, sources)
    examine(row, episode.language, translated=episode.translated)


def _told(row: Sentence) -> bool:
    """Whether its evidence is about it; a text that shares hardly a word with it is another sentence's."""
    evidence = [span.located() for span in row.evidence]
    return bool(evidence) and support_score(row.text, evidence) >= VERY_LITTLE


async def _ground(episode: Episode, row: Sentence, sources: Sources) -> None:
    """Give the sentence the evidence its documents hold for it; what it had stays when they hold none."""
    found = [each.evidence for each in await sources.find(row.text)]
    if found:
        row.evidence = [
            EvidenceSpan.at(
                evidence, position, sources.version_of(evidence.document_id), episode.organization_id
            )
            for position, evidence in enumerate(found)
        ]
