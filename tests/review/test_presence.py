"""Who is where: told to the others, forgotten after seconds, and never in the database."""

import pytest

from tests.world import World

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


async def look(world: World, who: str, sentence: str, org: str = "acme") -> str:
    at = f"/{org}/episodes/{world.known.things['episode']}/presence"
    return (await world.browser(who, **PART).get(at, params={"sentence": sentence})).text


async def test_each_sees_where_the_others_are(world: World) -> None:
    first, second = (await world.script()).sentences[:2]
    before = await world.everything()
    assert (await look(world, "ada", first.id)).strip() == ""
    seen = await look(world, "ben", second.id)
    assert f'data-here="{first.id}"' in seen
    assert "ada" in seen.lower()
    assert f'data-here="{second.id}"' in await look(world, "ada", first.id)
    assert await world.everything() == before


async def test_who_is_gone_is_forgotten(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.live.HERE_SECONDS", -1.0)
    row = (await world.script()).sentences[0]
    await look(world, "ada", row.id)
    assert (await look(world, "ben", row.id)).strip() == ""


async def test_a_sentence_of_another_script_is_nowhere(world: World) -> None:
    other = (await world.script(world.known.things["narrated"])).sentences[0]
    await look(world, "ada", other.id)
    assert (await look(world, "ben", "")).strip() == ""
