"""Which sentences can stand without the sentence before them."""

import re

from app.episodes.standing_words import (
    AFTER_BEGINNING,
    AFTER_SUBJECT,
    ANTECEDENT,
    BETWEEN_COMMAS,
    CONNECTIVES,
    DEPENDENT,
    EARLY_ADVERB,
    EXPLETIVE,
    EXPLETIVE_BEGIN,
    INTRODUCED,
    LEANING,
    POINTING,
    PRONOUN,
    SELF,
)


def standalone(text: str, language: str = "en") -> str | None:
    """The sentence as it can stand alone, an opening connective dropped; None when it points back.

    In a language without word lists every sentence is taken to stand alone.
    """
    code = language.split("-")[0].lower()
    code = "en" if code in {"und", ""} else code
    if code not in DEPENDENT:
        return text
    text = _without_connective(text, code)
    if code == "en" and EXPLETIVE_BEGIN.match(text):
        return None if _points_back(text, code) else text
    if DEPENDENT[code].match(text) and not _of_itself(text):
        return None
    return None if _points_back(text, code) or (code == "en" and _pronoun_alone(text)) else text


def _without_connective(text: str, code: str) -> str:
    if code in CONNECTIVES:
        opening = re.compile(rf"^{CONNECTIVES[code]},\s+(?:then,\s+)?")
        while (shorter := opening.sub("", text)) != text:
            text = shorter[0].upper() + shorter[1:]
    if code == "en":
        text = EARLY_ADVERB.sub(r"\1", text)
        text = AFTER_BEGINNING.sub(r"\1 ", AFTER_SUBJECT.sub(r"\1 ", text))
        text = BETWEEN_COMMAS.sub("", text)
    return text


def _of_itself(text: str) -> bool:
    """'This paper', 'In this work': the whole is its own antecedent."""
    return bool(re.match(rf"^(?:\w+ )?[Tt]his (?:\w+ )?{SELF}\b", text))


def _points_back(text: str, code: str) -> bool:
    """A demonstrative with a noun that was not named before it in the sentence."""
    for match in POINTING[code].finditer(text):
        noun = (match[match.lastindex] if match.lastindex else "").lower()
        root = noun.rstrip("s")[: max(4, len(noun) - 3)]
        if len(root) < 3 or root not in text[: match.start()].lower():
            return True
    return False


def _pronoun_alone(text: str) -> bool:
    """A pronoun with nothing before it in the sentence that it could stand for."""
    text = EXPLETIVE.sub("", text)
    if LEANING.search(text) or INTRODUCED.match(text):
        return True
    match = PRONOUN.search(text)
    return bool(match and not ANTECEDENT.search(text[: match.start()]))
