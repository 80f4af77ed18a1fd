"""The names and terms hibari guesses wrong are given to it as they sound."""

import re

import pytest

from app.outside.hibari import HibariSpeech, in_its_alphabet
from app.outside.hibari_words import NAMES, TERMS, words_sounded
from app.outside.ipa import VOWELS, stressed


def plainly(word: str, phonemes: str) -> str:
    return f"<{word} {phonemes}>"


def test_the_voice_knows_every_sound_of_them() -> None:
    letters = HibariSpeech()._voice("heart").vocab
    assert len(NAMES | TERMS) > 110
    strange = {name for name, said in (NAMES | TERMS).items() if set(in_its_alphabet(said)) - set(letters)}
    assert not strange


def test_stress_is_marked_where_the_voice_learned_it() -> None:
    """Each of the quarter of a million marks in its dictionary stands before a vowel."""
    said = {name: in_its_alphabet(ipa) for name, ipa in (NAMES | TERMS).items()}
    early = {name for name, ipa in said.items() if re.search(rf"[ˈˌ][^{VOWELS}]", ipa)}
    assert not early


@pytest.mark.parametrize(
    ("printed", "marked"),
    [
        ("məˈɹi", "məɹˈi"),
        ("ˈʃtɹaʊbɪŋ", "ʃtɹˈaʊbɪŋ"),
        ("ˌkæləˈfɔɹnjə", "kˌæləfˈɔɹnjə"),
        ("ˈOlə", "ˈOlə"),
        ("ˈtaɪm ˈsɪəɹiz", "tˈaɪm sˈɪəɹiz"),
        ("wʌn", "wʌn"),
        ("ˈ", "ˈ"),
    ],
)
def test_stress_moves_to_its_vowel(printed: str, marked: str) -> None:
    assert stressed(printed) == marked
    assert stressed(marked) == marked


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Marie Curie", "<Marie məˈɹiː> Curie"),
        ("Poisson’s law", "<Poisson’s pwɑːˈsoʊnz> law"),
        ("Jacques's and Lebesgue's", "<Jacques's ʒɑːks> and <Lebesgue's ləˈbɛgz>"),
        ("Navier-Stokes", "<Navier nævˈjeɪ>-Stokes"),
        ("Eulerian, not Eulers", "<Eulerian ɔɪˈliːɹiən>, not Eulers"),
        ("[Euler](/ˈOlə/) of Basel", "[Euler](/ˈOlə/) of Basel"),
        ("a lexeme of marie", "a lexeme of marie"),
        ("Logits of a logit", "<Logits ˈloʊdʒɪts> of a <logit ˈloʊdʒɪt>"),
        ("A logit’s LOGIT, or logitic", "A <logit’s ˈloʊdʒɪts> LOGIT, or logitic"),
    ],
)
def test_they_are_found_as_they_are_written(text: str, said: str) -> None:
    assert words_sounded(text, plainly) == said


def test_the_voice_says_them_so() -> None:
    engine = HibariSpeech()
    said = engine._voice("heart").phonemize(words_sounded("Marie met Euler.", engine.sounded))
    assert said == ["məɹˈi mˈɛt ˈYləɹ."]
