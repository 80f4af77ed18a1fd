"""tic up: what it starts, keeps alive, and leaves behind."""

import asyncio
import os
import re
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, redirect_stdout
from dataclasses import dataclass
from functools import partial
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from app import doorstep, supervisor
from app.outside.redis_server import answers, redis_program
from app.settings import Settings
from app.supervisor import environment_of, tell, up
from tests.jobs.conftest import FORKS, eventually

PATIENT = 'echo "$$ $TIC_REDIS_URL" >> "$TIC_DATA_DIR/{name}.log"; exec sleep 60'
STUBBORN = 'trap "" TERM; ' + PATIENT.replace("exec sleep", "while true; do sleep 1; done; sleep")
BROKEN = 'echo "$$ -" >> "$TIC_DATA_DIR/{name}.log"; exit 3'


def supervise(settings: Settings, script: str) -> None:
    """Run tic up with shell scripts in place of the web process and the worker."""
    supervisor.COMMANDS = {name: ["/bin/sh", "-c", script.format(name=name)] for name in ("web", "worker")}
    supervisor.STOP_SECONDS, supervisor.BACKOFF_MAX = 1.0, 0.05
    with (settings.data_dir / "up.log").open("w") as out, redirect_stdout(out):
        code = asyncio.run(up(settings, prepare))
    raise SystemExit(code)


async def prepare() -> str:
    return "a link that is told once"


@dataclass
class Up:
    """A running tic up."""

    settings: Settings
    process: BaseProcess

    def started(self, name: str) -> list[tuple[int, str]]:
        """(process id, Redis URL) of each start of a child."""
        path = self.settings.data_dir / f"{name}.log"
        lines = path.read_text().splitlines() if path.exists() else []
        return [(int(pid), url) for pid, _, url in (line.partition(" ") for line in lines)]

    async def runs(self, starts: int = 1) -> None:
        await eventually(lambda: all(len(self.started(name)) >= starts for name in ("web", "worker")))

    async def exit_code(self, seconds: float = 10.0) -> int | None:
        await asyncio.to_thread(self.process.join, seconds)
        return self.process.exitcode


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    if redis_program() is None:
        pytest.skip("there is no redis-server here")
    return Settings(_env_file=None, data_dir=tmp_path, worker_slots=3, port=free_port())


def free_port() -> int:
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return int(place.getsockname()[1])


@pytest.fixture
async def running(settings: Settings) -> AsyncIterator[Up]:
    running = Up(settings, begun(settings, PATIENT))
    await running.runs()
    yield running
    running.process.kill()
    running.process.join()


def begun(settings: Settings, script: str) -> BaseProcess:
    process = FORKS.Process(target=supervise, args=(settings, script))
    process.start()
    return process


async def test_it_starts_redis_and_tells_the_children_where_it_is(running: Up) -> None:
    urls = {running.started(name)[0][1] for name in ("web", "worker")}
    assert len(urls) == 1
    assert await answers(urls.pop())


async def test_sigterm_ends_everything(running: Up) -> None:
    (web, url), (worker, _) = (running.started(name)[0] for name in ("web", "worker"))
    running.process.terminate()
    assert await running.exit_code() == 0
    assert not alive(web)
    assert not alive(worker)
    assert not await answers(url, 0.1)


async def test_the_worker_yields_to_the_pages(running: Up) -> None:
    own = os.getpriority(os.PRIO_PROCESS, 0)
    web, worker = (os.getpriority(os.PRIO_PROCESS, running.started(name)[0][0]) for name in ("web", "worker"))
    assert (web, worker) == (own, min(own + supervisor.NICE["worker"], 19))


async def test_what_dies_is_started_again(running: Up) -> None:
    os.kill(running.started("worker")[0][0], signal.SIGKILL)
    await eventually(lambda: len(running.started("worker")) == 2)
    assert alive(running.started("worker")[1][0])
    assert len(running.started("web")) == 1


async def test_nothing_outlives_a_killed_supervisor(running: Up) -> None:
    (web, url), (worker, _) = (running.started(name)[0] for name in ("web", "worker"))
    assert alive(web)
    running.process.kill()
    await eventually(lambda: not alive(web) and not alive(worker))
    assert not await answers(url, 0.1)


async def test_a_data_directory_has_one_supervisor(running: Up) -> None:
    second = Up(running.settings, begun(running.settings, PATIENT))
    assert await second.exit_code() == 1
    assert len(running.started("web")) == 1


async def test_a_child_that_ignores_sigterm_is_killed(settings: Settings) -> None:
    running = Up(settings, begun(settings, STUBBORN))
    await running.runs()
    pid = running.started("worker")[0][0]
    running.process.terminate()
    assert await running.exit_code() == 0
    assert not alive(pid)


async def test_children_that_never_start_end_everything(settings: Settings) -> None:
    running = Up(settings, begun(settings, BROKEN))
    assert await running.exit_code() == 1
    starts = max(len(running.started(name)) for name in ("web", "worker"))
    assert starts == supervisor.FUTILE_STARTS
    assert (settings.data_dir / "up.log").read_text() == "a link that is told once\n"


async def test_redis_is_tried_until_it_starts(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    if redis_program() is None:
        pytest.skip("there is no redis-server here")
    monkeypatch.setattr(supervisor, "FUTILE_STARTS", 1)
    monkeypatch.setattr(supervisor, "answers", partial(answers, seconds=1.0))
    hindrance = settings.data_dir / "redis" / "appendonlydir"
    hindrance.parent.mkdir(parents=True)
    hindrance.write_text("where its folder should be")
    async with supervisor._redis(settings) as url:
        assert not await answers(url, 0.1)
        hindrance.unlink()
        assert await answers(url, 30)


async def prompt() -> str:
    pytest.fail("something was set up")


@contextmanager
def occupied(settings: Settings) -> Iterator[Settings]:
    """The settings with a port somebody else listens on."""
    with socket.create_server(("127.0.0.1", 0)) as place:
        yield settings.model_copy(update={"port": place.getsockname()[1]})


async def test_a_port_that_is_taken_is_said_before_anything_is_set_up(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with occupied(settings) as chosen:
        assert await up(chosen, prompt) == 1
    assert f"port {chosen.port} is taken by another program" in caplog.text
    offered = re.search(r"PORT=(\d+) make run, or TIC_PORT=(\d+) tic up", caplog.text)
    assert offered is not None
    assert offered[1] == offered[2] != str(chosen.port)
    assert {path.name for path in settings.data_dir.iterdir()} == {"up.lock"}


async def test_a_port_that_is_given_back_at_once_is_waited_for(settings: Settings) -> None:
    with occupied(settings) as chosen:
        asking = asyncio.create_task(doorstep.refused(chosen))
        await asyncio.sleep(0.3)
        assert not asking.done()
    assert await asking == ""
    assert await doorstep.refused(chosen) == ""


async def test_an_address_of_another_machine_is_said(settings: Settings) -> None:
    elsewhere = settings.model_copy(update={"host": "192.0.2.1"})
    assert "192.0.2.1 is no address of this machine" in await doorstep.refused(elsewhere)


@asynccontextmanager
async def web(settings: Settings, status: str = "200 OK", **headers: str) -> AsyncIterator[None]:
    """Something that answers there, always the same, or with the word where it is asked for it rightly."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = re.search(rb"tic-up: (\w+)", await reader.readuntil(b"\r\n\r\n"))
        word = headers.get("word") or doorstep.word_for(owner, asked[1].decode() if asked else "")
        writer.write(f"HTTP/1.1 {status}\r\ntic-up: {word}\r\ncontent-length: 0\r\n\r\n".encode())
        await writer.drain()
        writer.close()

    owner = settings.model_copy(update={"data_dir": Path(headers.get("data_dir", settings.data_dir))})
    async with await asyncio.start_server(answer, "127.0.0.1", settings.port):
        yield


async def test_a_link_is_told_when_the_pages_answer(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    with doorstep.lock(settings):
        telling = asyncio.create_task(tell(settings.model_copy(update={"host": "0.0.0.0"}), "a link"))
        await asyncio.sleep(0.3)
        assert capsys.readouterr().out == ""
        async with web(settings, "503 Service Unavailable"):
            await asyncio.sleep(0.3)
            assert capsys.readouterr().out == ""
        async with web(settings):
            await asyncio.wait_for(telling, 10)
    assert capsys.readouterr().out == "a link\n"


async def test_what_another_server_answers_counts_for_nothing(
    settings: Settings, tmp_path_factory: pytest.TempPathFactory, caplog: pytest.LogCaptureFixture
) -> None:
    other = settings.model_copy(update={"data_dir": tmp_path_factory.mktemp("other")})
    with doorstep.lock(settings), doorstep.lock(other):
        for strange in ({"data_dir": str(other.data_dir)}, {"word": "anything"}, {"word": "\t"}):
            caplog.clear()
            async with web(settings, **strange):
                await tell(settings, "a link", seconds=0.4)
            assert "the pages do not answer" in caplog.text


async def test_a_second_tic_up_leaves_the_word_of_the_first(settings: Settings) -> None:
    with doorstep.lock(settings):
        word = (settings.data_dir / "up.lock").read_text()
        assert len(word) > 30
        assert doorstep.lock(settings) is None
        assert (settings.data_dir / "up.lock").read_text() == word
        assert (settings.data_dir / "up.lock").stat().st_mode & 0o777 == 0o600
    with doorstep.lock(settings):
        assert (settings.data_dir / "up.lock").read_text() not in ("", word)


async def test_pages_that_never_answer_are_told_of(
    settings: Settings, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with doorstep.lock(settings):
        await tell(settings, "a link", seconds=0.3)
    assert f"the pages do not answer at http://127.0.0.1:{settings.port}" in caplog.text
    assert capsys.readouterr().out == "a link\n"


def test_children_get_every_setting_that_was_chosen(settings: Settings) -> None:
    environment = environment_of(settings, redis_url="unix:///somewhere")
    assert environment["TIC_WORKER_SLOTS"] == "3"
    assert environment["TIC_DATA_DIR"] == str(settings.data_dir.resolve())
    assert environment["TIC_REDIS_URL"] == "unix:///somewhere"
    assert environment["PATH"] == os.environ["PATH"]
