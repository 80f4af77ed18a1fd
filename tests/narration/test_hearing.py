"""What a recognizer writes differently is the same; what it did not hear is not."""

import pytest

pytest.importorskip("whisper_normalizer", reason="the extra `recognizer` is not installed")

from app.narration.hearing import heard_error, misheard, sounds

SAME = [
    ("Multivariate Measures dot J L gives implementations of logdensity.",
     "Multi-variantmeasures.jl gives implementations of leg density."),
    ("Reading aloud is older than silent reading.", "Reading Allowed is older than silent reading."),
    ("On to writing the script.", "onto writing the script"),
    ("It was announced in July twenty twelve.", "It was announced in July 2012."),
    ("MPI for pie is notably slower, as Hausdorff has shown.",
     "MPI for Pi is notably slower, as Hostor has shown."),
    ("The pressure fell by twelve point five percent.", "The pressure fell by 12.5%."),
    ("Simdee and cache-aware sorting.", "SIMD and cash-aware sorting."),
    ("First: the summary.", "First, the summary."),
    ("It passes at a height of seven hundred kilometers.", "It passes at a height of 700 km."),
    ("It is ninety millimeters wide.", "It is 90 mm wide."),
    ("The lake covers two point five square kilometers.", "The lake covers 2.5 km2."),
    ("Five in ten had a fever of thirty nine degrees Celsius.", "5 in 10 had a fever of 39°C."),
    ("It used one thousand forty four liters.", "It used 1000 44 liters."),
]  # fmt: skip
OTHER = [
    ("The wind carries the sand across the plain every spring.", "The wind carries the sand."),
    ("The wind carries the sand across the plain every spring.", ""),
    ("The wind carries the sand across the plain every spring.", "Prices rose in the cities."),
    ("The wind carries the sand across the plain every spring.",
     "The wind carries the sand across the plain, the sand across the plain every spring."),
    ("The model does not agree with the measurement.", "The model does agree with the measurement."),
    ("They counted seventy one nests.", "They counted 51 nests."),
    ("They asked three thousand sixty two readers.", "They asked 362 readers."),
    ("They asked thirty readers of the morning paper.", "They asked 300 readers of the morning paper."),
]  # fmt: skip


@pytest.mark.parametrize(("expected", "heard"), SAME)
def test_another_spelling_is_heard_as_the_same(expected: str, heard: str) -> None:
    assert not misheard(expected, heard), (sounds(expected), sounds(heard))


@pytest.mark.parametrize(("expected", "heard"), OTHER)
def test_other_words_are_told_apart(expected: str, heard: str) -> None:
    assert misheard(expected, heard), (sounds(expected), sounds(heard))


def test_silence_is_all_wrong_and_the_same_is_not_wrong_at_all() -> None:
    assert heard_error("The wind carries the sand.", "") == 1.0
    assert heard_error("The wind carries the sand.", "the wind carries the sand") == 0.0
