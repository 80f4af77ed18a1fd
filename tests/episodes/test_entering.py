"""Where a summary may enter a section: what points back is told only behind what it points to."""

import pytest

from app.episodes.hearing import heard
from app.episodes.outline import Kind, Part
from tests.episodes.test_hearing import line, told


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
        "As a second example, cooks sometimes use a wrong oven.",
        "A major difference is the price of the oven.",
        "Obvious choices are the largest of the pots or the smallest.",
        "The rejection of the null recipe is due to its price.",
        "The authors conclude that cooks smoke less than their guests.",
        "Each is a full recipe with its price and time.",
        "More elaborate methods need explicit handling by a cook.",
        "Even so, cooking can take a long time in a small kitchen.",
        "A test with the oven leads to a very similar price.",
        "It is important to note that this formula is designed for small kitchens.",
        "For other ovens, times are found by a cook.",
        "In a cold kitchen, the method has been shown to take longer.",
        "Cooks prefer the older of the ovens praised in the publication.",
        "If FALSE, only hard and soft eggs are allowed.",
        "In either case the cooks are asked to send their comments.",
        "We run the oven three times, each time with another meal.",
        "From the estimated prices, we see that cooks are rich.",
        "The results for Zambia suggest that it is an outlier.",
        "We illustrate its use with a set of recipes from a school.",
        "Comparing all of them to the oven would be too long.",
        "We see that the cook was stopped before the end of the meal.",
        "With 0.85, the price of the meal is a bit smaller.",
        "The winner of the contest in that paper was a cook.",
        "If so, the oven is ready and you can cook.",
        "For large meals the difference between the two tests decreases.",
        "Special attention is thereby given to the price of meals.",
        "Together with a simple oven, it allows for an easy meal.",
        "Examples include baking bread and heating soup.",
        "Related to that is the price of a large oven in town.",
        "The first oven uses gas, which heats a kitchen at once.",
        "Gas heats a kitchen at once whereas the others take an hour.",
        "Cooking a meal is cheap as usual, only now guests are told.",
        "minPrice is the least a cook asks for a meal.",
    ],
)
def test_what_points_back_opens_nothing(text):
    assert told([line("Cooks read what they are given."), line(text, number=9)], title="Larder")[1] == (
        False,
        False,
    )


def test_what_the_title_names_needs_no_introduction():
    other, text = line("Cooks read what they are given."), "The larder keeps its recipes in one large file."
    lines = [other, line(text, number=9)]
    assert told(lines, title="Larder: recipes without a network")[1] == (False, True)
    assert told(lines, title="Recipes")[1] == (False, False)


def test_a_count_is_dropped_because_the_first_may_not_be_told():
    part = heard(Part("Design", Kind.BODY, [line("Fourth, cooks were asked for their recipes.")]), "en", "")
    assert part.lines[0].full == "Cooks were asked for their recipes."


def test_other_languages_lose_only_what_is_code_or_formula():
    german = Part(
        "Entwurf", Kind.BODY, [line("Der Wert wird in der Formel (3) benutzt."), line("Er kocht es so.")]
    )
    assert [each.full for each in heard(german, "de", "").lines] == ["Er kocht es so."]


def test_a_line_that_points_back_is_told_only_within_its_paragraph():
    first, second = (
        line("Larder finds every recipe by its price."),
        "This makes it useful in a small kitchen.",
    )
    assert told([first, line(second, number=2)]) == [(False, True), (True, False)]
    assert told([first, line(second, number=2, paragraph=2)]) == [(False, True), (False, False)]
    assert told([first, line(second, number=2, paragraph=2)], strict=False)[1] == (True, False)


def test_a_study_that_is_pointed_at_has_been_named():
    second = line("These studies were made in the kitchens of schools.", number=2)
    for before, able in (("Larder grew out of two studies of cooks.", True), ("Larder grew slowly.", False)):
        assert told([line(before), second])[1] == (able, False)
        assert told([line(before), second], strict=False)[1] == (True, False)


def test_the_function_that_does_something_has_been_named():
    second = line("The function supports cooking in many kitchens.", number=2)
    assert told([line("One function of Larder finds the price."), second])[1] == (True, False)
    assert told([line("Larder finds the price."), second])[1] == (False, False)


def test_what_the_title_names_can_be_pointed_at():
    pointing = [line("Larder answers the need for an analysis of such recipes.")]
    assert told(pointing, title="Larder: recipes without a network") == [(False, True)]
    assert told(pointing, title="Larder") == [(False, False)]


def test_examples_are_entered_where_each_begins():
    lines = [
        line("Schools have to cook for many children at once.", opens=True),
        line("Girls were given more fruit than boys.", number=2),
        line("Hospitals cook for people who cannot choose.", number=9, opens=True),
    ]
    assert [alone for _, alone in told(lines, name="Applications")] == [True, False, True]
    assert [alone for _, alone in told(lines, name="Applications", strict=False)] == [True] * 3
    assert [alone for _, alone in told(lines[1:2], name="Applications")] == [True]


def test_the_first_line_of_a_section_has_its_title_before_it():
    first, text = "Cooks read what they are given.", "The oven heats the recipes for all three cooks."
    assert told([line(text, opens=True)], name="Heating") == [(False, True)]
    assert told([line(first), line(text, number=9)], name="Heating")[1] == (False, False)


def test_a_section_that_only_leans_is_entered_at_its_first_sentence_that_can_stand():
    leaning = ["It has a price.", "The peak is due to one large meal.", "They were used again."]
    lines = [line(text, number=number) for number, text in enumerate(leaning)]
    assert [alone for _, alone in told(lines)] == [False, True, False]
