"""How each sentence of an episode is delivered: which voice, which pace, and what its clip is found by."""

from dataclasses import replace

from app.episodes.draft import Host, SegmentRole
from app.narration.delivery import deliveries, delivery
from tests.world import World


async def test_a_takeaway_is_spoken_slower_than_the_body(world: World) -> None:
    how = delivery(world.installation)
    takeaway = replace(how, role=SegmentRole.TAKEAWAY)
    assert takeaway.rate("The dunes move.") < how.rate("The dunes move.")
    assert takeaway.key("The dunes move.") != how.key("The dunes move.")


async def test_dense_words_are_spoken_slower(world: World) -> None:
    how = delivery(world.installation)
    assert how.rate("Two plus two equals four.") < how.rate("The dunes move with the wind.")


async def test_every_sentence_has_the_role_of_its_segment(world: World) -> None:
    script = await world.script()
    async with world.reading() as session:
        how = await deliveries(session, world.installation, script)
    assert {row.id for row in script.sentences} == set(how)
    for segment in script.segments:
        assert {how[row.id].role for row in segment.sentences} == {segment.role}
    assert all(row.host is Host.A for row in script.sentences)
