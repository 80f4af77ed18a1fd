"""Sheets of tokens to a read document: lines, columns, blocks, roles, sections, sentences."""

from collections.abc import Sequence
from statistics import median

from app.documents.blocks import Block, Manner, blocks_of, manner
from app.documents.columns import reading_order
from app.documents.flow import sentences, strands, vocabulary
from app.documents.front import front_matter, title_of
from app.documents.furniture import article_info, furniture, line_numbers
from app.documents.headings import follow_outline
from app.documents.language import guess
from app.documents.lines import Line, pieces, with_initials
from app.documents.pages import ReadBlock, ReadDocument, ReadPage, Role
from app.documents.roles import assign
from app.documents.tables import tables
from app.documents.tokens import SOFT_HYPHEN, Sheet, Token, clean

Columns = list[list[Line]]
Outline = list[tuple[int, str, int]]
"""Page, title and depth, from 1, of each bookmark."""


def columns_of(sheet: Sheet, numbered: set[int]) -> tuple[Columns, list[Line]]:
    """Lines of a page by column, and apart from them those that are not its text. Empties the sheet.

    `numbered` is what `line_numbers` knows of earlier pages.
    """
    turn, tokens, others = _main(sheet)
    width, height = (sheet.height, sheet.width) if turn % 2 else (sheet.width, sheet.height)
    parts = pieces(tokens, sheet.number)
    aside = line_numbers(parts, numbered) | article_info(parts)
    apart = [part for part in parts if id(part) in aside]
    parts = with_initials([part for part in parts if id(part) not in aside])
    columns = (
        reading_order(parts, width, tables(parts, sheet.rules if not turn else [], height)) if parts else []
    )
    for line in [*apart, *(line for column in columns for line in column)]:
        _finish(line, sheet, turn)
    for other, turned in others:
        for line in pieces(turned, sheet.number):
            _finish(line, sheet, other)
            apart.append(line)
    sheet.tokens, sheet.turned = [], {}
    return [[line for line in column if line.text] for column in columns], [
        line for line in apart if line.text
    ]


def _main(sheet: Sheet) -> tuple[int, list[Token], list[tuple[int, list[Token]]]]:
    """Which way most of the page's text runs, its tokens, and those of the other ways."""
    ways = {0: sheet.tokens, **sheet.turned}
    turn = max(ways, key=lambda way: (sum(len(token.text) for token in ways[way]), -way))
    return turn, ways[turn], [(way, tokens) for way, tokens in ways.items() if way != turn]


def _finish(line: Line, sheet: Sheet, turn: int) -> None:
    line.compose()
    line.coarse, line.turn, line.sheet = sheet.coarse, turn, (sheet.width, sheet.height)


def document(
    sheets: Sequence[Sheet],
    laid: Sequence[tuple[Columns, list[Line]]],
    metadata_title: str,
    reader: str,
    outline: Outline | None = None,
) -> ReadDocument:
    """Everything `pages` promises; `laid` holds what `columns_of` gave for each sheet."""
    lines = [line for columns, _ in laid for column in columns for line in column]
    body = manner(lines)
    blocks = _blocks(sheets, laid, body)
    assign(blocks, body)
    follow_outline(blocks, outline or [])
    title, block = title_of(blocks, metadata_title, body)
    front_matter(blocks, block, body)
    _sections(blocks)
    told = " ".join(b.raw for b in blocks[:400] if b.role is Role.BODY)
    language = guess(told)
    found = strands(blocks, vocabulary(blocks))
    return ReadDocument(
        title=clean(title),
        language=language,
        pages=tuple(ReadPage(s.number, s.width, s.height, s.rotation, s.characters) for s in sheets),
        blocks=tuple(_read(block) for block in blocks),
        sentences=tuple(sentences(found, language)),
        reader=reader,
        warnings=_warnings(sheets, blocks),
    )


def _blocks(sheets: Sequence[Sheet], laid: Sequence[tuple[Columns, list[Line]]], body: Manner) -> list[Block]:
    """All blocks in reading order, furniture marked, each page's furniture after its text."""
    flat = [[line for column in columns for line in column] for columns, _ in laid]
    apart = furniture(
        flat, [_height(sheet, lines) for sheet, lines in zip(sheets, flat, strict=True)], body.leading
    )
    found: list[Block] = []
    for sheet, (columns, numbers) in zip(sheets, laid, strict=True):
        kept = [[line for line in column if id(line) not in apart] for column in columns]
        kept = [column for column in kept if column]
        blocks = blocks_of(kept, body)
        _mark_columns(blocks, sheet, body)
        found.extend(blocks)
        rest = [line for column in columns for line in column if id(line) in apart] + numbers
        found.extend(Block(line.page, [line], -1, line.x0, line.x1, role=Role.FURNITURE) for line in rest)
    for block in found:
        block.hidden = all(line.hidden for line in block.lines)
    return found


def _height(sheet: Sheet, lines: Sequence[Line]) -> float:
    """Of the page, the way its text runs."""
    return sheet.width if lines and lines[0].turn % 2 else sheet.height


def _mark_columns(blocks: Sequence[Block], sheet: Sheet, body: Manner) -> None:
    """Note blocks beside the text and blocks at the foot of a column."""
    columns: dict[int, list[Block]] = {}
    for block in blocks:
        columns.setdefault(block.column, []).append(block)
    widest = max((max(b.box[2] for b in c) - min(b.box[0] for b in c) for c in columns.values()), default=0.0)
    for column in columns.values():
        width = max(b.box[2] for b in column) - min(b.box[0] for b in column)
        sizes = [line.size for block in column for line in block.lines]
        if width < 0.3 * sheet.width and width < 0.6 * widest and median(sizes) < 0.95 * body.size:
            for block in column:
                block.beside = True
        for block in reversed(column):
            if block.size >= 0.93 * body.size and not block.lines[0].marker:
                break
            block.foot = block.box[3] > 0.5 * sheet.height


def _sections(blocks: Sequence[Block]) -> None:
    """Write under each block the heading it stands under."""
    section = ""
    for block in blocks:
        block.text = _text(block)
        if block.role is Role.HEADING:
            section = block.text if block.level else ""
        elif block.role is not Role.FURNITURE:
            block.section = section


def _text(block: Block) -> str:
    whole = ""
    for line in block.lines:
        text = line.text
        if whole.endswith(SOFT_HYPHEN):
            keep = "" if text[:1].islower() else "-"
            whole = whole[:-1] + keep + text
        else:
            whole += (" " if whole else "") + text
    return " ".join(clean(whole.replace(SOFT_HYPHEN, "-")).split())


def _read(block: Block) -> ReadBlock:
    x0, y0, x1, y1 = block.box
    box = (round(x0, 2), round(y0, 2), round(x1, 2), round(y1, 2))
    return ReadBlock(block.page, block.role, block.text, box, block.section, block.level, block.hidden)


def _warnings(sheets: Sequence[Sheet], blocks: Sequence[Block]) -> tuple[str, ...]:
    found: list[str] = []
    empty = [sheet.number for sheet in sheets if not sheet.characters]
    if empty and len(empty) < len(sheets):
        found.append(f"No text on {_pages(empty)}.")
    coarse = [sheet.number for sheet in sheets if sheet.coarse]
    if coarse:
        found.append(f"Places on {_pages(coarse)} are approximate: a second reader gave the text.")
    hidden = sorted({block.page for block in blocks if block.hidden})
    if hidden:
        found.append(f"Hidden text on {_pages(hidden)} was left out.")
    return tuple(found)


def _pages(numbers: Sequence[int]) -> str:
    shown = ", ".join(str(number) for number in numbers[:8])
    return f"page{'s' if len(numbers) > 1 else ''} {shown}{' and more' if len(numbers) > 8 else ''}"
