"""A paper of odd pages whose words' places are known: two columns, and a page that is shown turned."""

import io
from dataclasses import dataclass
from functools import cache

from fpdf import FPDF
from pypdf import PdfReader, PdfWriter

WIDTH, HEIGHT = 595, 842
SIZE, LEADING = 11, 16
Line = tuple[float, float, str]
"""Where a line begins on the page as it is shown: from the left, its baseline from the top."""
LEFT = (
    "Gulls nested on 14 of the islands.",
    "Terns nested on 9 of the islands.",
    "Foxes were seen on 2 of the islands.",
)
RIGHT = (
    "Seals rested on 31 of the beaches.",
    "Otters rested on 6 of the beaches.",
    "Storms closed 5 of the beaches.",
)
TURNED = (
    "The ferry crossed the sound 48 times.",
    "Fog held the ferry back 7 times.",
    "Ice held the ferry back 3 times.",
)


@dataclass(frozen=True)
class Place:
    """Of a sentence on its page, in points from the top left as shown."""

    page: int
    x0: float
    x1: float
    baseline: float


@cache
def odd_pages() -> tuple[bytes, dict[str, Place]]:
    """The PDF, and where each of its sentences stands."""
    pdf = FPDF(unit="pt", format=(WIDTH, HEIGHT))
    places: dict[str, Place] = {}
    pdf.add_page()
    pdf.set_font("Helvetica", "B", 18)
    pdf.text(150, 60, "Animals of the outer islands")
    pdf.set_font("Helvetica", "B", 13)
    pdf.text(50, 110, "1 Counts")
    pdf.set_font("Helvetica", size=SIZE)
    for x, sentences in ((50, LEFT), (330, RIGHT)):
        for row, sentence in enumerate(sentences):
            baseline = 140 + row * LEADING
            pdf.text(x, baseline, sentence)
            places[sentence] = Place(1, x, x + pdf.get_string_width(sentence), baseline)
    pdf.add_page()
    for row, sentence in enumerate(TURNED):
        x, baseline = 90, 120 + row * LEADING
        # Written upwards, so that it is read from left to right once the page is turned clockwise.
        with pdf.rotation(90, baseline, HEIGHT - x):
            pdf.text(baseline, HEIGHT - x, sentence)
        places[sentence] = Place(2, x, x + pdf.get_string_width(sentence), baseline)
    return _turned(bytes(pdf.output())), places


def _turned(content: bytes) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    writer.pages[1].rotate(90)
    kept = io.BytesIO()
    writer.write(kept)
    return kept.getvalue()
