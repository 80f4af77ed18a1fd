"""From approval to a proven master; after one edit; two workers against one; how well the voice is heard.

Everything as it is installed: the default voice, the recognizer, a database and files on disk.
TIC_BENCH_SENTENCES: of the episode in which one is edited (200).
"""

import asyncio
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from calendar import month_name
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import hibari
import jiwer

import jobs.tasks  # noqa: F401 - registers every kind of job
from app import making
from app.episodes.draft import Mode
from app.episodes.lookups import SegmentAt, SentenceAt
from app.episodes.revising import Edit
from app.episodes.scripts import load_script
from app.episodes.speaking import spoken_form
from app.episodes.writers import NO_WISH, decide
from app.installation import Installation
from app.migrating import migrate
from app.narration.hearing import misheard, words_of
from app.narration.narrating import start_narration
from app.organizations.places import found
from app.outside.recognizer import normalized, recognizer
from app.outside.speech import engine
from app.permissions import ROLES, Principal, Role
from app.queue.models import FINISHED, Job
from app.queue.scheduling import Runner, run_all
from app.review.decisions import approve_segment, override, revise
from app.settings import Settings
from benchmarks.narration.heldout import COUNTED, GENERATED, PROSE
from tests.paper import pdf_of

RATE = 24_000
NAME = re.compile(r"(?<!^)(?<![.] )\b[A-Z][a-z]+(?:[A-Z][a-z]+)*")
WHO = ("the northern team", "the second group", "every observer", "the oldest station", "a careful student")
DID = ("measured", "recorded", "compared", "counted", "described")
WHAT = (
    "the height of the tide",
    "the colour of the sand",
    "the weight of each stone",
    "the song of the birds",
)
WHEN = ("in early spring", "before the storm", "after the harvest", "during the long winter")


def sentences(count: int) -> list[str]:
    """As many different ones."""
    mixed = product(WHAT, DID, WHO, WHEN)
    return [f"{who} {did} {what} {when}.".capitalize() for what, did, who, when in mixed][:count]


def paper(count: int) -> bytes:
    told = sentences(count)
    parts = [("Abstract", " ".join(told[:6]))]
    for number, first in enumerate(range(6, count, 16), start=1):
        month = month_name[number % 12 + 1]
        parts.append((f"{number} Observations in {month}", " ".join(told[first : first + 16])))
    return pdf_of(("Notes of a long year by the sea", tuple(parts)))


async def prepared(folder: Path, count: int) -> tuple[Installation, Principal, str]:
    """An installation with an episode of so many sentences, in review."""
    settings = Settings(_env_file=None, data_dir=folder, sweep_seconds=0.2)  # type: ignore[call-arg]
    installation = making._installation(settings)
    await migrate(installation.database)
    async with installation.work() as session:
        organization = await found(session, "bench", "Bench", installation.master_key)
    by = Principal("user", "bench", "bench", organization.id, None, frozenset(ROLES[Role.OWNER]))
    pdf = folder / "paper.pdf"
    pdf.write_bytes(paper(count))
    telling = await decide(installation, Mode.VERBATIM, NO_WISH)
    order = making.Order(mode=Mode.VERBATIM)
    document = await making._read(installation, by, pdf, order)
    episode = await making._draft(installation, by, [document], order, telling, making.Topic.of("", None))
    return installation, by, episode.id


async def approve(installation: Installation, by: Principal, episode_id: str) -> int:
    async with installation.work(by.organization_id) as session:
        episode = await load_script(session, episode_id)
        for segment in episode.segments:
            if segment.state != "approved":
                approve_segment(session, SegmentAt(episode, segment), by, segment.content_hash)
        return len(episode.sentences)


async def narrate(installation: Installation, by: Principal, episode_id: str) -> dict[str, Any]:
    async with installation.work(by.organization_id) as session:
        job = start_narration(session, await load_script(session, episode_id), by)
    worker = Runner(installation)
    serving = asyncio.create_task(worker.serve())
    done = job
    while done.state not in FINISHED:
        await asyncio.sleep(0.1)
        async with installation.work(by.organization_id, writes=False) as session:
            done = await session.get_one(Job, job.id)
    await worker.drain(5)
    await serving
    assert done.state == "succeeded", done.reason
    return dict(done.result)


async def edit_one(installation: Installation, by: Principal, episode_id: str) -> None:
    async with installation.work(by.organization_id) as session:
        episode = await load_script(session, episode_id)
        segment = episode.segments[len(episode.segments) // 2]
        edits = [Edit(row.text, row.id) for row in segment.sentences]
        edits[0] = replace(edits[0], text=edits[0].text.replace(".", " again."))
        await revise(session, episode, segment, by, edits)
        for row in segment.sentences:
            if row.blocked:
                override(session, SentenceAt(episode, segment, row), by, "A benchmark.")


async def from_approval(folder: Path, count: int, *, listen: bool, workers: int = 1) -> dict[str, Any]:
    installation, by, episode = await prepared(folder, count)
    if not listen:
        installation.recognizer = lambda: None
    helpers = [helper(folder, listen) for _ in range(workers - 1)]
    if helpers:
        await asyncio.sleep(8)
    began, used = time.perf_counter(), processor()
    approved = await approve(installation, by, episode)
    first = await narrate(installation, by, episode)
    took = {"seconds": round(time.perf_counter() - began, 1), "cpu": round(processor() - used, 1)}
    told = {"sentences": approved, "audio": first["seconds"], **took, "clips": first["clips"]}
    for each in helpers:
        each.terminate()
        each.wait()
    if workers == 1:
        await edit_one(installation, by, episode)
        began, used = time.perf_counter(), processor()
        await approve(installation, by, episode)
        second = await narrate(installation, by, episode)
        took = {"seconds": round(time.perf_counter() - began, 1), "cpu": round(processor() - used, 1)}
        after = {**took, "clips": second["clips"], "chunks": second["chunks"]}
        told |= {"pickups": first["pickups"], "after one edit": after}
    await installation.database.close()
    return told


def processor() -> float:
    """Seconds of processor time this process and the children it has waited for have used."""
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in usage)


def helper(folder: Path, listen: bool) -> "subprocess.Popen[bytes]":
    """A second worker, in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "benchmarks.narration.episode", str(folder), str(int(listen))]
    )


async def help_out(folder: Path, listen: bool) -> None:
    installation = making._installation(Settings(_env_file=None, data_dir=folder))  # type: ignore[call-arg]
    if not listen:
        installation.recognizer = lambda: None
    engine().speak("It is warm.", "heart")
    while True:
        await run_all(installation)
        await asyncio.sleep(0.05)


def hearing() -> dict[str, Any]:
    """Error rates of what the recognizer hears of the default voice, and how many clips would be doubted."""
    ears = recognizer()
    assert ears, "the extra `recognizer` is not installed"
    told: dict[str, Any] = {}
    sets = (("prose", PROSE), ("numbers and names", COUNTED), ("generated, with numbers", GENERATED))
    for name, lines in sets:
        said = [spoken_form(line) for line in lines]
        sounds = [engine().speak(spoken, "heart").samples for spoken in said]
        alone = [ears.transcribe(sound, RATE) for sound in sounds]
        heard = {"alone": alone, "in windows": ears.overhear(sounds, RATE)}
        told[name] = {how: heard_as(said, texts) for how, texts in heard.items()}
    return told


def heard_as(said: list[str], heard: list[str]) -> dict[str, Any]:
    words = [words_of(each) for each in said], [words_of(each) for each in heard]
    doubted = [one for one, other in zip(said, heard, strict=True) if misheard(one, other)]
    return {
        "words": sum(len(each.split()) for each in words[0]),
        "error": round(float(jiwer.wer(*words)), 4),
        "of words that sound alike": alike(*words),
        "numbers": missed(*words),
        "names": unheard(said, words[1]),
        "in doubt": f"{len(doubted)} of {len(said)}",
        "differing": [pair for pair in zip(*words, strict=True) if pair[0] != pair[1]],
    }


def alike(said: list[str], heard: list[str]) -> list[tuple[str, str]]:
    """Pairs of words counted as errors though the voice says them the same way, as it does weak and week."""
    compared = jiwer.process_words(said, heard)
    pairs = [
        pair
        for one, other, chunks in zip(
            compared.references, compared.hypotheses, compared.alignments, strict=True
        )
        for chunk in chunks
        if chunk.type == "substitute"
        for pair in zip(
            one[chunk.ref_start_idx : chunk.ref_end_idx],
            other[chunk.hyp_start_idx : chunk.hyp_end_idx],
            strict=True,
        )
    ]
    voice = hibari.Hibari(voice="heart")
    return [pair for pair in pairs if voice.phonemize(pair[0]) == voice.phonemize(pair[1])]


def missed(said: list[str], heard: list[str]) -> str:
    """How many numbers of what was said were not heard in their sentence; 7.15 is 715."""
    every = [(word, figures(other)) for one, other in zip(said, heard, strict=True) for word in figures(one)]
    return f"{sum(word not in other for word, other in every)} of {len(every)} missed"


def unheard(said: list[str], heard: list[str]) -> str:
    """How many names were not heard in their sentence, and which: capitals that do not begin a sentence.

    A name is heard when a word stands there that the voice says in the same way, as Hansen and Hanson.
    """
    voice = hibari.Hibari(voice="heart")
    names = [(name, other) for one, other in zip(said, heard, strict=True) for name in NAME.findall(one)]
    lost = [
        name
        for name, other in names
        if normalized(name) not in other.split()
        and voice.phonemize(name) not in [voice.phonemize(word) for word in other.split()]
    ]
    return f"{len(lost)} of {len(names)} missed: {lost}"


def figures(text: str) -> list[str]:
    return [number for word in text.split() if (number := re.sub(r"\D", "", word))]


async def main() -> None:
    count = int(os.environ.get("TIC_BENCH_SENTENCES", "200"))
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print("heard:", json.dumps(hearing(), indent=2), flush=True)
    engine().speak("It is warm.", "heart")
    for name, size, listen, workers in (
        ("five minutes, proven", 82, True, 1),
        (f"{count} sentences, not listened to", count, False, 1),
        ("five minutes, one worker, not listened to", 60, False, 1),
        ("five minutes, two workers, not listened to", 60, False, 2),
    ):
        with tempfile.TemporaryDirectory() as folder:
            told = await from_approval(Path(folder), size, listen=listen, workers=workers)
        print(f"{name}:", json.dumps(told), flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        asyncio.run(help_out(Path(sys.argv[1]), sys.argv[2] == "1"))
    else:
        asyncio.run(main())
