"""Fractions in running text: a raised number over a lowered one becomes 3/4 on the line."""

from app.documents.lines import Line
from app.documents.tokens import Token


def level(rows: list[Line]) -> list[Line]:
    """Rows from top to bottom without those that were only the lower parts of fractions in the row above."""
    kept: list[Line] = []
    for row in rows:
        above = kept[-1] if kept else None
        if above is None or not _lower(above, row) or not _join(above, row):
            kept.append(row)
    return kept


def _lower(above: Line, row: Line) -> bool:
    small = all(token.size < 0.84 * above.size for token in row.tokens)
    return small and 0.1 * above.size < row.base - above.base < 0.75 * above.size and len(row.tokens) <= 6


def _join(above: Line, row: Line) -> bool:
    """Put each lower part after the raised one it stands under; False, and nothing done, if one has none."""
    pairs: list[tuple[list[Token], list[Token]]] = []
    for lower in _groups(row.tokens):
        x0, x1 = lower[0].x0, lower[-1].x1
        upper = [
            t
            for t in above.tokens
            if t.size < 0.84 * above.size
            and t.base < above.base - 0.15 * above.size
            and t.x1 > x0
            and t.x0 < x1
        ]
        if not upper:
            return False
        pairs.append((upper, lower))
    for upper, lower in pairs:
        _write(above, upper, lower)
    return True


def _groups(tokens: list[Token]) -> list[list[Token]]:
    groups: list[list[Token]] = []
    for token in tokens:
        if groups and token.x0 - groups[-1][-1].x1 < 0.6 * token.size:
            groups[-1].append(token)
        else:
            groups.append([token])
    return groups


def _write(above: Line, upper: list[Token], lower: list[Token]) -> None:
    x0, x1 = min(upper[0].x0, lower[0].x0), max(upper[-1].x1, lower[-1].x1)
    over, under = ("".join(token.text for token in part) for part in (upper, lower))
    text = f"{over if len(upper) == 1 else f'({over})'}/{under if len(lower) == 1 else f'({under})'}"
    step = (x1 - x0) / len(text)
    first = upper[0]
    whole = Token(
        text,
        [x0 + n * step for n in range(len(text) + 1)],
        above.base,
        above.size,
        first.font,
        True,
        first.hidden,
    )
    at = above.tokens.index(first)
    above.tokens[at : at + 1] = [whole]
    gone = {id(token) for token in upper[1:]}
    above.tokens = [token for token in above.tokens if id(token) not in gone]
    if at + 1 < len(above.tokens):
        following = above.tokens[at + 1]
        following.spaced = following.spaced or following.text[0].isalnum()
