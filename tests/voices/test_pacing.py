"""Pacing presets."""

import pytest

from app.episodes.draft import SegmentRole
from app.voices.pacing import DEFAULT_PRESET, PRESETS, PacingPreset, density, samples


def test_the_default_is_one_of_the_presets() -> None:
    assert PRESETS[DEFAULT_PRESET.name] is DEFAULT_PRESET


def test_every_preset_is_named_by_its_key_and_possible_to_follow() -> None:
    assert len(PRESETS) == 5
    for name, preset in PRESETS.items():
        assert preset.name == name
        assert 0.5 <= preset.rate <= 2.0
        assert 200 <= preset.sentence_ms < preset.paragraph_ms < preset.segment_ms <= 2000


def test_slower_presets_also_pause_longer() -> None:
    by_rate = sorted(PRESETS.values(), key=lambda preset: preset.rate)
    pauses = [preset.sentence_ms for preset in by_rate]
    assert pauses == sorted(pauses, reverse=True)


def test_the_longest_pause_that_is_due_is_made() -> None:
    preset = PacingPreset("p", sentence_ms=1, paragraph_ms=2, segment_ms=3)
    assert preset.pause_ms() == 1
    assert preset.pause_ms(ends_paragraph=True) == 2
    assert preset.pause_ms(ends_paragraph=True, ends_segment=True) == 3


def test_milliseconds_become_whole_samples() -> None:
    assert samples(380, 24_000) == 9120
    assert samples(1, 22_050) == 22


PROSE = "Rivers carry far more than water, and a careful reader of their sand can tell where it came from."
MATHS = "Sigma squared equals two point five times ten to the power of minus six over n minus one."


def test_dense_sentences_are_spoken_slower_and_prose_is_not() -> None:
    assert density(PROSE) == 0.0
    assert density(MATHS) > 0.4
    for preset in PRESETS.values():
        assert preset.rate_for(PROSE) == pytest.approx(preset.rate, abs=0.011)
        assert preset.rate_for(MATHS) == pytest.approx(preset.rate * (1 - preset.slow_down), abs=0.011)


def test_a_single_number_hardly_slows_a_sentence_down() -> None:
    told = DEFAULT_PRESET.rate_for("Twelve of the patients in the second group recovered within a few days.")
    assert 0.97 <= told <= 1.0


def test_the_energetic_academic_slows_down_most_for_numbers_and_symbols() -> None:
    most = PRESETS["energetic_academic"].slow_down
    assert all(preset.slow_down < most for name, preset in PRESETS.items() if name != "energetic_academic")


def test_hook_and_takeaway_carry_a_little_more_weight() -> None:
    rates = {role: DEFAULT_PRESET.rate_for(PROSE, role) for role in SegmentRole}
    assert rates[SegmentRole.TAKEAWAY] < rates[SegmentRole.HOOK] < rates[SegmentRole.BODY]
    assert rates[SegmentRole.RECAP] == rates[SegmentRole.BODY] == 1.0


def test_every_rate_is_one_an_engine_follows() -> None:
    for preset in PRESETS.values():
        for role in SegmentRole:
            assert 0.5 <= preset.rate_for(MATHS, role) <= 2.0
    assert DEFAULT_PRESET.rate_for("") == 1.0
