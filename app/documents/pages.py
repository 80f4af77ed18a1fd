"""What reading a PDF yields: pages, blocks and source sentences, each with its place on the page."""

from dataclasses import dataclass, field
from enum import StrEnum

Box = tuple[float, float, float, float]
"""x0, y0, x1, y1 in PDF points from the top left corner of the page as displayed (rotation applied)."""


class Role(StrEnum):
    """What a block is on its page; only headings, body text and captions can be narrated or cited.

    TABLE also holds code listings, labels inside figures, lists of contents and indexes; FURNITURE also
    authors, addresses, the imprint and notes in the margin.
    """

    BODY = "body"
    HEADING = "heading"
    CAPTION = "caption"
    FOOTNOTE = "footnote"
    TABLE = "table"
    EQUATION = "equation"
    REFERENCE = "reference"
    FURNITURE = "furniture"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sentence, or the part of it on one page, stands: one box a line of print."""

    page: int
    """Counted from 1."""
    quote: str
    """The text of this part, normalized, hyphenation undone."""
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """One sentence of the source; `block` indexes `ReadDocument.blocks`, the block where it begins."""

    text: str
    block: int
    places: tuple[Place, ...]
    whole: bool = True
    """False for a piece: it begins in lower case or has no full stop; a formula may have broken it off."""


@dataclass(frozen=True, slots=True)
class ReadBlock:
    """One block in reading order; `section` is the text of the heading it stands under, or ''."""

    page: int
    role: Role
    text: str
    box: Box
    section: str = ""
    level: int = 0
    """Of a heading: 1 for a section, 2 for a subsection, 0 for the document's title; else 0."""
    hidden: bool = False
    """Text a reader of the page cannot see (white, tiny, off the page, or rendering mode 3 over no image)."""


@dataclass(frozen=True, slots=True)
class ReadPage:
    """One page as displayed: size in points after rotation; `characters` is 0 without a text layer."""

    number: int
    width: float
    height: float
    rotation: int
    characters: int


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """Everything reading found, in reading order; text is NFC without control characters."""

    title: str
    language: str
    """BCP 47, 'und' when unknown."""
    pages: tuple[ReadPage, ...]
    blocks: tuple[ReadBlock, ...]
    sentences: tuple[ReadSentence, ...]
    """Of body, caption and footnote blocks that can be seen; all other blocks have none."""
    reader: str
    """Which reader and version gave the text, such as 'pdfium 5.15.2'."""
    warnings: tuple[str, ...] = field(default=())
