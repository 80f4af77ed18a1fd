"""Units are the same however their names are spelled, and different where they differ."""

import pytest

from app.episodes.checking import check
from app.episodes.draft import Evidence


def blocked(text: str, page: str) -> bool:
    return any(found.severity == "block" for found in check(text, True, [Evidence("d", 1, page, ())]))


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("The dunes moved 23 kilometres per year.", "The dunes moved 23 metres per year."),
        ("It holds 5 litres.", "It holds 5 millilitres."),
        ("It weighs 3 tonnes.", "It weighs 3 kg."),
    ],
)
def test_another_unit_is_blocked_in_british_spelling_too(text: str, page: str) -> None:
    assert blocked(text, page)


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("The dunes moved 23 meters per year.", "The dunes moved 23 metres per year."),
        ("It takes 5 l of water.", "It takes 5 litres of water."),
    ],
)
def test_the_same_unit_passes_in_any_spelling(text: str, page: str) -> None:
    assert not blocked(text, page)
