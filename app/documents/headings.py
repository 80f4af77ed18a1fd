"""Which blocks are headings, and of which level."""

import re
from collections import Counter
from collections.abc import Sequence

from app.documents.blocks import ENTRY, Block, Manner
from app.documents.pages import Role

_NUMBERED = re.compile(
    r"^(?:(?:chapter|kapitel|chapitre|part|teil|appendix|anhang|annexe?|section|article|artikel|§+)\s*)?"
    r"(?P<number>[1-9]\d?(?:\.\d{1,2})*|[IVX]{1,5}(?=\.)|[A-Z](?=[.\s)])(?:\.\d{1,2})*)[.):]?\s+(?=\S)",
    re.I,
)
REFERENCES = re.compile(
    r"^(?:[\dIVX]+\.?\s*)?(?:references(?: cited| and notes)?|bibliography|works cited|literature(?: cited)?|"
    r"(?:literatur|quellen)(?:verzeichnis|angaben)?|r[ée]f[ée]rences(?: bibliographiques)?|bibliographie|"
    r"referencias(?: bibliográficas)?|bibliograf[ií]a|riferimenti(?: bibliografici)?|"
    r"referências|参考文献)[.:]?$",
    re.I,
)
KNOWN = re.compile(
    r"^(?:(?:\d{1,2}|[IVX]{1,4})\.?\s+)?(?:abstract|summary|introduction|background|related work|methods?|"
    r"materials and methods|results|discussion|results and discussion|conclusions?|acknowledge?ments?|"
    r"key ?words?|ccs concepts|index terms|appendix|contents|table of contents|zusammenfassung|einleitung|"
    r"inhaltsverzeichnis|danksagung|anhang|résumé|introducción|resumen|remerciements|statement of need|"
    r"executive summary|preface|foreword|vorwort)[.:]?$",
    re.I,
)
_FORMULA = re.compile(r"[=≤≥∈⊆⊂∪∩∑∫∀∃→↦{}]")
_PAGE = re.compile(r"\s(?:\d{1,4}|[ivxlc]{1,7})$")
KEYWORDS = re.compile(
    r"^(?:additional )?(?:key ?words?(?: and phrases)?|index terms|ccs concepts|schlag(?:wörter|worte)|"
    r"mots[- ]clés|palabras clave|parole chiave|acm reference format|jel|msc)\b\s*[:.—–-]+\s*\S|"
    r"^(?:key ?words?|index terms|ccs concepts)$",
    re.I,
)
_STATEMENT = re.compile(
    r"^(?:definition|theorem|lemma|corollary|proposition|example|remark|proof|exercise|claim|conjecture|"
    r"algorithm|satz|korollar|beispiel|bemerkung|beweis|behauptung|übung|aufgabe|hilfssatz|théorème|lemme|"
    r"corollaire|exemple|remarque|démonstration|exercice|teorema|corolario|ejemplo|observación)\b",
    re.I,
)
LEAST_SURE = 3
"""Headings with a number or a well-known name that show how a document sets its headings."""
CONTENTS = re.compile(r"(?:\.\s?){4,}\s*\d+\s*$|…+\s*\d+\s*$")


def is_heading(block: Block, body: Manner, text: str, words: Sequence[str]) -> bool:
    """Short, set off by size, weight, capitals, a number or a word that always heads something."""
    if not _possible(block, text, words):
        return False
    apart, bold = block.above > 1.25, not body.bold and block.share("bold") > 0.8
    if KNOWN.match(text) or REFERENCES.match(text):
        return apart or bold
    sentence = text.endswith((".", ",", ";"))
    numbered = _NUMBERED.match(text)
    if numbered and apart and block.size > 1.05 * body.size and not sentence:
        return True
    if block.size > 1.12 * body.size:
        return not sentence or (len(words) <= 12 and block.size > 1.3 * body.size)
    distinct = bold or block.share("italic") > 0.8
    if block.size < (0.85 if distinct and numbered and apart else 0.93) * body.size:
        return False
    if sentence and not (numbered and len(words) <= 10 and bold):
        return False
    if bold:
        return len(block.lines) <= 3 and not block.share("mono") > 0.5
    if len(block.lines) > 2 or not apart or len(words) > 12:
        return False
    return _styled(block, body, text, words, numbered is not None)


def _possible(block: Block, text: str, words: Sequence[str]) -> bool:
    """Whether the text is short, begins like a heading and has words that are no formula, list or entry."""
    if (
        len(block.lines) > 4
        or len(text) > 180
        or text[0].islower()
        or not any(len(word) > 2 for word in words)
    ):
        return False
    if sum(map(len, words)) < 0.4 * len(text.replace(" ", "")) or block.share("math") > 0.5:
        return False
    if _FORMULA.search(text) or CONTENTS.search(text) or _listed(block):
        return False
    entry = ENTRY.match(text) and text.startswith("[")
    return not entry and (not KEYWORDS.match(text) or bool(KNOWN.match(text)))


def _styled(block: Block, body: Manner, text: str, words: Sequence[str], numbered: bool) -> bool:
    """Whether a line of body size is in capitals, or numbered and in italics or another face."""
    capitals = sum(1 for c in text if c.isupper()) > 0.75 * sum(1 for c in text if c.isalpha())
    if capitals:
        return numbered or len(words) > 1
    foreign = block.face != body.face and not block.share("mono") > 0.5
    return numbered and (foreign or block.share("italic") > 0.8)


def _listed(block: Block) -> bool:
    """Whether a block is a line of a list of contents: a hole, then a page number."""
    last = block.lines[-1]
    return last.gap > 2.2 and bool(_PAGE.search(last.text))


def misfits(blocks: Sequence[Block], body: Manner) -> list[Block]:
    """Headings that look like none of the others: labels of figures, and items of a numbered list.

    What is set in a face of its own counts where it heads text more than once; a number without a point in
    the size of the body where the sections of the document are numbered in a larger one does not.
    """
    headings = [block for block in blocks if block.role is Role.HEADING]
    sure = [block for block in headings if _NUMBERED.match(block.raw) or _known(block)]
    if len(sure) < LEAST_SURE:
        return []
    faces = {_family(block.face) for block in sure} | {_family(body.face)}
    above = Counter(_look(block) for block in headings if _heads(block, blocks))
    foreign = [
        block
        for block in headings
        if block not in sure and _family(block.face) not in faces and above[_look(block)] < 2
    ]
    larger = [block for block in sure if _single(block) and block.size > 1.12 * body.size]
    if len(larger) < LEAST_SURE:
        return foreign
    return foreign + [
        block for block in sure if _single(block) and block.size < 1.05 * body.size and not _known(block)
    ]


def _known(block: Block) -> bool:
    return bool(KNOWN.match(block.raw) or REFERENCES.match(block.raw))


def _single(block: Block) -> bool:
    """Whether its number is one of the top: no second one behind a point."""
    match = _NUMBERED.match(block.raw)
    return match is not None and match["number"].isdigit()


def _family(face: str) -> str:
    """The face without weight and size, and without the letters that mark a subset."""
    return re.sub(r"\W.*|\d.*", "", re.sub(r"^[A-Z]{6}\+", "", face))[:4]


def _heads(block: Block, blocks: Sequence[Block]) -> bool:
    """Whether text follows, next to nothing but furniture."""
    place = next(index for index, each in enumerate(blocks) if each is block)
    after = (each for each in blocks[place + 1 :] if each.role is not Role.FURNITURE)
    return next(after, block).role is Role.BODY


def level(blocks: Sequence[Block], body: Manner) -> None:
    """1 for sections, 2 below them: from the number, else by the look of numbered ones, else by size."""
    headings = [block for block in blocks if block.role is Role.HEADING]
    looks: dict[tuple[float, bool, bool], Counter[int]] = {}
    for block in headings:
        match = _NUMBERED.match(block.raw)
        number = match["number"] if match else ""
        block.level = 0
        if number and not (number.isalpha() and len(number) == 1 and number not in "IVX"):
            block.level = 1 if number.count(".") == 0 else 2
            looks.setdefault(_look(block), Counter())[block.level] += 1
        elif KNOWN.match(block.raw) or REFERENCES.match(block.raw):
            # An introduction or the references stand on top, and so does what looks like them.
            looks.setdefault(_look(block), Counter())[1] += 1
    letters = any(b.level == 1 and re.match(r"^[IVX]+\.", b.raw) for b in headings)
    sizes = sorted({round(b.size, 1) for b in headings if not b.level}, reverse=True)
    for block in headings:
        if KNOWN.match(block.raw) or REFERENCES.match(block.raw):
            block.level = min(block.level or 1, 1 if not _NUMBERED.match(block.raw) else 2)
        if _STATEMENT.match(block.raw):
            block.level = 2
        if block.level:
            continue
        if letters and re.match(r"^[A-Z]\.\s", block.raw):
            block.level = 2
        elif _look(block) in looks:
            block.level = looks[_look(block)].most_common(1)[0][0]
        else:
            block.level = (
                1 if not sizes or block.size > 0.93 * sizes[0] or block.size > 1.3 * body.size else 2
            )


def follow_outline(blocks: Sequence[Block], outline: Sequence[tuple[int, str, int]]) -> None:
    """Call headings what the bookmarks name; `outline` has page, title and depth, from 1."""
    named = {(page, _bare(title)): depth for page, title, depth in outline if len(_bare(title)) > 2}
    depths = Counter(depth for _, _, depth in outline)
    top = min((depth for depth, often in depths.items() if often > 1), default=1)
    for block in blocks:
        if block.role not in (Role.BODY, Role.TABLE, Role.HEADING) or len(block.lines) > 3 or block.beside:
            continue
        depth = named.get((block.page, _bare(block.raw)))
        if depth is not None:
            block.role, block.level = Role.HEADING, 1 if depth <= top else 2


def _bare(title: str) -> str:
    """Letters and digits only, without the number before them."""
    return "".join(c for c in _NUMBERED.sub("", title, count=1).casefold() if c.isalnum())


def _look(block: Block) -> tuple[float, bool, bool]:
    return round(block.size), block.share("bold") > 0.5, block.share("italic") > 0.5
