"""What of a document an episode tells: by page and by section, and what it leaves out."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from io import StringIO

from app.documents.pages import Role
from app.episodes.cleaning import cleaned
from app.episodes.draft import Evidence, Passage, Source
from app.episodes.outline import KINDS, Kind, heading
from app.episodes.tellable import tellable

BACK = next(pattern for kind, pattern in KINDS if kind is Kind.BACK)
LEAST = 20
"""Characters of a quote that is only a part of a source sentence, or holds more than one."""


@dataclass(slots=True)
class Tally:
    """How many sentences can be told, and how many of these are cited."""

    tellable: int = 0
    told: int = 0
    share: float = 0.0
    """Of told in tellable, 0 to 1; 0 where nothing can be told."""

    def count(self, told: bool) -> None:
        self.tellable += 1
        self.told += told
        self.share = round(self.told / self.tellable, 4)


@dataclass(slots=True)
class PageTold(Tally):
    page: int = 0


@dataclass(slots=True)
class SectionTold(Tally):
    """`page` is where it begins; sentences before the first heading stand under ''."""

    title: str = ""
    page: int = 0


@dataclass(slots=True)
class Coverage(Tally):
    """Of one document. A sentence can be told when it is body text, complete, and not of the back matter."""

    document_id: str = ""
    title: str = ""
    pages_told: int = 0
    pages: list[PageTold] = field(default_factory=list)
    """Every page of the document in order."""
    sections: list[SectionTold] = field(default_factory=list)
    """In order; only those with something to tell."""

    @property
    def left_out(self) -> list[SectionTold]:
        """Sections nothing is told of."""
        return [section for section in self.sections if not section.told]


def coverage(source: Source, pages: int, evidence: Sequence[Evidence]) -> Coverage:
    """What the evidence of a script takes from a document of so many pages."""
    found = Coverage(document_id=source.document_id, title=source.title)
    found.pages = [PageTold(page=number) for number in range(1, pages + 1)]
    cited: dict[int, list[str]] = {}
    for each in evidence:
        if each.document_id == source.document_id:
            cited.setdefault(each.page, []).append(each.quote)
    for passage in _tellable(source.passages):
        told = any(
            _cites(quote, place.quote) for place in passage.places for quote in cited.get(place.page, ())
        )
        found.count(told)
        page = passage.places[0].page
        if page <= pages:
            found.pages[page - 1].count(told)
        if not found.sections or found.sections[-1].title != passage.section:
            found.sections.append(SectionTold(title=passage.section, page=page))
        found.sections[-1].count(told)
    found.pages_told = sum(page.told > 0 for page in found.pages)
    return found


def as_csv(found: Sequence[Coverage]) -> str:
    """A row a page of each document."""
    out = StringIO()
    rows = csv.writer(out)
    rows.writerow(("document", "page", "tellable", "told", "share"))
    for each in found:
        rows.writerows((each.title, page.page, page.tellable, page.told, page.share) for page in each.pages)
    return out.getvalue()


def _tellable(passages: Sequence[Passage]) -> Iterator[Passage]:
    for passage in passages:
        if passage.role is not Role.BODY or not passage.places or back_matter(passage.section):
            continue
        if _complete(passage.text):
            yield passage


@lru_cache(maxsize=2048)
def back_matter(section: str) -> bool:
    """Whether the section is references, acknowledgements and the like."""
    return bool(re.fullmatch(BACK, heading(section), re.IGNORECASE))


@lru_cache(maxsize=16384)
def _complete(text: str) -> bool:
    # Kept, because the same documents are asked about at every look at the report.
    return tellable(text, cleaned(text))


def _cites(quote: str, printed: str) -> bool:
    """Whether a quote is this sentence, a part of it, or holds it."""
    if quote == printed:
        return True
    return min(len(quote), len(printed)) >= LEAST and (quote in printed or printed in quote)
