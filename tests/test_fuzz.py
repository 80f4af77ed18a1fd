"""Requests made up from the API's own description, with the keys of two organizations.

Whatever is sent, no answer is a failure of ours, and no answer to Cleo holds an id of Acme that she did not
send herself. Seeded, so a failure comes again; `make fuzz` sends many more (TIC_FUZZ examples an operation).
"""

import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx
import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase
from sqlalchemy import text

from tests.addresses import STREAMS, names
from tests.world import World

EXAMPLES = int(os.environ.get("TIC_FUZZ", "2"))
"""Of each operation."""
KEYS = ("ada", "cleo")


@dataclass(frozen=True)
class Made:
    """A request as it goes out, but for the ids put into it."""

    operation: str
    path: str
    places: dict[str, Any]
    sent: dict[str, Any]


def made_up(description: dict[str, Any]) -> Iterator[Made]:
    """Requests for every operation, the same ones each time."""
    schema = schemathesis.openapi.from_dict(description)
    for result in schema.get_all_operations():
        found: list[Made] = []
        _collector(result.ok(), found)()
        yield from found


def _collector(operation: Any, found: list[Made]) -> Callable[[], None]:
    """Puts requests for the operation into `found`."""

    def collect(case: Any) -> None:
        sent = case.as_transport_kwargs(base_url="http://127.0.0.1")
        kept = {name: sent.get(name) for name in ("headers", "params", "json", "data", "files")}
        label = f"{case.method.upper()} {operation.path}"
        if sent.get("files"):
            kept["files"] = [(str(name), _as_part(part)) for name, part in dict(sent["files"]).items()]
        places = dict(case.path_parameters or {})
        found.append(Made(label, operation.path, places, {k: v for k, v in kept.items() if v}))

    settings = hypothesis.settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    seeded: Callable[[], None] = settings(hypothesis.given(case=operation.as_strategy())(collect))
    return seeded


def _as_part(part: Any) -> Any:
    """Numbers and such as text, since a form carries nothing else."""
    if isinstance(part, tuple):
        return tuple(_as_part(piece) for piece in part)
    return part if part is None or isinstance(part, str | bytes) else str(part)


def with_ids(value: Any, ids: dict[str, Any], name: str = "") -> Any:
    """The value, with real ids where its fields ask for some."""
    if isinstance(value, dict):
        return {key: with_ids(inner, ids, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [with_ids(inner, ids, name.removesuffix("s")) for inner in value]
    return ids.get(name, value) if name.endswith("_id") else value


async def answers(world: World, requests: list[Made], acmes: dict[str, Any]) -> list[tuple[str, str, Any]]:
    """(operation, who, answer); with ids of Acme in most requests, as they were made up in the others."""
    dice = random.Random(4)
    found = []
    for request in requests:
        for who in KEYS:
            ids = acmes if dice.random() < 0.8 else {}
            if who == "ada" and request.path.endswith(STREAMS) and ids:
                continue  # that one answers for as long as somebody listens
            places = {key: ids.get(key, value) for key, value in request.places.items()}
            path = request.path.format_map({key: _segment(value) for key, value in places.items()})
            sent = request.sent | {"json": with_ids(request.sent.get("json"), ids)}
            headers = {
                k: v for k, v in sent.pop("headers", {}).items() if k.lower() in ("content-type", "accept")
            }
            headers = {} if sent.get("files") or sent["json"] is not None else headers
            async with world.program(who, **headers) as client:
                arguments = {key: value for key, value in sent.items() if value is not None}
                method = request.operation.partition(" ")[0]
                answer = await client.request(method, path, **arguments)
            found.append((request.operation, who, answer))
    return found


def _segment(value: Any) -> str:
    return quote(str(value), safe="") or "-"


async def ids_of(world: World, slug: str) -> set[str]:
    """Every id that belongs to the organization, from every table."""
    async with world.reading(slug) as session:
        bare = await session.connection()
        tables = (
            (await bare.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))).scalars().all()
        )
        found: set[str] = set()
        for table in tables:
            columns = (await bare.execute(text(f"PRAGMA table_info('{table}')"))).mappings().all()
            if {"id", "organization_id"} <= {column["name"] for column in columns}:
                mine = text(f'SELECT id FROM "{table}" WHERE organization_id = :id')
                found |= set((await bare.execute(mine, {"id": world.known.organizations[slug]})).scalars())
    return found


@pytest.mark.filterwarnings("ignore")
async def test_no_request_breaks_anything_or_reaches_across(world: World) -> None:
    acmes = await names(world)
    description = (await world.program("ada").get("/v1/openapi.json")).json()
    requests = list(made_up(description))
    operations = {request.operation for request in requests}
    assert len(operations) > 40
    found = await answers(world, requests, acmes)
    broken = [(op, who, answer.text[:300]) for op, who, answer in found if answer.status_code >= 500]
    assert broken == []
    assert len({answer.status_code for _, _, answer in found}) > 3, "nothing but refusals"
    secrets = await ids_of(world, "acme")
    assert len(secrets) > 100
    for op, who, answer in found:
        if who == "cleo":
            sent = str(answer.request.url) + _body(answer.request)
            leaked = [id for id in secrets if id in answer.text and id not in sent]
            assert leaked == [], (op, answer.text[:300])


def _body(request: httpx.Request) -> str:
    return request.read().decode(errors="replace")
