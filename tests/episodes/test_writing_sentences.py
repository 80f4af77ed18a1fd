"""Cleaning, telling and standing alone, sentence by sentence."""

import pytest

from app.episodes.cleaning import cleaned
from app.episodes.standing import standalone
from app.episodes.tellable import tellable

CLEANED = """
It is free (available at http://www.c-project. org/) for cats.|It is free for cats.
The tests do not appear in Figure 1.|The tests do not appear in Figure 1.
We see it in the data, as shown in Figure 3.|We see it in the data.
As shown in Fig. 3, the rate rose [12].|The rate rose.
As we demonstrate below, it is easy.|It is easy.
The search uses flavours of the objective defined in Equation 2.|The search uses flavours of the objective.
Finally, we discuss the limits in Section 7.|Finally, we discuss the limits.
It can be blended with others, which we discuss in Section 4.2.|It can be blended with others.
In Section 4, we show the results.|We show the results.
Table 2 shows that cats sleep.|Cats sleep.
It is good (Smith 2019; Jones & Lee, 2020a) and fast (see Table 2).|It is good and fast.
The code (see https://x.org/y) runs.|The code runs.
The system (R Core Team 2015) ships it.|The system ships it.
It was discussed (e.g. by Ludbrook and Dudley, 1998; Berger, 2000).|It was discussed.
It is common (see Gama 2004; Vial 2005, for two recent examples) now.|It is common now.
Abstract We present new models.|We present new models.
Abstract data types are useful.|Abstract data types are useful.
(Note that the argument has been renamed.)|Note that the argument has been renamed.
Neuromatch (https://a.io; (van Viegen et al., 2021)) began.|Neuromatch began.
It is a graph [16, Sec. 5.3.4] of nodes [17, Chapter 1].|It is a graph of nodes.
Smith et al. (2020) found it.|Smith et al. found it.
Values lie in the interval [0, 1].|Values lie in the interval [0, 1].
It was released (July 2012) early.|It was released (July 2012) early.
The path is shown in Figure 9.|The path is shown in Figure 9.
A controller/- worker model.|A controller/worker model.
• The first item is long.|The first item is long.
Each process sends a message to its next neighbor:|Each process sends a message to its next neighbor.
The steps are:|The steps are:
"""
UNTELLABLE = [
    "Figure 3 shows the layout.",
    "The results are in Table 1.",
    "The way it works mostly follows [14], except for speed.",
    "Smith proposed it in [3] and others followed.",
    "where the weights of the model are small.",
    "Let x = 3 and y = 4 be the weights.",
    "The term ∑ of all weights is small.",
    "f(x) grows with the size of the input.",
    "The following list names all of them.",
    "The value given above is small.",
    "Keywords: cats, dogs, and other animals.",
    "The code is at https://example.org and free.",
    "1.1 History The package began in a kitchen.",
    "The s e n d r e c v function is used here a lot.",
    "A sentence that was cut in the",
    "A formula was lost , so this is broken.",
    "We run a generic generator and —Adult Census run the search.",
    "In Proceedings of the 35th Symposium, pages 306–317, 2002.",
    "12 13 14 15 and 16 17 18.",
    "An open (bracket is never closed here.",
    "Sei An die Menge der Simplizes in K, d. h.",
    "The set has a smallest element, namely.",
    "We have the correlations between the estimates The full matrix can be obtained.",
    "The upper right diagram represents sequential events.",
    "This method constructs k ₂ classifiers for the classes.",
    "Source: Koch and Edwards wrote it.",
    "We set w = 0.",
    "Any kitchen has following slots and a name.",
    "A simple meal for two cooks is as follow: soup.",
]
STANDING = """
Typically, cats sleep all day.|Typically, cats sleep all day.
In general, cats sleep all day.|In general, cats sleep all day.
However, the package also supports cats.|The package supports cats.
We therefore believe that it works.|We believe that it works.
The model, however, fails on cats.|The model fails on cats.
In Rome, however, cats are free.|In Rome, cats are free.
There is, however, no checking of cats.|There is no checking of cats.
Survival curves, however, do lead to cats.|Survival curves do lead to cats.
When cats sleep, however, mice dance.|When cats sleep, mice dance.
Cats sleep, which is slow, however, and dogs bark.|Cats sleep, which is slow, and dogs bark.
However, it is important to note that cats sleep.|It is important to note that cats sleep.
This paper describes cats.|This paper describes cats.
Although Larder is small, it is fast.|Although Larder is small, it is fast.
Researchers often find it hard to share code.|Researchers often find it hard to share code.
Systems such as Linux are good.|Systems such as Linux are good.
"""
LEANING = [
    "For example, cats sleep all day.",
    "As an example, cats sleep all day.",
    "This is widely used.",
    "It is widely used.",
    "These changes took years.",
    "To aid this, Larder keeps a table.",
    "We use this approach for all pages.",
    "In the short term, it is designed to be small.",
    "Otherwise, the table is rebuilt.",
    "The latter is faster.",
    "Such stores are rare.",
    "Equivalently, it represents a family of cats.",
    "A density can be defined similarly.",
    "The second approach is faster.",
    "Its name is long.",
    "However, this fails.",
    "This works well for servers.",
    "We show how this works.",
    "Computing it efficiently is often difficult.",
]


@pytest.mark.parametrize(("printed", "told"), [line.split("|") for line in CLEANED.strip().splitlines()])
def test_a_sentence_is_cleaned(printed, told):
    assert cleaned(printed) == told


@pytest.mark.parametrize("text", UNTELLABLE)
def test_a_broken_or_pointing_sentence_is_not_told(text):
    assert not tellable(text, cleaned(text))


@pytest.mark.parametrize(
    "text",
    [
        "The function sort_net assigns each element to a variable.",
        "In 2020 there were about 6000 students, and >9000 in 2021.",
        "The effect was small (p < 0.05) but real.",
        "mpi4py provides bindings for Python and its users.",
        "“Larder” is a store of recipes for small kitchens.",
        "C and R are languages with a long history.",
        "All kitchens following steps one to three have an oven.",
    ],
)
def test_a_plain_sentence_is_told(text):
    assert tellable(text, cleaned(text))


@pytest.mark.parametrize(("printed", "alone"), [line.split("|") for line in STANDING.strip().splitlines()])
def test_a_connective_is_dropped_where_the_sentence_stands_without(printed, alone):
    assert standalone(printed) == alone


@pytest.mark.parametrize("text", LEANING)
def test_a_sentence_that_points_back_does_not_stand_alone(text):
    assert standalone(text) is None


@pytest.mark.parametrize(
    ("language", "leans", "stands"),
    [
        ("de", "Diese Methode ist schnell.", "Die Methode ist schnell."),
        ("fr", "Cette méthode est rapide.", "La méthode est rapide."),
        ("es", "Este método es rápido.", "El método es rápido."),
    ],
)
def test_other_languages_have_their_own_words(language, leans, stands):
    assert standalone(leans, language) is None
    assert standalone(stands, language) == stands
