"""The first page of a paper: its title, and the authors, addresses and imprint that are not its text."""

import re
from collections.abc import Sequence

from app.documents.blocks import Block, Manner
from app.documents.headings import KNOWN
from app.documents.pages import Role

_IMPRINT = re.compile(
    r"©|\(c\) \d{4}|copyright|creative commons|permission to make|all rights reserved|doi\.org|\bdoi:|"
    r"issn|isbn|arxiv:|licen[cs]ed? under|corresponding author|orcid|equal contribution|journal homepage|"
    r"korrespondenz",
    re.I,
)
"""Small print with such words is no text wherever it stands on the first page."""
_MARGINAL = re.compile(
    r"received:?\s|accepted:?\s|published:?\s|submitted:?\s|e-?mail|under review|preprint|manuscript|"
    r"technical report|this work (?:was|is) (?:supported|licensed)|proceedings of|conference on|eingereicht",
    re.I,
)
"""With such words it is none at the foot, in the margin or above the title."""
_ABSTRACT = re.compile(
    r"^(?:abstract|summary|zusammenfassung|résumé|resumen|keywords|index terms|ccs concepts)\b", re.I
)
_HALF = re.compile(r"\b(?:and|or|of|the|for|with|in|an?|to|on|from|und|von|der|für|et|de|y)$", re.I)
"""Words no title ends with."""
_JUNK = re.compile(
    r"^(?:untitled|microsoft word|document\d*|title|.*\.(?:docx?|tex|dvi|pdf|indd|qxd|ps)$|slide 1$)", re.I
)


def title_of(blocks: Sequence[Block], metadata: str, body: Manner) -> tuple[str, Block | None]:
    """The title and its block: the metadata's if it is sane, else the largest print of the first page."""
    first = [
        b for b in blocks if b.page == 1 and b.role is not Role.FURNITURE and any(c.isalpha() for c in b.raw)
    ]
    large = [b for b in first if b.size > 1.1 * body.size and _titular(b.raw)]
    block = max(large, key=lambda b: (round(b.size * 2), -b.box[1]), default=None)
    if block is None and first and KNOWN.match(_first_heading(first)) is None:
        block = next((b for b in first[:4] if b.role is Role.HEADING), None)
    named = " ".join(metadata.split())
    if sane(named):
        same = next((b for b in first if _same(b.raw, named)), None)
        return named, same or block
    if block is not None:
        return _continued(block, blocks), block
    lead = next((b.raw for b in first if b.role in (Role.HEADING, Role.BODY)), "")
    lead = re.split(r"(?<=\w\w[.?!])\s", lead, maxsplit=1)[0]
    return (lead if len(lead) <= 120 else lead[:120].rsplit(" ", 1)[0]), None


def _continued(block: Block, blocks: Sequence[Block]) -> str:
    """The title with its next line where it stops half-way: another font's line is a block of its own."""
    following = blocks[place] if (place := blocks.index(block) + 1) < len(blocks) else None
    goes_on = following is not None and following.page == block.page and len(following.raw) < 80
    return f"{block.raw} {following.raw}" if following and goes_on and _HALF.search(block.raw) else block.raw


def _titular(text: str) -> bool:
    """Whether a text can be a title: words, not a number of the paper, not the heading of the abstract."""
    letters = sum(c.isalpha() for c in text)
    return 3 < len(text) < 300 and letters > 0.65 * len(text.replace(" ", "")) and not _ABSTRACT.match(text)


def _first_heading(blocks: Sequence[Block]) -> str:
    return next((block.raw for block in blocks if block.role is Role.HEADING), "")


def sane(title: str) -> bool:
    """Whether a title from the metadata is one: words, no file name, no template's leftover."""
    letters = sum(c.isalpha() for c in title)
    return len(title) >= 8 and " " in title and letters > 0.6 * len(title) and not _JUNK.match(title)


def _same(a: str, b: str) -> bool:
    left, right = (set(re.findall(r"\w+", text.casefold())) for text in (a, b))
    return bool(left) and len(left & right) >= 0.7 * max(len(left), len(right))


def front_matter(blocks: Sequence[Block], title: Block | None, body: Manner) -> None:
    """Call the title a heading of level 0, and what stands by it and is no text furniture."""
    if title is not None:
        title.role, title.level = Role.HEADING, 0
        _byline(blocks, title)
    top = title.box[1] if title is not None else 0.0
    for block in blocks:
        if block.page != 1 or block is title or block.role not in (Role.BODY, Role.FOOTNOTE, Role.TABLE):
            continue
        placed = block.foot or block.beside or block.box[3] <= top
        told = _IMPRINT.search(block.raw) or (placed and _MARGINAL.search(block.raw))
        if told and block.size < 0.95 * body.size and len(block.raw) < 1200:
            block.role = Role.FURNITURE


def _byline(blocks: Sequence[Block], title: Block) -> None:
    """Authors and addresses: what stands between the title and the first heading or paragraph."""
    after = [b for b in blocks if b.page <= title.page + 2 and b.role is not Role.FURNITURE]
    start = after.index(title) + 1 if title in after else 0
    for number, block in enumerate(after[start:], start):
        if _ABSTRACT.match(block.raw) or _paragraph(block):
            break
        following = after[number + 1] if number + 1 < len(after) else None
        if block.role is Role.HEADING and (block.page > title.page or _heads_text(block, following, title)):
            break
        if block.role is not Role.CAPTION:
            block.role, block.level = Role.FURNITURE, 0


def _heads_text(block: Block, following: Block | None, title: Block) -> bool:
    """Whether a heading below the title heads text; if not, it is a name, a subtitle or a date."""
    if re.match(r"^(?:\d|[IVX]+\.\s)", block.raw) or KNOWN.match(block.raw):
        return True
    words = block.raw.split()
    middle, above = block.box[0] + block.box[2], title.box[0] + title.box[2]
    name = 2 <= len(words) <= 6 and all(word[0].isupper() for word in words) and abs(middle - above) < 20
    return not name and following is not None and _paragraph(following)


def _paragraph(block: Block) -> bool:
    """Text, not an address: several full lines, or a sentence of more than a few small words."""
    text = block.raw
    small = len(re.findall(r"\b[a-zà-ž]{2,}\b", text))
    starts = sorted(round(line.x0) for line in block.lines)
    flush = sum(abs(x - starts[len(starts) // 2]) <= 2 for x in starts) >= 0.5 * len(starts)
    if "@" in text or len(re.findall(r"[^\W\d_]{2,}", text)) < 8:
        return False
    ended = text.endswith((".", "?", "!"))
    return small >= 0.6 * len(text.split()) and (ended or (len(block.lines) >= 2 and flush))
