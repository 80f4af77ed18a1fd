"""A read document as JSON and back: how it leaves the sandbox."""

from typing import Any

from app.documents.pages import Box, Place, ReadBlock, ReadDocument, ReadPage, ReadSentence, Role


def encode(document: ReadDocument, glued: list[int]) -> dict[str, Any]:
    """`glued` are pages whose words run together; a quote that repeats its sentence is left out."""
    sections = {
        section: n for n, section in enumerate(dict.fromkeys(block.section for block in document.blocks))
    }
    return {
        "title": document.title,
        "language": document.language,
        "reader": document.reader,
        "warnings": document.warnings,
        "glued": glued,
        "pages": [(p.number, p.width, p.height, p.rotation, p.characters) for p in document.pages],
        "sections": list(sections),
        "blocks": [
            (b.page, b.role, b.text, b.box, sections[b.section], b.level, b.hidden) for b in document.blocks
        ],
        "sentences": [
            (s.text, s.block, [_place(place, s.text) for place in s.places], s.whole)
            for s in document.sentences
        ],
    }


def _place(place: Place, text: str) -> tuple[int, str, tuple[Box, ...]]:
    return place.page, "" if place.quote == text else place.quote, place.boxes


def decode(answer: dict[str, Any]) -> ReadDocument:
    """The document that was encoded."""
    sections = answer["sections"]
    return ReadDocument(
        title=answer["title"],
        language=answer["language"],
        pages=tuple(ReadPage(*page) for page in answer["pages"]),
        blocks=tuple(
            ReadBlock(page, Role(role), text, _box(box), sections[section], level, hidden)
            for page, role, text, box, section, level, hidden in answer["blocks"]
        ),
        sentences=tuple(
            ReadSentence(text, block, tuple(_placed(place, text) for place in places), whole)
            for text, block, places, whole in answer["sentences"]
        ),
        reader=answer["reader"],
        warnings=tuple(answer["warnings"]),
    )


def _placed(place: Any, text: str) -> Place:
    page, quote, boxes = place
    return Place(page, quote or text, tuple(_box(box) for box in boxes))


def _box(values: Any) -> Box:
    x0, y0, x1, y1 = values
    return (float(x0), float(y0), float(x1), float(y1))
