"""Print as it stands on a page: fonts, tokens (runs of characters without a space) and sheets of them."""

import re
import unicodedata
from dataclasses import dataclass, field

_BOLD = re.compile(
    r"bold|black|heavy|medi\b|demi|cmbx|sfbx|ecbx|lmroman\d+-bold|-bd|biolinumtb|libertinetb", re.I
)
_NOT_BOLD = re.compile(r"(?:regular|roman|book|light|ital(?:ic)?|obli(?:que)?)\d*$", re.I)
"""A face that says its style; the weight of its descriptor is often guessed from the width of its stems."""
_MONO = re.compile(
    r"mono|courier|consol|cmtt|sftt|ectt|typewriter|inconsolata|menlo|txtt|code\b|lmtt|nimbusmon", re.I
)
_MATH = re.compile(
    r"cmmi|cmsy|cmex|cmbsy|cmmib|msam|msbm|math|symbol|mtmi|mtsy|mtex|eufm|eusm|rsfs|txsy|txmi|txex|pxsy|wasy|stmary|bbm",
    re.I,
)
_UNSAFE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069"
    "\ud800-\udfff\ufeff\ufff0-\uffff]"
)
SOFT_HYPHEN = "\u00ad"
"""Stands for every hyphen that a line break put into a word: U+00AD, U+0002, U+FFFE."""


@dataclass(slots=True)
class Font:
    """A face; `mono` may be found out late, from the widths of the letters set in it."""

    name: str
    bold: bool = False
    italic: bool = False
    math: bool = False
    mono: bool = False
    widths: dict[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, name: str, flags: int = 0, weight: int = 0) -> "Font":
        """Judge a face by its PostScript name, the flags of its descriptor and its weight."""
        face = name.split("+")[-1]
        return cls(
            name=face,
            bold=bool(_BOLD.search(face))
            or bool(flags & 1 << 18)
            or (weight >= 600 and not _NOT_BOLD.search(face)),
            italic=bool(flags & 1 << 6) or "ital" in face.lower() or "obli" in face.lower(),
            math=bool(_MATH.search(face)),
            mono=bool(_MONO.search(face)) or bool(flags & 1),
        )

    def settle(self) -> None:
        """Call a face fixed-pitch when narrow and wide letters turned out equally wide."""
        narrow = [self.widths[c] for c in "ijltfr" if c in self.widths]
        wide = [self.widths[c] for c in "mwMWnou" if c in self.widths]
        if narrow and wide and max(wide) - min(narrow) < 0.02:
            self.mono = True


@dataclass(slots=True)
class Token:
    """Characters set without a space on one baseline; `edges` has one x more than `text` has characters."""

    text: str
    edges: list[float]
    base: float
    size: float
    font: Font
    spaced: bool
    """Whether a space stands before it."""
    hidden: bool = False
    unpainted: bool = False
    """Drawn without ink, as recognized text is under the picture of its page."""

    @property
    def x0(self) -> float:
        return self.edges[0]

    @property
    def x1(self) -> float:
        return self.edges[-1]


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal line drawn on the page as displayed, in points."""

    x0: float
    x1: float
    y: float


@dataclass(slots=True)
class Sheet:
    """One page as displayed. `turned` holds tokens of text that runs up (1), upside down (2) or down (3)."""

    number: int
    width: float
    height: float
    rotation: int = 0
    characters: int = 0
    tokens: list[Token] = field(default_factory=list)
    turned: dict[int, list[Token]] = field(default_factory=dict)
    rules: list[Rule] = field(default_factory=list)
    covers: list[tuple[float, float, float, float]] = field(default_factory=list)
    """Boxes of shapes and pictures drawn after some text, which may hide it."""
    coarse: bool = False
    """Positions are estimated: the second reader gave them."""


def clean(text: str) -> str:
    """NFC text without NUL, other controls, lone surrogates, bidi controls or noncharacters."""
    return unicodedata.normalize("NFC", _UNSAFE.sub("", text))


_LIGATURES = {
    **{c: unicodedata.normalize("NFKC", c) for c in "ﬀﬁﬂﬃﬄﬅﬆ"},
    **dict.fromkeys("\u0002\ufffe", SOFT_HYPHEN),
    **dict.fromkeys("\u2010\u2011", "-"),
    "\u0132": "IJ",
    "\u0133": "ij",
    "\u2126": "Ω",
    "\u00b5": "μ",
}
_SPACING = dict(
    zip(
        "´`¨ˆ^˜ˇ¸˚˘¯˙˝",
        "\u0301\u0300\u0308\u0302\u0302\u0303\u030c\u0327\u030a\u0306\u0304\u0307\u030b",
        strict=True,
    )
)


CODES = {
    **dict(zip("\u001b\u001c\u001d\u001e\u001f", ("ff", "fi", "fl", "ffi", "ffl"), strict=True)),
    **dict(zip("\u000b\u000c\u000e\u000f", ("ff", "fi", "ffi", "ffl"), strict=True)),
    **dict(zip("\u0010\u0011\u0012\u0015\u0016\u0088", "“”„–—•", strict=True)),
}
"""Codes of TeX's text fonts (Cork, OT1, TS1), where a font does not say what its glyphs mean."""


def letters(character: str, math: bool = False) -> str:
    """What a character stands for: ligatures spelt out, unprintable ones gone, soft hyphens of one kind."""
    if character in _LIGATURES:
        return _LIGATURES[character]
    if not math and character in CODES:
        return CODES[character]
    return "" if _UNSAFE.match(character) else character


def composed(base: str, mark: str) -> str:
    """The letter that a base and a combining or overprinted accent make, or '' if there is none."""
    mark = _SPACING.get(mark, mark)
    if len(base) != 1 or len(mark) != 1 or not unicodedata.combining(mark) or not base.isalpha():
        return ""
    whole = unicodedata.normalize("NFC", base + mark)
    return whole if len(whole) == 1 else ""


def accent(character: str) -> bool:
    """Whether a character is an accent of its own, combining or spacing."""
    return character in _SPACING or (len(character) == 1 and bool(unicodedata.combining(character)))
