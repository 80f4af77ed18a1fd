"""Audio regression: each voice, and each fixture paper from upload to master, sounds as it did."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest

from app.outside import ffmpeg
from app.outside.speech import engine
from tests.fixtures import pdfs
from tests.narration import snapshots
from tests.narration.snapshots import Snapshot, check, differences, spectrum, taken
from tests.world import Blueprint, World

LINES = {
    "prose": "Warm hives slept less than cool ones, and nobody had expected that.",
    "numbers": "Between two thousand three and two thousand nineteen it moved twenty three metres a year.",
    "question": "Do bees pay for lost sleep later?",
}
PAPERS: dict[str, Callable[[], bytes]] = {
    "two columns": pdfs.two_columns,
    "one column": pdfs.one_column,
    "rotated": lambda: pdfs.rotated(90),
    "turned": pdfs.turned,
    "hidden": pdfs.hidden,
    "owner locked": pdfs.owner_locked,
}
EXACT = {"hibari", "piper"}
"""Engines that give the same samples for the same words on one kind of processor."""


@pytest.mark.parametrize("name", ["hibari", "espeak-ng"])
@pytest.mark.parametrize("line", LINES)
def test_a_voice_sounds_as_it_did(name: str, line: str) -> None:
    voices = engine(name).voices()
    if not voices:
        pytest.skip(f"{name} is not here")
    for voice in voices[:2]:
        said = engine(name).speak(LINES[line], voice.id)
        check(f"{name} {voice.id}: {line}", said.samples, said.sample_rate, LINES[line], exact=name in EXACT)


@pytest.fixture
def world(build: Callable[..., World], empty_blueprint: Blueprint) -> World:
    """An installation that speaks with the real voice, and does not listen to it."""
    found = build(empty_blueprint)
    voice = engine("hibari")
    found.installation.speech = lambda: voice
    found.installation.recognizer = lambda: None
    return found


async def drafted(program: httpx.AsyncClient, paper: bytes) -> str:
    """The episode that was asked for."""
    file = {"file": ("paper.pdf", paper, "application/pdf")}
    uploaded = await program.post("/v1/documents", files=file)
    assert uploaded.status_code == 201, uploaded.text
    asked = {"document_ids": [uploaded.json()["id"]], "mode": "summary", "minutes": 1}
    return str((await program.post("/v1/episodes", json=asked)).json()["id"])


async def narrated(program: httpx.AsyncClient, episode: str) -> str:
    """What will be said: the first segment alone, approved, its narration asked for."""
    first, *others = (await program.get(f"/v1/episodes/{episode}/segments")).json()
    for segment in others:
        await program.post(f"/v1/segments/{segment['id']}/removal")
    yes = {"content_hash": first["content_hash"]}
    assert (await program.post(f"/v1/segments/{first['id']}/approval", json=yes)).status_code == 200
    assert (await program.post(f"/v1/episodes/{episode}/narration", json={})).status_code == 202
    return " ".join(row["spoken"] for row in first["sentences"])


async def test_each_paper_becomes_the_episode_it_was(world: World, tmp_path: Path) -> None:
    """From upload over review and worker to the master, all over the API."""
    ada = world.program("ada")
    episodes = {name: await drafted(ada, paper()) for name, paper in PAPERS.items()}
    # A draft that is begun while its document is still being read is due again a moment later.
    await world.run(wait=True)
    words = {name: await narrated(ada, episode) for name, episode in episodes.items()}
    await world.run()
    for name, episode in episodes.items():
        files = (await ada.get(f"/v1/episodes/{episode}/artifacts")).json()
        audio = next(row for row in files if row["kind"] == "audio")
        path = tmp_path / f"{episode}.mp3"
        path.write_bytes((await ada.get(f"/v1/artifacts/{audio['id']}/content")).content)
        done = await ffmpeg.run("-i", str(path), "-f", "s16le", "-")
        check(f"paper: {name}", np.frombuffer(done.output, np.int16), 24_000, words[name])


def test_what_sounds_otherwise_is_told() -> None:
    time = np.arange(48_000) / 24_000
    swelling = 8000 * np.sin(2 * np.pi * 300 * time) * (1 + np.sin(2 * np.pi * 3 * time))
    hiss = np.random.default_rng(0).normal(0, 300, len(time))
    tone: Any = np.rint(swelling + hiss).astype(np.int16)
    usual = taken(tone, 24_000, "words")
    assert differences(usual, taken(tone, 24_000, "words"), exact=True) == []
    told = {
        "s became": tone[:40_000],
        "LUFS became": (tone * 0.7).astype(np.int16),
        "spectrum is": np.rint(tone + 900 * np.sin(2 * np.pi * 5000 * time)).astype(np.int16),
        "samples differ": np.bitwise_xor(tone, 1),
    }
    for words, changed in told.items():
        assert words in differences(usual, taken(changed, 24_000, "words"), exact=True)[0]
    elsewhere = Snapshot(**{**usual.__dict__, "processor": "another", "sha256": "x"})
    assert differences(elsewhere, usual, exact=True) == []
    assert len(spectrum(tone, 24_000)) == snapshots.BANDS
