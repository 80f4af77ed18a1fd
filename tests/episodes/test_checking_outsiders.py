"""Kinds of error an outsider's mutations showed: signs in words, bare units, opposites, reported speech."""

import pytest

from app.episodes.checking import check
from app.episodes.draft import Evidence


def found(text: str, page: str) -> list[str]:
    return [finding.check for finding in check(text, True, [Evidence("d", 1, page, ())])]


@pytest.mark.parametrize(
    ("check", "text", "page"),
    [
        ("number", "The gain fell to minus 5 decibels.", "The gain fell to 5 decibels."),
        ("number", "The gain fell to 5 decibels.", "The gain fell to −5 decibels."),
        ("number", "The slope was negative 0.4 there.", "The slope was 0.4 there."),
        ("number", "It cooled to minus five degrees at night.", "It cooled to five degrees at night."),
        ("unit", "Turnout rose by 7 percentage points.", "Turnout rose by 7%."),
        (
            "unit",
            "The whole change took us only a few hours.",
            "The whole change took us only a few minutes.",
        ),
        ("direction", "They raise the burden on programmers.", "They reduce the burden on programmers."),
        (
            "direction",
            "The count of data sets fell that year.",
            "The count of data sets increased that year.",
        ),
        ("direction", "Readers get a shallower view of it.", "Readers get a deeper view of it."),
        ("direction", "It makes wasteful code for tasks.", "It makes efficient code for tasks."),
        ("direction", "A small buffer is a real drawback here.", "A small buffer is a real advantage here."),
        ("hedge", "The solution is necessarily found quickly.", "The solution can be found quickly."),
        (
            "hedge",
            "With it we close that gap in the field.",
            "With it we hope to close that gap in the field.",
        ),
        (
            "cause",
            "Rain fell because it was cold, because the wind had turned.",
            "Rain fell while it was cold, because the wind had turned.",
        ),
    ],
)
def test_what_an_outsider_would_change_is_found(check: str, text: str, page: str) -> None:
    assert check in found(text, page)


@pytest.mark.parametrize(
    "reported",
    [
        "Critics have claimed that dunes move in winter.",
        "A survey among users found that dunes move in winter.",
        "In the view of the manufacturer, dunes move in winter.",
        "It has been suggested by Sato [17] that dunes move in winter.",
        "Dunes move in winter, Petrov writes.",
        "Dunes move in winter, as Ito and Sato argued.",
    ],
)
def test_somebodys_word_may_not_become_our_own(reported: str) -> None:
    assert "attribution" in found("Dunes move in winter.", reported)


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("The gain fell to minus 5 decibels.", "The gain fell to −5 decibels."),
        ("It is n minus 1 in every case.", "It is n − 1 in every case."),
        ("Dunes move in winter.", "Dunes move in winter, as shown in Figures 1 and 2."),
        ("Dunes move in winter.", "Our results show that dunes move in winter."),
        ("It’s assumed that dunes move.", "It is assumed that dunes move."),
        ("Dunes moved since wind blew.", "Dunes moved because wind blew."),
        ("Larger dunes need more wind.", "Bigger dunes need more wind."),
        ("It took 60 minutes to build.", "It took 60 minutes to build."),
    ],
)
def test_what_stays_true_is_not_accused(text: str, page: str) -> None:
    assert found(text, page) == []


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("The lake cooled to minus five degrees.", "The lake cooled to -5 degrees."),
        ("The count is plus or minus 3.", "The count is ±3."),
        ("There are 10 minus 2 of them.", "There are 10 − 2 of them."),
    ],
)
def test_a_sign_may_be_said_in_words(text: str, page: str) -> None:
    assert not {"number", "unit"} & set(found(text, page))
