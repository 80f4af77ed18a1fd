"""What reading found in documents, for whoever checks it or builds on it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from app.documents.pages import ReadDocument
from app.episodes.draft import Passage


def extracted_text(documents: Mapping[str, ReadDocument]) -> str:
    """What a reader of the pages sees, block by block in reading order; a form feed begins each next page."""
    parts = []
    for found in documents.values():
        page = 1
        for block in found.blocks:
            if block.hidden:
                continue
            parts.append("\f" * max(0, block.page - page) + block.text)
            page = max(page, block.page)
        parts.append("\f")
    return "\n\n".join(parts[:-1]) + "\n"


def passages_data(
    documents: Mapping[str, ReadDocument], told: Mapping[str, Sequence[Passage]]
) -> dict[str, Any]:
    """Every sentence that can be cited with its places; boxes in points from the top left of the page."""
    return {
        "passages": 1,
        "documents": [
            {
                "id": key,
                "title": found.title,
                "language": found.language,
                "reader": found.reader,
                "pages": [
                    {"number": page.number, "width": page.width, "height": page.height}
                    for page in found.pages
                ],
                "passages": [
                    {
                        "text": row.text,
                        "role": row.role,
                        "section": row.section,
                        "places": [asdict(place) for place in row.places],
                    }
                    for row in told[key]
                ],
            }
            for key, found in documents.items()
        ],
    }
