"""Notations general rules would misread, rewritten so that the rules of the spoken form read them well."""

import re
import unicodedata
from collections.abc import Callable

from app.episodes.numerals import year
from app.episodes.spoken_words import FILE_ENDINGS

ELEMENTS = (
    "He|Li|Be|Ne|Na|Mg|Al|Si|Cl|Ar|Ca|Sc|Ti|Cr|Mn|Fe|Co|Ni|Cu|Zn|Ga|Ge|As|Se|Br|Kr|Rb|Sr|Zr|Mo|Ag|Cd|Sn|"
    "Sb|Te|Xe|Cs|Ba|Pt|Au|Hg|Pb|Bi|H|B|C|N|O|F|P|S|K|V|I|U|W"
)
FORMULA = re.compile(rf"\b(?:(?:{ELEMENTS})\d{{0,3}}){{2,12}}\b")
NUMERALS = (
    "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X",
    "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII", "XVIII", "XIX", "XX",
)  # fmt: skip
ROMAN = {numeral: number for number, numeral in enumerate(NUMERALS, 1)}
COUNTED = re.compile(
    r"\b(World War|Chapter|Part|Phase|Type|Volume|Appendix|Table|Stage|Class|Book)\s([IVX]{1,5})\b"
)
NOTE = re.compile(r"(?<=[a-z][.,;:!?])[¹²³⁰⁴-⁹]+(?=\s|$)")
DOI = re.compile(r"\b(?:doi|DOI):\s?10\.\d{4,9}/[^\s,;)]*[^\s,;).]")
EQUATION = re.compile(r"\b(Eqs?\.|Equations?)\s?\((\d{1,3})\)")
TIMES = re.compile(r"(\d)\s?[–-]\s?(\d+(?:\.\d+)?)\s?×(?!\s?\d)")
RATE = re.compile(r"\b([kcmµ]?m)/(s|h)²")


CHARGE = re.compile(r"(?<=[A-Za-z₀-₉])([²³⁴]?)([⁺⁻])(?![⁰¹²³⁴-⁹])")
DECADES = {
    "2": "twenties", "3": "thirties", "4": "forties", "5": "fifties", "6": "sixties", "7": "seventies",
    "8": "eighties", "9": "nineties",
}  # fmt: skip
ENDINGS = "|".join(FILE_ENDINGS)
BITS = {"k": "kilobits", "M": "megabits", "G": "gigabits"}
PLAINLY: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"(?<![\d.])1\s?min\.(?=\s+[a-z])"), "1 minute"),
    (re.compile(r"(?<![\d.])1\s?min\.(?=\s|$)"), "1 minute."),
    (re.compile(r"(?<=\d)\s?min\.(?=\s+[a-z])"), " minutes"),
    (re.compile(r"(?<=\d)\s?min\.(?=\s|$)"), " minutes."),
    (re.compile(r"(?<!\w)['’]([2-9])0s\b"), lambda found: DECADES[found[1]]),
    (re.compile(r"\b(?:c|ca)\.\s?(1\d{3}|20\d\d)\b"), lambda found: f"around {year(int(found[1]))}"),
    # A ratio: what could be a time of day has two digits behind the colon.
    (re.compile(r"(?<![\w:.])(\d{1,4}):(\d|\d{3,4})(?![\w:.]*\d)(?!\w)"), r"\1 to \2"),
    (re.compile(r"(?<![\w./,-])(\d{1,3})/(\d{3,4})(?![\w/])"), r"\1 over \2"),
    (re.compile(r"(?<![\w./,-])(\d{1,3})\s([1-9])/([2-9]|10)(?![\w/])"), r"\1 and \2/\3"),
    (CHARGE, lambda found: f" {_digits(found[1])} " + ("plus" if found[2] == "⁺" else "minus")),
    (re.compile(r"(?<!\w)([¹²³⁴-⁹⁰]{1,3})([A-Z][a-z]?)\b"), lambda found: f"{found[2]} {_digits(found[1])}"),
    (re.compile(r"(\d\s?[kcmµn]?m)\s?[×x]\s?(?=\d)"), r"\1 by "),
    (re.compile(r"\b([A-Z]{2,})(\d+\.\d+)(?![\w.])"), r"\1 \2"),
    (re.compile(r"\b([A-Z]{2,})/(\d(?:\.\d)?)(?![\w/])"), r"\1 \2"),
    (re.compile(r"(?<![\w.])([A-Z])\.(\d{1,4})(?![\w.]*\d)"), r"\1 \2"),
    (re.compile(r"(\d)B(?=[\s-](?:param|model|token|weight|version))"), r"\1 billion"),
    (re.compile(r"(\d)\s?([kMG])b/s\b"), lambda found: f"{found[1]} {BITS[found[2]]} per second"),
    (re.compile(rf"(?<![\w/])([A-Za-z][\w-]*)/(?=[\w-]+\.(?:{ENDINGS})\b)"), r"\1 slash "),
    (re.compile(r"\barXiv:\s?\d{4}\.\d{4,5}(?:v\d+)?"), "arXiv"),
)
"""What is said, in the order in which it is looked for."""


def rewritten(text: str) -> str:
    """C6H12O6 -> C6 H12 O6, Phase III -> Phase 3, TGF-β -> TGF β, Eq. (2) -> Eq. 2, m/s² -> m/s^2.

    Marks of notes after a full stop go, and a DOI is only named.
    """
    for printed, said in PLAINLY:
        text = printed.sub(said, text)
    text = DOI.sub("its DOI", NOTE.sub("", text))
    text = re.sub(r"(?<=[A-Za-z])[₀-₉]+", lambda found: _digits(found[0]), text)
    text = FORMULA.sub(_formula, text)
    text = COUNTED.sub(_counted, EQUATION.sub(r"\1 \2", text))
    text = re.sub(r"(?<=[α-ωΑ-Ω])-(?=\w)|(?<=\w)-(?=[α-ωΑ-Ω])", " ", text)
    return RATE.sub(r"\1/\2^2", TIMES.sub(r"\1 to \2 times", text))


def _digits(raised: str) -> str:
    return unicodedata.normalize("NFKC", raised)


def _formula(match: re.Match[str]) -> str:
    """Atom by atom where there is a number in its midst; other capitals with a number may be any name."""
    # NO and SO are words, too.
    if re.search(r"\d[A-Z]", match[0]) or re.match(r"(?:NO|SO)\d", match[0]):
        return re.sub(r"(?<=\w)(?=[A-Z])", " ", match[0])
    return match[0]


def _counted(match: re.Match[str]) -> str:
    number = ROMAN.get(match[2])
    return f"{match[1]} {number}" if number else match[0]
