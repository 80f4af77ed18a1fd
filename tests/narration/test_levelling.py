"""Voices of other rates and loudness in one episode: at their own pitch, equally loud, the same next time."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlmodel import select

from app.narration.clips import at_master_rate
from app.narration.levelling import gains, levelled
from app.narration.mastering import SAMPLE_RATE
from app.narration.models import Clip, Master
from app.narration.paragraphs import places_of
from app.outside.hibari import HibariSpeech
from app.outside.speech import Speech, VoiceInfo
from tests.narration.meter import integrated
from tests.narration.test_mastering import part, spoken
from tests.narration.test_narrating import narrate
from tests.world import QuickSpeech, World, approved


class Far(QuickSpeech):
    """A third as loud, at another rate."""

    name = "other"

    def voices(self) -> tuple[VoiceInfo, ...]:
        return tuple(replace(voice, sample_rate=22_050) for voice in super().voices())

    def speak(self, text: str, voice: str, rate: float = 1.0) -> Speech:
        said = super().speak(text, voice, rate)
        return Speech((said.samples / 3).astype(np.int16), 22_050)


async def test_a_voice_of_another_rate_keeps_its_pitch_in_the_master() -> None:
    time = np.arange(22_050) / 22_050
    tone = np.rint(9000 * np.sin(2 * np.pi * 441 * time)).astype(np.int16)
    speech = await at_master_rate(Speech(tone, 22_050))
    assert (speech.sample_rate, speech.seconds) == (SAMPLE_RATE, pytest.approx(1.0, abs=0.001))
    assert np.abs(np.fft.rfft(speech.samples)).argmax() == pytest.approx(441, abs=1)


async def test_two_voices_are_equally_loud_and_stay_so(world: World) -> None:
    world.installation.other_speech = lambda: (Far(),)
    script = await world.script()
    body = {"voice": "other:tone"}
    await world.program("ed").post(f"/v1/segments/{script.segments[1].id}/delivery", json=body)
    await approved(world.installation, world.principal("ada"), script.id)
    job = await narrate(world, script.id)
    assert job["state"] == "succeeded", job["reason"]
    async with world.reading() as session:
        master = (await session.exec(select(Master).where(Master.episode_id == script.id))).one()
        rates = {clip.sample_rate for clip in (await session.exec(select(Clip))).all()}
    assert rates == {SAMPLE_RATE}
    assert master.memory["gains"]["other:tone"] == 0.0
    # A third as loud is 9.5 dB.
    assert master.memory["gains"]["fake:tone"] == pytest.approx(-9.5, abs=1.0)
    again = (await narrate(world, script.id))["result"]["chunks"]
    assert again["encoded"] == 0


async def test_one_voice_is_left_as_it_is() -> None:
    assert await gains({"a": []}, {}) == {"a": 0.0}


async def test_what_an_earlier_master_used_is_used_again_while_it_fits() -> None:
    loud = spoken()
    quiet = [levelled(clip, -6.0) for clip in loud]
    voices = {"a": [part(clip) for clip in loud], "b": [part(clip) for clip in quiet]}
    assert await gains(voices, {}) == {"a": -6.0, "b": 0.0}
    assert await gains(voices, {"a": -6.5, "b": 0.0}) == {"a": -6.5, "b": 0.0}
    assert await gains(voices, {"a": -9.0, "b": 0.0}) == {"a": -6.0, "b": 0.0}


def test_both_hosts_of_hibari_are_equally_loud() -> None:
    text = "Warm hives slept less than cool ones, and the effect was small in spring and clear in August."
    voice = HibariSpeech()
    first, second = (voice.speak(text, name).samples for name in ("heart", "heart-low"))
    assert integrated(first, SAMPLE_RATE) == pytest.approx(integrated(second, SAMPLE_RATE), abs=1.0)


def test_places_are_found_by_the_words_on_the_page() -> None:
    assert places_of([]) == {}


async def test_other_formats_have_the_same_times_and_loudness(world: World, tmp_path: Path) -> None:
    episode = world.known.things["narrated"]
    ada = world.program("ada")
    for format in ("m4a", "opus", "wav"):
        accepted = await ada.post(f"/v1/episodes/{episode}/format", json={"format": format})
        again = await ada.post(f"/v1/episodes/{episode}/format", json={"format": format})
        assert accepted.json() == again.json(), "it is made once"
    await world.run()
    files: dict[str, Any] = {
        row["kind"]: row for row in (await ada.get(f"/v1/episodes/{episode}/artifacts")).json()
    }
    assert {"m4a", "opus", "wav"} < set(files)
    job = (await ada.get(f"/v1/jobs/{accepted.json()['job_id']}")).json()
    assert job["result"]["lufs"] == pytest.approx(-16.0, abs=0.5)
    assert job["result"]["true_peak_dbtp"] <= -1.0
    page = (await world.browser("ada").get(f"/acme/episodes/{episode}/artifacts")).text
    assert "All formats have been made" in page
    assert "artifact.made" in await world.actions()


async def test_there_is_no_format_of_what_was_never_narrated(world: World) -> None:
    path = f"/v1/episodes/{world.known.things['episode']}/format"
    assert (await world.program("ada").post(path, json={"format": "wav"})).status_code == 409
    assert (await world.program("ada").post(path, json={"format": "exe"})).status_code == 422
    assert (await world.program("ben").post(path, json={"format": "wav"})).status_code == 403
