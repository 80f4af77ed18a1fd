"""Faults of people who decide against what is being worked on, or ask for more than there is."""

import asyncio
import time
from collections.abc import Sequence

import httpx
from sqlmodel import col, func, select

from app.accounts.programs import ApiKey
from app.audit import AuditEvent, broken_link
from app.organizations.closing import KEPT, start_deletion
from app.organizations.places import found as found_place
from app.queue.models import Job, JobState, Share, ask
from app.queue.shares import waiting_jobs
from app.supervisor import environment_of
from app.tenancy import tenanted
from tests.faults.arena import WORDS, Arena, Entry, until
from tests.faults.ledger import Balance, balance
from tests.faults.rows_web import asking, free_port
from tests.faults.rows_workers import running_jobs
from tests.faults.running import run
from tests.faults.web import MASTER_KEY, Web, tic, webs
from tests.paper import DUNES, pdf_of

GONE_SECONDS = 60.0
SAME = 50
SAME_KEY = {"Idempotency-Key": "fifty"}


async def deleted(arena: Arena, jobs: int) -> Balance:
    """28: an organization is deleted while its sentences are being spoken, beside those of others."""
    slug = f"going-{arena.number}"
    async with arena.installation.work() as session:
        row = await found_place(session, slug, "Going", bytes(32))
        await session.flush()
        going = row.id
    arena.draw(speak_seconds=0.2)
    theirs = await arena.fill_one(going, jobs)
    objects: list[str] = []

    async def disturb(arena: Arena, entries: Sequence[Entry]) -> int:
        await until(lambda: _worked_for(arena, going))
        by = arena.principal(going)
        async with arena.installation.work(going) as session:
            await start_deletion(session, by, slug)
        began = time.monotonic()
        await until(lambda: _gone(arena, going), GONE_SECONDS)
        # Whoever was at it may still have had a file in hand.
        await asyncio.sleep(max(0.0, 2 * arena.settings.lease_seconds - (time.monotonic() - began)))
        storage = arena.installation.vault.storage
        objects.extend([key async for key in storage.keys(f"{going}/")])
        return 1

    found = await run(arena, jobs, "deleted while it is worked for", disturb=disturb)
    found.jobs += len(theirs)
    found.orphans += len(objects)
    if back := await _left(arena, going):
        found.problems.append(f"rows of {', '.join(back)} came back after the deletion")
    async with arena.installation.work(going, writes=False) as session:
        events = (await session.exec(select(AuditEvent).order_by(AuditEvent.number))).all()  # type: ignore[arg-type]
    if broken_link(list(events)) is not None or events[-1].action != "organization.deleted":
        found.problems.append("its record is broken, or does not say that it was deleted")
    return found


async def _worked_for(arena: Arena, organization_id: str) -> bool:
    return any(job.organization_id == organization_id for job in await running_jobs(arena))


async def _gone(arena: Arena, organization_id: str) -> bool:
    return not await _left(arena, organization_id)


async def _left(arena: Arena, organization_id: str) -> list[str]:
    """The tables where it has something beside its record and a nameless row."""
    async with arena.installation.work(organization_id, writes=False) as session:
        return [
            str(model.__tablename__)
            for model in tenanted().values()
            if model not in KEPT and (await session.exec(select(func.count()).select_from(model))).one()
        ]


async def raced(arena: Arena, jobs: int) -> Balance:
    """30: fifty uploads at once, to two web processes, for the last place of a backlog."""
    arena.draw()
    owner, by = arena.organizations[0], arena.principal(arena.organizations[0])
    async with arena.installation.work(owner) as session:
        ask(session, "nothing", by=by)
        await session.flush()
        most = await waiting_jobs(session, 10**6) + 1
        session.add(Share(backlog=most))
    with webs(arena.settings, free_port(), free_port()) as (one, two):
        async with asking(one) as ask_one, asking(two) as ask_two:
            answers = await asyncio.gather(
                *(_upload((ask_one, ask_two)[number % 2], number) for number in range(SAME))
            )
    async with arena.installation.work(owner) as session:
        waiting = await waiting_jobs(session, 10**6)
        await session.delete((await session.exec(select(Share))).one())
        ended = select(Job).where(col(Job.kind).in_(("nothing", "read_document")))
        for job in (await session.exec(ended)).all():
            job.state = JobState.CANCELLED
    found = await balance(arena, [], "race for the last place of a backlog")
    found.injected, found.duplicated = SAME, waiting - most
    if sorted(answers) != [201] + [429] * (SAME - 1):
        found.problems.append(f"answered {sorted(answers)}")
    return found


async def _upload(client: httpx.AsyncClient, number: int) -> int:
    content = pdf_of(DUNES) + f"\n%{number}".encode()
    answer = await client.post("/v1/documents", files={"file": (f"{number}.pdf", content)})
    return answer.status_code


async def asked_fifty_times(arena: Arena, jobs: int) -> Balance:
    """17: one Idempotency-Key fifty times at once, to two web processes; one effect, in each organization."""
    arena.draw()
    with webs(arena.settings, free_port(), free_port()) as (one, two):
        environment = environment_of(arena.settings, master_key=MASTER_KEY)
        name = ("--org", f"org-{WORDS[1]}", "--name", "harness", "--all-scopes")
        other = await asyncio.to_thread(tic, environment, "keys", "create", *name)
        said = {key: await _fifty((one, two), key) for key in (one.key, other)}
        async with asking(one) as client:
            wanted = {"name": "Another", "days": 3}
            refused = await client.post("/v1/keys", headers=SAME_KEY, json=wanted | await _account(client))
    made = [await _keys(arena, organization_id) for organization_id in arena.organizations[:2]]
    found = await balance(arena, [], "one key, fifty requests")
    found.injected = SAME * 2
    found.lost = sum(count == 0 for count in made)
    found.duplicated = sum(max(0, count - 1) for count in made)
    answers = list(said.values())
    found.wrong_tenant = len(answers[0] & answers[1])
    if any(len(told) != 1 or {status for status, _ in told} != {201} for told in answers):
        found.problems.append(f"answered {[sorted(status for status, _ in told) for told in answers]}")
    if refused.status_code != 422:
        found.problems.append(f"another body with the same key was answered {refused.status_code}")
    return found


async def _fifty(processes: tuple[Web, Web], key: str) -> set[tuple[int, str]]:
    """The different answers to one request for an API key; nothing but its Idempotency-Key makes it one."""
    bearer = {"Authorization": f"Bearer {key}"}
    async with asking(processes[0]) as first, asking(processes[1]) as second:
        clients = (first, second)
        for client in clients:
            client.headers.update(bearer)
        wanted = {"name": "Fifty", "scopes": ["read"], "days": 3} | await _account(first)
        answers = await asyncio.gather(*(_until_done(clients[number % 2], wanted) for number in range(SAME)))
    return {(answer.status_code, answer.text) for answer in answers}


async def _account(client: httpx.AsyncClient) -> dict[str, str]:
    return {"service_account_id": (await client.get("/v1/service-accounts")).json()["items"][0]["id"]}


async def _until_done(client: httpx.AsyncClient, wanted: dict[str, object]) -> httpx.Response:
    """Asked again as long as it is told to come back."""
    while True:
        answer = await client.post("/v1/keys", headers=SAME_KEY, json=wanted)
        if "Retry-After" not in answer.headers:
            return answer
        await asyncio.sleep(float(answer.headers["Retry-After"]))


async def _keys(arena: Arena, organization_id: str) -> int:
    async with arena.installation.work(organization_id, writes=False) as session:
        return int((await session.exec(select(func.count()).where(ApiKey.name == "Fifty"))).one())
