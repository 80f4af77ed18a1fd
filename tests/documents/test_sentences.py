"""Where sentences end, in several languages."""

import pytest

from app.documents.language import guess
from app.documents.sentences import spans


def split(text: str, language: str = "und") -> list[str]:
    return [text[start:end] for start, end in spans(text, language)]


@pytest.mark.parametrize(
    "sentence",
    [
        "We follow Smith et al. (2019) and e.g. the work of Dr. Jones.",
        "See Fig. 3 and Sec. 4.2 for i.e. the rest, cf. Table 1.",
        "The rate was 3.5 % at p < 0.05 in vol. 12 of the U.S. Census.",
        "R. A. Fisher and J. Neyman disagreed vs. each other.",
        "Is it true that the value (approx. 3.14) is exact?",
        "He asked “Why?” and went on.",
        "Node.js and example.org are names.",
        "It was developed by R. A. Fisher more than 70 years ago.",
        "The covariates Z1, . . . , Zn are given for all of them.",
        "3. The third item of a list has one sentence.",
        "Die Werte, z. B. in Abb. 3, sind d. h. gültig bzw. richtig.",
        "Am 3. Oktober 1990 und im 19. Jahrhundert war es anders.",
        "Le Dr. Martin et Mme. Curie, p. ex., l'ont vu à la p. 12.",
        "It grew by 5 mm ... and then it stopped.",
        "The claim holds for all cases [3, 4].",
        "It ended as others had said before. [12]",
    ],
)
def test_one_sentence_stays_one(sentence: str) -> None:
    language = "de" if "Oktober" in sentence or "Abb." in sentence else "und"
    assert split(sentence, language) == [sentence]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("It was late.", "We went home."),
        ("Was it late?", "It was!"),
        ("They used rats, mice, etc.", "The results were the same."),
        ("The answer is no.", "This surprised us."),
        ("He said “Stop.”", "Then he left."),
        ("It cost 5 dollars.", "7 of them paid."),
        ("It was so in 1990.", "In 1991 it was not."),
        ("This is known [3].", "We add to it."),
        ("So it was said before. [12]", "Others disagreed."),
        ("Das ist alt.", "Neu ist dies."),
        ("C'est fini.", "Élise est partie."),
        ("猫が好きです。", "犬も好きです。"),
        ("他来了！", "她走了。"),
    ],
)
def test_two_sentences_come_apart(first: str, second: str) -> None:
    space = "" if first[-1] in "。！" else " "
    assert split(first + space + second) == [first, second]


def test_nothing_but_spaces_is_lost() -> None:
    text = "  One two. Three, e.g. four.   Five without end"
    found = split(text)
    assert len(found) == 3
    assert "".join("".join(found).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (
            "en",
            "The bees of the hive were in the garden and that is where we saw them with the queen.",
        ),
        (
            "de",
            "Die Bienen sind in dem Garten und das ist nicht der Ort, an dem wir sie sahen.",
        ),
        (
            "fr",
            "Les abeilles de la ruche sont dans le jardin et nous ne les avons pas vues avec la reine.",
        ),
        (
            "es",
            "Las abejas de la colmena que se ven en el jardín no son de los vecinos y no se van.",
        ),
        ("ja", "蜂は庭にいます。そして、私たちは女王を見ました。"),
        (
            "und",
            "Lorem ipsum dolor sit amet consectetur adipiscing elit sed eiusmod tempor incididunt magna.",
        ),
        ("und", "12 34 56"),
    ],
)
def test_the_language_is_guessed_from_small_words(code: str, text: str) -> None:
    assert guess(text) == code
