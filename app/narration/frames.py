"""MP3 frames: chunks encoded apart, joined without a gap, behind a header that says where sound begins."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from app.narration.reel import FRAME, MasteringError

FRAME_BYTES = 192
"""Of every frame at 64 kb/s and 24 kHz. Encoded without bit reservoir, no frame needs another's bytes."""
SYNC = bytes([0xFF, 0xF3, 0x84])
"""How each of them begins: MPEG-2, layer III, unprotected, 64 kb/s, 24 kHz, not padded."""
MONO = 0xC0
SIDE_INFO_BYTES = 9
ENCODER_DELAY = 576
FLUSH_FRAMES = 2
"""Silence after the last chunk, for what a decoder holds back."""
PADDING = FLUSH_FRAMES * FRAME - ENCODER_DELAY
TABLE_OF_CONTENTS = bytes(256 * percent // 100 for percent in range(100))
"""At a constant bit rate a place in time is the same place in the file."""
COPY_FRAMES = 5000


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive frames of a file of frames; `start` is the byte the first of all frames is at."""

    path: Path
    start: int
    first: int
    count: int


def write_frames(out: Path, runs: Iterable[Run]) -> None:
    """Write the runs one after another as an MP3 file that players begin and end without a gap."""
    with out.open("wb") as file:
        file.write(bytes(FRAME_BYTES))
        total, data = 0, b""
        for run in runs:
            total += run.count
            for data in _read(run):
                file.write(data)
        # Chunks end in silence, of which the encoder makes the same frame every time.
        file.write(data[-FRAME_BYTES:] * FLUSH_FRAMES)
        file.seek(0)
        file.write(info_frame(total + FLUSH_FRAMES))


def first_frame(path: Path) -> int:
    """The byte at which the frames of sound begin, behind tags and the header frame."""
    with path.open("rb") as file:
        head = file.read(10)
        start = 0
        if head.startswith(b"ID3"):
            size = 0
            for seven_bits in head[6:10]:
                size = size << 7 | seven_bits
            start = 10 + size
        file.seek(start)
        header = file.read(FRAME_BYTES)
    return start + FRAME_BYTES if b"Info" in header else start


def _read(run: Run) -> Iterator[bytes]:
    """The bytes of a run, piece by piece; MasteringError when they are not frames of ours."""
    with run.path.open("rb") as file:
        file.seek(run.start + run.first * FRAME_BYTES)
        left = run.count
        while left:
            wanted = min(left, COPY_FRAMES)
            data = file.read(wanted * FRAME_BYTES)
            begins = {data[at : at + 3] for at in range(0, len(data), FRAME_BYTES)}
            if len(data) != wanted * FRAME_BYTES or begins != {SYNC}:
                raise MasteringError("the encoder did not write the frames it was asked for", again=True)
            left -= wanted
            yield data


def info_frame(frames: int) -> bytes:
    """The frame that carries no sound but tells how many follow and how much silence to skip at either end.

    Fields as in the specification of the LAME tag, revision 1, whose checksum of the sound we leave at 0.
    """
    size = (frames + 1) * FRAME_BYTES
    body = b"".join((
        SYNC, bytes([MONO]), bytes(SIDE_INFO_BYTES),
        b"Info", (0b1111).to_bytes(4, "big"), frames.to_bytes(4, "big"), size.to_bytes(4, "big"),
        TABLE_OF_CONTENTS, bytes(4),
        b"LAME3.100", bytes(12), (ENCODER_DELAY << 12 | PADDING).to_bytes(3, "big"),
        bytes(4), size.to_bytes(4, "big"), bytes(2),
    ))  # fmt: skip
    covered = (body + bytes(FRAME_BYTES))[: FRAME_BYTES - 2]
    return (body + crc16(covered).to_bytes(2, "big")).ljust(FRAME_BYTES, b"\0")


def crc16(data: bytes) -> int:
    """CRC-16/ARC."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc
