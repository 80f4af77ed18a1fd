"""What runs inside the sandbox: confines itself, reads the PDF from standard input, answers on standard output.

Imported by the child only, and by nothing that holds settings, secrets or a database.
"""

import ctypes
import json
import resource
import signal
import sys
from collections.abc import Sequence
from typing import Any

_NEW_USER, _NEW_NET = 0x10000000, 0x40000000
_PARENT_DEATH, _NO_NEW_PRIVILEGES = 1, 38
_OUT_OF_MEMORY = 77


def main(arguments: Sequence[str]) -> None:
    """`arguments`: seconds, bytes of memory, command, its options."""
    seconds, memory, command, *options = arguments
    confine(int(seconds), int(memory))
    try:
        answer = _COMMANDS[command](sys.stdin.buffer.read(), *options)
    except MemoryError:
        sys.exit(_OUT_OF_MEMORY)
    sys.stdout.buffer.write(answer)


def confine(seconds: int, memory: int) -> None:
    """Give up network, files, processes and more memory or time than allowed, as far as the system can."""
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_PARENT_DEATH, signal.SIGKILL, 0, 0, 0)
        libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        if libc.unshare(_NEW_USER | _NEW_NET):
            libc.unshare(_NEW_NET)
    limits = {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NOFILE: 16,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in limits.items():
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):
            continue


def _read(data: bytes, reader: str, pages: str, second: str = "") -> bytes:
    """`reader` is pdfium or pypdf, `pages` the most allowed, `second` the pages pypdf shall read, '3,7'."""
    from app.documents.encoding import encode
    from app.documents.reader import Refused, read

    try:
        numbers = {int(number) for number in second.split(",") if number}
        answer: dict[str, Any] = encode(*read(data, reader, int(pages), numbers))
    except Refused as refused:
        answer = {"refused": refused.kind, "pages": refused.pages}
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _render(data: bytes, page: str, width: str, pixels: str) -> bytes:
    from app.documents.drawing import draw

    return draw(data, int(page), int(width), int(pixels))


_COMMANDS = {"read": _read, "render": _render}
