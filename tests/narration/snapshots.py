"""Snapshots of sound: what was heard last time, and is it heard again? `make snapshots` takes them anew."""

import hashlib
import json
import os
import platform
from dataclasses import asdict, dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np

from app.outside.speech import Samples
from tests.narration.meter import integrated

KEPT = Path(__file__).with_name("snapshots.json")
WRITING = os.environ.get("TIC_SNAPSHOTS") == "write"
BANDS = 24
LOWEST_HZ, HIGHEST_HZ = 80.0, 10_000.0
WINDOW = 1024
SECONDS_OFF, LUFS_OFF, SPECTRUM_OFF_DB = 0.03, 0.5, 1.0
"""Seconds are relative. Another processor rounds a neural voice otherwise, which no ear can tell."""


@dataclass(frozen=True)
class Snapshot:
    """`sha256` of the samples holds on processors of the same kind; the rest everywhere."""

    sha256: str
    processor: str
    words: str
    """Of what was said, a digest: with other words the sound is another one."""
    letters: int
    seconds: float
    lufs: float
    spectrum: list[float]
    """Mean level of each band in dB, relative to their mean."""


def taken(samples: Samples, rate: int, words: str) -> Snapshot:
    return Snapshot(
        sha256=hashlib.sha256(samples.astype("<i2").tobytes()).hexdigest(),
        processor=processor(),
        words=hashlib.sha256(words.encode()).hexdigest()[:16],
        letters=sum(map(str.isalnum, words)),
        seconds=round(len(samples) / rate, 3),
        lufs=round(integrated(samples, rate), 2),
        spectrum=spectrum(samples, rate),
    )


def spectrum(samples: Samples, rate: int) -> list[float]:
    frames = samples[: len(samples) // WINDOW * WINDOW].reshape(-1, WINDOW) * np.hanning(WINDOW)
    power = np.square(np.abs(np.fft.rfft(frames, axis=1))).mean(axis=0)
    hertz = np.fft.rfftfreq(WINDOW, 1 / rate)
    edges = np.geomspace(LOWEST_HZ, min(HIGHEST_HZ, rate / 2), BANDS + 1)
    bands = [
        power[(hertz >= low) & (hertz < max(high, low + rate / WINDOW))].mean()
        for low, high in pairwise(edges)
    ]
    levels = 10 * np.log10(np.maximum(bands, 1e-3))
    return [round(float(level), 2) for level in levels - levels.mean()]


@cache
def processor() -> str:
    """What decides how a neural voice is rounded: the machine and its vector instructions."""
    flags: set[str] = set()
    if Path("/proc/cpuinfo").exists():
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        flags = set(next((line for line in lines if line.startswith(("flags", "Features"))), "").split())
    known = ("avx2", "fma", "avx512f", "avx512_vnni", "avx_vnni", "amx_int8", "asimddp")
    return " ".join([platform.machine(), *(flag for flag in known if flag in flags)])


def check(name: str, samples: Samples, rate: int, words: str, *, exact: bool = True) -> None:
    """Fail, saying what differs, unless it sounds as it did; when writing, say so and keep it instead."""
    now, kept = taken(samples, rate, words), read().get(name)
    found = differences(kept, now, exact=exact) if kept else ["it is new"]
    if WRITING:
        if found or (kept and kept.words != now.words):
            print(f"\n{name}: {'; '.join(found) or 'other words'}")
            write(name, now)
        return
    assert found == [], f"{name} sounds otherwise: {'; '.join(found)}. If it should, run `make snapshots`."


def differences(kept: Snapshot, now: Snapshot, *, exact: bool) -> list[str]:
    """What differs, in words. Of other words only the pace and the loudness are compared."""
    found = []
    same = kept.words == now.words
    before, after = (each.seconds / max(1, each.letters) for each in (kept, now))
    tolerated = SECONDS_OFF if same else 5 * SECONDS_OFF
    if abs(after / before - 1) > tolerated:
        found.append(f"{kept.seconds} s became {now.seconds} s")
    if abs(kept.lufs - now.lufs) > LUFS_OFF:
        found.append(f"{kept.lufs} LUFS became {now.lufs}")
    distance = float(np.sqrt(np.mean(np.square(np.subtract(kept.spectrum, now.spectrum)))))
    if same and distance > SPECTRUM_OFF_DB:
        found.append(f"the spectrum is {distance:.1f} dB off")
    if same and exact and not found and kept.processor == now.processor and kept.sha256 != now.sha256:
        found.append(f"the samples differ, the spectrum by {distance:.2f} dB")
    return found


def read() -> dict[str, Snapshot]:
    kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    return {name: Snapshot(**row) for name, row in kept.items()}


def write(name: str, snapshot: Snapshot) -> None:
    rows = {key: asdict(row) for key, row in (read() | {name: snapshot}).items()}
    lines = [f"  {json.dumps(key)}: {json.dumps(rows[key])}" for key in sorted(rows)]
    KEPT.write_text("{\n" + ",\n".join(lines) + "\n}\n")
