"""A lexicon applied to spoken forms: what fires, what is said, and that it cannot be made slow."""

import time

import pytest

from app.problems import Invalid
from app.pronunciation.lexicon import Lexicon
from app.pronunciation.models import Entry, Match, Says


def said(text: str, *entries: Entry | tuple[int, Entry]) -> str:
    ranked = [row if isinstance(row, tuple) else (0, row) for row in entries]
    lexicon = Lexicon((rank, entry.checked()) for rank, entry in ranked)
    return lexicon.words(text, lambda word, phonemes: f"<{word}|{phonemes}>")


EULER = Entry("Euler", value="Oiler")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Euler was here.", "Oiler was here."),
        ("the euler method", "the Oiler method"),
        ("Eulerian paths", "Eulerian paths"),
        ("non-Euler", "non-Oiler"),
        ("Euler's number", "Oiler's number"),
        ("Nothing to say.", "Nothing to say."),
    ],
)
def test_a_word_is_found_whole_and_anywhere(text: str, expected: str) -> None:
    assert said(text, EULER) == expected


def test_capitals_matter_where_they_are_said_to() -> None:
    polish = Entry("Polish", value="Poh lish", case_matters=True)
    assert said("Polish the Polish lens; polish it.", polish) == "Poh lish the Poh lish lens; polish it."


def test_letters_are_spelt() -> None:
    assert said("the HTTP2 server", Entry("HTTP2", Says.LETTERS)) == "the H T T P two server"


def test_phonemes_are_given_as_the_engine_takes_them() -> None:
    assert said("by Euler", Entry("Euler", Says.PHONEMES, "ˈɔɪlɚ")) == "by <Euler|ˈɔɪlɚ>"


def test_a_phrase_is_longer_than_its_word() -> None:
    phrase = Entry("Bayes factor", value="Bays factor")
    assert said("a Bayes factor of Bayes", phrase, Entry("Bayes", value="Bayz")) == "a Bays factor of Bayz"


def test_the_nearest_lexicon_speaks() -> None:
    rows = [(0, Entry("Euler", value="org")), (2, Entry("Euler", value="episode")), (1, EULER)]
    assert said("Euler", *rows) == "episode"
    assert said("Euler", *rows[::2]) == "Oiler"


def test_what_was_put_in_is_not_looked_at_again() -> None:
    assert said("a b", Entry("a", value="b"), Entry("b", value="a")) == "b a"


@pytest.mark.parametrize(
    ("grapheme", "value", "text", "expected"),
    [
        ("GPT-#", "G P T #", "GPT-4 and GPT-12", "G P T 4 and G P T 12"),
        ("*ase", "* ace", "polymerase works", "polymer ace works"),
        ("pre*tion", "pre * shun", "prediction", "pre dic shun"),
        ("v#.#", "version # point #", "in v2.11", "in version 2 point 11"),
    ],
)
def test_a_pattern_keeps_what_its_wildcards_stood_for(
    grapheme: str, value: str, text: str, expected: str
) -> None:
    assert said(text, Entry(grapheme, value=value, match=Match.PATTERN)) == expected


def test_signs_of_regular_expressions_are_only_signs() -> None:
    assert said("a (x+x+)+y b C++", Entry("C++", value="see plus plus")).endswith("see plus plus")
    assert said("aaa", Entry("a.a", value="no")) == "aaa"


def test_no_pattern_can_be_made_slow() -> None:
    rows = [Entry(f"{letter}*a*b", value="x", match=Match.PATTERN) for letter in "abcdefghij"]
    began = time.monotonic()
    said("a" * 5000 + " " + "ab" * 2000, *rows)
    assert time.monotonic() - began < 1


def test_a_thousand_entries_are_quick() -> None:
    rows = Lexicon((0, Entry(f"word{number}", value=f"ward {number}")) for number in range(1000))
    began = time.monotonic()
    for _ in range(50):
        rows.words("the word999 follows word1 and the wording " * 8, lambda word, _: word)
    assert time.monotonic() - began < 2


def test_brackets_of_the_text_command_no_engine() -> None:
    assert said("read [this](/ðæt/) and [[that]]") == "read (this)(/ðæt/) and ((that))"


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (Entry("", value="x"), "grapheme"),
        (Entry("…", value="x"), "grapheme"),
        (Entry("x" * 81, value="x"), "grapheme"),
        (Entry("word", value=""), "value"),
        (Entry("word", value="?!"), "value"),
        (Entry("word", Says.PHONEMES, "[[x]]"), "value"),
        (Entry("word", Says.PHONEMES, "a)/b"), "value"),
        (Entry("plain", value="x", match=Match.PATTERN), "grapheme"),
        (Entry("a*b*c*", value="x", match=Match.PATTERN), "grapheme"),
        (Entry("a**b", value="x", match=Match.PATTERN), "grapheme"),
        (Entry("a*b", Says.LETTERS, match=Match.PATTERN), "says"),
    ],
)
def test_what_cannot_be_said_or_found_is_refused(entry: Entry, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        entry.checked()
    assert refused.value.field == field
