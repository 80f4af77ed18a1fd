"""Pacing presets."""

from app.narration.pacing import DEFAULT_PRESET, PRESETS, PacingPreset, samples


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
