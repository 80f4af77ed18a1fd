"""What a page carries besides its text: running headers, footers, page numbers, line numbers, stamps."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from app.documents.lines import Line

_EDGE = 0.14
"""Part of the page's height, from the top and from the bottom, in which headers and footers stand."""
_ROWS = 4
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"^\W*(?:(?:page|seite|página|pagina|p\.|s\.)\s*)?(?:\d{1,4}|[ivxlc]{1,7}|[A-Z]-\d{1,3})"
    r"(?:\s*(?:of|/|von|sur|de|di)\s*\d{1,4})?\W*$",
    re.I,
)
_ROMAN = re.compile(r"^\W*[ivxlc]+\W*$")


def furniture(pages: Sequence[Sequence[Line]], heights: Sequence[float], leading: float) -> set[int]:
    """Ids of the lines that belong to the page, not to the text. `leading` is that of the body, in points."""
    edges = [_edges(page, height) for page, height in zip(pages, heights, strict=True)]
    found = (
        _repeated(edges, leading)
        | _fixed(pages, edges, leading, top=True)
        | _fixed(pages, edges, leading, top=False)
    )
    for page, (upper, lower) in zip(pages, edges, strict=True):
        rest = [line for line in page if id(line) not in found]
        found |= _page_numbers(upper + lower, rest, leading)
    return found


def _edges(page: Sequence[Line], height: float) -> tuple[list[Line], list[Line]]:
    """The outermost lines at the top and at the bottom of a page."""
    order = sorted(page, key=lambda line: line.base)
    upper = [line for line in order if line.y1 < _EDGE * height]
    lower = [line for line in order if line.y0 > (1 - _EDGE) * height]
    rows = sorted({round(line.base) for line in upper})[:_ROWS]
    upper = [line for line in upper if rows and line.base <= rows[-1] + 1]
    rows = sorted({round(line.base) for line in lower})[-_ROWS:]
    return upper, [line for line in lower if rows and line.base >= rows[0] - 1]


def _repeated(edges: Sequence[tuple[list[Line], list[Line]]], leading: float) -> set[int]:
    """Lines whose words, numbers apart, stand at the same height on several pages."""
    seen: dict[tuple[int, str], list[tuple[int, Line]]] = defaultdict(list)
    for page, (upper, lower) in enumerate(edges):
        for side, lines in enumerate((upper, lower)):
            for line in lines:
                seen[side, _words(line)].append((page, line))
    found: set[int] = set()
    least = 2 if len(edges) <= 5 else 3
    for lines_of in seen.values():
        levels: dict[int, set[int]] = defaultdict(set)
        for page, line in lines_of:
            levels[round(line.base / 4)].add(page)
        for page, line in lines_of:
            level = round(line.base / 4)
            pages = levels[level] | levels.get(level - 1, set()) | levels.get(level + 1, set())
            if len(pages) >= least and not (page == 0 and line.size > 1.05 * leading):
                found.add(id(line))
    return found


def _words(line: Line) -> str:
    """The text without its numbers, and without a page number before or after it."""
    return _DIGITS.sub("#", line.text).casefold().strip(" #|·•-–—")


def _fixed(
    pages: Sequence[Sequence[Line]], edges: Sequence[tuple[list[Line], list[Line]]], leading: float, top: bool
) -> set[int]:
    """Outermost rows that stand at one height on most pages, apart from the text: headers that change."""
    firsts: list[tuple[list[Line], float]] = []
    for page, (upper, lower) in zip(pages, edges, strict=True):
        lines = upper if top else lower
        if not lines:
            continue
        edge = min(line.base for line in lines) if top else max(line.base for line in lines)
        row = [line for line in lines if abs(line.base - edge) < 2]
        gap = min((abs(line.base - edge) for line in page if abs(line.base - edge) >= 2), default=9 * leading)
        if gap > 1.4 * leading and sum(len(line.text) for line in row) < 120:
            firsts.append((row, edge))
    if len(firsts) < max(3, 0.5 * len(edges)):
        return set()
    usual = median(edge for _, edge in firsts)
    level = [row for row, edge in firsts if abs(edge - usual) < 2.5]
    if len(level) < max(3, 0.5 * len(edges)):
        return set()
    return {id(line) for row in level for line in row}


def _page_numbers(edge: Sequence[Line], rest: Sequence[Line], leading: float) -> set[int]:
    """Numbers that stand alone at an edge, farther from the text than its lines from one another."""
    found: set[int] = set()
    for line in edge:
        if not _PAGE_NUMBER.match(line.text) or (
            line.text[:1].isalpha() and len(line.text) < 8 and not _roman(line)
        ):
            continue
        near = [
            o for o in rest if o is not line and abs(o.base - line.base) < 1.3 * leading and _above(o, line)
        ]
        if not near:
            found.add(id(line))
    return found


def _roman(line: Line) -> bool:
    return bool(_ROMAN.match(line.text))


def _above(a: Line, b: Line) -> bool:
    return min(a.x1, b.x1) - max(a.x0, b.x0) > -3 * a.size


def line_numbers(parts: Sequence[Line], known: set[int]) -> set[int]:
    """Ids of the parts that count the lines of a manuscript or a pleading, in a column at the edge.

    `known` are the places, x / 3, where earlier pages had such columns; it is added to.
    """
    numbers = [part for part in parts if len(part.tokens) == 1 and _counts(part)]
    places = Counter(round(part.x1 / 3) for part in numbers)
    if not places:
        return set()
    place = max(places, key=lambda p: (p in known, places[p]))
    column = sorted((p for p in numbers if abs(round(p.x1 / 3) - place) <= 1), key=lambda p: p.base)
    others = [part for part in parts if part not in column]
    if not _counting(column, 2 if place in known else 8) or not _beside(column, others):
        return set()
    known.add(place)
    return {id(part) for part in column}


def _counting(column: Sequence[Line], least: int) -> bool:
    values = [int(part.tokens[0].text) for part in column]
    steps = Counter(b - a for a, b in pairwise(values))
    step, often = steps.most_common(1)[0] if steps else (0, 0)
    if step not in (1, 2, 5, 10) or often < 0.8 * (len(values) - 1):
        return False
    if step >= 5:
        return len(column) >= min(4, least) and not any(value % 5 for value in values)
    return len(column) >= least


def _beside(column: Sequence[Line], others: Sequence[Line]) -> bool:
    """Whether nearly all else stands to one side of a column."""
    left, right = min(part.x0 for part in column), max(part.x1 for part in column)
    after, before = sum(p.x0 > right - 1 for p in others), sum(p.x1 < left + 1 for p in others)
    return max(after, before) > 0.9 * len(others)


def article_info(parts: Sequence[Line]) -> set[int]:
    """Ids of the parts in a narrow column headed ARTICLE INFO that stands to the left of the ABSTRACT."""
    heads = {id(part): "".join(token.text for token in part.tokens).casefold() for part in parts}
    for part in parts:
        if heads[id(part)] != "abstract":
            continue
        row = [
            p
            for p in parts
            if abs(p.base - part.base) < 0.5 * part.size and heads[id(p)].startswith("articleinfo")
        ]
        if not row or row[0].x1 > part.x0:
            continue
        end, line_size = part.base, part.size
        for line in sorted((p for p in parts if p.base > part.base and p.x1 > part.x0), key=lambda p: p.base):
            if line.x0 < part.x0 - 3 or line.base - end > 3.5 * line.size:
                break
            end, line_size = line.base, line.size
        top, bottom, size = row[0].base - 1, end + 4 * line_size, 1.1 * line_size
        rest = (p for p in parts if p.x1 < part.x0 and top < p.base <= bottom and p is not row[0])
        return {id(row[0])} | {id(p) for p in rest if p.size < size}
    return set()


def _counts(part: Line) -> bool:
    text = part.tokens[0].text
    return text.isdecimal() and text.isascii() and len(text) <= 4
