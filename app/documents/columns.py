"""The order in which the parts of a page are read: columns between full-width parts, from the top left."""

from collections.abc import Sequence

from app.documents.fractions import level
from app.documents.lines import CROWD, Line, merged
from app.documents.pages import Box
from app.documents.tables import inside

_DEPTH = 5
Band = tuple[list[Line], list[Line], list[Line]]


def reading_order(parts: list[Line], width: float, tables: Sequence[Box] = ()) -> list[list[Line]]:
    """Columns in reading order, each a list of lines from top to bottom; a table is read as one piece."""
    groups: list[list[Line]] = []
    rest, held = _held(parts, tables)
    _divide(rest, width, 0, groups)
    return [[row for part in _rows(group) for row in held.get(id(part), [part])] for group in groups if group]


def _held(parts: list[Line], tables: Sequence[Box]) -> tuple[list[Line], dict[int, list[Line]]]:
    """The parts outside tables, a stand-in for each table, and the rows of a table by its stand-in's id."""
    held: dict[int, list[Line]] = {}
    for box in tables:
        within = [part for part in parts if inside(part, box)]
        if not within:
            continue
        rows = _rows(within)
        for row in rows:
            row.table = True
        taken = {id(part) for part in within}
        first = within[0]
        stand_in = Line(first.page, list(first.tokens), rows[0].base, first.size, box[0], box[2], table=True)
        parts = [part for part in parts if id(part) not in taken] + [stand_in]
        held[id(stand_in)] = rows
    return parts, held


def _divide(parts: list[Line], width: float, depth: int, groups: list[list[Line]]) -> None:
    gutter = _gutter(parts, width) if depth < _DEPTH else None
    if gutter is None:
        groups.append(parts)
        return
    whole: list[Line] = []
    for left, right, spanning in _bands(parts, gutter):
        whole += spanning
        if left and right:
            if whole:
                _divide(whole, width, depth + 1, groups)
            _divide(left, width, depth + 1, groups)
            _divide(right, width, depth + 1, groups)
            whole = []
        else:
            whole += left + right
    if whole:
        _divide(whole, width, depth + 1, groups)


def _gutter(parts: list[Line], width: float) -> tuple[float, float] | None:
    """The alley between two columns, its left and right edge; None where there is one column.

    Each pair of neighbours votes for the hole between them with the width of the narrower one, so that
    cells, labels of a figure and pieces of a formula weigh little against columns of text.
    """
    if not 4 <= len(parts) <= CROWD:
        return None
    left, edge = min(p.x0 for p in parts), max(p.x1 for p in parts)
    span = int(edge - left) + 2
    votes, pairs = [0.0] * (span + 1), [0] * (span + 1)
    for a, b in _neighbours(parts):
        start, end = int(a.x1 - left) + 1, int(b.x0 - left)
        if end - start < 4:
            continue
        weight = min(a.width, b.width)
        if weight < 0.04 * width:
            continue
        votes[start] += weight
        votes[end] -= weight
        pairs[start] += 1
        pairs[end] -= 1
    stretches = [(left + start, left + end) for start, end in _plateaus(votes, pairs, 0.5 * width)]
    for stretch in [*stretches, *_clear(parts)]:
        if _parted(parts, sum(stretch) / 2, width):
            return stretch
    return None


def _clear(parts: list[Line]) -> list[tuple[float, float]]:
    """Stretches two ems wide or more that no part crosses, the widest first."""
    found: list[tuple[float, float]] = []
    edge = min(part.x0 for part in parts)
    for part in sorted(parts, key=lambda p: p.x0):
        if part.x0 - edge > 2 * part.size:
            found.append((edge, part.x0))
        edge = max(edge, part.x1)
    return sorted(found, key=lambda gap: gap[0] - gap[1])[:3]


def _plateaus(votes: list[float], pairs: list[int], least: float) -> list[tuple[int, int]]:
    """Stretches where the running sum of `votes` is at a peak of at least `least`, the highest first."""
    peaks: list[tuple[float, int, int]] = []
    total, count, start, rising = 0.0, 0, 0, False
    for x, (vote, pair) in enumerate(zip(votes, pairs, strict=True)):
        if vote > 0.01:
            start, rising = x, True
        elif vote < -0.01:
            if rising and total >= least and count >= 3:
                peaks.append((total, start, x - 1))
            rising = False
        total += vote
        count += pair
    return [(start, end) for _, start, end in sorted(peaks, key=lambda peak: -peak[0])[:6]]


def _neighbours(parts: list[Line]) -> list[tuple[Line, Line]]:
    """Every part with the nearest part to its right at its height, the space between lines counted in."""
    order = sorted(parts, key=lambda p: p.y0)
    found: list[tuple[Line, Line]] = []
    begin = 0
    tallest = max(p.y1 - p.y0 for p in parts)
    for a in order:
        middle = (a.y0 + a.y1) / 2
        while begin < len(order) and order[begin].y0 < middle - 2.5 * tallest:
            begin += 1
        nearest: Line | None = None
        for n in range(begin, len(order)):
            b = order[n]
            if b.y0 - 0.3 * b.size > middle:
                break
            if b.y1 + 0.3 * b.size > middle and b.x0 > a.x1 - 1 and (nearest is None or b.x0 < nearest.x0):
                nearest = b
        if nearest is not None:
            found.append((a, nearest))
    return found


def _parted(parts: list[Line], gutter: float, width: float) -> bool:
    """Whether both sides are columns of text, not cells: wide lines, or lines with a rhythm of their own."""
    left = [p for p in parts if p.x1 <= gutter + 1]
    right = [p for p in parts if p.x0 >= gutter - 1]
    wide = [[p for p in side if p.width > 0.12 * width] for side in (left, right)]
    full = [
        len(w) >= 3 and sum(p.width for p in w) >= 0.5 * sum(p.width for p in s)
        for w, s in zip(wide, (left, right), strict=True)
    ]
    if all(full):
        return True
    if not any(full) or min(len(left), len(right)) < 2:
        return False
    few, many = (left, right) if full[1] else (right, left)
    crossed = len(left) + len(right) < len(parts)
    if crossed and (len(few) < 5 or len(many) < 8):
        return False
    level = sum(1 for p in few if any(abs(p.base - q.base) < 0.15 * p.size for q in many))
    return level < 0.5 * len(few) and sorted(p.width for p in few)[len(few) // 2] > 0.025 * width


def _side(part: Line, gutter: tuple[float, float]) -> int:
    """-1 left of the gutter, 1 right of it, 0 across: centred on it, or with more than a slight overhang."""
    middle = (gutter[0] + gutter[1]) / 2
    over = min(middle - part.x0, part.x1 - middle)
    if over > max(3 * part.size, 0.12 * part.width) or over > 0.3 * part.width:
        return 0
    return -1 if (part.x0 + part.x1) / 2 < middle else 1


def _strays(parts: list[Line], gutter: tuple[float, float]) -> dict[int, int]:
    """By id, the side of the small parts inside the gutter, such as numbers of lines of code.

    Those that end at one x belong together, to the side whose print comes nearest to one of them.
    """
    within = [part for part in parts if part.x0 > gutter[0] - 1 and part.x1 < gutter[1] + 1]
    nearest: dict[int, tuple[float, int]] = {}
    for part in within:
        for other in parts:
            if other is not part and abs(other.base - part.base) < 0.7 * max(other.size, part.size):
                gap, side = max((part.x0 - other.x1, -1), (other.x0 - part.x1, 1))
                nearest[round(part.x1 / 3)] = min(nearest.get(round(part.x1 / 3), (gap, side)), (gap, side))
    return {id(part): nearest.get(round(part.x1 / 3), (0.0, 1))[1] for part in within}


def _bands(parts: list[Line], gutter: tuple[float, float]) -> list[Band]:
    """(left, right, spanning) from top to bottom: what spans the gutter comes before the columns below it."""
    bands: list[Band] = [([], [], [])]
    strays = _strays(parts, gutter)
    for part in sorted(parts, key=lambda p: (p.base, p.x0)):
        side = strays.get(id(part)) or _side(part, gutter)
        left, right, spanning = bands[-1]
        if side == 0 and (left or right):
            bands.append(([], [], [part]))
        elif side == 0 or (not left and not right and spanning and _ends(spanning[-1], part, parts)):
            spanning.append(part)
        else:
            (left if side < 0 else right).append(part)
    return bands


def _ends(above: Line, part: Line, parts: list[Line]) -> bool:
    """Whether a short part below a spanning one is the last line of its paragraph."""
    step = part.base - above.base
    alike = abs(part.size - above.size) < 0.05 * above.size and abs(part.x0 - above.x0) < 2 * above.size
    beside = any(p is not part and abs(p.base - part.base) < 0.9 * part.size for p in parts)
    return alike and not beside and 0 < step < 1.6 * part.size


def _rows(parts: list[Line]) -> list[Line]:
    """Whole lines from top to bottom: parts on one baseline become one line."""
    rows: list[Line] = []
    for part in sorted(parts, key=lambda p: (p.base, p.x0)):
        if part.table:
            rows.append(part)
            continue
        home = next(
            (n for n in range(len(rows) - 1, max(-1, len(rows) - 4), -1) if _same_row(rows[n], part)), None
        )
        if home is None:
            rows.append(part)
        else:
            row = rows[home]
            first, second = (row, part) if row.x0 <= part.x0 else (part, row)
            second.tokens[0].spaced = True
            rows[home] = merged(first, second)
    return level(sorted(rows, key=lambda r: r.base))


def _same_row(a: Line, b: Line) -> bool:
    if a.table or b.table:
        return False
    size = max(a.size, b.size)
    near = abs(a.base - b.base) <= (0.2 if min(a.size, b.size) > 0.84 * size else 0.4) * size
    alike = a.tokens[0].hidden == b.tokens[0].hidden
    return near and alike and (b.x0 >= a.x1 - 0.3 * size or a.x0 >= b.x1 - 0.3 * size)
