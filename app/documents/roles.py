"""What each block is: heading, body, caption, footnote, table or code, equation, reference or furniture."""

import re
from collections.abc import Sequence
from itertools import pairwise

from app.documents.blocks import BULLET, ENTRY, ITEM, Block, Manner
from app.documents.headings import CONTENTS, KEYWORDS, REFERENCES, is_heading, level, misfits
from app.documents.pages import Role

_CAPTION = re.compile(
    r"^(?:(?:supplementary|extended data)\s+)?"
    r"(?:fig(?:ure|ura|\.)?|table|tab\.|listing|algorithm|scheme|plate|box|chart|exhibit|code|"
    r"abb(?:ildung|\.)|tabelle|tafel|tableau|tabla|tabella|quadro|figuur|tabel|図|表|图)"
    r"\s*\.?\s*(?:[A-Z]?\d+(?:[.\-–]\d+)*[a-z]?|[IVXL]+)(?:\s*(?:[.:|—–)]|$)|\s+(?-i:[A-ZÀ-Ž“\"(]))",
    re.I,
)
_INDEX = re.compile(r"(?:,\s*\d+(?:[–\-]\d+)?)+$")
_COUNTED = re.compile(r"^\[?(\d{1,3})(?:\]|[.)])\s")
_YEAR = re.compile(r"\b(?:19|20)\d\d[a-z]?\b")
_WORD = re.compile(r"[^\W\d_]{2,}")
_ENDS = re.compile(r"[.!?:;…。！？][\"”’»)\]]*$")
_MATH_SIGNS = frozenset("=<>≤≥≈≡±×÷∑∏∫√∞∂∇∈∉⊂⊆∪∩→←↔⇒⇔∀∃¬∧∨⊕⊗·∘{}|^_~+−/()[]")


def assign(blocks: Sequence[Block], body: Manner) -> None:
    """Give every block that is not furniture yet its role and level."""
    for block in blocks:
        if block.role is Role.BODY:
            block.role = _role(block, body)
    for block in misfits(blocks, body):
        block.role = _otherwise(block, body, block.raw, _WORD.findall(block.raw))
    _keywords(blocks)
    _tables(blocks)
    _references(blocks)
    _unheaded(blocks)
    level(blocks, body)


def _role(block: Block, body: Manner) -> Role:
    text = block.raw
    words = _WORD.findall(text)
    if block.beside:
        return Role.FURNITURE
    if _CAPTION.match(text) and (block.size < 0.97 * body.size or _labelled(block)):
        return Role.CAPTION
    if is_heading(block, body, text, words):
        return Role.HEADING
    return _otherwise(block, body, text, words)


def _otherwise(block: Block, body: Manner, text: str, words: Sequence[str]) -> Role:
    """The role of what is neither beside the text nor caption or heading."""
    if not body.mono and block.share("mono") > 0.7:
        return Role.TABLE
    if _formula(block, text, words):
        return Role.EQUATION
    if (block.size < 0.93 * body.size or (block.foot and block.lines[0].marker)) and _noted(block):
        return Role.FOOTNOTE
    if KEYWORDS.match(text) or not _prose(block, body, text, words):
        return Role.TABLE
    return Role.FOOTNOTE if block.size < 0.86 * body.size and block.page > 1 else Role.BODY


def _labelled(block: Block) -> bool:
    """Whether a caption's label stands off: bold, in another face, or with a dot or colon after it."""
    first = block.lines[0]
    return (
        first.bold > 0.05
        or bool(re.match(r"^\S+\s*[\dIVXLA-Z.\-]+\s*[.:|—–]\s", first.text))
        or block.above > 1.5
    )


def _formula(block: Block, text: str, words: Sequence[str]) -> bool:
    """Mostly signs and symbols; or a piece of a display with hardly a word in it."""
    if block.share("math") > 0.35 and sum(map(len, words)) < 0.6 * len(text):
        return True
    signs = sum(1 for c in text if c in _MATH_SIGNS or c.isdigit())
    long = [word for word in words if len(word) > 3]
    spaceless = len(text.replace(" ", ""))
    return (
        spaceless > 0 and not ITEM.match(text) and ((signs > 0.3 * spaceless and len(long) < 4) or not words)
    )


def _noted(block: Block) -> bool:
    """Whether a small block reads like a note: a mark first, or at the foot of its column."""
    first = block.lines[0]
    return (
        bool(first.marker) or bool(re.match(r"^(?:[*†‡§¶∗]|\d{1,3}\s?[A-Z(“\"])", first.text)) or block.foot
    )


def _prose(block: Block, body: Manner, text: str, words: Sequence[str]) -> bool:
    """Sentences, not labels: words enough, lines as wide as the column, or an end of a sentence."""
    letters = sum(map(len, words))
    if letters > 0.6 * len(text.replace(" ", "")) and (
        BULLET.match(text) or (ITEM.match(text) and len(words) > 1)
    ):
        return True
    if letters < 0.45 * len(text.replace(" ", "")) or CONTENTS.search(text):
        return False
    holes = sum(1 for line in block.lines if line.gap > 2.2)
    if holes > 0.5 * len(block.lines) and not (len(block.lines) == 1 and _ENDS.search(text)):
        return False
    small = block.size < 0.88 * body.size
    wide = sum(1 for line in block.lines if line.width > 0.7 * (block.right - block.left))
    if len(block.lines) >= 2 and wide >= 0.5 * (len(block.lines) - 1) and len(words) >= 8:
        return True
    if _ENDS.search(text) and len(words) >= (6 if small else 1 if ITEM.match(text) else 3):
        return True
    return not small and len(words) >= 4 and (wide > 0 or bool(ITEM.match(text)) or text[0].islower())


def _keywords(blocks: Sequence[Block]) -> None:
    """What stands under a heading Keywords is a list for catalogues."""
    for heading, block in pairwise(blocks):
        if (
            heading.role is Role.HEADING
            and block.role is Role.BODY
            and KEYWORDS.match(heading.raw.strip(" .:"))
        ):
            block.role = Role.TABLE


def _tables(blocks: Sequence[Block]) -> None:
    """A short block between table rows is a row too; a list of contents or an index is no text."""
    for before, block, after in zip(blocks, blocks[1:], blocks[2:], strict=False):
        if block.role is not Role.BODY or not before.role is after.role is Role.TABLE:
            continue
        if block.page == before.page == after.page and len(block.lines) <= 2 and not _ENDS.search(block.raw):
            block.role = Role.TABLE
    for block in blocks:
        if block.role is Role.BODY:
            listed = sum(1 for line in block.lines if CONTENTS.search(line.text) or _INDEX.search(line.text))
            if listed > 0.5 * len(block.lines) and listed >= 2:
                block.role = Role.TABLE


def _references(blocks: Sequence[Block]) -> None:
    """Everything from the heading of the list of references to the next heading of its kind."""
    inside, heading = False, None
    for block in blocks:
        if block.role is Role.HEADING:
            if REFERENCES.match(block.raw.strip()):
                inside, heading = True, block
                continue
            if inside and heading is not None and _ends_list(block, heading):
                inside = False
        if inside and block.role in (Role.BODY, Role.TABLE, Role.HEADING, Role.EQUATION, Role.FOOTNOTE):
            block.role = Role.REFERENCE


def _unheaded(blocks: Sequence[Block]) -> None:
    """Call five or more numbered entries in a row, most with a year, references though nothing heads them."""
    run: list[Block] = []
    for block in [*blocks, None]:
        if block is not None and block.role in (Role.FURNITURE, Role.REFERENCE):
            continue
        match = _COUNTED.match(block.raw) if block is not None else None
        number = int(match[1]) if match else 0
        if block is not None and match and number == len(run) + 1:
            run.append(block)
            continue
        if len(run) >= 5 and sum(bool(_YEAR.search(entry.raw)) for entry in run) > 0.6 * len(run):
            for entry in run:
                entry.role = Role.REFERENCE
        run = [block] if block is not None and number == 1 else []


def _ends_list(block: Block, heading: Block) -> bool:
    alike = abs(block.size - heading.size) < 0.06 * heading.size and block.share(
        "bold"
    ) > 0.5 * heading.share("bold")
    return (alike and not ENTRY.match(block.raw)) or block.size > 1.06 * heading.size
