"""Which voice speaks what: chosen for parts, by the organization and over it by a project."""

from typing import Any

import pytest

from app.audit import broken_link
from app.episodes.draft import Host, SegmentRole
from app.narration.delivery import Delivery, deliveries
from app.queue.running import JobError
from tests.voices.conftest import FarAway
from tests.world import World, approved


async def cast(world: World, **body: Any) -> Any:
    return await world.program("ada").post("/v1/casting", json=body)


async def spoken(world: World, **fields: Any) -> dict[str, Delivery]:
    """How the sentences of the episode in review would be spoken, with these fields of the episode."""
    script = await world.script()
    for name, value in fields.items():
        setattr(script, name, value)
    async with world.reading() as session:
        return await deliveries(session, world.installation, script)


def ids(how: dict[str, Delivery]) -> set[str]:
    return {f"{each.engine.name}:{each.voice.id}" for each in how.values()}


async def test_nothing_chosen_is_the_first_voice(voices: World) -> None:
    assert ids(await spoken(voices)) == {"fake:tone"}


async def test_the_organizations_choice_speaks(voices: World) -> None:
    answer = await cast(voices, parts={"default": "choir:alto"})
    assert answer.status_code == 200, answer.text
    assert answer.json()["parts"] == {"default": "choir:alto"}
    assert ids(await spoken(voices)) == {"choir:alto"}
    event = (await voices.events())[-1]
    assert (event.action, event.details["parts"]) == ("casting.cast", {"default": "choir:alto"})
    assert broken_link(await voices.events()) is None


async def test_a_project_chooses_over_the_organization(voices: World) -> None:
    project = (await voices.script()).project_id
    await cast(voices, parts={"default": "choir:alto", "hook": "choir:alto"})
    await cast(voices, parts={"default": "choir:bass"}, project_id=project)
    assert ids(await spoken(voices)) == {"choir:bass"}


async def test_a_role_has_a_voice_of_its_own(voices: World) -> None:
    await cast(voices, parts={"default": "choir:alto", "hook": "choir:bass"})
    how, script = await spoken(voices), await voices.script()
    hooks = [row for row in script.segments if row.role is SegmentRole.HOOK]
    assert hooks
    for segment in script.segments:
        expected = "bass" if segment.role is SegmentRole.HOOK else "alto"
        assert {how[row.id].voice.id for row in segment.sentences} == {expected}


async def test_the_second_host_never_sounds_like_the_first(voices: World) -> None:
    for parts, expected in (
        ({}, {"fake:tone", "choir:alto"}),
        ({"default": "choir:alto"}, {"choir:alto", "choir:bass"}),
        ({"default": "choir:bass"}, {"choir:bass", "choir:alto"}),
        ({"host_a": "choir:bass", "host_b": "fake:tone"}, {"choir:bass", "fake:tone"}),
    ):
        assert (await cast(voices, parts=parts)).status_code == 200
        script = await voices.script()
        script.sentences[0].host = Host.B
        async with voices.reading() as session:
            assert ids(await deliveries(session, voices.installation, script)) == expected, parts


async def test_a_script_in_another_language_is_not_read_by_an_english_voice(voices: World) -> None:
    await cast(voices, parts={"default": "choir:alto"})
    assert ids(await spoken(voices, language="de")) == {"choir:ton"}
    assert ids(await spoken(voices, language="de-AT")) == {"choir:ton"}
    assert ids(await spoken(voices, language="en-GB")) == {"choir:alto"}


async def test_pacing_is_the_nearest_choice(voices: World) -> None:
    project = (await voices.script()).project_id
    await cast(voices, pacing="academic")
    assert {how.pacing.name for how in (await spoken(voices)).values()} == {"academic"}
    await cast(voices, pacing="Calm", project_id=project)
    assert {(how.pacing.name, how.pacing.rate) for how in (await spoken(voices)).values()} == {("Calm", 0.9)}
    assert {how.pacing.name for how in (await spoken(voices, pacing="energetic")).values()} == {"energetic"}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"parts": {"default": "choir:nobody"}}, "default"),
        ({"parts": {"solo": "choir:alto"}}, "solo"),
        ({"pacing": "breathless"}, "pacing"),
    ],
)
async def test_what_is_not_there_cannot_be_chosen(voices: World, body: dict[str, Any], field: str) -> None:
    answer = await cast(voices, **body)
    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json()["field"] == field


async def test_choosing_the_same_again_is_no_event(voices: World) -> None:
    await cast(voices, parts={"default": "choir:alto"})
    before = await voices.actions()
    await cast(voices, parts={"default": "choir:alto"})
    assert await voices.actions() == before


async def test_a_project_of_somebody_else_cannot_be_cast(voices: World) -> None:
    project = (await voices.script()).project_id
    for body in ({"project_id": project, "parts": {}}, {"project_id": project, "pacing": "academic"}):
        assert (await voices.program("cleo").post("/v1/casting", json=body)).status_code == 404
    assert (await voices.program("cleo").get(f"/v1/casting?project_id={project}")).status_code == 404


async def test_a_hidden_voice_is_neither_chosen_nor_used(voices: World) -> None:
    ada = voices.program("ada")
    for voice in ("fake:tone", "choir:alto"):
        answer = await ada.post(f"/v1/voices/{voice}/offering", json={"offered": False})
        assert answer.status_code == 200
        assert answer.json()["offered"] is False
    assert ids(await spoken(voices)) == {"choir:bass"}
    answer = await cast(voices, parts={"default": "choir:alto"})
    assert answer.status_code == 422
    assert "switched off" in answer.json()["detail"]


async def test_a_voice_that_is_cast_cannot_be_hidden(voices: World) -> None:
    await cast(voices, parts={"recap": "choir:alto"})
    answer = await voices.program("ada").post("/v1/voices/choir:alto/offering", json={"offered": False})
    assert answer.status_code == 409
    assert "cast" in answer.json()["detail"]


async def test_a_voice_that_went_away_stops_the_narration_with_its_name(voices: World) -> None:
    await cast(voices, parts={"default": "choir:alto"})
    voices.installation.other_speech = tuple
    with pytest.raises(JobError, match="choir:alto was chosen, but is not here") as refused:
        await spoken(voices)
    assert not refused.value.again


async def test_text_goes_out_only_where_it_may(voices: World, far: FarAway) -> None:
    script = await voices.script()
    await cast(voices, parts={"default": "far:tone"})
    await approved(voices.installation, voices.principal("ada"), script.id)
    assert set(far.sent) == {row.spoken for row in script.sentences}


async def test_text_that_stays_inside_is_not_given_to_a_voice_outside(voices: World, far: FarAway) -> None:
    project = (await voices.script()).project_id
    assert (await cast(voices, project_id=project, text_stays=True)).json()["text_stays"] is True
    listed = (await voices.program("lou").get(f"/v1/voices?project_id={project}")).json()["items"]
    assert [row["id"] for row in listed if row["refusal"]] == ["far:tone"]
    answer = await cast(voices, project_id=project, parts={"default": "far:tone"})
    assert answer.status_code == 422
    assert "sends text outside" in answer.json()["detail"]


async def test_text_is_not_kept_inside_while_a_voice_outside_is_cast(voices: World) -> None:
    await cast(voices, parts={"hook": "far:tone"})
    answer = await cast(voices, parts={"hook": "far:tone"}, text_stays=True)
    assert answer.status_code == 409
    assert (await cast(voices, parts={}, text_stays=True)).status_code == 200


async def test_a_voice_forbidden_after_it_was_directed_gets_no_text(voices: World, far: FarAway) -> None:
    script = await voices.script()
    program = voices.program("ada")
    path = f"/v1/segments/{script.segments[0].id}/delivery"
    directed = await program.post(path, json={"voice": "far:tone"})
    assert directed.status_code == 200
    assert (await cast(voices, text_stays=True)).status_code == 200
    await approved(voices.installation, voices.principal("ada"), script.id)
    assert far.sent == []


async def test_it_is_asked_again_right_before_the_text_is_sent(voices: World, far: FarAway) -> None:
    from app.narration.delivery import check_text_may_leave

    await cast(voices, parts={"default": "far:tone"})
    how = next(iter((await spoken(voices)).values()))
    project = (await voices.script()).project_id
    await cast(voices, parts={}, text_stays=True)
    async with voices.reading() as session:
        with pytest.raises(JobError, match="forbidden"):
            await check_text_may_leave(session, project, how)
