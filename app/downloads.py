"""Serving files: whole, or the range a player asks for; stored ones are decrypted on the way out."""

import hashlib
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from litestar.response import Response, Stream

from app.installation import Installation
from app.objects import StoredObject, stream
from app.problems import Missing
from app.web import AnyRequest

RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")
CHUNK = 1 << 16


@dataclass(frozen=True)
class Content:
    """What can be served: size in bytes, digest, and the bytes from `start` up to, not including, `end`."""

    size: int
    sha256: str
    media_type: str
    between: Callable[[int, int], AsyncIterator[bytes]]


def serve(
    request: AnyRequest, installation: Installation, row: StoredObject, name: str, *, inline: bool = True
) -> Response[Any]:
    """A stored file; see `answer`."""
    content = Content(
        row.bytes, row.sha256, row.media_type, lambda start, end: stream(installation, row, start, end)
    )
    return answer(request, content, name, inline=inline)


def serve_file(request: AnyRequest, path: Path, media_type: str) -> Response[Any]:
    """A small file we ship, of which players ask for ranges; see `answer`. Raises Missing."""
    if not path.is_file():
        raise Missing
    whole = path.read_bytes()

    async def between(start: int, end: int) -> AsyncIterator[bytes]:
        for at in range(start, end, CHUNK):
            yield whole[at : min(at + CHUNK, end)]

    digest = hashlib.sha256(whole).hexdigest()
    return answer(request, Content(len(whole), digest, media_type, between), path.name)


def answer(request: AnyRequest, content: Content, name: str, *, inline: bool = True) -> Response[Any]:
    """200 with everything, 206 with one range (RFC 9110, section 14), 304 for a known tag, or 416."""
    headers = {
        "ETag": f'"{content.sha256}"',
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, max-age=3600",
        "Content-Disposition": disposition(name, inline=inline),
        "X-Content-Type-Options": "nosniff",
    }
    if not inline:
        # Whoever opens it here all the same finds it shut away from everything of ours.
        headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if _known(request.headers.get("If-None-Match", ""), headers["ETag"]):
        return Response(b"", status_code=304, headers=headers, media_type=content.media_type)
    span = _range(request, content)
    if span is None:
        headers["Content-Range"] = f"bytes */{content.size}"
        return Response(b"", status_code=416, headers=headers, media_type=content.media_type)
    start, end = span
    partial = (start, end) != (0, content.size)
    headers["Content-Length"] = str(end - start)
    if partial:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{content.size}"
    return Stream(
        content.between(start, end),
        status_code=206 if partial else 200,
        headers=headers,
        media_type=content.media_type,
    )


def _known(header: str, tag: str) -> bool:
    """Whether If-None-Match names the tag (RFC 9110, section 13.1.2): among others, weakly, or as any."""
    return header.strip() == "*" or tag in (part.strip().removeprefix("W/") for part in header.split(","))


def _range(request: AnyRequest, content: Content) -> tuple[int, int] | None:
    """(start, end) of the one range asked for; everything when none is; None when it cannot be met."""
    asked = request.headers.get("Range", "")
    condition = request.headers.get("If-Range")
    match = RANGE.fullmatch(asked)
    changed = condition and condition != f'"{content.sha256}"'
    if not match or match.group(1) == match.group(2) == "" or changed:
        return 0, content.size
    first, last = match.groups()
    if not first:
        length = min(int(last), content.size)
        return (content.size - length, content.size) if length else None
    if last and int(last) < int(first):
        return 0, content.size
    start, end = int(first), min(int(last) + 1, content.size) if last else content.size
    return (start, end) if start < end else None


def disposition(name: str, *, inline: bool) -> str:
    """RFC 6266: an ASCII fallback and the real name, neither able to break out of the header."""
    plain = re.sub(r"[^A-Za-z0-9._ -]", "_", name)
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
