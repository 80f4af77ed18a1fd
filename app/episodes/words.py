"""Words of any script, for comparing and counting: accents kept, Chinese and Japanese by the character."""

import re
import unicodedata
from dataclasses import dataclass

CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
# Digits may hold separators, words apostrophes and inner hyphens stay apart; marks belong to their letter.
WORD = re.compile(
    rf"\d+(?:[.,]\d+)*|[{CJK}]|"
    rf"[^\W\d_{CJK}][^\W_{CJK}\u0300-\u036f]*(?:[\u0300-\u036f]+[^\W_{CJK}]*)*(?:['’][^\W\d_]+)?"
)

FUNCTION_WORDS = {
    "en": (
        "a an the and or but nor of in on at to for from by with without into onto over under as is are "
        "was were be "
        "been being am do does did done have has had having it its they them their this that these those "
        "he she his "
        "her him we our us i my you your who whom which what when where why how than then so such if "
        "because while "
        "can could may might will would shall should must not no also there here s t re ve ll d about "
        "between both "
        "each any all some more most other one only very just up out via per e g et al"
    ),
    "de": (
        "der die das den dem des ein eine einer eines einem einen und oder aber nicht in im an am auf "
        "aus bei mit nach "
        "von vom zu zum zur für über unter durch um als wie ist sind war waren wird werden wurde wurden "
        "hat haben sich "
        "es er sie wir ihr man auch nur so dass dies diese dieser dieses diesem diesen kann können nur "
        "noch wenn da"
    ),
    "fr": (
        "le la les l un une des du de d et ou mais ne pas dans en à au aux par pour sur sous avec sans "
        "comme est sont "
        "était être a ont il elle ils elles on nous vous ce cet cette ces qui que qu se s son sa ses "
        "leur plus y"
    ),
    "es": (
        "el la los las un una unos unas de del y o pero no en a al por para con sin sobre como es son "
        "era fue ser ha "
        "han se su sus lo que qui este esta estos estas más le les nos"
    ),
}
STOP = {language: frozenset(words.split()) for language, words in FUNCTION_WORDS.items()}


@dataclass(frozen=True, slots=True)
class Token:
    """A word or number where it stands in its text; `key` is what two equal words share."""

    text: str
    key: str
    start: int
    end: int


def folded(word: str) -> str:
    """One spelling for comparison: compatibility forms unified, case folded, possessive off."""
    word = unicodedata.normalize("NFKC", word).casefold().replace("’", "'")
    return word.removesuffix("'s").removesuffix("'")


def listed(words: str) -> frozenset[str]:
    """The words of a table written as running text."""
    return frozenset(words.split())


def tokens(text: str) -> list[Token]:
    """Words and numbers in order with their offsets."""
    return [Token(match[0], folded(match[0]), match.start(), match.end()) for match in WORD.finditer(text)]


def content_words(text: str, language: str = "en") -> list[str]:
    """Folded words that carry meaning; without a list for the language, all of them."""
    stop = STOP.get(language.split("-")[0].lower(), frozenset())
    return [token.key for token in tokens(text) if token.key not in stop]


def stem(word: str) -> str:
    """A crude English stem, enough to see that 'buffers' and 'buffer' are one word."""
    for ending, least in (("ies", 5), ("ing", 6), ("ed", 5), ("es", 5), ("s", 4), ("ly", 5), ("e", 4)):
        if word.endswith(ending) and len(word) >= least and not word.endswith("ss"):
            return word[: -len(ending)] + ("y" if ending == "ies" else "")
    return word
