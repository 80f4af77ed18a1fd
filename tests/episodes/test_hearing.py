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
        "An earlier list of these recipes was published as Hanson.",
        "We use the recipes of Baker and O’Cook and Baker and O’Cook for guests.",
        "In case the kitchen has two or more hot ovens.",
        "On a cold day the price of the meal is therefore.",
        "Such ovens have not been changed for the kitchen, and don’t appear.",
        "A kitchen should have a second oven that isn’t included.",
        "The proof of the price relies on property 2 of the oven.",
        "A thanks goes out to the cook of the town for an early meal.",
        "We would like to thank the guests for their advice on ovens.",
        "Now consider a slightly larger kitchen with two ovens.",
        "The output clearly shows the price of a meal in town.",
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
