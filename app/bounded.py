"""Requests whose JSON is not nested deeper than anything the API takes."""

import re
from typing import Any

from litestar import Request
from litestar.exceptions import ClientException

DEPTH_MAX = 32
_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*"')
_BRACKETS = re.compile(rb"[\[\]{}]")


class BoundedRequest(Request[Any, Any, Any]):
    """Litestar's, which refuses a body that would exhaust the decoder's stack."""

    async def body(self) -> bytes:
        body = await super().body()
        if "json" in self.headers.get("content-type", "") and depth(body) > DEPTH_MAX:
            raise ClientException(f"This is nested deeper than {DEPTH_MAX} levels.")
        return body


def depth(body: bytes) -> int:
    """How deep brackets and braces are nested at most; looks closely only where there are many."""
    if body.count(b"[") + body.count(b"{") <= DEPTH_MAX:
        return 0
    deepest = level = 0
    for bracket in _BRACKETS.findall(_STRINGS.sub(b"", body)):
        level += 1 if bracket in b"[{" else -1
        deepest = max(deepest, level)
    return deepest
