"""How a fault is run: fill a ledger, start workers, disturb them, let it settle, balance."""

from collections.abc import Awaitable, Callable, Sequence

from app.outside.speech import SpeechEngine
from tests.faults.arena import SETTLE_SECONDS, Arena, Entry
from tests.faults.ledger import Balance, balance, run_dead_again, settled
from tests.faults.plan import OVER, Plan

Disturb = Callable[[Arena, Sequence[Entry]], Awaitable[int]]
"""Injects while workers run; how often it did."""


def spent(plan: Plan) -> int:
    """How often workers were sabotaged under the plan."""
    once = [path for path in plan.folder.iterdir() if path.name.split(" ")[0] in ("kill", "speech", "greedy")]
    calls = plan.folder / "storage"
    return len(once) + (len(calls.read_text().splitlines()) if calls.exists() else 0)


async def run(
    arena: Arena,
    jobs: int,
    fault: str,
    *,
    disturb: Disturb | None = None,
    voice: SpeechEngine | None = None,
    workers: int = 2,
    seconds: float = SETTLE_SECONDS,
    **sabotage: object,
) -> Balance:
    """The ledger of so many jobs through the fault. Afterwards dead letters are run again, once.

    It may take `seconds`, and a second for each job.
    """
    plan = arena.draw(**sabotage)
    entries = await arena.fill(jobs)
    injected, died_of = 0, []
    async with arena.crew(workers):
        if disturb is not None:
            injected = await disturb(arena, entries)
        await settled(arena, entries, seconds + jobs)
        (plan.folder / OVER).touch()
        if died_of := await run_dead_again(arena, entries):
            await settled(arena, entries, seconds + jobs)
    found = await balance(arena, entries, fault, voice)
    found.injected = injected or spent(plan)
    found.retried, found.died_of = len(died_of), died_of
    return found
