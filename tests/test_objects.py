"""Stored objects: what a killed process left without a row is found and removed."""

from app.ids import new_id
from app.objects import fetch, remove_orphans, store_bytes
from app.queue.models import Job, ask
from tests.world import World


async def test_only_old_objects_without_a_row_are_orphans(world: World) -> None:
    organization_id = world.known.organizations["acme"]
    kept = await store_bytes(world.installation, organization_id, "text/plain", b"kept")
    async with world.writing() as session:
        session.add(kept)
    left = await store_bytes(world.installation, organization_id, "text/plain", b"left behind")
    foreign = f"{organization_id}/notes/{new_id()}"
    world.storage.objects[foreign] = b"not ours"
    assert await remove_orphans(world.installation, organization_id) == 0
    assert await remove_orphans(world.installation, world.known.organizations["globex"], 0) == 0
    assert await remove_orphans(world.installation, organization_id, 0) == 1
    assert left.storage_key not in world.storage.objects
    assert foreign in world.storage.objects
    assert await fetch(world.installation, kept) == b"kept"


async def test_it_is_done_by_a_job(world: World) -> None:
    async with world.writing() as session:
        job = ask(session, "remove_leftovers", by=world.principal("ada"))
    await world.run()
    async with world.reading() as session:
        assert (await session.get_one(Job, job.id)).result == {"removed": 0}
