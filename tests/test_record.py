"""Every change leaves its event in the record, in the transaction of the change."""

import pytest
from sqlalchemy.orm import Session

import app.audit
from app.audit import broken_link
from tests.addresses import BODIES, addresses, names, send
from tests.conftest import Build
from tests.world import Blueprint, World


def posts() -> list[str]:
    return sorted(BODIES)


@pytest.mark.parametrize("template", posts())
async def test_a_change_is_recorded_or_does_not_happen(
    world: World, template: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = next(a for a in addresses(world.app) if a.template == template and a.method == "POST")
    at = await names(world)
    body = await BODIES[template](world, at)
    before, objects = await world.everything(), set(world.storage.objects)
    with monkeypatch.context() as patch:
        patch.setattr(app.audit, "_head", refuse)
        answer = await send(world, address, address.at(at), body, "ada")
    assert answer.status_code == 500
    assert await world.everything() == before
    assert set(world.storage.objects) == objects
    recorded = len(await world.events())
    answer = await send(world, address, address.at(at), body, "ada")
    assert answer.status_code in (200, 201, 202, 204, 303), answer.text
    events = await world.events()
    assert len(events) > recorded, "nothing was recorded"
    assert events[-1].request_id == answer.headers["x-request-id"]
    assert events[-1].actor_id, "nobody is named"
    assert broken_link(events) is None


def refuse(session: Session, organization_id: str) -> None:
    raise RuntimeError("the record is full")


async def test_an_altered_event_is_found(world: World) -> None:
    events = await world.events()
    assert len(events) > 10
    assert broken_link(events) is None
    events[4].details = {"reason": "something else"}
    assert broken_link(events) == events[4].number


async def test_a_missing_event_is_found(world: World) -> None:
    events = await world.events()
    del events[4]
    assert broken_link(events) == 5


async def test_each_organization_has_a_chain_of_its_own(build: Build, lived_blueprint: Blueprint) -> None:
    world = build(lived_blueprint)
    for slug in ("acme", "globex"):
        events = await world.events(slug)
        assert [event.number for event in events] == list(range(1, len(events) + 1))
        assert {event.organization_id for event in events} == {world.known.organizations[slug]}
