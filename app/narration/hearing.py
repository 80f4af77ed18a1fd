"""What was heard against what should be said: by sound, because a recognizer cannot spell names."""

import re

from app.episodes.units import AMBIGUOUS_UNITS, UNITS
from app.outside.recognizer import normalized

SILENT = re.compile(r"[aeiouhwy]+")
ALIKE = str.maketrans("bdvzcqgjxm", "ptfskkkksn")
"""Consonants a recognizer takes for each other, by the one that stands for them."""
SPELLINGS = (("ph", "f"), ("ck", "k"), ("sch", "s"), ("sh", "s"), ("ch", "s"), ("ce", "s"), ("ci", "s"))
NEGATIONS = frozenset({"no", "not", "never", "without", "nor", "neither", "none", "nothing"})
SYMBOLS = sorted({*UNITS} - {*AMBIGUOUS_UNITS} | {"m"}, key=len, reverse=True)
"""Units that are no words."""
MEASURE = re.compile(rf"(?<=\d)\s*({'|'.join(map(re.escape, SYMBOLS))})([²³23]?)(?!\w)")
POWERS = {"": "", "2": "square ", "²": "square ", "3": "cubic ", "³": "cubic "}
NUMBER = re.compile(r"\d+")
APART = re.compile(r"\b([1-9]\d{0,2})000 (\d{1,3})\b")
MISHEARD = 0.12
"""Share of sounds that differ. Of 350 sentences of nine papers the worst differed in 0.06; docs/proof.md."""
SOUNDS_AT_LEAST = 4
"""Fewer sounds that differ say nothing: in a short sentence one name is that much."""


def heard_error(expected: str, heard: str) -> float:
    """Share of the sounds of `expected` that differ in what was heard; 0.0 is no error."""
    import jiwer

    said, told = sounds(expected), sounds(heard)
    if not said:
        return 0.0
    return float(jiwer.cer(said, told)) if told else 1.0


def misheard(expected: str, heard: str) -> bool:
    """Whether a person should listen: too many sounds differ, a number, or how often it says no."""
    error = heard_error(expected, heard)
    if error > MISHEARD and error * len(sounds(expected)) >= SOUNDS_AT_LEAST:
        return True
    return negations(expected) != negations(heard) or digits(expected) != digits(heard)


def words_of(text: str) -> str:
    """Normalized, and units as words: a recognizer writes “700 km” for “seven hundred kilometers”."""
    return normalized(MEASURE.sub(lambda found: f" {POWERS[found[2]]}{UNITS[found[1]][1]}", text))


def sounds(text: str) -> str:
    """A rough skeleton of how a text sounds: its consonants and digits, without spaces."""
    letters = re.sub(r"[^a-z0-9]", "", words_of(text))
    for spelling, sound in SPELLINGS:
        letters = letters.replace(spelling, sound)
    skeleton = SILENT.sub("", letters).translate(ALIKE)
    return re.sub(r"([a-z])\1+", r"\1", skeleton)


def negations(text: str) -> int:
    """How often it says no."""
    return sum(word in NEGATIONS for word in normalized(text).split())


def digits(text: str) -> str:
    """Of all its numbers in order, but for zeros a number begins with: a letter O is taken for one.

    What a recognizer wrote apart is one number again: 1000 44 for "one thousand forty-four".
    """
    whole = APART.sub(lambda found: found[1] + found[2].rjust(3, "0"), words_of(text))
    return "".join(number.lstrip("0") for number in NUMBER.findall(whole))
