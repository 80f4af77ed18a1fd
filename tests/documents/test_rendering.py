"""Page images: drawn as displayed, and never larger than allowed."""

import asyncio
import io
from pathlib import Path

import pytest
from PIL import Image

from app.documents import rendering
from app.documents.reading import Unreadable
from app.documents.rendering import render_page
from tests.fixtures import pdfs


async def drawn(path: Path, data: bytes, page: int = 1, width: int = 400) -> Image.Image:
    await asyncio.to_thread(path.write_bytes, data)
    return Image.open(io.BytesIO(await render_page(path, page, width)))


async def test_a_page_is_drawn_as_wide_as_asked(tmp_path: Path) -> None:
    image = await drawn(tmp_path / "a.pdf", pdfs.two_columns())
    assert image.format == "PNG"
    assert image.width == 400
    assert abs(image.height - 400 * pdfs.HEIGHT / pdfs.WIDTH) <= 1
    assert image.convert("L").getextrema()[0] < 100, "the page has ink"


async def test_a_turned_page_is_drawn_as_displayed(tmp_path: Path) -> None:
    image = await drawn(tmp_path / "a.pdf", pdfs.rotated(90))
    ink = image.convert("L").point(lambda level: 255 * (level < 128)).getbbox()
    upright = await drawn(tmp_path / "b.pdf", pdfs.one_column())
    wanted = upright.convert("L").point(lambda level: 255 * (level < 128)).getbbox()
    assert ink is not None
    assert wanted is not None
    assert image.size == upright.size
    assert all(abs(a - b) <= 2 for a, b in zip(ink, wanted, strict=True))


async def test_an_image_holds_no_more_pixels_than_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "PIXELS", 50_000)
    image = await drawn(tmp_path / "a.pdf", pdfs.one_column(), width=5000)
    assert 45_000 < image.width * image.height < 51_000


async def test_a_page_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        await drawn(tmp_path / "a.pdf", pdfs.one_column(), page=2)
