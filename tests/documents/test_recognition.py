"""A scan gets its text: a searchable copy becomes the document's next version and is read like any other."""

import io

import httpx
import pypdfium2 as pdfium
import pytest
from sqlmodel import col, select

from app.documents.models import Document, DocumentState, DocumentVersion
from app.documents.ocr import available
from app.documents.upload import receive
from app.organizations.places import project_for
from tests.paper import TIDES, pdf_of
from tests.world import World, pieces


def scan_of(pdf: bytes) -> bytes:
    """The same pages as pictures alone."""
    pages = [page.render(scale=2.5).to_pil().convert("L") for page in pdfium.PdfDocument(pdf)]
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=180)
    return out.getvalue()


@pytest.fixture
async def scan(world: World) -> str:
    """A document of Acme that could not be read for want of text."""
    async with world.reading() as session:
        project = await project_for(session)
    content = scan_of(pdf_of(TIDES))
    received = await receive(world.installation, world.principal("ed"), project, "scan.pdf", pieces(content))
    await world.run()
    return received.document.id


async def shown(world: World, document_id: str) -> Document:
    async with world.reading() as session:
        return await session.get_one(Document, document_id)


async def test_a_scan_fails_with_a_sentence_that_says_what_to_do(world: World, scan: str) -> None:
    document = await shown(world, scan)
    assert (document.state, document.problem) == (DocumentState.FAILED, "no_text")
    assert "tesseract" in document.reason


async def test_its_pages_can_be_looked_at_all_the_same(
    world: World, ed: httpx.AsyncClient, scan: str
) -> None:
    answer = await ed.get(f"/acme/documents/{scan}/pages/1/image")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/png"


async def test_a_document_with_text_is_not_recognized(world: World, ed: httpx.AsyncClient) -> None:
    answer = await ed.post(f"/acme/documents/{world.known.things['document']}/recognition")
    assert answer.status_code == 409


@pytest.mark.skipif(not available(), reason="tesseract is not installed")
async def test_ed_has_the_text_recognized(world: World, ed: httpx.AsyncClient, scan: str) -> None:
    assert "Recognize the text" in (await ed.get(f"/acme/documents/{scan}")).text
    answer = await ed.post(f"/acme/documents/{scan}/recognition")
    assert answer.status_code == 303
    await world.run(wait=True)
    assert (await shown(world, scan)).state is DocumentState.READY
    async with world.reading() as session:
        query = select(DocumentVersion).where(DocumentVersion.document_id == scan)
        versions = (await session.exec(query.order_by(col(DocumentVersion.number)))).all()
    assert [row.recognized for row in versions] == [False, True]
    assert versions[1].pages == versions[0].pages > 0
    assert "document.recognition_requested" in await world.actions()
