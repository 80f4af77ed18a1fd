"""What is logged: one line an event, whatever is in it, and nothing that would let somebody in."""

import json
import secrets
from collections.abc import Iterator

import pytest
import structlog

from app.accounts.keys import new_secret
from app.logs import set_up_logs
from app.settings import Settings

CORPUS = [
    "a\r\nb",
    "a\n2026-01-01 [info ] sign_in user=ada",
    "\x1b[2J\x1b[31mred",
    "\x00\x07\x9b",
    "a\u2028b\u2029c",
    "\u202egnp.exe",
    "\x85next",
]


@pytest.fixture
def configured() -> Iterator[None]:
    before = structlog.get_config()
    yield
    structlog.configure(**before)


def written(kind: str, event: str, **facts: object) -> str:
    """As it would be printed; in tests loggers give it back instead."""
    set_up_logs(Settings(_env_file=None, log_format=kind))
    return str(structlog.get_logger().warning(event, **facts))


@pytest.mark.parametrize("kind", ["json", "console"])
@pytest.mark.parametrize("hostile", CORPUS)
@pytest.mark.usefixtures("configured")
def test_one_line_an_event(kind: str, hostile: str) -> None:
    line = written(kind, f"asked for {hostile}", origin=hostile, path=f"/{hostile}")
    assert len(line.splitlines()) == 1
    assert line.isprintable()
    if kind == "json":
        assert json.loads(line)["level"] == "warning"


@pytest.mark.parametrize("kind", ["json", "console"])
@pytest.mark.usefixtures("configured")
def test_no_secret_is_in_it(kind: str) -> None:
    token, key = secrets.token_urlsafe(32), new_secret()
    try:
        raise ValueError(f"no row for {token}")
    except ValueError as error:
        line = written(kind, f"with {key}", path=f"/sign-in/{token}", exc_info=error)
    assert token not in line
    assert key not in line
    assert line.count("(secret)") == 3
    assert "/sign-in/(secret)" in line
    kept = "019ac1f2-7c1e-7b32-a5f7-0b6f6f2a9d11"
    assert kept in written(kind, "job", job=kept, request_id=secrets.token_hex(16))
