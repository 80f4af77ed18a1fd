"""What a summary leaves out because it needs the page, and what it tells only behind another sentence."""

import pytest

from app.documents.pages import Place, Role
from app.episodes.cleaning import cleaned
from app.episodes.draft import Passage
from app.episodes.hearing import clear, heard
from app.episodes.outline import Kind, Line, Part
from app.episodes.standing import standalone


def line(text, printed=None, number=1, paragraph=1, **others):
    place = Place(1, text, ((0.0, 0.0, 1.0, 1.0),))
    passage = Passage("paper", printed or text, (place,), Role.BODY, "Design", paragraph, 1)
    alone, words = standalone(text), len(text.split())
    return Line(passage, text, alone, number, True, 0.5, 0.5, words, frozenset(), **others)


def told(lines, title="", name="Design", **how):
    """Which of the lines can be told: behind the one before, by itself, or both."""
    part = heard(Part(name, Kind.BODY, lines), "en", title, **how)
    before = [None, *part.lines]
    return [(each.reads_on(last), bool(each.alone)) for last, each in zip(before, part.lines, strict=False)]


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
        "Bread baking with steam, written as one program and sold by the kitchen.",
        "Recipes are chosen by the couple method, which implements what was proposed in.",
        "It was useful in many kitchens, examples of which are.",
        "For example, see for a comparison with a kitchen on gas.",
        "We can find the recipe by and other methods find the price.",
        "Another advantage is the that one can cook for a friend.",
        "Cards are printed in a plain style Additionally, there is a style for cooks.",
        "To get a second helping one would use (We cook only the first five, to save time.)",
        "Small examples for cooking with the package were already.",
        "For instance will change the number of cooks to ten.",
        "Since the heat is usually unknown, we plug in the consistent estimate Rn.",
        "A copula is employed to introduce the correlation Ä of the recipes.",
        "More examples are available as part of the package.",
        "If for a limited number of days the recipes of the cooks vary.",
        "For example, shows the recipes that leave out one cook at a time.",
        "It is used for plain recipes, for children cooking in, for groups of cooks and more.",
        "Combines the first and the last recipes, but does not count them.",
        "May be used when the oven is not convenient.",
        "Cook2table Will set the recipes in one table for a printer.",
        "The median appears as a solid (blue) line over the prices.",
        "Hungry guests To cook for guests we must ask when they come.",
        "Most recipes are based on those from books, or from, the radio.",
        "If the recipe Mj is rejected, the cook moves to the next one.",
        "Implementing the recipes that tell the change of the oven.",
        "On the horizontal axis it shows the best recipes by their price.",
        "For details see Hadfield.",
        "As shown in the last example, the oven is too hot.",
        "The binomial oven is an alternative to the one we just employed.",
        "A list of recipes is available using On the top of the list, the price is given.",
        "To take out an egg, we call or alternatively use the number of the egg.",
        "To heat the oven and put in the bread use the code.",
        "A recipe has a price through its oven which is considered.",
        "(2.1) is the same as cooking each of the recipes.",
        "The order of the recipes in the heatmap is found by joining them.",
        "Proposed the main recipe and derived the prices used in this kitchen.",
        "All of the meals are listed in a page accessible by typing.",
        "varMethod: A character string with the name of the oven used.",
        "We use one oven for bread defined by (1), and one for cakes defined by (2).",
        "Here is an example with the price of two meals.",
        "The same recipes as sketched above are used for dinner.",
        "All of the meals below and some of the cakes are sold.",
        "The narrow part of the kitchen is.",
        "To heat the oven with the default fire, you’d issue.",
        "For example, you Indeed, such ovens are might heat a kitchen.",
        "A brief description of what went wrong.",
        "There are two kinds of ovens on the table, which are both.",
        "Has the same price as the oven, but the bread is cold.",
        "As you can see, each line gives the price of four meals.",
        "Per the letters of the cooks, is the presence of an oven in the kitchen.",
        "#5 Cooks with a large oven that have a high price.",
        "I. Preserve the section of the book on ovens, and its title.",
        "For 3, the working ovens, some kitchens have a fire.",
        "Here’s a way to say no to a cook who asks for an oven.",
        "Steam baking - Steam baking makes the crust of a loaf hard.",
        "Recipes are read in using as for all other cooks of the town.",
        "The recipes are taken from and were sent by the cook upon request.",
        "To see which recipes are in the kitchen, simply run.",
        "We check what recipe this corresponds to by running.",
        "Recipes, if not known in the kitchen, e.g., can be found with a cook.",
        "sfOven: new function giving a sign if the oven was lit or not.",
        "Dozens of small leaks inside the oven fixed (also doors are closed more softly).",
        "Cook book slightly extended.",
        "Median Mean 3rd Qu.",
        "Just give a card in the containing the prices of a single meal.",
        "Cakes with many layers are provided by named after the cook of the town.",
        "The oven takes a list of recipes and generates as files the cards for guests.",
        "The recipes are a part of many kitchens.Various ovens bake bread with steam.",
        "As has already been mentioned the kitchen has two independent ovens.",
        "Supposing your kitchen is called hot and the oven is used.",
        "As an example, let’s take a look again at a new, slightly larger oven.",
        "We give some tips on how to heat an oven in a small kitchen.",
    ],
)
def test_what_needs_the_page_is_not_clear(text):
    assert not clear(line(text), english=True)


@pytest.mark.parametrize(
    "text",
    [
        "The recipes of the first cook were fixed.",
        "A cook who bakes has recipes that guests had changed.",
        "To heat an oven is what every cook has to run for.",
        "Larder keeps every recipe in one file and finds it by its ingredients.",
        "Three steps follow: (1) wash, (2) cut and (3) cook the vegetables.",
        "Vitamin D was measured with a t test in 40 cooks.",
        "The model(s) can be written in R or C and run on a phone.",
        "Pre- and post-war kitchens have few recipes in common.",
        "Temperatures below the freezing point spoil the fruit.",
        "Krämer et al. found that cooks read less than they say.",
        "This kitchen generalizes Bubble sort for potatoes.",
        "The design of the tables reflect a policy of giving cooks control.",
        "Cooking for hungry guests that come late is a long work.",
        "Hepatitis A is rare in kitchens.",
        "These are the recipes that every cook of ours works with.",
    ],
)
def test_what_a_listener_understands_is_clear(text):
    assert clear(line(text), english=True)


@pytest.mark.parametrize(
    ("printed", "whole"),
    [
        ("We use the packages oven Baker and Cook (2017) and stove Cook (2017) for the example.", False),
        ("The recipes have been rewritten using Larder Cook (2013) since its second version.", False),
        ("It was based on the functions Cook (2012) that bake bread in an oven.", False),
        ("Baker and Cook (2017) use the package oven for the example.", True),
        ("The recipes of Cook (2013) were rewritten using the words of a larder.", True),
    ],
)
def test_authors_read_as_the_name_of_a_package_are_not_clear(printed, whole):
    assert clear(line(cleaned(printed), printed), english=True) == whole


def test_an_item_of_a_list_without_a_verb_is_no_sentence():
    text = "One base class which can hold a wide range of different trees."
    assert not clear(line(text, printed=f"• {text}"), english=True)
    text = "One base class can hold a wide range of different trees."
    assert clear(line(text, printed=f"• {text}"), english=True)
    text = "Add support for the trees which were planted last year."
    assert clear(line(text), english=True)
    assert not clear(line(text, printed=f"• {text}"), english=True)


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
