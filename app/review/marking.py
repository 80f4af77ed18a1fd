"""Pages with the evidence of a sentence marked on them, beside its words."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.documents.models import DocumentVersion
from app.documents.shelf import page_sizes
from app.episodes.changes import EvidenceChange
from app.episodes.sentences import Sentence
from app.episodes.states import ReviewState

BESIDE, ABOVE = 18.0, 54.0
"""Points of the page shown around what is marked."""
Places = list[tuple[int, list[list[float]]]]
"""Page and boxes of each."""


@dataclass(frozen=True)
class Sheet:
    """A page of one version, in points, with boxes on it."""

    document_id: str
    version: int
    page: int
    width: float
    height: float
    boxes: list[list[float]]

    @property
    def around(self) -> tuple[float, float, float, float]:
        """The part of the page to read the boxes in: left, top, width, height."""
        if not self.boxes:
            return 0, 0, self.width, self.height
        lefts, tops, rights, bottoms = zip(*self.boxes, strict=True)
        left, right = max(0, min(lefts) - BESIDE), min(self.width, max(rights) + BESIDE)
        top, bottom = max(0, min(tops) - ABOVE), min(self.height, max(bottoms) + ABOVE)
        return left, top, right - left, bottom - top


@dataclass(frozen=True)
class Pair:
    """`was` in the version before; `now` None where nothing of the new one stands behind the sentence."""

    was: Sheet | None
    now: Sheet | None


async def changed_pages(session: AsyncSession, sentences: Iterable[Sentence]) -> dict[str, Pair]:
    """By sentence, of those whose evidence a new version changed and that are to be reviewed again."""
    changed = [(row, row.change) for row in sentences if row.state is not ReviewState.APPROVED]
    known = Versions(session)
    return {row.id: await _pair(known, row, change) for row, change in changed if change}


async def _pair(known: "Versions", row: Sentence, change: EvidenceChange) -> Pair:
    was = [(place["page"], place["boxes"]) for place in change.was]
    spans = [span for span in row.evidence if span.document_id == change.document_id]
    now = [(span.page, span.boxes) for span in spans]
    version = await known.numbered(change.document_id, change.from_number)
    present = await known.of(spans[0].version_id) if spans else None
    return Pair(await known.sheet(version, was), await known.sheet(present, now))


async def cited_pages(session: AsyncSession, sentences: Iterable[Sentence]) -> dict[str, list[Sheet]]:
    """By sentence: each page it cites, in the order of its evidence."""
    known = Versions(session)
    found: dict[str, list[Sheet]] = {}
    for row in sentences:
        pages = dict.fromkeys((span.version_id, span.page) for span in row.evidence)
        for version_id, page in pages:
            spans = [span for span in row.evidence if (span.version_id, span.page) == (version_id, page)]
            places = [(span.page, span.boxes) for span in spans]
            sheet = await known.sheet(await known.of(version_id), places)
            found.setdefault(row.id, []).extend([sheet] if sheet else [])
    return found


class Versions:
    """Versions and their pages, each asked for once."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._sizes: dict[str, dict[int, tuple[float, float]]] = {}

    async def numbered(self, document_id: str, number: int) -> DocumentVersion | None:
        query = select(DocumentVersion).where(
            DocumentVersion.document_id == document_id, col(DocumentVersion.number) == number
        )
        return (await self._session.exec(query)).first()

    async def of(self, version_id: str) -> DocumentVersion | None:
        return await self._session.get(DocumentVersion, version_id)

    async def sheet(self, version: DocumentVersion | None, places: Places) -> Sheet | None:
        """The page of the first place, with the boxes of all places on it."""
        if version is None or not places:
            return None
        if version.id not in self._sizes:
            pages = await page_sizes(self._session, version.id)
            self._sizes[version.id] = {row.number: (row.width, row.height) for row in pages}
        number = places[0][0]
        size = self._sizes[version.id].get(number)
        boxes = [box for page, found in places if page == number for box in found]
        return Sheet(version.document_id, version.number, number, *size, boxes) if size else None
