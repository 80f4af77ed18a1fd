"""Page images, drawn in the sandbox."""

from pathlib import Path

from app.documents.reading import ReadLimits, refusal
from app.documents.sandbox import Contained, Crashed, run

PIXELS = 16_000_000
"""Most pixels an image has, whatever width was asked for."""


async def render_page(path: Path, page: int, width: int = 1240, limits: ReadLimits | None = None) -> bytes:
    """PNG of a page, counted from 1, as displayed and `width` pixels wide. Raises Unreadable."""
    limits = limits or ReadLimits()
    try:
        return await run(
            "render", str(page), str(width), str(PIXELS),
            source=path, seconds=limits.seconds, memory=limits.memory_bytes, output=limits.output_bytes,
        )  # fmt: skip
    except Crashed as crash:
        raise refusal("too_costly" if crash.signal else "damaged", limits) from None
    except Contained:
        raise refusal("too_costly", limits) from None
