"""What runs inside the sandbox: confines itself, reads standard input, answers on standard output.

Imported by the child only, and by nothing that holds settings, secrets or a database.
"""

import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

_NEW_USER, _NEW_NET = 0x10000000, 0x40000000
_PARENT_DEATH, _NO_NEW_PRIVILEGES = 1, 38
_OUT_OF_MEMORY = 77


def main(arguments: Sequence[str]) -> None:
    """`arguments`: seconds, bytes of memory, command, its options."""
    seconds, memory, command, *options = arguments
    confine(int(seconds), int(memory), alone=command not in _STARTING)
    try:
        answer = _COMMANDS[command](sys.stdin.buffer.read(), *options)
    except MemoryError:
        sys.exit(_OUT_OF_MEMORY)
    sys.stdout.buffer.write(answer)


def confine(seconds: int, memory: int, alone: bool = True) -> None:
    """Give up network, files, processes and more memory or time than allowed, as far as the system can.

    Unless `alone`, files may be written and processes started.
    """
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_PARENT_DEATH, signal.SIGKILL, 0, 0, 0)
        libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        if libc.unshare(_NEW_USER | _NEW_NET):
            libc.unshare(_NEW_NET)
    limits = {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_CORE: 0,
    }
    if alone:
        limits |= {resource.RLIMIT_FSIZE: 0, resource.RLIMIT_NOFILE: 16, resource.RLIMIT_NPROC: 0}
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


def _execute(_: bytes, program: str, *arguments: str) -> bytes:
    """Become another program, under the limits already set."""
    os.execve(program, [program, *arguments], {"OMP_THREAD_LIMIT": "1"})  # noqa: S606


def _recognize(data: bytes, languages: str, folder: str, pages: str) -> bytes:
    """ocrmypdf starts programs and writes files in `folder`; its answer is the PDF.

    `pages` says which: those without text, --skip-text, or all, --force-ocr.
    """
    given, made = Path(folder) / "in.pdf", Path(folder) / "out.pdf"
    given.write_bytes(data)
    arguments = [pages, "--output-type", "pdf", "--jobs", "1", "--quiet", "-l", languages]
    command = [sys.executable, "-I", "-m", "ocrmypdf", *arguments, str(given), str(made)]
    home = {"PATH": "/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin", "HOME": folder, "TMPDIR": folder}
    subprocess.run(command, check=True, env=home, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)  # noqa: S603
    return made.read_bytes()


_COMMANDS: dict[str, Callable[..., bytes]] = {
    "read": _read,
    "render": _render,
    "execute": _execute,
    "recognize": _recognize,
}
_STARTING = frozenset({"recognize"})
"""Commands that may start processes and write files."""
