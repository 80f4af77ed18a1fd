"""tic make: one command from the sample paper to an episode, proven by listening to it."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from app.making import home
from app.outside import ffmpeg
from app.outside.recognizer import recognizer, word_error_rate
from app.web import ROOT
from tests.conftest import Build
from tests.world import Blueprint

FILES = {
    "episode.mp3",
    "captions.vtt",
    "captions.srt",
    "cover.jpg",
    "chapters.json",
    "transcript.txt",
    "script.md",
    "script.json",
    "extracted.txt",
    "passages.json",
    "quality.json",
    "timings.json",
    "manifest.json",
}


def tic(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "app.cli", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("made") / "out"
    paper = ROOT / "static" / "sample" / "paper.pdf"
    done = tic("make", str(paper), "--out", str(out), "--approve-as", "ada@example.org", "--minutes", "1")
    assert done.returncode == 0, done.stderr
    return out


async def test_a_data_directory_may_be_used_again(build: Build, empty_blueprint: Blueprint) -> None:
    installation = build(empty_blueprint).installation
    first, again = [await home(installation) for _ in range(2)]
    assert (first.slug, again.id) == ("made", first.id)


def test_every_file_is_there_and_is_what_the_manifest_says(made: Path) -> None:
    assert {path.name for path in made.iterdir()} == FILES
    manifest = json.loads((made / "manifest.json").read_text())
    assert len(manifest["artifacts"]) == len(FILES) - 1
    for artifact in manifest["artifacts"]:
        content = (made / artifact["name"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == artifact["sha256"]


def test_every_sentence_was_approved_by_the_person_named(made: Path) -> None:
    sentences = json.loads((made / "manifest.json").read_text())["sentences"]
    assert sentences
    for sentence in sentences:
        assert [yes["name"] for yes in sentence["approved_by"]] == ["ada@example.org"]


def test_every_claim_is_cited_in_the_script(made: Path) -> None:
    quality = json.loads((made / "quality.json").read_text())["episode"]
    assert quality["claims"] == quality["claims_with_evidence"] > 3
    assert quality["blocking_findings"] == 0
    assert "p. 1: “" in (made / "script.md").read_text()


async def test_it_is_as_loud_as_a_podcast(made: Path) -> None:
    loudness = await ffmpeg.loudness("-i", str(made / "episode.mp3"), seconds=60)
    assert loudness.lufs == pytest.approx(-16, abs=0.5)
    assert await ffmpeg.true_peak("-i", str(made / "episode.mp3"), sample_rate=24_000) <= -1


def test_it_says_what_the_transcript_says(made: Path) -> None:
    ear = recognizer()
    if ear is None:
        pytest.skip("the recognizer is not installed")
    decoded = subprocess.run(decode(made / "episode.mp3"), capture_output=True, check=True).stdout
    samples = np.frombuffer(decoded, "<i2")
    quality = json.loads((made / "quality.json").read_text())
    told = " ".join(row["text"] for part in quality["segments"] for row in part["sentences"])
    assert word_error_rate(told, ear.transcribe(samples, 16_000)) <= 0.1


def decode(path: Path) -> list[str]:
    return [
        str(ffmpeg.executable()),
        "-v",
        "error",
        "-i",
        str(path),
        "-ac",
        "1",
        "-ar",
        "16000",
        "-f",
        "s16le",
        "-",
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "empty"), (b"hello, I am text", "not a PDF"), (b"%PDF-1.7\nbroken", "damaged")],
)
def test_what_cannot_be_read_is_said_in_one_line(content: bytes, sentence: str, tmp_path: Path) -> None:
    path, out = tmp_path / "odd.pdf", tmp_path / "out"
    path.write_bytes(content)
    done = tic("make", str(path), "--out", str(out), "--approve-as", "ada@example.org")
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert not out.exists()
