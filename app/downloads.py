"""Serving stored files: decrypted on the way out, whole or the range a player asks for."""

import re
from typing import Any
from urllib.parse import quote

from litestar.response import Response, Stream

from app.installation import Installation
from app.objects import StoredObject, stream
from app.web import AnyRequest

RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def serve(
    request: AnyRequest, installation: Installation, row: StoredObject, name: str, *, inline: bool = True
) -> Response[Any]:
    """200 with everything, 206 with one range (RFC 9110, section 14), 304 for a known tag, or 416."""
    headers = {
        "ETag": f'"{row.sha256}"',
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, max-age=3600",
        "Content-Disposition": disposition(name, inline=inline),
        "X-Content-Type-Options": "nosniff",
    }
    if request.headers.get("If-None-Match") == headers["ETag"]:
        return Response(b"", status_code=304, headers=headers, media_type=row.media_type)
    span = _range(request, row)
    if span is None:
        headers["Content-Range"] = f"bytes */{row.bytes}"
        return Response(b"", status_code=416, headers=headers, media_type=row.media_type)
    start, end = span
    partial = (start, end) != (0, row.bytes)
    headers["Content-Length"] = str(end - start)
    if partial:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{row.bytes}"
    return Stream(
        stream(installation, row, start, end),
        status_code=206 if partial else 200,
        headers=headers,
        media_type=row.media_type,
    )


def _range(request: AnyRequest, row: StoredObject) -> tuple[int, int] | None:
    """(start, end) of the one range asked for; everything when none is; None when it cannot be met."""
    asked = request.headers.get("Range", "")
    condition = request.headers.get("If-Range")
    match = RANGE.fullmatch(asked)
    if not match or match.group(1) == match.group(2) == "" or (condition and condition != f'"{row.sha256}"'):
        return 0, row.bytes
    first, last = match.groups()
    if not first:
        length = min(int(last), row.bytes)
        return (row.bytes - length, row.bytes) if length else None
    start, end = int(first), min(int(last) + 1, row.bytes) if last else row.bytes
    return (start, end) if start < end else None


def disposition(name: str, *, inline: bool) -> str:
    """RFC 6266: an ASCII fallback and the real name, neither able to break out of the header."""
    plain = re.sub(r"[^A-Za-z0-9._ -]", "_", name)
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
