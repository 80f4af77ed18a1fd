"""Characters to tokens, by where they stand and how they are set."""

import string
from dataclasses import dataclass

from app.documents.tokens import SOFT_HYPHEN, Font, Token, accent, composed, letters

_AXES = ((1, 0), (0, 1), (-1, 0), (0, -1))
_PLAIN = frozenset(string.ascii_letters + string.digits + string.punctuation) - frozenset("^`~")
_TELLING = frozenset("ijltfrmwMWnou")
"""Letters whose widths tell a fixed-pitch face."""


class Frame:
    """Axes in which text of one direction stands upright: x along it, y down from the top left corner."""

    def __init__(self, box: tuple[float, float, float, float], axis: int) -> None:
        ux, uy = _AXES[axis]
        corners = [(x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
        self.ux, self.uy = ux, uy
        self.left = min(ux * x + uy * y for x, y in corners)
        self.top = min(uy * x - ux * y for x, y in corners)

    def x(self, x: float, y: float) -> float:
        return self.ux * x + self.uy * y - self.left

    def y(self, x: float, y: float) -> float:
        return self.uy * x - self.ux * y - self.top


@dataclass(slots=True)
class Style:
    """What the characters of one text object share; `least` and `most` bound the gap inside a word."""

    font: Font
    size: float
    axis: int
    frame: Frame
    base: float
    pale: bool
    unpainted: bool
    least: float = 0.0
    most: float = 0.0

    def __post_init__(self) -> None:
        self.least, self.most = -0.5 * max(self.size, 0.1), 0.22 * max(self.size, 0.1)


class TokenWriter:
    """Joins characters to tokens: a new one at a space, a gap, a jump, another baseline or another size."""

    def __init__(self) -> None:
        self.tokens: list[tuple[int, Token]] = []
        self.token: Token | None = None
        self.axis = -1
        self.spaced = True
        self.style: Style | None = None
        self.last = (0.0, 0.0)
        self.start = 0

    def quick(self, character: str, x0: float, x1: float, style: Style) -> bool:
        """Add a plain character that follows the last one closely in its style; False if it is no such."""
        token = self.token
        if self.spaced or style is not self.style or token is None or character not in _PLAIN:
            return False
        gap = x0 - token.edges[-1]
        if not style.least < gap < style.most or (x0 == self.last[0] and x1 == self.last[1]):
            return False
        if gap > 0:
            token.edges[-1] = x0
        self.start = len(token.text)
        self.last = (x0, x1)
        token.text += character
        token.edges.append(x1)
        if character in _TELLING and character not in style.font.widths:
            style.font.widths[character] = (x1 - x0) / max(style.size, 0.1)
        return True

    def put(self, character: str, x0: float, x1: float, style: Style) -> None:
        text = letters(character, style.font.math)
        token = self.token
        if token is not None and not self.spaced:
            if accent(text or character) and self.overprint(text or character, x0, x1):
                return
            if accent(token.text[-1]) and self.underprint(text, x0, x1, style):
                return
            if x0 == self.last[0] and x1 == self.last[1] and self.axis == style.axis:
                self.share(text if style is self.style else "")
                return
        if not text or text.isspace():
            return
        if token is None or not self.continues(token, x0, style):
            token = self.begin(x0, style)
        self.style, self.last, self.start = style, (x0, x1), len(token.text)
        if x0 > token.edges[-1]:
            token.edges[-1] = x0
        self.lay(token, text, x0, x1)
        if accent(text):
            self.style = None  # the next letter may belong under it, so it is not to be taken the quick way
        if text in _TELLING and text not in style.font.widths:
            style.font.widths[text] = (x1 - x0) / max(style.size, 0.1)

    def lay(self, token: Token, text: str, x0: float, x1: float) -> None:
        """Add characters that share the stretch from x0 to x1."""
        step = (x1 - x0) / len(text)
        token.text += text
        token.edges.extend(x0 + step * (n + 1) for n in range(len(text)))

    def share(self, text: str) -> None:
        """One glyph may stand for several characters (ff, fi); the same glyph drawn again stands for none."""
        if self.token is not None and text:
            whole = self.token.text[self.start :] + text
            self.token.text = self.token.text[: self.start]
            del self.token.edges[self.start + 1 :]
            self.lay(self.token, whole, *self.last)

    def begin(self, x0: float, style: Style) -> Token:
        self.token = Token(
            "", [x0], style.base, style.size, style.font, self.spaced, style.pale, style.unpainted
        )
        self.tokens.append((style.axis, self.token))
        self.axis, self.spaced = style.axis, False
        return self.token

    def continues(self, token: Token, x0: float, style: Style) -> bool:
        """Whether a character at x0 belongs to the token; notes a space where only a gap shows it."""
        size = max(token.size, style.size, 0.1)
        if self.axis != style.axis or self.spaced or token.text.endswith(SOFT_HYPHEN):
            self.spaced = self.spaced or self.axis != style.axis
            return False
        gap = x0 - token.x1
        if gap > 0.22 * size or gap < -0.6 * size or abs(style.base - token.base) > 0.7 * size:
            self.spaced = True
            return False
        same = token.font is style.font or (token.font.bold, token.font.mono) == (
            style.font.bold,
            style.font.mono,
        )
        level = abs(style.base - token.base) < 0.06 * size and abs(style.size - token.size) < 0.06 * size
        return same and level and (token.hidden, token.unpainted) == (style.pale, style.unpainted)

    def underprint(self, letter: str, x0: float, x1: float, style: Style) -> bool:
        """Put a letter under the accent that was drawn before it; whether that was possible."""
        token = self.token
        if token is None or x0 > token.x1 - 0.1 * style.size:
            return False
        whole = composed(letter, token.text[-1])
        if whole:
            token.text = token.text[:-1] + whole
            token.edges[-2:] = [min(x0, token.edges[-2]), max(x1, token.x1)]
        return bool(whole)

    def overprint(self, mark: str, x0: float, x1: float) -> bool:
        """Put an accent drawn over the last letter onto it; whether that was possible."""
        token = self.token
        if token is None or x0 > token.x1 - 0.3 * (x1 - x0):
            return False
        letter = composed(token.text[-1:], mark)
        if letter:
            token.text = token.text[:-1] + letter
        return bool(letter)
