"""What a summary leaves out because it needs the page, and what it tells only behind another sentence."""

import pytest

from app.documents.pages import Place, Role
from app.episodes.draft import Passage
from app.episodes.hearing import clear, heard
from app.episodes.outline import Kind, Line, Part
from app.episodes.standing import standalone


def line(text, printed=None, number=1):
    place = Place(1, text, ((0.0, 0.0, 1.0, 1.0),))
    passage = Passage("paper", printed or text, (place,), Role.BODY, "Design", number, 1)
    return Line(passage, text, standalone(text), number, True, 0.5, 0.5, len(text.split()), frozenset())


@pytest.mark.parametrize(
    "text",
    [
        "An LR test, lrtest(fit, other), compares both fits with each other.",
        "For more details see ?tobit in the package.",
        "The file has one of the endings .txt.csv.sav and can be read at once.",
        "They were computed with mvtnorm 1.1-3, ellipse 0.4.3 and diptest 0.76-0.",
        "The method is described in Genz, Genz and Genz and Bretz.",
        "Many trees (Breiman, Friedman, Olshen, and Stone 1984) can be drawn.",
        "An S4- class holds the series and its covariates.",
        "C: CsparseMatrix, where C is for Column-compressed.",
        "Many measures belong to models of the form (1).",
        "The weights are collected in the rows of xn and can be changed.",
        "We are interested in the upper quantile of W.",
        "A kitchen with a a small table has little room.",
        "These can be created with the function where id is an integer.",
        "We compute the errors via All regressors are still significant.",
        "Further details can be found in the manual.",
        "We first describe the data and then the model.",
        "Both algorithms for recipes are briefly outlined.",
        "For the sake of brevity these are skipped here.",
        "It returns the values of in a regular matrix of the kitchen.",
        "This is the common case where has a Poisson distribution.",
        "Let a random variable stand for the number of cooks.",
    ],
)
def test_what_needs_the_page_is_not_clear(text):
    assert not clear(line(text), english=True)


@pytest.mark.parametrize(
    "text",
    [
        "Larder keeps every recipe in one file and finds it by its ingredients.",
        "Three steps follow: (1) wash, (2) cut and (3) cook the vegetables.",
        "Vitamin D was measured with a t test in 40 cooks.",
        "The model(s) can be written in R or C and run on a phone.",
        "Pre- and post-war kitchens have few recipes in common.",
        "Temperatures below the freezing point spoil the fruit.",
        "Krämer et al. found that cooks read less than they say.",
    ],
)
def test_what_a_listener_understands_is_clear(text):
    assert clear(line(text), english=True)


def test_an_item_of_a_list_without_a_verb_is_no_sentence():
    text = "One base class which can hold a wide range of different trees."
    assert not clear(line(text, printed=f"• {text}"), english=True)
    text = "One base class can hold a wide range of different trees."
    assert clear(line(text, printed=f"• {text}"), english=True)


@pytest.mark.parametrize(
    "text",
    [
        "The code produces the correct output on every kitchen's phone.",
        "The corresponding column holds the price of each ingredient.",
        "Alternatives include a paper card for each of the recipes.",
        "All three models agree on the price of the ingredients.",
        "The peak is due to one very large meal.",
        "We can work with the price of one meal instead.",
        "For young cooks, both variables equal zero.",
        "In a second step the oven is heated to the right temperature.",
    ],
)
def test_what_points_back_opens_nothing(text):
    part = heard(Part("Design", Kind.BODY, [line(text)]), "en", "Larder")
    assert [each.alone for each in part.lines] == [None]


def test_what_the_title_names_needs_no_introduction():
    part = Part("Design", Kind.BODY, [line("The larder keeps its recipes in one large file.")])
    assert heard(part, "en", "Larder: recipes without a network").lines[0].alone
    assert heard(part, "en", "Recipes").lines[0].alone is None


def test_a_count_is_dropped_because_the_first_may_not_be_told():
    part = heard(Part("Design", Kind.BODY, [line("Fourth, cooks were asked for their recipes.")]), "en", "")
    assert part.lines[0].full == "Cooks were asked for their recipes."


def test_other_languages_lose_only_what_is_code_or_formula():
    german = Part(
        "Entwurf", Kind.BODY, [line("Der Wert wird in der Formel (3) benutzt."), line("Er kocht es so.")]
    )
    assert [each.full for each in heard(german, "de", "").lines] == ["Er kocht es so."]
