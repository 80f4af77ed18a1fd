"""What every clip is measured for, and what is wrong with one that should be recorded again."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from app.outside.speech import Samples, Speech

FULL_SCALE = 32767
LETTERS_A_WORD = 5.3
"""Of English research prose. Pace is compared by letters: it varies half as much as by words."""
SLOWEST, FASTEST = 0.62, 1.4
"""Of the voice's pace. Over 661 sentences (79 minutes) of hibari's voice it lay between 0.69 and 1.29."""
JUDGED_LETTERS = 20
"""In shorter sentences the ends of the clip weigh too much to judge the pace."""
LONGEST_SILENCE = 1.2
"""Seconds within a sentence; hibari's longest of 661 was 0.61."""
WINDOW_SECONDS = 0.01
CLIPPED_RUN = 3
CLIPPED_SHARE = 0.0005
DC_OFFSET = 0.01
QUIETEST_DBFS = -45.0


@dataclass(frozen=True, slots=True)
class ClipReport:
    """Levels in dBFS; `problems` are sentences for a person, empty when it is good."""

    seconds: float
    words_per_minute: float
    pace: float
    """Letters a second, relative to what this voice usually speaks at this rate."""
    peak_dbfs: float
    rms_dbfs: float
    dc_offset: float
    """Mean of the samples, full scale 1."""
    clipped: float
    """Share of samples in runs of three or more at full scale."""
    longest_silence: float
    """Seconds."""
    problems: tuple[str, ...]


def check_clip(speech: Speech, text: str, words_per_minute: float, rate: float = 1.0) -> ClipReport:
    """Compare a clip with the spoken form it was made from and the pace its voice is known for."""
    samples, seconds = speech.samples, max(speech.seconds, 1 / speech.sample_rate)
    letters = sum(map(str.isalnum, text))
    usual = words_per_minute * LETTERS_A_WORD / 60 * rate
    report = ClipReport(
        seconds=speech.seconds,
        words_per_minute=len(text.split()) * 60 / seconds,
        pace=letters / seconds / usual,
        peak_dbfs=decibels(float(np.abs(samples.astype(np.int32)).max(initial=0)) / FULL_SCALE),
        rms_dbfs=decibels(math.sqrt(float(np.mean(np.square(samples, dtype=np.float64)))) / FULL_SCALE)
        if len(samples)
        else decibels(0.0),
        dc_offset=float(samples.mean()) / FULL_SCALE if len(samples) else 0.0,
        clipped=clipped_share(samples),
        longest_silence=longest_silence(samples, speech.sample_rate),
        problems=(),
    )
    return replace(report, problems=tuple(_problems(report, judge_pace=letters >= JUDGED_LETTERS)))


def _problems(report: ClipReport, *, judge_pace: bool) -> Iterator[str]:
    if report.rms_dbfs < QUIETEST_DBFS:
        yield f"It is nearly silent ({report.rms_dbfs:.0f} dBFS)."
        return
    if report.clipped > CLIPPED_SHARE:
        yield f"{report.clipped:.2%} of it is clipped."
    if abs(report.dc_offset) > DC_OFFSET:
        yield f"It is off centre by {report.dc_offset:+.1%} of full scale."
    if report.longest_silence > LONGEST_SILENCE:
        yield f"It falls silent for {report.longest_silence:.1f} s."
    if judge_pace and report.pace > FASTEST:
        yield f"It is spoken {report.pace:.1f} times as fast as usual: something may be missing."
    if judge_pace and report.pace < SLOWEST:
        yield f"It takes {1 / report.pace:.1f} times as long as usual: something may be repeated."


def clipped_share(samples: Samples) -> float:
    """Share of samples that stand at full scale in runs of three or more; single peaks are not clipping."""
    full = np.abs(samples.astype(np.int32)) >= FULL_SCALE
    if full.sum() < CLIPPED_RUN:
        return 0.0
    edges = np.flatnonzero(np.diff(np.concatenate(([0], full.astype(np.int8), [0]))))
    runs = edges[1::2] - edges[::2]
    return float(runs[runs >= CLIPPED_RUN].sum() / len(samples))


def longest_silence(samples: Samples, sample_rate: int) -> float:
    """Seconds of the longest stretch 40 dB below the loudest sample, in steps of 10 ms."""
    window = int(WINDOW_SECONDS * sample_rate)
    whole = samples[: len(samples) // window * window].astype(np.int32)
    if not len(whole):
        return 0.0
    levels = np.abs(whole).reshape(-1, window).max(axis=1)
    loud = np.flatnonzero(levels > levels.max() / 100)
    bounds = np.concatenate(([-1], loud, [len(levels)]))
    return float((np.diff(bounds).max() - 1) * WINDOW_SECONDS)


def decibels(ratio: float) -> float:
    """Of an amplitude; silence is -120 dB."""
    return 20 * math.log10(max(ratio, 1e-6))
