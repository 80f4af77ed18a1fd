"""One contract over every transport, each on a real broker: it wakes quickly, and losing it loses nothing."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from functools import partial

import pytest
from pydantic import ValidationError
from redis import Redis

from app.installation import Installation
from app.outside.kafka import kafka_options, kafka_state
from app.queue.doorbell import SilentDoorbell
from app.queue.models import JobState
from app.settings import Settings
from app.telemetry import dependencies
from jobs import kafka as kafka_ear
from jobs import transports
from jobs.transports import open_transports
from tests.jobs.brokers import Broker, KafkaServer, RedisServer
from tests.jobs.conftest import Workers, eventually, succeeded
from tests.queue.world import asked, found


@pytest.fixture(params=["redis", "kafka"])
async def broker(request: pytest.FixtureRequest, redis: RedisServer) -> AsyncIterator[Broker]:
    if request.param == "redis":
        yield redis
        return
    kafka = KafkaServer()
    await kafka.start()
    yield kafka
    await kafka.stop()


async def delay(installation: Installation) -> float:
    """Seconds between asking for a job and its beginning."""
    before = time.time()
    job_id = await asked(installation, "timed")
    await succeeded(installation, job_id)
    return float((await found(installation, job_id)).result["begun"]) - before


async def median(installation: Installation) -> float:
    return sorted([await delay(installation) for _ in range(9)])[4]


async def test_a_job_starts_soon_after_it_was_asked_for(installation: Installation, workers: Workers) -> None:
    workers.start()
    await delay(installation)
    # Below what a sweep alone (0.4 to 0.6 s) would reach.
    await eventually(partial(quick, installation))


async def quick(installation: Installation) -> bool:
    return await median(installation) < 0.2


async def test_who_has_room_is_woken_while_another_is_full(
    installation: Installation, workers: Workers
) -> None:
    workers.start()
    long = [await asked(installation, "sleepy", name=f"long {n}", seconds=60) for n in range(2)]
    await workers.until(lambda ledger: len(ledger) == 2)
    workers.start()
    await delay(installation)
    await eventually(partial(quick, installation))
    assert {(await found(installation, job_id)).state for job_id in long} == {JobState.RUNNING}


async def test_a_broker_that_forgets_everything_loses_nothing(
    installation: Installation, workers: Workers, broker: Broker
) -> None:
    job_ids = [await asked(installation, "sleepy", name=str(number), seconds=0.05) for number in range(10)]
    await broker.flush()
    workers.start()
    await workers.until(lambda ledger: len(ledger) > 3)
    await broker.flush()
    for job_id in job_ids:
        await succeeded(installation, job_id)
    assert len(workers.ledger) == 2 * len(job_ids)


async def test_without_the_broker_work_goes_on_and_with_it_again_quickly(
    installation: Installation, workers: Workers, broker: Broker
) -> None:
    worker = workers.start()
    await succeeded(installation, await asked(installation, "timed"))
    await broker.stop()
    began = time.monotonic()
    job_id = await asked(installation, "timed")
    assert time.monotonic() - began < 2
    await succeeded(installation, job_id)
    await broker.start()
    await eventually(partial(quick, installation))
    assert worker.is_alive()


async def test_an_ear_whose_broker_dies_says_so_and_leaves_nothing_running(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The client lets out a cancellation of its own then, which once ended the worker."""
    monkeypatch.setattr(kafka_ear, "SILENCE_MS", 200)
    before, broker, heard = asyncio.all_tasks(), KafkaServer(), asyncio.Event()
    await broker.start()
    ear = asyncio.create_task(kafka_ear.KafkaEar(broker.url, heard.set).listen())
    await asyncio.wait_for(heard.wait(), 10)
    await broker.stop()
    await asyncio.wait({ear}, timeout=20)
    assert not ear.cancelled()
    assert isinstance(ear.exception(), Exception)
    assert asyncio.all_tasks() - before - {ear} == set()


async def test_an_ear_that_breaks_with_a_ring_in_hand_says_so_and_leaves_nothing_running(
    redis: RedisServer,
) -> None:
    """arq lets out the cancellation of that ring then, which once ended the worker."""
    before, doorbell = asyncio.all_tasks(), transports.RedisDoorbell(redis.url)

    def heard() -> None:
        """The ring cannot be answered any more, and what tells of others is nonsense."""
        with Redis.from_url(redis.url) as client:
            client.set(transports.QUEUE, "nonsense")
            client.client_pause(60_000, all=False)

    await doorbell.ring(["job"])
    await doorbell.close()
    ear = asyncio.create_task(transports.RedisEar(redis.url, 2, lambda: 2, heard).listen())
    await asyncio.wait({ear}, timeout=20)
    assert not ear.cancelled()
    assert isinstance(ear.exception(), Exception)
    assert asyncio.all_tasks() - before - {ear} == set()


def stop(pid: int) -> bool:
    """Whether it has stopped: a signal is on its way for a moment, in which a broker may still answer."""
    os.kill(pid, signal.SIGSTOP)
    return os.WIFSTOPPED(os.waitpid(pid, os.WUNTRACED)[1])


async def test_a_broker_that_hangs_is_waited_for_once(settings: Settings, broker: Broker) -> None:
    doorbell, nudges = open_transports(settings)
    patience = doorbell._patience  # type: ignore[attr-defined]

    async def rung() -> bool:
        """Connecting for the first time may take longer than a ring may."""
        patience._resting_until = 0.0
        await doorbell.ring(["job"])
        return bool(patience._resting_until == 0.0)

    await eventually(rung)
    assert broker.process is not None
    assert await asyncio.to_thread(stop, broker.process.pid)
    try:
        began = time.monotonic()
        await doorbell.ring(["job"])
        assert 0.5 < time.monotonic() - began < 4
        began = time.monotonic()
        await doorbell.ring(["job"])
        assert time.monotonic() - began < 0.2
    finally:
        broker.process.send_signal(signal.SIGCONT)
        await doorbell.close()
        await nudges.close()


async def test_health_tells_of_the_broker_and_does_not_depend_on_it(
    installation: Installation, broker: Broker
) -> None:
    name = "kafka" if isinstance(broker, KafkaServer) else "redis"
    assert (await dependencies(installation))[name] == "ok"
    await broker.stop()
    assert (await dependencies(installation))[name] not in ("ok", "none")


async def test_without_either_workers_sweep(settings: Settings) -> None:
    bare = settings.model_copy(update={"redis_url": "", "transport": "redis"})
    assert isinstance(open_transports(bare)[0], SilentDoorbell)
    assert await kafka_state("") == "none"


def test_kafka_needs_an_address() -> None:
    with pytest.raises(ValidationError, match="TIC_KAFKA_URL"):
        Settings(_env_file=None, transport="kafka")  # type: ignore[call-arg]


def test_one_url_says_all_of_a_connection() -> None:
    options = kafka_options("kafka://a:9092,b:9092")
    assert (options["bootstrap_servers"], options["security_protocol"]) == ("a:9092,b:9092", "PLAINTEXT")
    options = kafka_options("kafkas://tic:p%40ss@a:9093")
    assert (options["bootstrap_servers"], options["security_protocol"]) == ("a:9093", "SASL_SSL")
    assert (options["sasl_plain_username"], options["sasl_plain_password"]) == ("tic", "p@ss")
    assert options["ssl_context"] is not None
