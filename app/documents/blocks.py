"""Lines to blocks: paragraphs, headings and whatever else stands apart in a column."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from app.documents.lines import Line
from app.documents.pages import Box, Role
from app.documents.tokens import SOFT_HYPHEN

BULLET = re.compile(r"^[•‣▪◦●○■□∙►➢▶✓✔❖⋄]\s*\S")
"""How an item of a list begins wherever it stands."""
ITEM = re.compile(
    r"^(?:[•‣▪◦●○■□∙►➢▶✓✔❖⋄—]\s*|[–\-*·]\s+|(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s+|\((?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})\)\s+)\S"
)
"""How an item may begin; a line of a paragraph may begin so too."""
ENTRY = re.compile(r"^\[[\w+\-]{1,12}\]\s*[A-ZÀ-Ž“\"]|^\d{1,3}\.\s+[A-ZÀ-Ž]")
"""How an entry of a list of references begins."""
_DECIMAL = re.compile(r"^(?:\d{1,2}|[A-Z])(?:\.\d{1,2})+\.?\s+[^\W\d_]")
_END = re.compile(r"[.!?:;…][\"”’»)\]]*$")


@dataclass(slots=True)
class Block:
    """Lines that belong together; `column` counts them through a page, `left` and `right` are its edges."""

    page: int
    lines: list[Line]
    column: int
    left: float
    right: float
    role: Role = Role.BODY
    level: int = 0
    hidden: bool = False
    above: float = 0.0
    """Distance of the first baseline from the one before it in the column, in leadings; 9 at its top."""
    beside: bool = False
    """In a narrow column of small print beside the text."""
    foot: bool = False
    """Below everything of body size in its column."""
    section: str = ""
    text: str = ""

    @property
    def size(self) -> float:
        return max(self.lines, key=lambda line: len(line.text)).size

    @property
    def face(self) -> str:
        return max(self.lines, key=lambda line: len(line.text)).face

    @property
    def box(self) -> Box:
        boxes = [line.box for line in self.lines]
        return (
            min(box[0] for box in boxes),
            min(box[1] for box in boxes),
            max(box[2] for box in boxes),
            max(box[3] for box in boxes),
        )

    def share(self, of: str) -> float:
        """The part of the characters set bold, italic, math or mono."""
        total = sum(len(line.text) for line in self.lines)
        return sum(len(line.text) * float(getattr(line, of)) for line in self.lines) / max(total, 1)

    @property
    def raw(self) -> str:
        """The lines' text joined by spaces, hyphens at line ends kept."""
        return " ".join(line.text.replace(SOFT_HYPHEN, "-") for line in self.lines)


@dataclass(slots=True)
class Manner:
    """How the body of a document is set."""

    size: float
    leading: float
    face: str
    mono: bool
    bold: bool = False
    """All of it looks bold, so that being bold sets nothing apart."""


def manner(lines: Sequence[Line]) -> Manner:
    """Size, leading and face of most characters; leading in points from baseline to baseline."""
    sizes: Counter[float] = Counter()
    faces: Counter[str] = Counter()
    mono = bold = total = 0.0
    for line in lines:
        sizes[round(line.size * 4) / 4] += len(line.text)
        faces[line.face] += len(line.text)
        total += len(line.text)
        mono += line.mono * len(line.text)
        bold += line.bold * len(line.text)
    size = max(sizes, key=lambda s: sizes[s], default=10.0) or 10.0
    steps: Counter[float] = Counter()
    for a, b in pairwise(lines):
        step = b.base - a.base
        if (
            a.page == b.page
            and 0.9 * size < step < 3.2 * size
            and abs(a.size - size) < 0.6
            and abs(b.size - size) < 0.6
        ):
            steps[round(step * 2) / 2] += 1
    leading = max(steps, key=lambda s: steps[s], default=1.2 * size)
    face = max(faces, key=lambda f: faces[f], default="")
    return Manner(size, leading, face, mono > 0.5 * total, bold > 0.5 * total)


def blocks_of(columns: Sequence[Sequence[Line]], body: Manner) -> list[Block]:
    """Blocks of one page in reading order."""
    found: list[Block] = []
    for number, column in enumerate(columns):
        left, right = _edges(column, body)
        previous: Line | None = None
        block: Block | None = None
        for line in column:
            if block is None or previous is None or _breaks(block, previous, line, body):
                above = 9.0 if previous is None else (line.base - previous.base) / _leading(line, body)
                block = Block(line.page, [line], number, left, right, above=above)
                block.role = Role.TABLE if line.table else Role.BODY
                found.append(block)
            else:
                block.lines.append(line)
            previous = line
    return found


def _leading(line: Line, body: Manner) -> float:
    return body.leading * line.size / body.size


def _edges(column: Sequence[Line], body: Manner) -> tuple[float, float]:
    """Where most lines of a column begin and end."""
    wide = [line for line in column if abs(line.size - body.size) < 0.15 * body.size] or list(column)
    starts = Counter(round(line.x0 / 2) for line in wide)
    most = max(starts.values())
    left = 2 * min(x for x, n in starts.items() if n >= 0.5 * most)
    ends = sorted(line.x1 for line in wide)
    return float(left), ends[int(0.9 * (len(ends) - 1))]


def _breaks(block: Block, above: Line, line: Line, body: Manner) -> bool:
    """Whether a line begins a new block below the line above it."""
    if above.table or line.table:
        return above.table != line.table
    size = max(above.size, line.size)
    if abs(above.size - line.size) > 0.11 * size or above.hidden != line.hidden:
        return True
    step, usual = line.base - above.base, _leading(line, body)
    if len(block.lines) > 1:
        usual = min(usual * 1.15, median(_steps(block.lines)))
    if step > 1.28 * usual + 0.5 or _restyled(above, line, step > 1.08 * usual):
        return True
    if BULLET.match(line.text) or (above.bold > 0.8 < line.bold and _DECIMAL.match(line.text)):
        return True
    if line.marker or ITEM.match(line.text) or ENTRY.match(line.text):
        hanging = len(block.lines) > 1 and above.x0 - line.x0 > 0.5 * size
        again = abs(line.x0 - block.lines[0].x0) < 0.3 * size and bool(ITEM.match(block.lines[0].text))
        if hanging or again or (_END.search(above.text) and line.x0 <= above.x0 + 2 * size):
            return True
    if above.size > 1.12 * body.size:
        restyled = abs(above.size - line.size) > 0.04 * size or abs(above.italic - line.italic) > 0.6
        return restyled or bool(_DECIMAL.match(line.text))
    if _centred(block, above) and (not _centred(block, line) or line.width > 1.8 * above.width):
        return len(block.lines) == 1 or _END.search(above.text) is not None
    return _indents(block, above, line) or _falls_short(block, above, line)


def _restyled(above: Line, line: Line, apart: bool) -> bool:
    """Whether weight changes, or, between lines that stand apart or begin elsewhere, the pitch."""
    if (above.bold > 0.8 and line.bold < 0.4) or (above.bold < 0.4 and line.bold > 0.8):
        return True
    mono = (above.mono > 0.8 and line.mono < 0.5) or (above.mono < 0.5 and line.mono > 0.8)
    return mono and (apart or (abs(above.x0 - line.x0) > 0.5 * line.size and not ITEM.match(above.text)))


def _centred(block: Block, line: Line) -> bool:
    """Whether a line stands in the middle of its column, well away from both edges."""
    left, right = line.x0 - block.left, block.right - line.x1
    return min(left, right) > 3 * line.size and abs(left - right) < 1.5 * line.size


def _steps(lines: Sequence[Line]) -> list[float]:
    return [b.base - a.base for a, b in pairwise(lines)]


def _indents(block: Block, above: Line, line: Line) -> bool:
    """A first line set in from the lines above, or back out again after a hanging indent."""
    size = line.size
    if line.x0 - above.x0 > 0.7 * size:
        centred = abs((line.x0 + line.x1) - (above.x0 + above.x1)) < size and line.x0 > block.left + 2 * size
        first = len(block.lines) == 1
        item = bool(ITEM.match(above.text)) or bool(above.marker)
        hanging = first and (item or (above.x0 < block.left + 0.7 * size and not _END.search(above.text)))
        return not centred and not hanging
    if above.x0 - line.x0 > 0.7 * size and len(block.lines) >= 2:
        return above.x0 - block.lines[-2].x0 < 0.3 * size and line.x0 <= block.lines[0].x0 + 0.3 * size
    return False


def _falls_short(block: Block, above: Line, line: Line) -> bool:
    """A last line that ends a sentence well before its column: the first word below would have fitted."""
    word = line.text.split(" ", 1)[0]
    room = block.right - above.x1
    needs = line.ends[min(len(word), len(line.ends)) - 1] - line.x0 if line.ends else 0.0
    return (
        bool(_END.search(above.text))
        and room > needs + 2.5 * line.size
        and room > 0.12 * (block.right - block.left)
    )
