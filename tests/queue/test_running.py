"""How an attempt at a job ends."""

from app.installation import Installation
from app.queue.models import JobState
from app.queue.registry import job
from app.queue.running import Work
from app.queue.scheduling import run_all
from tests.queue.world import asked, found


async def test_a_handlers_answer_becomes_the_result(installation: Installation) -> None:
    @job("greet")
    async def greet(work: Work) -> dict[str, str]:
        return {"greeting": f"hello {work.job.payload['name']}"}

    job_id = await asked(installation, "greet", name="Ada")
    await run_all(installation)
    done = await found(installation, job_id)
    assert (done.state, done.result, done.progress) == (JobState.SUCCEEDED, {"greeting": "hello Ada"}, 1.0)
    assert (done.attempts, done.failures, done.lease_until) == (1, 0, None)
    assert done.finished_at is not None
