"""Labels of a figure and items of a list are no headings, however large or bold."""

from fpdf import FPDF

from app.documents.pages import Role
from app.documents.reader import read
from tests.fixtures import pdfs


def printed() -> bytes:
    """A paper with numbered headings, a figure's label in another face and an item in bold."""
    pdf = FPDF(unit="pt", format=(pdfs.WIDTH, pdfs.HEIGHT))
    pdf.add_page()
    page = pdfs.Page(pdf, [(72.0, 468.0)], 72.0, 700.0)
    page.line(pdfs.TITLE, size=20, style="B")
    sections = ("1. Introduction", pdfs.FIRST), ("2. Hives", pdfs.SECOND), ("3. Results", pdfs.THIRD)
    for heading, sentences in sections:
        page.y += 14
        page.line(heading, size=14, style="B")
        page.y += 4
        page.paragraph(sentences)
    page.y += 14
    page.line("2. Warm the hive", size=10, style="B")
    page.y += 40
    pdf.set_font("Courier", "", 16)
    pdf.text(200, page.y, "Hive Identifier")
    page.y += 40
    page.paragraph(pdfs.FIRST)
    return bytes(pdf.output())


def test_what_looks_like_no_other_heading_is_none() -> None:
    document = read(printed(), "pdfium", 100, set())[0]
    headings = [b.text for b in document.blocks if b.role is Role.HEADING and b.level]
    assert headings == ["1. Introduction", "2. Hives", "3. Results"]
