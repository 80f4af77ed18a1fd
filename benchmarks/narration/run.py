"""Mastering an hour: ours, ours after one edit, the bare encoder, and pydub.

Each runs in a process of its own, one after another on the same clips; ratios are to the bare encoder.
Minutes: TIC_BENCH_MINUTES (60).
"""

import asyncio
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np

from app.narration.chapters import Tags
from app.narration.mastering import SAMPLE_RATE, Earlier, Part, Target, master
from app.outside.ffmpeg import executable
from app.outside.speech import Samples, engine
from app.voices.pacing import DEFAULT_PRESET, samples

SENTENCES = [
    f"In the {ordinal} trial, {who} measured {what} twice, and found that it {did} within {span}."
    for ordinal in ("first", "second", "third")
    for who, what, did, span in (
        ("both teams", "the pressure of the air", "had fallen by half", "a single afternoon"),
        ("the younger authors", "how fast the rivers ran", "changed very little", "a whole winter"),
        (
            "an independent group",
            "the weight of every sample",
            "agreed with the model",
            "one part in a thousand",
        ),
    )
]
CHAPTER = 25
SECONDS_AT_MOST = 900
PAUSE = samples(DEFAULT_PRESET.sentence_ms, SAMPLE_RATE)
ENCODE = ("-c:a", "libmp3lame", "-b:a", "64k")


def speak(folder: Path) -> None:
    for number, sentence in enumerate(SENTENCES):
        with wave.open(str(folder / f"{number}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(SAMPLE_RATE)
            file.writeframes(engine().speak(sentence, "heart").samples.tobytes())


def playlist(folder: Path, minutes: float) -> list[Path]:
    clips = [folder / f"{number}.wav" for number in range(len(SENTENCES))]
    lengths = [len(read(clip)) + PAUSE for clip in clips]
    rounds = minutes * 60 * SAMPLE_RATE / sum(lengths)
    return [clips[number % len(clips)] for number in range(round(rounds * len(clips)))]


def read(path: Path) -> Samples:
    with wave.open(str(path)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), np.int16)


def parts(clips: list[Path], edited: int | None = None) -> list[Part]:
    def part(number: int, path: Path) -> Part:
        async def load() -> Samples:
            return read(path)

        ends = (number + 1) % CHAPTER == 0
        pause = samples(DEFAULT_PRESET.segment_ms, SAMPLE_RATE) if ends else PAUSE
        return Part(load, pause, key=f"edited {path}" if number == edited else str(path))

    return [part(number, path) for number, path in enumerate(clips)]


def ours(clips: list[Path], folder: Path, *, edit: bool = False) -> dict[str, object]:
    tags = Tags("Hour", chapters=tuple((first, f"From {first}") for first in range(0, len(clips), CHAPTER)))
    memory, edited, earlier = folder / "memory.json", None, None
    if edit:
        edited, earlier = len(clips) // 2, Earlier.recall(folder / "ours.mp3", json.loads(memory.read_text()))
    out = folder / ("edited.mp3" if edit else "ours.mp3")
    report = asyncio.run(master(parts(clips, edited), out, Target(), tags, earlier))
    if not edit:
        memory.write_text(json.dumps(report.memory))
    return {"lufs": report.lufs, "dbtp": round(report.true_peak_dbtp, 2), "kept": report.reused}


def bare(clips: list[Path], folder: Path, *more: str) -> dict[str, object]:
    pcm = ("-f", "s16le", "-ar", str(SAMPLE_RATE), "-ac", "1", "-i", "pipe:0")
    command = [executable(), "-v", "error", "-y", *pcm, *ENCODE, *more, str(folder / "bare.mp3")]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as encoder:
        assert encoder.stdin
        for clip in clips:
            encoder.stdin.write(read(clip).tobytes() + bytes(2 * PAUSE))
    return {}


def with_pydub(clips: list[Path], folder: Path) -> dict[str, object]:
    """The predecessor's steps: join, level by dBFS, export."""
    from pydub import AudioSegment

    AudioSegment.converter = str(executable())
    whole = AudioSegment.silent(300, SAMPLE_RATE)
    for clip in clips:
        whole += AudioSegment.from_wav(str(clip)) + AudioSegment.silent(
            DEFAULT_PRESET.sentence_ms, SAMPLE_RATE
        )
    whole.apply_gain(-16 - whole.dBFS).export(str(folder / "pydub.mp3"), format="mp3", bitrate="64k")
    return {}


CONTENDERS: dict[str, Callable[[list[Path], Path], dict[str, object]]] = {
    "bare encoder": bare,
    "bare encoder, level 7": lambda clips, folder: bare(clips, folder, "-compression_level", "7"),
    "ours": ours,
    "ours after one edit": lambda clips, folder: ours(clips, folder, edit=True),
    "pydub": with_pydub,
}


def watched(stop: threading.Event, peak: list[int]) -> None:
    """Proportional memory of this process and its children, in KiB, twenty times a second."""
    me = os.getpid()
    while not stop.wait(0.05):
        children = Path(f"/proc/{me}/task/{me}/children").read_text().split()
        total = 0
        for process in (str(me), *children):
            try:
                lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
            except OSError:
                continue
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        peak[0] = max(peak[0], total)


def measure(name: str, folder: Path, minutes: float) -> None:
    """Run one contender and print what it took, as JSON."""
    clips = playlist(folder, minutes)
    stop, peak = threading.Event(), [0]
    watcher = threading.Thread(target=watched, args=(stop, peak))
    if Path("/proc/self/smaps_rollup").exists():
        watcher.start()
    began = time.perf_counter()
    found = CONTENDERS[name](clips, folder)
    seconds = time.perf_counter() - began
    stop.set()
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(each.ru_utime + each.ru_stime for each in usage)
    print(json.dumps({"seconds": seconds, "cpu": cpu, "mb": peak[0] / 1024, **found}))


def main() -> None:
    minutes = float(os.environ.get("TIC_BENCH_MINUTES", "60"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        speak(folder)
        print(f"Mastering {minutes:g} minutes, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
        base = 0.0
        for contender in CONTENDERS:
            command = [sys.executable, __file__, contender, str(folder), str(minutes)]
            try:
                done = subprocess.run(command, check=True, capture_output=True, timeout=SECONDS_AT_MOST)
            except subprocess.TimeoutExpired:
                print(f"{contender:24} NOT FINISHED within {SECONDS_AT_MOST} s")
                continue
            row = json.loads(done.stdout)
            seconds, cpu, mb = row.pop("seconds"), row.pop("cpu"), row.pop("mb")
            base = base or seconds
            told = " ".join(f"{word} {value}" for word, value in row.items())
            took = f"{seconds:6.1f} s {seconds / base:5.2f}x  cpu {cpu:6.1f} s  {mb:5.0f} MB"
            print(f"{contender:24} {took}  {told}")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3]))
    else:
        main()
