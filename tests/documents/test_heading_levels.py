"""Levels of headings without numbers, where print larger than theirs stands in a figure."""

from fpdf import FPDF

from app.documents.pages import Role
from app.documents.reader import read
from tests.fixtures import pdfs


def printed() -> bytes:
    """A paper with plain bold headings and a figure whose labels are larger than they."""
    pdf = FPDF(unit="pt", format=(pdfs.WIDTH, pdfs.HEIGHT))
    pdf.add_page()
    page = pdfs.Page(pdf, [(72.0, 468.0)], 72.0, 700.0)
    page.line(pdfs.TITLE, size=20, style="B")
    for heading, sentences in (("Introduction", pdfs.FIRST), ("Hives and cameras", pdfs.SECOND)):
        page.y += 14
        page.line(heading, size=10, style="B")
        page.y += 4
        page.paragraph(sentences)
    page.y += 40
    page.line("Warm nights", size=16, style="B")
    page.y += 40
    page.line("What was found", size=10, style="B")
    page.y += 4
    page.paragraph(pdfs.THIRD)
    page.y += 14
    page.line("References", size=10, style="B")
    return bytes(pdf.output())


def test_what_looks_like_the_introduction_stands_as_high() -> None:
    document = read(printed(), "pdfium", 100, set())[0]
    levels = {block.text: block.level for block in document.blocks if block.role is Role.HEADING}
    wanted = ["Introduction", "Hives and cameras", "What was found", "References"]
    assert {heading: levels.get(heading) for heading in wanted} == dict.fromkeys(wanted, 1)
