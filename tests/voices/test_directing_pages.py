"""The pages on which a voice, a pace and an emphasis are chosen, and heard before they are saved."""

import io
import re
import wave
from html import unescape

from tests.html import Page
from tests.voices.conftest import FarAway
from tests.world import World, approved


async def length(world: World, path: str, who: str = "ed") -> float:
    answer = await world.browser(who).get(path)
    assert answer.status_code == 200, answer.text
    with wave.open(io.BytesIO(answer.content)) as file:
        return file.getnframes() / file.getframerate()


async def test_what_is_considered_is_heard_and_changes_nothing(voices: World) -> None:
    script = await voices.script()
    at = f"/acme/sentences/{script.sentences[0].id}/delivery"
    before = await voices.everything()
    asked = "?voice=choir:alto&pacing=slow_authoritative&emphasis=strong"
    page = (await voices.browser("ed").get(at + asked)).text
    assert Page(page).check_page() == []
    assert "autoplay" in page
    assert '<option value="choir:alto" selected>' in page
    slow = await length(voices, f"{at}/audio{asked}")
    fast = await length(voices, f"{at}/audio?pacing=energetic&emphasis=light")
    assert slow > fast
    assert await voices.everything() == before, "a draft left something behind"


async def test_an_undecided_sentence_is_played_as_a_draft_as_it_would_be_spoken(voices: World) -> None:
    script, ed = await voices.script(), voices.browser("ed")
    sentence = script.sentences[0].id
    await ed.post(f"/acme/sentences/{sentence}/delivery", data={"voice": "choir:alto", "emphasis": "strong"})
    before = await voices.everything()
    page = (await ed.get(f"/acme/episodes/{script.id}")).text
    address = re.search(rf'data-clip="(/acme/sentences/{sentence}/delivery/audio[^"]*)"', page)
    assert address, "no draft is offered"
    assert "voice=choir%3Aalto" in address[1]
    assert "emphasis=strong" in address[1]
    assert await length(voices, unescape(address[1])) > 0
    assert await voices.everything() == before, "a draft left something behind"


async def test_no_draft_tells_what_is_planted(voices: World) -> None:
    script = await voices.script()
    address = f"/v1/projects/{script.project_id}/policy"
    assert (await voices.program("ada").post(address, json={"vigilance": 5})).is_success
    page = (await voices.browser("ben").get(f"/acme/episodes/{script.id}")).text
    assert "Vigilance is on" in page
    assert "delivery/audio" not in page


async def test_it_is_saved_and_the_script_says_so(voices: World) -> None:
    script = await voices.script()
    ed, segment = voices.browser("ed"), script.segments[1]
    form = {"voice": "choir:bass", "pacing": "academic", "emphasis": "light"}
    for path in (f"segments/{segment.id}", f"sentences/{segment.sentences[0].id}", f"episodes/{script.id}"):
        answer = await ed.post(f"/acme/{path}/delivery", data=form)
        assert (answer.status_code, script.id in answer.headers["location"]) == (303, True)
        assert "selected>Bass" in (await ed.get(f"/acme/{path}/delivery")).text
    script = await voices.script()
    rows = (script, script.segments[1], script.segments[1].sentences[0])
    assert {(row.voice, row.pacing, row.emphasis) for row in rows} == {("choir:bass", "academic", "light")}
    assert (
        "own" in (await ed.get(f"/acme/segments/{segment.id}", headers={"HX-Request-Type": "partial"})).text
    )


async def test_unapproved_words_are_not_sent_away_for_a_preview(voices: World, far: FarAway) -> None:
    script = await voices.script()
    path = f"/acme/sentences/{script.sentences[0].id}/delivery/audio?voice=far:tone"
    assert (await voices.browser("ed").get(path)).status_code == 409
    assert far.sent == []
    await approved(voices.installation, voices.principal("ada"), script.id, spoken=False)
    assert (await voices.browser("ed").get(path)).status_code == 200
    assert len(far.sent) == 1
    assert (await voices.browser("lou").get(path)).status_code == 403
    keep = {"stays": "true", "project_id": script.project_id}
    await voices.browser("ada").post("/acme/settings/voices/text", data=keep)
    assert (await voices.browser("ed").get(path)).status_code == 422
    assert len(far.sent) == 1


async def test_who_may_not_write_hears_but_does_not_save(voices: World) -> None:
    path = f"/acme/sentences/{(await voices.script()).sentences[0].id}/delivery"
    page = (await voices.browser("ben").get(path)).text
    assert "Listen first" in page
    assert "Save" not in page
    assert (await voices.browser("ben").post(path, data={"voice": "choir:alto"})).status_code == 403


async def test_roles_weigh_as_the_preset_says(voices: World) -> None:
    ada = voices.program("ada")
    body = {"name": "Weighty", "hook": 0.8, "recap": 1.2, "takeaway": 0.85}
    saved = (await ada.post("/v1/pacing-presets", json=body)).json()
    assert (saved["hook"], saved["recap"], saved["takeaway"]) == (0.8, 1.2, 0.85)
    for field in ("hook", "recap", "takeaway"):
        answer = await ada.post("/v1/pacing-presets", json={"name": "W", field: 2.0})
        assert answer.json()["field"] == field
