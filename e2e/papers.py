"""PDFs the journeys bring along."""

from functools import cache

from fpdf import FPDF

from tests.paper import DUNES, TIDES, Paper, pdf_of

__all__ = ["DUNES", "TIDES", "Paper", "own_paper", "pdf_of"]


@cache
def own_paper(title: str) -> bytes:
    """A paper nobody has uploaded yet: the dunes under a title of their own."""
    return pdf_of((title, DUNES[1]))


@cache
def without_text() -> bytes:
    """One page that shows a drawing and no word: what a scan is to a reader."""
    pdf = FPDF(format="A4")
    pdf.add_page()
    for row in range(40, 240, 6):
        pdf.line(25, row, 185, row)
    return bytes(pdf.output())
