"""Tables and algorithms, found by the rules drawn around them: their cells are no columns of text."""

import re
from collections.abc import Sequence
from itertools import pairwise

from app.documents.lines import CROWD, Line
from app.documents.pages import Box
from app.documents.tokens import Rule

_RULES = 400
"""Rules from which a page is a drawing, not a page with tables."""
_CAPTION = re.compile(
    r"^(?:supplementary )?(?:table|tab\.|tabelle|tableau|tabla|tabella|tabel|表)\s*\.?\s*[\dIVXA-Z]", re.I
)
_ALGORITHM = re.compile(r"^(?:algorithm|algorithmus|procedure|listing|protocol|pseudocode)\s+\d", re.I)


def tables(parts: Sequence[Line], rules: Sequence[Rule], height: float) -> list[Box]:
    """Boxes of the tables on a page, none inside another. `rules` are horizontal ones."""
    whole = _whole(rules)
    if len(whole) > _RULES or len(parts) > CROWD:
        return []
    found: list[Box] = []
    for group in _aligned(whole):
        for first, last in _stacks(group, parts):
            box = (first.x0 - 2, first.y, first.x1 + 2, last.y)
            if box[3] - box[1] < 0.8 * height and _tabular(box, group, parts):
                found.append(box)
            elif _is_head(box, parts):
                found.append((box[0], box[1], box[2], _open_end(box, parts, height)))
    found.sort(key=lambda box: -(box[3] - box[1]))
    kept: list[Box] = []
    for box in found:
        if not any(
            other[0] - 3 <= box[0] and box[2] <= other[2] + 3 and _overlap(other, box) for other in kept
        ):
            kept.append(box)
    return kept


def inside(part: Line, box: Box) -> bool:
    """Whether a part of a line stands in a box."""
    middle = part.base - 0.3 * part.size
    return box[1] - 1 < middle < box[3] + 1 and part.x0 > box[0] - 6 and part.x1 < box[2] + 6


def _overlap(a: Box, b: Box) -> bool:
    return min(a[3], b[3]) > max(a[1], b[1])


def _whole(rules: Sequence[Rule]) -> list[Rule]:
    """Rules drawn in pieces, cell by cell, as one."""
    whole: list[Rule] = []
    for rule in sorted(rules, key=lambda r: (round(r.y), r.x0)):
        last = whole[-1] if whole else None
        if last is not None and abs(last.y - rule.y) < 1.5 and rule.x0 <= last.x1 + 6:
            whole[-1] = Rule(min(last.x0, rule.x0), max(last.x1, rule.x1), last.y)
        else:
            whole.append(rule)
    return [rule for rule in whole if rule.x1 - rule.x0 > 60]


def _aligned(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Rules that begin and end at the same x, from top to bottom; at least two together."""
    groups: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda r: r.y):
        for group in groups:
            if abs(group[0].x0 - rule.x0) < 4 and abs(group[0].x1 - rule.x1) < 4:
                group.append(rule)
                break
        else:
            groups.append([rule])
    return [group for group in groups if len(group) > 1]


def _stacks(group: Sequence[Rule], parts: Sequence[Line]) -> list[tuple[Rule, Rule]]:
    """First and last rule of every run of rules that no prose parts."""
    found: list[tuple[Rule, Rule]] = []
    first: Rule | None = None
    for above, below in pairwise(group):
        box = (above.x0 - 2, above.y, above.x1 + 2, below.y)
        within = [part for part in parts if inside(part, box)]
        if _prose(within, above.x1 - above.x0) or (not within and below.y - above.y > 20):
            first = None
            continue
        if first is None:
            first = above
            found.append((first, below))
        else:
            found[-1] = (first, below)
    return found


def _prose(within: Sequence[Line], width: float) -> bool:
    """Three or more lines of text as wide as a table never is between two of its rules."""
    wide = [
        part for part in within if part.width > 0.45 * width and sum(c.isalpha() for c in _text(part)) > 20
    ]
    return len(wide) >= 3 and len(wide) > 0.4 * len(within)


def _tabular(box: Box, group: Sequence[Rule], parts: Sequence[Line]) -> bool:
    within = [part for part in parts if inside(part, box)]
    if len(within) < 2:
        return False
    top = min(within, key=lambda part: part.base)
    if _ALGORITHM.match(_text(top)):
        return True
    rows: dict[int, int] = {}
    for part in within:
        rows[round(part.base / 3)] = rows.get(round(part.base / 3), 0) + 1
    several = sum(1 for count in rows.values() if count > 1)
    if _captioned(box, parts):
        return several >= 1
    inner = sum(1 for rule in group if box[1] - 1 <= rule.y <= box[3] + 1)
    widths = sorted(part.width for part in within)
    return inner >= 3 and several >= 2 and several >= 0.4 * len(rows) and widths[-1] < 0.7 * (box[2] - box[0])


def _is_head(box: Box, parts: Sequence[Line]) -> bool:
    """Whether the box is a row of three cells or more between two rules: the head of an open table."""
    within = [part for part in parts if inside(part, box)]
    level = (
        within and max(part.base for part in within) - min(part.base for part in within) < 2 * within[0].size
    )
    return bool(level) and len(within) >= 3 and box[3] - box[1] < 5 * within[0].size


def _open_end(box: Box, parts: Sequence[Line], height: float) -> float:
    """Where the rows below a table's head end: before a line of text or a wide gap."""
    below = sorted(
        (p for p in parts if p.base > box[3] and p.x0 > box[0] - 6 and p.x0 < box[2]), key=lambda p: p.base
    )
    end = box[3]
    for part in below:
        if (
            part.base - end > 3.5 * part.size
            or part.width > 0.6 * (box[2] - box[0])
            or part.base > 0.93 * height
        ):
            break
        end = part.base + 0.3 * part.size
    return end


def _captioned(box: Box, parts: Sequence[Line]) -> bool:
    """Whether a table's caption stands just above the box, a few lines of it at most, or below."""
    for part in parts:
        if not (part.x0 < box[2] and part.x1 > box[0]) or not _CAPTION.match(_text(part)):
            continue
        if -2 < box[1] - part.base < 5 * part.size or -2 < part.y0 - box[3] < 2.5 * part.size:
            return True
    return False


def _text(part: Line) -> str:
    return " ".join(token.text for token in part.tokens)
