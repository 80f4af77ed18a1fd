"""Faults of clients and of the web process: killed, crowded, stared at, asked the same thing fifty times."""

import asyncio
import socket
import time
from contextlib import closing
from select import POLLIN, poll
from statistics import quantiles

import httpx
from sqlmodel import func, select

from app.database import Database
from app.documents.models import Document
from app.queue.models import Job, JobState, ask
from tests.faults.arena import Arena, until
from tests.faults.ledger import Balance, balance
from tests.faults.web import Web, web
from tests.paper import DUNES, pdf_of

CROWD = 200
STARERS = 200
STARER_BYTES = 64 * 1024
CUTS = 100
QUICK = 1.0


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def watched_job(arena: Arena) -> str:
    """A job of the key's organization nobody runs."""
    by = arena.principal(arena.organizations[0])
    async with arena.installation.work(arena.organizations[0]) as session:
        return ask(session, "speak_segment", by=by, priority=-1).id


async def bump(arena: Arena, job_id: str, count: int = 1, state: JobState | None = None) -> None:
    """Change the job, as progress does."""
    for _ in range(count):
        async with arena.installation.work(arena.organizations[0]) as session:
            job = await session.get_one(Job, job_id)
            job.revision += 1
            job.state = state or job.state


async def upload_killed(arena: Arena, jobs: int) -> Balance:
    """3: the web process is killed in the middle of an upload; sent again it is there, once."""
    arena.draw()
    content = pdf_of(DUNES) + b"\n%" + b"x" * 3_000_000
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
    port, half = free_port(), 0
    with web(arena.settings, port) as running:
        with closing(socket.create_connection(("127.0.0.1", port))) as client:
            client.sendall(
                b"POST /v1/documents HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\n"
                + f"Authorization: Bearer {running.key}\r\n".encode()
                + f"Content-Length: {len(head) + len(content) + 9}\r\n\r\n".encode()
                + head
                + content[: len(content) // 2]
            )
            await asyncio.sleep(0.5)
            running.kill()
        half = await _documents(arena)
        key = running.key
    with web(arena.settings, port, key) as running:
        for _ in range(2):
            files = {"file": ("a.pdf", content)}
            answer = await asyncio.to_thread(
                httpx.post, f"{running.origin}/v1/documents", headers=running.headers, files=files, timeout=60
            )
    found = await balance(arena, [], "web killed during an upload")
    found.injected, found.lost = 1, int(not answer.is_success)
    found.duplicated = await _documents(arena) - 1
    if half:
        found.problems.append("half a document was there")
    return found


async def _documents(arena: Arena) -> int:
    async with arena.installation.work(arena.organizations[0], writes=False) as session:
        return int((await session.exec(select(func.count()).where(Document.filename == "a.pdf"))).one())


async def crowded(arena: Arena, jobs: int) -> Balance:
    """14: many clients send a byte now and then; others do not wait longer."""
    arena.draw()
    with web(arena.settings, free_port()) as running:
        await _latency(running)
        before = await _latency(running)
        crowd = [socket.create_connection(("127.0.0.1", running.port)) for _ in range(CROWD)]
        try:
            for number, client in enumerate(crowd):
                body = b"POST /v1/documents HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\n"
                client.sendall(body if number % 2 else b"GET / HTTP/1.1\r\nX-Slow: ")
            for client in crowd:
                client.sendall(b"x")
            await asyncio.sleep(0.5)
            during = min([await _latency(running) for _ in range(3)])
        finally:
            for client in crowd:
                client.close()
    found = await balance(arena, [], "clients of a byte now and then")
    found.injected = CROWD
    if during > max(2 * before, 0.1):
        found.problems.append(f"others waited {during:.3f} s at p99 instead of {before:.3f}")
    return found


async def _latency(running: Web, count: int = 100) -> float:
    """99th percentile."""
    took = []
    async with httpx.AsyncClient(base_url=running.origin, headers=running.headers) as client:
        for _ in range(count):
            began = time.monotonic()
            answer = await client.get("/v1/jobs/none")
            assert answer.status_code == 404
            took.append(time.monotonic() - began)
    return quantiles(took, n=100)[98]


async def stared_at(arena: Arena, jobs: int) -> Balance:
    """15: clients that listen to a job and never read."""
    arena.draw()
    job_id = await watched_job(arena)
    # All of them have the one key there is.
    many = arena.settings.model_copy(update={"streams_per_user": 2 * STARERS + 1})
    with web(many, free_port()) as running:
        key = f"Authorization: Bearer {running.key}"
        request = f"GET /v1/jobs/{job_id}/events HTTP/1.1\r\nHost: x\r\n{key}\r\n\r\n"
        await _latency(running)
        # Twice, for what the first ones take is there for all that follow.
        starers = [_starer(running, request) for _ in range(STARERS)]
        await until(lambda: _heard(starers))
        await bump(arena, job_id, 50)
        before = running.memory
        starers += [_starer(running, request) for _ in range(STARERS)]
        reader = asyncio.create_task(_read_to_end(running, job_id))
        await until(lambda: _heard(starers))
        await bump(arena, job_id, 50)
        await bump(arena, job_id, 1, JobState.CANCELLED)
        seen = await asyncio.wait_for(reader, 30)
        grown = (running.memory - before) / STARERS
        for client in starers:
            client.close()
    found = await balance(arena, [], "clients that never read")
    found.injected = len(starers)
    found.lost = int(seen[-1:] != ["finished"])
    if grown > STARER_BYTES:
        found.problems.append(f"each took {grown / 1024:.0f} KiB")
    return found


def _starer(running: Web, request: str) -> socket.socket:
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    client.connect(("127.0.0.1", running.port))
    client.sendall(request.encode())
    return client


async def _heard(clients: list[socket.socket]) -> bool:
    """Whether each was sent something, which it does not read: only then it costs what it costs."""
    ready = poll()
    for client in clients:
        ready.register(client, POLLIN)
    return len(ready.poll(0)) == len(clients)


async def _read_to_end(running: Web, job_id: str, after: str = "", most: int = 10**6) -> list[str]:
    """Ids of the events of a job, then 'finished'; at most so many."""
    seen: list[str] = []
    headers = running.headers | ({"Last-Event-ID": after} if after else {})
    url = f"{running.origin}/v1/jobs/{job_id}/events"
    async with httpx.AsyncClient(timeout=30) as client, client.stream("GET", url, headers=headers) as answer:
        answer.raise_for_status()
        async for line in answer.aiter_lines():
            if line.startswith("id:"):
                seen.append(line[3:].strip())
            if line == "event: finished":
                return [*seen, "finished"]
            if len(seen) >= most:
                return seen
    return seen


async def cut_off(arena: Arena, jobs: int) -> Balance:
    """16: a listener is cut off after every event and comes back; nothing is missed or told twice."""
    arena.draw()
    job_id = await watched_job(arena)
    ids: list[int] = []
    with web(arena.settings, free_port()) as running:
        for _ in range(CUTS):
            await bump(arena, job_id)
            got = await _read_to_end(running, job_id, str(ids[-1]) if ids else "", most=1)
            ids += [int(one) for one in got if one != "finished"]
        await bump(arena, job_id, 1, JobState.CANCELLED)
        last = await _read_to_end(running, job_id, str(ids[-1]))
    found = await balance(arena, [], "a listener cut off and back")
    found.injected = CUTS
    found.duplicated = len(ids) - len(set(ids))
    found.lost = int(ids != sorted(ids)) + int("finished" not in last) + CUTS - len(ids)
    return found


async def exhausted(arena: Arena, jobs: int) -> Balance:
    """27: every connection waits for a lock; who asks is told so, and the process still answers."""
    arena.draw()
    blocker = Database.of(arena.settings)
    with web(arena.settings, free_port()) as running:
        await _latency(running, 10)
        # Not from threads, of which there are too few here to use up the connections.
        async with asking(running) as ask_all, asking(running) as ask_one:
            async with blocker.engine.connect() as connection:
                await connection.exec_driver_sql("LOCK TABLE job IN ACCESS EXCLUSIVE MODE")
                asked = [asyncio.create_task(_answer(ask_all, "/v1/jobs/none")) for _ in range(60)]
                await asyncio.sleep(1)
                alive = await _answer(ask_one, "/health/live")
                refused = await _answer(ask_one, "/v1/documents")
                await connection.rollback()
            answers = await asyncio.gather(*asked)
            after = await _answer(ask_one, "/v1/jobs/none")
    await blocker.close()
    found = await balance(arena, [], "no connection left")
    found.injected = len(answers)
    codes = {status for status, _ in answers} | {refused[0]}
    if codes - {404, 503} or refused[0] != 503:
        found.problems.append(f"answered {sorted(codes)}, the last {refused[0]} after {refused[1]:.1f} s")
    if alive[0] != 200 or alive[1] > QUICK or after[0] != 404:
        found.problems.append(f"alive {alive}, afterwards {after[0]}")
    return found


def asking(running: Web) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=running.origin, headers=running.headers, timeout=30)


async def _answer(client: httpx.AsyncClient, path: str) -> tuple[int, float]:
    """Status, and the seconds it took."""
    began = time.monotonic()
    answer = await client.get(path)
    return answer.status_code, time.monotonic() - began
