"""Sounds people upload: silence, clipping, mixed rates and channels, fades; hostile files stay outside."""

from pathlib import Path

import numpy as np
import pytest

from app.outside import ffmpeg
from app.outside.sounds import SAMPLE_RATE, NotDecoded, Sound, faded, matched, read_sound, trimmed
from app.outside.wav import written
from tests.narration.meter import integrated, true_peak


def tone(seconds: float, rate: int = SAMPLE_RATE, peak: float = 0.4, hertz: float = 440) -> np.ndarray:
    time = np.arange(int(seconds * rate)) / rate
    return np.rint(peak * 32767 * np.sin(2 * np.pi * hertz * time)).astype(np.int16)


def pitch(samples: np.ndarray) -> float:
    spectrum = np.abs(np.fft.rfft(samples))
    return float(spectrum.argmax() * SAMPLE_RATE / len(samples))


@pytest.mark.parametrize("rate", [8_000, 22_050, 44_100, 48_000])
async def test_whatever_its_rate_it_keeps_its_pitch_and_length(rate: int, tmp_path: Path) -> None:
    (tmp_path / "sound").write_bytes(written(tone(1.0, rate), rate))
    sound = await read_sound(tmp_path / "sound", 10)
    assert sound.seconds == pytest.approx(1.0, abs=0.001)
    assert pitch(sound.samples) == pytest.approx(440, abs=2)


@pytest.mark.parametrize("ending", ["mp3", "m4a", "ogg", "flac"])
async def test_formats_of_stereo_are_mixed_down(ending: str, tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(written(tone(1.0, 44_100), 44_100))
    await ffmpeg.run("-i", str(tmp_path / "a.wav"), "-ac", "2", str(tmp_path / f"a.{ending}"))
    (tmp_path / f"a.{ending}").rename(tmp_path / "sound")
    sound = await read_sound(tmp_path / "sound", 10)
    assert (sound.samples.ndim, sound.seconds) == (1, pytest.approx(1.0, abs=0.06))
    assert pitch(sound.samples) == pytest.approx(440, abs=2)


async def test_files_that_name_others_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.wav").write_bytes(written(tone(1.0), SAMPLE_RATE))
    for content in (
        f"#EXTM3U\n#EXTINF:1,\nfile://{tmp_path}/secret.wav\n",
        f"ffconcat version 1.0\nfile '{tmp_path}/secret.wav'\n",
        "<svg/>",
    ):
        (tmp_path / "sound").write_text(content)
        with pytest.raises(NotDecoded, match="cannot be read"):
            await read_sound(tmp_path / "sound", 10)


async def test_what_is_too_long_is_refused_before_all_of_it_is_decoded(tmp_path: Path) -> None:
    (tmp_path / "sound").write_bytes(written(tone(20.0, 8000), 8000))
    with pytest.raises(NotDecoded, match="longer than 3 seconds"):
        await read_sound(tmp_path / "sound", 3)


def test_quiet_ends_are_cut_off_but_for_a_breath() -> None:
    sound = trimmed(Sound(np.pad(tone(1.0), SAMPLE_RATE)))
    assert sound.seconds == pytest.approx(1.12, abs=0.03)
    again = trimmed(sound)
    assert len(again.samples) == pytest.approx(len(sound.samples), abs=SAMPLE_RATE // 50)


def test_hiss_before_and_after_is_quiet_too() -> None:
    noise = np.random.default_rng(0).normal(0, 20, 3 * SAMPLE_RATE).astype(np.int16)
    noise[SAMPLE_RATE : 2 * SAMPLE_RATE] += tone(1.0)
    assert trimmed(Sound(noise)).seconds == pytest.approx(1.12, abs=0.05)


def test_silence_is_no_recording() -> None:
    for samples in (np.zeros(SAMPLE_RATE, np.int16), np.full(SAMPLE_RATE, 3, np.int16)):
        with pytest.raises(NotDecoded, match="silent"):
            trimmed(Sound(samples))


def test_fades_rise_from_nothing_and_fall_to_nothing() -> None:
    sound = faded(Sound(tone(2.0)), 500, 1000)
    assert np.abs(sound.samples[:50]).max() < 100
    assert np.abs(sound.samples[-50:]).max() < 100
    half = sound.samples[SAMPLE_RATE * 6 // 10 : SAMPLE_RATE * 9 // 10]
    assert np.abs(half).max() == np.abs(tone(2.0)).max()
    assert len(sound.samples) == 2 * SAMPLE_RATE


@pytest.mark.parametrize(("rise", "fall"), [(0, 0), (10_000, 10_000), (0, 1)])
def test_fades_longer_than_the_sound_or_of_no_length_are_no_trouble(rise: int, fall: int) -> None:
    assert len(faded(Sound(tone(1.0)), rise, fall).samples) == SAMPLE_RATE


async def test_it_becomes_as_loud_as_the_voice() -> None:
    for peak in (0.02, 0.4, 0.99):
        sound = await matched(Sound(tone(3.0, peak=peak)))
        assert integrated(sound.samples, SAMPLE_RATE) == pytest.approx(-26.0, abs=0.3)


async def test_nothing_clips_when_it_is_made_louder() -> None:
    quiet = tone(3.0, peak=0.001)
    quiet[SAMPLE_RATE] = 20_000
    sound = await matched(Sound(quiet))
    assert true_peak(sound.samples) <= -0.9
    short = await matched(Sound(tone(0.2, peak=0.9)))
    assert true_peak(short.samples) <= -0.9
