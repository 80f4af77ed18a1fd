"""Draws a page as an image, inside the sandbox."""

import io
import math

import pypdfium2 as pdfium


def draw(data: bytes, number: int, width: int, pixels: int) -> bytes:
    """PNG of page `number` as displayed, `width` pixels wide, smaller where that is more than `pixels`."""
    page = pdfium.PdfDocument(data)[number - 1]
    across, down = page.get_size()
    scale = min(width / across, math.sqrt(pixels / (across * down)))
    image = page.render(scale=scale, may_draw_forms=False).to_pil()
    red, green, blue = image.convert("RGB").split()
    if red.tobytes() == green.tobytes() == blue.tobytes():
        image = red
    answer = io.BytesIO()
    image.save(answer, "PNG", compress_level=4)
    return answer.getvalue()
