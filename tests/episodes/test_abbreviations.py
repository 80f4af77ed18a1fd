"""Abbreviations are told with what they stand for before they are used, or not at all."""

import pytest

from app.episodes.abbreviations import introduced, needing
from app.episodes.choosing import choose
from app.episodes.outline import Kind, Part
from tests.episodes.test_hearing import line

WHAT = "A kitchen has a power distribution centre (PDC) behind the large oven of the cook."
USE = "The PDC feeds every oven of the kitchen until the last guest has gone home."


@pytest.mark.parametrize(
    ("text", "short"),
    [
        (WHAT, {"PDC"}),
        ("The Expectancy Valence model (EV; Busemeyer) is told here.", {"EV"}),
        ("Support vector machines (SVMs) sort the spoons.", {"SVM"}),
        ("A linear logistic test model (lltm) is told here.", {"lltm"}),
        ("There are many ovens in town (very) good.", set()),
        ("Most of the ovens (USA) are heated with gas.", set()),
    ],
)
def test_words_whose_letters_it_has_introduce_it(text, short):
    assert introduced(text) == short


def chosen(texts, title="", document=WHAT):
    lines = [line(text, number=3 * place, paragraph=place) for place, text in enumerate(texts)]
    part = needing([Part("Design", Kind.BODY, lines)], [document], title)[0]
    return [texts[place] for place in choose(part.lines, 200, [])]


def test_one_that_was_not_introduced_is_not_used():
    assert chosen([USE]) == []
    assert chosen([WHAT, USE]) == [WHAT, USE]
    assert chosen([USE, WHAT]) == [WHAT]


def test_what_the_title_names_or_nobody_introduces_is_known():
    assert chosen([USE], title="Ovens and the PDC") == [USE]
    assert chosen([USE], document=USE) == [USE]
