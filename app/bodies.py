"""The body of a request, read once, its content hashed, and given again to whoever reads it next."""

import hashlib
import re
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from litestar.datastructures import Headers, UploadFile
from litestar.types import HTTPDisconnectEvent, HTTPRequestEvent, Receive

IN_MEMORY = 1024 * 1024
PIECE = 256 * 1024
UPLOAD_CHUNK = 1 << 18
_BOUNDARY = re.compile(r'^multipart/form-data\b.*;\s*boundary="?([^";,]{1,70})"?', re.I)


async def chunks_of(file: UploadFile) -> AsyncIterator[bytes]:
    """An uploaded file in pieces."""
    while chunk := await file.read(UPLOAD_CHUNK):
        yield chunk


class BodyDigest:
    """SHA-256 of a body's content. The boundary between the parts of a form is chosen anew each time it is
    sent, so it does not count."""

    def __init__(self, content_type: str) -> None:
        found = _BOUNDARY.match(content_type)
        self._delimiter = f"--{found[1]}".encode() if found else b""
        self._hash = hashlib.sha256(b"" if found else content_type.encode())
        self._rest = b""

    def update(self, piece: bytes) -> None:
        if not self._delimiter:
            self._hash.update(piece)
            return
        *parts, rest = (self._rest + piece).split(self._delimiter)
        for part in parts:
            self._hash.update(part + b"\0part\0")
        kept = len(self._delimiter) - 1
        self._hash.update(rest[:-kept])
        self._rest = rest[-kept:]

    def hexdigest(self) -> str:
        self._hash.update(self._rest)
        self._rest = b""
        return self._hash.hexdigest()


class KeptBody:
    """A body in memory, or in a file only we can read when it is large."""

    def __init__(self, folder: Path, content_type: str) -> None:
        self._file = tempfile.SpooledTemporaryFile(IN_MEMORY, dir=str(folder))  # noqa: SIM115 - closed by close()
        self._digest = BodyDigest(content_type)
        self.length = 0
        self.whole = False
        """Whether all of it was read; False when it is larger than it may be, or the client left."""

    async def read(self, receive: Receive, most: int | None) -> None:
        """Take in the body, up to the first piece that exceeds `most` bytes."""
        more = True
        while more and (most is None or self.length <= most):
            message: Any = await receive()
            if message["type"] != "http.request":
                return
            piece, more = message.get("body", b""), message.get("more_body", False)
            self._digest.update(piece)
            self._file.write(piece)
            self.length += len(piece)
        self.whole = not more

    @property
    def digest(self) -> str:
        return self._digest.hexdigest()

    def again(self, receive: Receive) -> Any:
        """What gives the body once more, and after it whatever else comes."""
        self._file.seek(0)
        left = self.length
        begun = False

        async def replay() -> HTTPRequestEvent | HTTPDisconnectEvent:
            nonlocal left, begun
            if left == 0 and begun:
                coming: Any = await receive()
                return coming  # type: ignore[no-any-return]
            begun = True
            piece = self._file.read(PIECE)
            left -= len(piece)
            more = left > 0 or not self.whole
            return {"type": "http.request", "body": piece, "more_body": more}

        return replay

    def close(self) -> None:
        self._file.close()


def content_type_of(headers: Headers) -> str:
    return headers.get("content-type", "")
