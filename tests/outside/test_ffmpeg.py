"""ffmpeg as a child: what it says, how it ends, and that nothing of it stays."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import numpy as np
import pytest

from app.outside import ffmpeg
from app.outside.ffmpeg import FfmpegError
from app.settings import Settings

RATE = 24_000
PCM = ("-f", "s16le", "-ar", str(RATE), "-ac", "1", "-i", "pipe:0")


async def pieces(sound: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(sound), 100_000):
        yield sound[start : start + 100_000]


def tone(seconds: float, peak: float) -> bytes:
    wave = peak * np.sin(2 * np.pi * 997 * np.arange(int(seconds * RATE)) / RATE)
    return np.rint(wave * 32767).astype(np.int16).tobytes()


@pytest.fixture
def other_executable(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    path = Path("/nonexistent/ffmpeg")
    ffmpeg.executable.cache_clear()
    monkeypatch.setattr(ffmpeg, "settings", lambda: Settings(ffmpeg=str(path)))
    yield path
    ffmpeg.executable.cache_clear()


def still_running(marker: str) -> bool:
    commands = (path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists())
    return any(marker.encode() in command for command in commands)


async def test_what_goes_in_comes_out() -> None:
    sound = tone(2, 0.5)
    done = await ffmpeg.run(*PCM, "-f", "s16le", "-", feed=pieces(sound))
    assert done.output == sound


async def test_a_failure_says_what_ffmpeg_said() -> None:
    with pytest.raises(FfmpegError, match="No such file") as failed:
        await ffmpeg.run("-i", "/nonexistent.wav", "-f", "null", "-")
    assert not failed.value.again


async def test_input_that_ffmpeg_does_not_want_is_no_error() -> None:
    done = await ffmpeg.run(*PCM, "-t", "0.1", "-f", "s16le", "-", feed=pieces(tone(60, 0.5)))
    assert len(done.output) == 2 * RATE // 10


async def test_one_that_hangs_is_killed_in_time() -> None:
    marker = "anullsrc=r=23999"
    began = time.monotonic()
    with pytest.raises(FfmpegError, match="did not finish") as failed:
        await ffmpeg.run("-re", "-f", "lavfi", "-i", marker, "-f", "null", "-", seconds=0.5)
    assert failed.value.again
    assert time.monotonic() - began < 5
    assert not still_running(marker)


async def test_cancelling_the_task_kills_it() -> None:
    marker = "anullsrc=r=23998"
    task = asyncio.create_task(ffmpeg.run("-re", "-f", "lavfi", "-i", marker, "-f", "null", "-"))
    while not still_running(marker):  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not still_running(marker)


async def test_a_feed_that_fails_kills_it_and_is_the_error() -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield tone(0.1, 0.5)
        raise ValueError("no more")

    with pytest.raises(ValueError, match="no more"):
        await ffmpeg.run(*PCM, "-f", "s16le", "-", feed=broken())


async def test_loudness_of_the_reference_tone() -> None:
    """EBU Tech 3341, case 1 for one channel: a sine of peak p dBFS measures p - 3 LUFS."""
    measured = await ffmpeg.loudness(*PCM, feed=pieces(tone(20, 10 ** (-20 / 20))))
    assert measured.lufs == pytest.approx(-23.0, abs=0.2)
    assert await ffmpeg.true_peak(*PCM, sample_rate=RATE, feed=pieces(tone(2, 0.1))) == pytest.approx(
        -20.0, abs=0.2
    )
    assert measured.lra == pytest.approx(0.0, abs=0.2)
    assert measured.samples == 20 * RATE


async def test_true_peak_sees_between_the_samples() -> None:
    """A quarter of the rate, 45 degrees off: every sample is 3 dB below the peak of the wave."""
    wave = np.sin(np.pi / 2 * np.arange(2 * RATE) + np.pi / 4)
    assert np.abs(wave).max() == pytest.approx(0.707, abs=0.001), "the samples show the peak"
    wave *= np.hanning(len(wave))
    sound = np.rint(wave * 32767 * 0.9).astype(np.int16).tobytes()
    measured = await ffmpeg.true_peak(*PCM, sample_rate=RATE, feed=pieces(sound))
    assert measured == pytest.approx(-0.9, abs=0.2)


@pytest.mark.parametrize("seconds", [3.0, 0.1, 0.0])
async def test_what_cannot_be_measured_is_an_error(seconds: float) -> None:
    with pytest.raises(FfmpegError):
        await ffmpeg.loudness(*PCM, feed=pieces(tone(seconds, 0.0)))


async def test_a_missing_ffmpeg_is_named(other_executable: Path) -> None:
    with pytest.raises(FfmpegError, match=r"not at /nonexistent/ffmpeg; set TIC_FFMPEG"):
        await ffmpeg.run("-version")


async def test_a_file_that_is_there_already_is_replaced(tmp_path: Path) -> None:
    for seconds in (1, 2):
        await ffmpeg.run(*PCM, str(tmp_path / "a.wav"), feed=pieces(tone(seconds, 0.5)))
    assert (await ffmpeg.loudness("-i", str(tmp_path / "a.wav"))).samples == 2 * RATE


def test_samples_are_filtered_in_place() -> None:
    samples = np.frombuffer(tone(1, 0.5), np.int16)
    halved = ffmpeg.filtered(samples, RATE, "volume=-6.0206dB")
    assert len(halved) == len(samples)
    assert np.abs(halved - samples / 2).max() <= 1


def test_a_filter_that_does_not_exist_is_an_error_for_good() -> None:
    with pytest.raises(FfmpegError, match="Filter not found") as failed:
        ffmpeg.filtered(np.zeros(100, np.int16), RATE, "nosuchfilter")
    assert not failed.value.again


def test_a_filter_that_hangs_is_killed_in_time() -> None:
    with pytest.raises(FfmpegError, match="did not finish") as failed:
        ffmpeg.filtered(np.zeros(100 * RATE, np.int16), RATE, "arealtime", seconds=0.3)
    assert failed.value.again
