"""WAV files: those we write, and those an engine answered with, none of whose claims is believed."""

import io
import struct
import wave

import numpy as np
import numpy.typing as npt

from app.outside.speech import Samples, SpeechError

PCM, FLOAT, EXTENSIBLE = 1, 3, 0xFFFE
STREAMED = 0x7FFF_0000
"""From here on a length means that the writer did not know it yet (espeak-ng and streaming servers)."""


def written(samples: Samples, sample_rate: int) -> bytes:
    """A WAV file, mono, 16 bit."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(sample_rate)
        file.writeframes(samples.astype("<i2").tobytes())
    return buffer.getvalue()


def read_wav(content: bytes, engine: str) -> tuple[npt.NDArray[np.generic], int]:
    """Mono 16-bit or float samples, and how many a second; SpeechError (again) when it is no such file.

    A file shorter than it says is half a file, and refused.
    """
    if content[:4] != b"RIFF" or content[8:12] != b"WAVE":
        raise SpeechError(f"{engine} answered with something that is no WAV file", again=True)
    shape: tuple[int, int, int, int] | None = None
    at = 12
    while at + 8 <= len(content):
        name, size = struct.unpack_from("<4sI", content, at)
        at += 8
        if name == b"fmt ":
            shape = _shape(content[at : at + min(size, 64)], engine)
        elif name == b"data":
            if shape is None:
                break
            streamed = size == 0 or size >= STREAMED
            if not streamed and size > len(content) - at:
                raise SpeechError(f"{engine} answered with half a file", again=True)
            return _samples(content[at:] if streamed else content[at : at + size], shape, engine)
        at += size + size % 2
    raise SpeechError(f"{engine} answered with a WAV file without sound", again=True)


def _shape(head: bytes, engine: str) -> tuple[int, int, int, int]:
    """(format, channels, samples a second, bits)."""
    if len(head) < 16:
        raise SpeechError(f"{engine} answered with a broken WAV file", again=True)
    kind, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", head)
    if kind == EXTENSIBLE and len(head) >= 26:
        (kind,) = struct.unpack_from("<H", head, 24)
    return kind, channels, rate, bits


def _samples(
    data: bytes, shape: tuple[int, int, int, int], engine: str
) -> tuple[npt.NDArray[np.generic], int]:
    kind, channels, rate, bits = shape
    if channels != 1:
        raise SpeechError(f"{engine} answered with {channels} channels instead of one", again=True)
    if (kind, bits) not in ((PCM, 16), (FLOAT, 32)):
        raise SpeechError(f"{engine} answered with {bits}-bit samples of kind {kind}", again=True)
    step = bits // 8
    whole = data[: len(data) // step * step]
    return np.frombuffer(whole, "<i2" if bits == 16 else "<f4"), rate
