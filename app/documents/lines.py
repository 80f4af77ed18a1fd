"""Tokens to lines: pieces of print that share a baseline, with the text and the place of every character."""

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

from app.documents.pages import Box
from app.documents.tokens import Token

RISE = 0.73
"""Ems a line's box reaches above its baseline: about the height of capitals and accents."""
DROP = 0.21
"""Ems it reaches below: about the depth of descenders."""
FOOT = 0.06
"""Ems it reaches below where none of its letters descends."""
_DEEP = frozenset("gjpqyQJçþß,;()[]{}|/@$§_ιηµβγρφχψξζ")
CROWD = 3000
"""Parts of lines from which a page is a map or a drawing: its text is taken as it comes."""
_SUPER = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
_SUB = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_MARK = re.compile(r"^[\d,\-–*†‡§¶∗∥#♯a-f✉]{1,12}$")
_WORDS_BEFORE = re.compile(r"[^\W\d_]{3,}$|[.,;:!?)\]”\"’»]$")
_NUMERIC = re.compile(r"^[0-9+\-−=()]+$")


@dataclass(slots=True)
class Line:
    """Tokens on one baseline; before columns are known only a part of a line. Sizes and places in points."""

    page: int
    tokens: list[Token]
    base: float
    size: float
    x0: float
    x1: float
    text: str = ""
    starts: list[float] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)
    marker: str = ""
    """A raised number or sign the line begins with, as footnotes do; not part of its text."""
    gap: float = 0.0
    """The widest hole between two tokens, in ems."""
    turn: int = 0
    table: bool = False
    """Inside a ruled table."""
    bold: float = 0.0
    italic: float = 0.0
    math: float = 0.0
    mono: float = 0.0
    """These four: the part of the characters set in such a face."""
    face: str = ""
    hidden: bool = False
    coarse: bool = False
    sheet: tuple[float, float] = (0.0, 0.0)
    """Width and height of the page as displayed; needed where the text on it is turned."""

    @property
    def y0(self) -> float:
        return self.base - RISE * self.size

    @property
    def y1(self) -> float:
        return self.base + DROP * self.size

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def box(self) -> Box:
        return self.placed(self.x0, self.x1)

    def placed(self, x0: float, x1: float, text: str = "g") -> Box:
        """Box on the page as displayed of the stretch from x0 to x1 of the line, where `text` stands."""
        width, height = self.sheet
        y0, y1 = self.y0, self.y1 if _DEEP.intersection(text) else self.base + FOOT * self.size
        if self.turn == 1:
            x0, y0, x1, y1 = y0, height - x1, y1, height - x0
        elif self.turn == 2:
            x0, y0, x1, y1 = width - x1, height - y1, width - x0, height - y0
        elif self.turn == 3:
            x0, y0, x1, y1 = width - y1, x0, width - y0, x1
        return (round(x0, 2), round(y0, 2), round(x1, 2), round(y1, 2))

    def compose(self) -> None:
        """Fill text, places and faces, let go of the tokens; raised digits become Unicode, note marks go."""
        self._weigh()
        self._close_up()
        pieces: list[str] = []
        before, gone = "", False
        for number, token in enumerate(self.tokens):
            text = self._level(token, before)
            if text is None:
                if number == 0:
                    self.marker = token.text
                gone = True
                continue
            spaced = token.spaced and bool(pieces) and not (gone and text[0] in ",.;:)")
            self._lay(pieces, (" " if spaced else "") + text, token, spaced)
            before, gone = text, False
        self.text = "".join(pieces)
        self.tokens = []

    def _weigh(self) -> None:
        """Size, baseline and face are those of most characters."""
        sizes: Counter[float] = Counter()
        faces: Counter[str] = Counter()
        total = 0
        for token in self.tokens:
            number, font = len(token.text), token.font
            total += number
            sizes[token.size] += number
            faces[font.name] += number
            self.bold += number * font.bold
            self.italic += number * font.italic
            self.math += number * font.math
            self.mono += number * font.mono
        self.bold, self.italic = self.bold / total, self.italic / total
        self.math, self.mono = self.math / total, self.mono / total
        self.size, self.face = (
            max(sizes, key=lambda size: (sizes[size], size)),
            max(faces, key=lambda f: faces[f]),
        )
        self.base = next(token.base for token in self.tokens if token.size == self.size)
        self.hidden = all(token.hidden for token in self.tokens)

    def _close_up(self) -> None:
        """Make words of letters set apart for looks (A B S T R A C T)."""
        run: list[Token] = []
        for token in [*self.tokens, None]:
            if (
                token is not None
                and len(token.text) == 1
                and token.text.isalpha()
                and (token.spaced or not run)
            ):
                run.append(token)
                continue
            if len(run) >= 4 and sum(t.text.isupper() for t in run) >= len(run) - 1:
                gaps = [b.x0 - a.x1 for a, b in pairwise(run)]
                usual = sorted(gaps)[len(gaps) // 2]
                for gap, letter in zip(gaps, run[1:], strict=True):
                    letter.spaced = gap > 1.6 * usual
            run = []

    def _lay(self, pieces: list[str], text: str, token: Token, spaced: bool) -> None:
        pieces.append(text)
        if spaced:
            self.starts.append(self.ends[-1])
            self.ends.append(token.x0)
        self.starts.extend(token.edges[:-1])
        self.ends.extend(token.edges[1:])

    def _level(self, token: Token, before: str) -> str | None:
        """The token's text as it reads on the baseline, or None for a mark that points to a note."""
        rise = (self.base - token.base) / max(self.size, 0.1)
        if token.size > 0.84 * self.size or abs(rise) < 0.07:
            return token.text
        if rise < 0:
            return token.text.translate(_SUB) if _NUMERIC.match(token.text) else token.text
        if _MARK.match(token.text) and (not before or _WORDS_BEFORE.search(before)):
            return None
        return token.text.translate(_SUPER) if _NUMERIC.match(token.text) else token.text


def pieces(tokens: list[Token], page: int) -> list[Line]:
    """Parts of lines in drawing order: tokens that follow one another on a baseline, an em apart at most."""
    found: list[Line] = []
    line: Line | None = None
    for token in tokens:
        if not token.text:
            continue
        if line is None or not _follows(line, token):
            line = Line(page, [], token.base, token.size, token.x0, token.x1)
            found.append(line)
        append(line, token)
    return joined(found) if len(found) <= CROWD else found


def append(line: Line, token: Token) -> None:
    """Add a token at the end of a line; the largest size on it gives the baseline."""
    if line.tokens:
        line.gap = max(line.gap, (token.x0 - line.x1) / max(line.size, 0.1))
    line.tokens.append(token)
    if token.size > line.size * 1.05 and any(c.isalnum() for c in token.text):
        line.size, line.base = token.size, token.base
    line.x0, line.x1 = min(line.x0, token.x0), max(line.x1, token.x1)


def _follows(line: Line, token: Token) -> bool:
    size, gap = max(line.size, token.size), token.x0 - line.x1
    if (
        token.hidden != line.tokens[-1].hidden
        or not (-0.35 if token.size > 0.84 * line.size else -0.55) * size <= gap <= 1.0 * size
    ):
        return False
    shift = abs(token.base - line.base)
    return shift <= (0.12 if token.size > 0.84 * line.size else 0.55) * size or (
        shift <= 0.3 * size and not token.spaced and gap < 0.1 * size
    )


def joined(parts: list[Line]) -> list[Line]:
    """Merge parts of one line that the file draws at different times, half an em apart or less."""
    order = sorted(range(len(parts)), key=lambda n: (parts[n].base, parts[n].x0))
    alive: dict[int, Line] = dict(enumerate(parts))
    window: list[int] = []
    for n in order:
        line = parts[n]
        window = [m for m in window if line.base - parts[m].base <= 0.55 * max(line.size, parts[m].size)]
        for m in window:
            other = alive.get(m)
            if other is not None and n in alive and _touch(other, line):
                first, second = (other, line) if other.x0 <= line.x0 else (line, other)
                keep = min(m, n)
                alive.pop(m), alive.pop(n)
                alive[keep] = parts[keep] = merged(first, second)
                n = keep
                line = alive[n]
        window.append(n)
    return [alive[n] for n in sorted(alive)]


def _touch(a: Line, b: Line) -> bool:
    size, other = max(a.size, b.size), min(a.size, b.size)
    level = abs(a.base - b.base) <= (0.12 if other > 0.84 * size else 0.5) * size
    gap = max(a.x0, b.x0) - min(a.x1, b.x1)
    return level and -0.3 * size <= gap <= 0.5 * size and a.tokens[0].hidden == b.tokens[0].hidden


def merged(first: Line, second: Line) -> Line:
    """One line of two, the second standing to the right of the first."""
    whole = Line(first.page, [], first.base, first.size, first.x0, first.x1, turn=first.turn)
    if second.size > 1.05 * first.size:
        whole.size, whole.base = second.size, second.base
    whole.tokens = first.tokens + second.tokens
    if second.x0 - first.x1 > 0.12 * whole.size:
        second.tokens[0].spaced = True
    whole.x0, whole.x1 = min(first.x0, second.x0), max(first.x1, second.x1)
    whole.gap = max(first.gap, second.gap, (second.x0 - first.x1) / max(whole.size, 0.1))
    return whole


def with_initials(parts: list[Line]) -> list[Line]:
    """Put a drop cap before the first word of the line whose top it shares."""
    caps = [
        p for p in parts if len(p.tokens) == 1 and len(p.tokens[0].text) == 1 and p.tokens[0].text.isalpha()
    ]
    gone: set[int] = set()
    for cap in caps:
        near = [
            p
            for p in parts
            if 1.6 * p.size < cap.size < 8 * p.size
            and -0.2 * p.size < p.x0 - cap.x1 < 1.2 * p.size
            and cap.base - cap.size < p.base <= cap.base + 0.1 * p.size
        ]
        if near:
            first = min(near, key=lambda p: p.base)
            token = cap.tokens[0]
            first.tokens[0].spaced = False
            small = Token(
                token.text, token.edges, first.base, first.size, first.tokens[0].font, True, token.hidden
            )
            first.tokens.insert(0, small)
            first.x0 = min(first.x0, cap.x0)
            gone.add(id(cap))
    return [p for p in parts if id(p) not in gone]
