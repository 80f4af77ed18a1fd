"""What a sentence takes as known, and how a summary keeps to what it has said."""

from dataclasses import replace

import pytest

from app.episodes.assumptions import assumed, finite, missing
from app.episodes.choosing import Given, choose
from app.episodes.hearing import clear, heard
from app.episodes.outline import Kind, Part
from app.episodes.words import content_words, stem
from tests.episodes.test_hearing import line


def cost(text, said="", near="", *, behind=False):
    told, just = ({stem(word) for word in content_words(words)} for words in (said, near))
    return round(missing(assumed(text), told | just, just, behind=behind), 2)


@pytest.mark.parametrize(
    "text",
    [
        "The bakery sells bread to everybody in town.",
        "Bakers add water until the dough is soft.",
        "The query points act as sources of the heat.",
        "In our oven the second tray bakes faster.",
        "The PDC feeds all ovens.",
        "By default, setHeat warms the oven of the cook slowly.",
        "Another oven is warmed with wood.",
        "The resulting loaves are soft.",
        "Pictures of the Old Town dataset are shown.",
        "The latter oven is old.",
        "There is a photo of that oven.",
        "Every cook must have read that letter.",
        "Different ovens may bake differently, of course.",
        "No other loaves are round.",
        "Why do bakers sleep at noon?",
        "Loaves in group 2 are soft.",
        "Said loaves are sold at noon.",
        "The new oven is warm.",
        "The release was sold at noon.",
    ],
)
def test_what_nobody_has_named_is_missed(text):
    assert cost(text) >= 0.5


@pytest.mark.parametrize(
    "text",
    [
        "Bakers need flour and time.",
        "The crust of a loaf holds its steam.",
        "The oven that bakes all bread of a town is old.",
        "We thank the users and the authors.",
        "The most common flour is wheat.",
        "The Broyden oven is fast.",
        "A loaf rises, and when the loaf is brown it is done.",
        "The function setHeat warms an oven.",
        "A power distribution centre (PDC) feeds ovens.",
        "Both wheat and rye are ground in Rome.",
        "Loaves are similar to rolls.",
        "If it rains, then bakers sleep.",
        "Data are kept as XML.",
        "Bakers know that ovens get hot.",
        "Bread of a kind that cooks like is sold.",
        "A group of 12 bakers works at night.",
    ],
)
def test_what_names_itself_is_not(text):
    assert cost(text) <= 0.2


def test_what_was_said_at_any_time_is_known_a_kind_of_thing_only_just_after():
    text = "The bakery is open at six."
    assert cost(text, said="A bakery stands here.") == 0
    text = "The method fails in winter."
    assert cost(text, said="One method is slow.") == cost(text) > 0
    assert cost(text, near="One method is slow.") == 0


def test_what_is_told_in_more_words_is_half_known():
    text = "The query points act at once."
    assert 0 < cost(text, said="Points are drawn.") < cost(text)
    assert cost(text, said="Every query draws points.") == 0


def test_a_word_that_points_costs_little_behind_what_it_points_to():
    text = "Another possibility are wooden spoons."
    assert cost(text, behind=True) < cost(text) / 3


@pytest.mark.parametrize(
    "text",
    [
        "Bakers sell bread in two ways.",
        "Bread comes in several different and well-known forms.",
        "As an example, consider a baker who sells bread.",
    ],
)
def test_what_promises_a_list_leaves_a_listener_waiting(text):
    assert cost(text) >= 0.5
    assert cost("Bakers sell bread in two ways, on markets and in shops.") == 0


def test_this_test_asks_for_a_test_and_this_case_for_nothing():
    assert cost("Bakers trust this test.", behind=True) > cost("Bakers sleep in this case.", behind=True)
    assert cost("Bakers trust this test.", near="A test was made.", behind=True) < 0.2


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Bread was baked in every house.", True),
        ("Bakers provide bread for everybody.", True),
        ("The loaf warmed the hands of the guests.", True),
        ("Titanic Information on the fate of passengers, summarized according to class and age.", False),
        ("OvaryCancer Data about a retrospective study in which women were asked.", False),
    ],
)
def test_a_sentence_has_a_verb_of_its_own(text, whole):
    assert finite(text) is whole


INTRODUCES = "A bakery needs an oven, a table and somebody who likes to rise early."
LEANS = "Many children can visit the bakery on every day of school for a piece of cake."
ALONE = "Bread has been baked in clay pots for many thousands of years before ovens came."


def chosen(texts, limit, room=200, title=""):
    lines = [
        replace(line(text, number=3 * place, paragraph=place), keys=frozenset(map(stem, content_words(text))))
        for place, text in enumerate(texts)
    ]
    part = heard(Part(title or "Design", Kind.BODY, lines), "en", "")
    return [texts[lines.index(next(row for row in lines if row.number == part.lines[place].number))]
            for place in choose(part.lines, room, [], given=Given(limit=limit))]  # fmt: skip


def test_what_takes_too_much_as_known_is_told_only_behind_what_introduces_it():
    assert chosen([LEANS, ALONE], 0.3) == [ALONE]
    assert chosen([INTRODUCES, LEANS], 0.3) == [INTRODUCES, LEANS]
    assert chosen([LEANS, ALONE], 2.0) == [LEANS, ALONE]


def test_the_title_of_a_section_introduces():
    assert chosen([LEANS, ALONE], 0.3, title="A bakery") == [LEANS, ALONE]


def test_a_section_with_nothing_better_is_told_with_what_it_has():
    assert chosen([LEANS], 0.3) == [LEANS]


def test_other_languages_are_not_asked():
    text = "Die Bäckerei öffnet um sechs Uhr und schließt, wenn alles Brot verkauft worden ist."
    part = heard(Part("Entwurf", Kind.BODY, [line(text)]), "de", "")
    assert [row.asks for row in part.lines] == [()]


@pytest.mark.parametrize(
    "text",
    [
        "If for a small set of loaves the flour is old (as in winters).",
        "Bread is sold by Miller (cf. Baker (2004a)) in many towns of the country.",
        "The price of bread can be computed as That is very simple for a baker.",
        "Abstract Larder is a program for bakers that want to sell bread.",
        "The width of a loaf is controlled by a number Äx that bakers choose.",
        "A function of type (1) is set up by bakers that want to sell bread.",
        "The same kind of flour employed above can be used for cakes.",
        "Prices follow from the first term of 11 in most of the towns.",
        "The price is found under the model in (1) and the costs using (2).",
        "Bakers need only modify the way and use a rule based.",
        "The representations below which bakers trust are very old.",
        "We now list the ovens that are sold in most of the towns.",
    ],
)
def test_what_was_torn_out_of_its_page_is_not_heard(text):
    assert not clear(line(text), english=True)


def test_one_thing_is_told_of_a_section_with_nothing_better():
    pointing = "Cakes are baked in the oven at the bakery, and many children like the baker."
    assert len(chosen([LEANS, pointing], 0.3)) == 1


@pytest.mark.parametrize("text", ["We fit bread to a pan.", "Ovens are loaded.", "We also exclude rye."])
def test_a_step_of_a_case_waits_until_there_is_nothing_better(text):
    assert cost(text) > 0.3


def test_a_thing_there_are_many_of_is_not_known_from_a_title():
    (first, _) = heard(
        Part("Releases", Kind.BODY, [line("The release was sold at noon."), line("Ovens are hot in town.")]),
        "en",
        "Bakers and their releases",
    ).lines
    assert first.unknown(frozenset({stem("releases")})) >= 0.5


@pytest.mark.parametrize("text", ["However, suppose a baker sleeps at noon.", "So, here is a loaf of bread."])
def test_what_has_lost_its_connective_is_asked_again(text):
    lines = [
        line("Bread is sold in town by bakers."),
        line(text, number=2),
        line("Ovens are hot in town.", number=3),
    ]
    alone = [each.alone for each in heard(Part("Bread", Kind.BODY, lines), "en", "Bread").lines]
    assert not [each for each in alone if each and each.startswith(("Suppose", "Here"))]
