"""One contract over every way nudges travel, and what only Redis can do: go away."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from app.live import PENDING, REFRESH, MemoryNudges, Nudge, Nudges
from app.outside.nudges import RedisNudges
from tests.jobs.brokers import RedisServer
from tests.jobs.conftest import eventually


@pytest.fixture(params=["memory", "redis"])
async def nudges(request: pytest.FixtureRequest, redis: RedisServer) -> AsyncIterator[Nudges]:
    made: Nudges = MemoryNudges() if request.param == "memory" else RedisNudges(redis.url)
    yield made
    await made.close()


class Page:
    """An open event stream."""

    def __init__(
        self, nudges: Nudges, topic: str, after: str = "", organization_id: str = "acme", page: str = ""
    ) -> None:
        self._stream = nudges.listen(organization_id, topic, after, page)
        self.told: list[tuple[str, str]] = []
        self._task = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        async for told in self._stream:
            self.told.append(told)

    @property
    def names(self) -> list[str]:
        return [name for _, name in self.told]

    async def opened(self) -> "Page":
        await asyncio.sleep(0.1)
        return self

    async def hears(self, *names: str) -> None:
        await eventually(lambda: len(self.told) >= len(names))
        await asyncio.sleep(0.05)
        assert self.names == list(names)

    async def ended(self) -> None:
        await asyncio.wait_for(self._task, 2)

    async def leave(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)


def said(*names: str, topic: str = "episode-1", organization_id: str = "acme") -> list[Nudge]:
    return [Nudge(organization_id, topic, name) for name in names]


async def test_a_page_hears_its_topic_in_order(nudges: Nudges) -> None:
    page = await Page(nudges, "episode-1").opened()
    await nudges.send(said("segment-1", "segment-2"))
    await nudges.send(said("segment-1"))
    await page.hears("segment-1", "segment-2", "segment-1")
    await page.leave()


async def test_a_page_hears_nothing_of_other_topics_or_organizations(nudges: Nudges) -> None:
    page = await Page(nudges, "episode-1").opened()
    await nudges.send(said("other", topic="episode-2") + said("foreign", organization_id="globex"))
    await nudges.send(said("own"))
    await page.hears("own")
    await page.leave()


async def test_a_new_page_hears_only_what_comes(nudges: Nudges) -> None:
    await nudges.send(said("before"))
    page = await Page(nudges, "episode-1").opened()
    await nudges.send(said("after"))
    await page.hears("after")
    await page.leave()


async def test_a_page_that_comes_back_hears_what_it_missed_once(nudges: Nudges) -> None:
    page = await Page(nudges, "episode-1").opened()
    await nudges.send(said("one"))
    await page.hears("one")
    await page.leave()
    await nudges.send(said("two", "three") + said("other", topic="episode-2"))
    again = await Page(nudges, "episode-1", after=page.told[-1][0]).opened()
    await nudges.send(said("four"))
    await again.hears("two", "three", "four")
    await again.leave()


@pytest.mark.parametrize("after", ["1-0", "nonsense", "99-99-99", "²-1"])
async def test_an_id_from_long_ago_or_of_nobody_means_refresh(nudges: Nudges, after: str) -> None:
    await nudges.send(said("kept"))
    page = await Page(nudges, "episode-1", after=after).opened()
    await eventually(lambda: REFRESH in page.names)
    await page.leave()


async def test_two_pages_hear_the_same(nudges: Nudges) -> None:
    pages = [await Page(nudges, "episode-1").opened() for _ in range(2)]
    await nudges.send(said("one"))
    for page in pages:
        await page.hears("one")
        await page.leave()


async def test_a_page_does_not_hear_what_it_was_answered_with(nudges: Nudges) -> None:
    own, other, nameless = [await Page(nudges, "episode-1", page=name).opened() for name in ("a", "b", "")]
    answered = [Nudge("acme", "episode-1", "mine", "a"), Nudge("acme", "episode-1", "theirs", "b")]
    await nudges.send([*said("first"), *answered, *said("last")])
    await own.hears("first", "theirs", "last")
    await other.hears("first", "mine", "last")
    await nameless.hears("first", "mine", "theirs", "last")
    again = await Page(nudges, "episode-1", after=own.told[0][0], page="a").opened()
    await again.hears("theirs", "last")
    for page in (own, other, nameless, again):
        await page.leave()


async def test_a_page_that_never_reads_is_told_to_refresh_and_costs_little(nudges: Nudges) -> None:
    async with aclosing(nudges.listen("acme", "episode-1")) as stream:  # type: ignore[type-var]
        first = asyncio.ensure_future(anext(stream))
        await asyncio.sleep(0.1)
        await nudges.send(said("first"))
        assert (await first)[1] == "first"
        for number in range(0, PENDING + 50, 50):
            await nudges.send(said(*(f"nudge {number + one}" for one in range(50))))
        await asyncio.sleep(0.3)
        assert (await anext(stream))[1] == REFRESH


async def test_closing_ends_every_stream(nudges: Nudges) -> None:
    pages = [await Page(nudges, "episode-1").opened() for _ in range(3)]
    await nudges.close()
    for page in pages:
        await page.ended()
    late = await Page(nudges, "episode-1").opened()
    await late.ended()


async def test_processes_hear_each_other(redis: RedisServer) -> None:
    worker, web = RedisNudges(redis.url), RedisNudges(redis.url)
    page = await Page(web, "episode-1").opened()
    await worker.send(said("segment-1"))
    await page.hears("segment-1")
    await page.leave()
    await worker.close()
    await web.close()


async def test_while_redis_is_away_pages_refresh_and_afterwards_hear_again(
    redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.outside.nudges.FALLBACK_SECONDS", 0.3)
    nudges = RedisNudges(redis.url)
    page = await Page(nudges, "episode-1").opened()
    await redis.stop()
    await nudges.send(said("lost"))
    await eventually(lambda: page.names.count(REFRESH) >= 2)
    assert set(page.names) == {REFRESH}
    await redis.start()

    async def heard() -> bool:
        await nudges.send(said("back"))
        await asyncio.sleep(0.1)
        return "back" in page.names

    await eventually(heard)
    await page.leave()
    await nudges.close()


async def test_pages_refresh_by_the_clock_where_others_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.live.FALLBACK_SECONDS", 0.05)
    nudges = MemoryNudges(alone=False)
    page = Page(nudges, "episode-1")
    await eventually(lambda: page.names[:2] == [REFRESH, REFRESH])
    await page.leave()
    await nudges.close()


async def test_a_nudge_that_redis_did_not_take_in_time_comes_late(
    redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A busy machine: the sender gives up waiting; who listens hears well, and would never ask again."""
    monkeypatch.setattr("app.outside.nudges.FALLBACK_SECONDS", 0.1)
    worker, web = RedisNudges(redis.url), RedisNudges(redis.url)
    page = await Page(web, "episode-1").opened()
    worker._patience._resting_until = asyncio.get_running_loop().time() + 0.3
    await worker.send(said("segment-1"))
    assert page.names == []
    await page.hears("segment-1")
    await page.leave()
    await worker.close()
    await web.close()


async def test_where_somebody_is_is_news_once(nudges: Nudges) -> None:
    assert await nudges.note("acme", "episode-1", "ada", "first")
    assert not await nudges.note("acme", "episode-1", "ada", "first")
    assert await nudges.note("acme", "episode-1", "ada", "second")
    assert await nudges.noted("acme", "episode-1") == {"ada": "second"}
    assert await nudges.noted("globex", "episode-1") == {}
