"""Blocks to sentences: paragraphs joined over columns and pages, hyphens undone, one box a line of print."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.documents.blocks import BULLET, ITEM, Block
from app.documents.lines import Line
from app.documents.pages import Box, Place, ReadSentence, Role
from app.documents.sentences import spans
from app.documents.tokens import SOFT_HYPHEN, clean

_TOLD = (Role.BODY, Role.CAPTION, Role.FOOTNOTE)
_FLOATS = {Role.TABLE, Role.CAPTION, Role.FOOTNOTE, Role.FURNITURE}
_CLOSED = re.compile(r"[.!?:…。！？][\"”’»)\]』」]*$")
_STRONG = re.compile(r"[.!?。！？][\"”’»)\]』」]*$")
_TAIL = re.compile(r"([^\W\d_]+)[-\u00ad]$")
_HEAD = re.compile(r"^([^\W_]+)")
_LABEL = re.compile(r"^\w+\.?\s[\dIVXLA-Z.\-–]+$")
_LIST_MARK = re.compile(r"^[•‣▪◦●○■□∙►➢✓]\s*")


@dataclass(slots=True)
class Strand:
    """A paragraph's text with, for each character, the index of its line and where on it it stands."""

    block: int
    role: Role
    text: str = ""
    lines: list[Line] = field(default_factory=list)
    line: list[int] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)


def vocabulary(blocks: Sequence[Block]) -> set[str]:
    """Words the document spells without a line break in them, hyphenated ones included."""
    words: set[str] = set()
    for block in blocks:
        for line in block.lines:
            parts = line.text.casefold().split(" ")
            words.update(
                part.strip(".,;:!?()[]“”\"'") for part in (parts[1:-1] if len(parts) > 2 else parts[:1])
            )
    return words


def strands(blocks: Sequence[Block], words: set[str]) -> list[Strand]:
    """Paragraphs in reading order; one that goes on after a column, page, figure or note is one strand."""
    found: list[Strand] = []
    opened: Strand | None = None
    last: Block | None = None
    between: set[Role] = set()
    for index, block in enumerate(blocks):
        if not block.hidden and block.role is not Role.BODY:
            between.add(block.role)
        if block.hidden or block.role not in _TOLD:
            if block.role in (Role.HEADING, Role.REFERENCE) or (
                block.role is Role.EQUATION and last is not None and block.page == last.page
            ):
                opened = None
            continue
        if (
            opened is not None
            and last is not None
            and block.role is Role.BODY
            and _goes_on(opened, last, block, between)
        ):
            strand = opened
        else:
            strand = Strand(index, block.role)
            found.append(strand)
        for line in block.lines:
            _add(strand, line, words)
        if block.role is Role.BODY:
            opened, last, between = strand, block, set()
    return found


def _goes_on(strand: Strand, last: Block, block: Block, between: set[Role]) -> bool:
    """Whether a block continues the paragraph that another column, a page or a figure broke off."""
    if abs(last.size - block.size) > 0.08 * last.size or BULLET.match(block.lines[0].text):
        return False
    if (last.page, last.column) == (block.page, block.column) and block.above < 9:
        broken = not _CLOSED.search(strand.text) and block.lines[0].text[:1].islower()
        near = block.lines[0].base - last.lines[-1].base < 2.2 * block.size
        return broken and (near or (bool(between) and between <= _FLOATS))
    if ITEM.match(block.lines[0].text):
        return False
    text, first = strand.text.rstrip(), block.lines[0].text[:1]
    if text.endswith((SOFT_HYPHEN, "-", ",", "–")):
        return True
    if _CLOSED.search(text):
        return False
    return first.islower() or first.isdigit() or not _STRONG.search(text)


def _add(strand: Strand, line: Line, words: set[str]) -> None:
    text, start = line.text, 0
    if not strand.text:
        mark = _LIST_MARK.match(text)
        start = mark.end() if mark else 0
    if strand.text:
        _seam(strand, line, words)
    number = len(strand.lines)
    strand.lines.append(line)
    strand.text += text[start:]
    strand.line.extend([number] * (len(text) - start))
    strand.starts.extend(line.starts[start:])
    strand.ends.extend(line.ends[start:])


def _seam(strand: Strand, line: Line, words: set[str]) -> None:
    """Join the end of one line to the next: without its hyphen, with it, or with a space."""
    tail, head = _TAIL.search(strand.text), _HEAD.match(line.text)
    if strand.text[-1] in (SOFT_HYPHEN, "-"):
        soft = strand.text[-1] == SOFT_HYPHEN
        compound = head and line.text[head.end() : head.end() + 1] == "-"  # foot-and-mouth
        if tail and head and not compound and not _keeps(tail[1], head[1], soft, words):
            strand.text = strand.text[:-1]
            del strand.line[-1:], strand.starts[-1:], strand.ends[-1:]
        elif soft:
            strand.text = strand.text[:-1] + "-"
        if head and (tail or soft):
            return
    if _cjk(strand.text[-1]) and _cjk(line.text[:1]):
        return
    strand.text += " "
    strand.line.append(strand.line[-1])
    strand.starts.append(strand.ends[-1])
    strand.ends.append(strand.ends[-1])


def _keeps(tail: str, head: str, soft: bool, words: set[str]) -> bool:
    """Whether a hyphen at a line's end is part of the word."""
    whole, parted = (tail + head).casefold(), f"{tail}-{head}".casefold()
    if whole in words or parted in words:
        return parted in words and whole not in words
    return not head[0].islower() or (tail.isupper() and len(tail) > 1)


def _cjk(character: str) -> bool:
    return (
        "\u2e80" <= character <= "\u9fff"
        or "\uff00" <= character <= "\uffef"
        or "\uac00" <= character <= "\ud7a3"
    )


def sentences(found: Sequence[Strand], language: str) -> list[ReadSentence]:
    """Every sentence with its places: one a page, in each one box a line."""
    done: list[ReadSentence] = []
    for strand in found:
        for start, end in _labelled(strand, spans(strand.text, language)):
            text = _printed(strand.text[start:end])
            if any(c.isalnum() for c in text):
                places = _places(strand, start, end)
                done.append(ReadSentence(text, strand.block, places, whole=_whole(text)))
    return done


def _labelled(strand: Strand, found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The label of a caption, such as 'Figure 1.', belongs to its first sentence."""
    if strand.role is not Role.CAPTION or len(found) < 2 or not _LABEL.match(strand.text[slice(*found[0])]):
        return found
    return [(found[0][0], found[1][1]), *found[2:]]


def _whole(text: str) -> bool:
    first = text.lstrip("\"“„«‘'([¿¡")[:1]
    return bool(_STRONG.search(text)) and not first.islower()


def _printed(text: str) -> str:
    return " ".join(clean(text.replace(SOFT_HYPHEN, "")).split())


def _places(strand: Strand, start: int, end: int) -> tuple[Place, ...]:
    places: list[Place] = []
    boxes: list[Box] = []
    begin, first = start, start
    for at in range(start, end + 1):
        over = at == end
        if not over and strand.line[at] == strand.line[first]:
            continue
        line = strand.lines[strand.line[first]]
        box = _box(strand, first, at)
        if box is not None:
            boxes.append(box)
        if over or strand.lines[strand.line[at]].page != line.page:
            if boxes:
                places.append(Place(line.page, _printed(strand.text[begin:at]), tuple(boxes)))
            begin, boxes = at, []
        first = at
    return tuple(places)


def _box(strand: Strand, first: int, at: int) -> Box | None:
    inked = [n for n in range(first, at) if not strand.text[n].isspace()]
    if not inked:
        return None
    line = strand.lines[strand.line[first]]
    x0, x1 = min(strand.starts[n] for n in inked), max(strand.ends[n] for n in inked)
    return line.placed(x0, x1, strand.text[first:at])
