"""Pacing presets: the product's five, those of the organization's own, and how they sound."""

import io
import wave

import pytest

from tests.world import World

FIVE = {"neutral", "slow_authoritative", "academic", "energetic_academic", "energetic"}


async def test_the_five_and_ones_own_are_listed(world: World) -> None:
    listed = (await world.program("lou").get("/v1/pacing-presets")).json()["items"]
    assert {row["name"] for row in listed if row["id"] is None} == FIVE
    assert [row["name"] for row in listed if row["id"]] == ["Calm"]


async def test_a_preset_of_the_product_is_changed_and_restored(world: World) -> None:
    ada = world.program("ada")
    changed = (await ada.post("/v1/pacing-presets", json={"name": "academic", "rate": 0.8})).json()
    listed = {row["name"]: row for row in (await ada.get("/v1/pacing-presets")).json()["items"]}
    assert listed["academic"]["rate"] == 0.8
    assert (await ada.post(f"/v1/pacing-presets/{changed['id']}/removal")).status_code == 204
    listed = {row["name"]: row for row in (await ada.get("/v1/pacing-presets")).json()["items"]}
    assert listed["academic"]["rate"] == 0.95
    assert (await world.actions())[-2:] == ["pacing_preset.saved", "pacing_preset.removed"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"rate": 0.2}, "rate"),
        ({"rate": 9}, "rate"),
        ({"sentence_ms": -1}, "sentence_ms"),
        ({"segment_ms": 60_000}, "segment_ms"),
        ({"slow_down": 0.9}, "slow_down"),
        ({"name": ""}, "name"),
        ({"name": "x" * 41}, "name"),
    ],
)
async def test_what_nobody_could_listen_to_is_refused(world: World, wrong: dict, field: str) -> None:
    answer = await world.program("ada").post("/v1/pacing-presets", json={"name": "Mine"} | wrong)
    assert answer.status_code == 422, answer.text
    assert answer.json()["field"] == field


async def test_presets_of_one_organization_are_not_the_others(world: World) -> None:
    listed = (await world.program("cleo").get("/v1/pacing-presets")).json()["items"]
    assert {row["name"] for row in listed} == FIVE


async def sample(world: World, pacing: str) -> float:
    """Seconds of a sample."""
    path = f"/acme/settings/voices/fake:tone/audio?pacing={pacing}"
    answer = await world.browser("ada").get(path)
    assert answer.headers["content-type"] == "audio/wav"
    with wave.open(io.BytesIO(answer.content)) as file:
        return file.getnframes() / file.getframerate()


async def test_a_slower_preset_is_heard_to_be_slower(world: World) -> None:
    slow, usual, fast = [await sample(world, name) for name in ("slow_authoritative", "neutral", "energetic")]
    assert slow > usual > fast


async def test_a_sample_of_nobody_is_missing(world: World) -> None:
    for path in ("fake:nobody/audio", "fake:tone/audio?pacing=breathless"):
        assert (await world.browser("ada").get(f"/acme/settings/voices/{path}")).status_code == 404


async def test_the_page_saves_and_removes_a_preset(world: World) -> None:
    ada = world.browser("ada")
    form = {
        "name": "Bedtime", "rate": "0.8", "sentence_ms": "600", "paragraph_ms": "900",
        "segment_ms": "2000", "slow_down": "0.2",
    }  # fmt: skip
    assert (await ada.post("/acme/settings/presets", data=form)).status_code == 303
    assert "Bedtime" in (await ada.get("/acme/settings/voices")).text
