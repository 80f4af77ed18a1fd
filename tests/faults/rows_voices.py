"""Faults of what jobs ask and are given: a speech server in every bad mood, hostile PDFs, people who edit."""

import asyncio
import random
import time
import zlib
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace

from sqlmodel import select

from app.documents.models import Document
from app.documents.upload import receive
from app.episodes.lookups import SegmentAt
from app.episodes.revising import Edit, revise
from app.episodes.scripts import script_of_segment
from app.narration.plain_words import plain
from app.organizations.places import project_for
from app.outside.fake_speech import FakeSpeech
from app.outside.speech import Checked
from app.queue.models import Job
from app.review.decisions import approve_segment
from tests.fakes.speech_server import SpeechServer, speech_server
from tests.faults.arena import WORDS, Arena, Entry
from tests.faults.ledger import Balance, balance, settled
from tests.faults.rows_workers import jobs_of
from tests.faults.running import run
from tests.paper import DUNES, pdf_of

BAD_SHARE = 0.3
RETRY_AFTER = 2.0


class Moods:
    """Bad to some sentences the first time, good ever after; remembers when each was asked for.

    Not to the plain words that tell whether the voice is back: many jobs ask for them, and what one was told
    to wait says nothing to another.
    """

    def __init__(self, seed: int, moods: Sequence[str]) -> None:
        self._chance = random.Random(seed)
        self._moods = moods
        self.asked: dict[str, list[float]] = defaultdict(list)
        self.bad: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        first = not self.asked[text] and text not in plain("en")
        self.asked[text].append(time.monotonic())
        if first and self._chance.random() < BAD_SHARE:
            self.bad[text] = self._moods[len(self.bad) % len(self._moods)]
            return self.bad[text]
        return "good"


async def moody(
    arena: Arena,
    jobs: int,
    fault: str,
    moods: Sequence[str],
    check: Callable[[Moods, Balance], None] | None = None,
) -> Balance:
    """The ledger spoken by a real server over HTTP."""
    with speech_server() as server:
        assert isinstance(server, SpeechServer)
        server.retry_after = f"{RETRY_AFTER:g}"
        server.how = mood = Moods(arena.seed, moods)
        found = await run(arena, jobs, fault, voice=Checked(FakeSpeech()), speech_url=server.url)
    found.injected = len(mood.bad)
    if check is not None:
        check(mood, found)
    return found


async def busy(arena: Arena, jobs: int) -> Balance:
    """11: 429 with Retry-After; nobody comes back earlier than told."""

    def check(mood: Moods, found: Balance) -> None:
        early = [text for text in mood.bad if mood.asked[text][1] - mood.asked[text][0] < RETRY_AFTER]
        if early:
            found.problems.append(f"{len(early)} came back before they were told to")

    return await moody(arena, jobs, "voice busy: 429, Retry-After", ("busy",), check)


async def broken(arena: Arena, jobs: int) -> Balance:
    """12: 500, a broken connection, silence, a byte at a time."""
    return await moody(arena, jobs, "voice breaks, hangs, drips", ("broken", "cut", "hanging", "dripping"))


async def garbage(arena: Arena, jobs: int) -> Balance:
    """13: what comes back is no speech of this sentence."""
    kinds = ("silent", "nan", "garbage", "empty", "fast", "stereo", "half", "short", "endless")
    return await moody(arena, jobs, "voice answers garbage", kinds)


def bomb(layers: int, size: int) -> bytes:
    """A PDF of one page whose content is a few bytes that unpack to `size`."""
    packer, content = zlib.compressobj(9), bytearray()
    for _ in range(size >> 20):
        content += packer.compress(b" " * (1 << 20))
    content += packer.flush()
    for _ in range(layers - 1):
        content = bytearray(zlib.compress(bytes(content), 9))
    filters = " ".join(["/FlateDecode"] * layers)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R>>"
    stream = b"<</Length %d/Filter[%s]>>stream\n%s\nendstream" % (len(content), filters.encode(), content)
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, stream]
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (at, text) for at, text in enumerate(objects, start=1))
    return b"%PDF-1.7\n" + body + b"trailer<</Root 1 0 R/Size 5>>\n%%EOF"


def hostile(seed: int) -> list[bytes]:
    """A few of the kinds that have killed readers."""
    good, noise = pdf_of(DUNES), random.Random(seed).randbytes(200_000)
    return [
        bomb(3, 1 << 30),
        bomb(1, 1 << 28),
        b"%PDF-1.7\n" + noise,
        good[: len(good) // 3],
        good[:200] + noise[:5000] + good[5200:],
        b"%PDF-1.7\n" + b"<<" * 200_000,
    ]


async def poison_pdfs(arena: Arena, jobs: int) -> Balance:
    """21: PDFs that kill, hang or bloat whoever reads them, beside ordinary work."""
    documents: list[tuple[str, str]] = []
    papers = hostile(arena.seed)

    async def disturb(arena: Arena, entries: Sequence[Entry]) -> int:
        for number, content in enumerate(papers):
            organization_id = arena.organizations[number % len(arena.organizations)]
            async with arena.installation.work(organization_id, writes=False) as session:
                project = await project_for(session)
            by = arena.principal(organization_id)
            got = await receive(arena.installation, by, project, f"{number}.pdf", in_pieces(content))
            documents.append((organization_id, got.document.id))
        return len(papers)

    before = arena.started
    found = await run(arena, jobs, "hostile PDFs", disturb=disturb)
    if arena.started - before != 2:
        found.problems.append("a worker died")
    async with arena.crew(1):
        for organization_id, document_id in documents:
            found.problems += await _ended(arena, organization_id, document_id)
    return found


async def in_pieces(content: bytes) -> AsyncIterator[bytes]:
    for at in range(0, len(content), 1 << 16):
        yield content[at : at + (1 << 16)]


async def _ended(arena: Arena, organization_id: str, document_id: str) -> list[str]:
    """What is wrong about how the reading of a hostile document ended."""
    async with arena.installation.work(organization_id, writes=False) as session:
        query = select(Job.id).where(Job.subject_id == document_id, Job.kind == "read_document")
        job_id = (await session.exec(query)).one()
    await settled(arena, [Entry(organization_id, "", "", "", job_id, "")])
    async with arena.installation.work(organization_id, writes=False) as session:
        document = await session.get_one(Document, document_id)
    if document.state in ("failed", "quarantined") and document.reason:
        return []
    return (
        [] if document.state == "ready" else [f"document {document_id} is {document.state} without a reason"]
    )


async def edited(arena: Arena, jobs: int) -> Balance:
    """20: sentences are reworded and approved again while they are being spoken."""
    chance = random.Random(arena.seed)
    arena.draw(speak_seconds=0.05)
    entries = await arena.fill(jobs)
    changed: dict[str, Entry] = {entry.segment_id: entry for entry in entries}
    edits = 0
    async with arena.crew():
        for _ in range(2):
            for entry in chance.sample(entries, len(entries) // 2):
                changed[entry.segment_id] = await _reword(arena, changed[entry.segment_id], chance)
                edits += 1
                await asyncio.sleep(chance.random() * 0.1)
        await settled(arena, [*entries, *changed.values()])
    found = await balance(arena, list(changed.values()), "edited while it is spoken")
    found.injected = edits
    dead = [job for job in await jobs_of(arena, entries) if job.state == "dead"]
    if any("approval" not in job.reason for job in dead):
        found.problems.append(f"{len(dead)} jobs died of an edit")
    return found


async def _reword(arena: Arena, entry: Entry, chance: random.Random) -> Entry:
    by = arena.principal(entry.organization_id)
    text = entry.spoken.split(" we tell ")[0] + f" we tell the {' '.join(chance.choices(WORDS, k=9))}."
    async with arena.installation.work(entry.organization_id) as session:
        episode, segment = await script_of_segment(session, entry.segment_id)
        await revise(session, episode, segment, by, [Edit(text, entry.sentence_id, text)])
    async with arena.installation.work(entry.organization_id) as session:
        episode, segment = await script_of_segment(session, entry.segment_id)
        session.add_all(
            row.let_through(by, "The harness says so.") for row in segment.sentences if row.blocked
        )
        approve_segment(session, SegmentAt(episode, segment), by, segment.content_hash)
        job_id = session.info["asked"][-1]
        spoken = segment.sentences[0].spoken
    return replace(entry, job_id=job_id, spoken=spoken)
