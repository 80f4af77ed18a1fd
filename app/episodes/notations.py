"""Notations general rules would misread, rewritten so that the rules of the spoken form read them well."""

import re

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


def rewritten(text: str) -> str:
    """C6H12O6 -> C6 H12 O6, Phase III -> Phase 3, TGF-β -> TGF β, Eq. (2) -> Eq. 2, m/s² -> m/s^2.

    Marks of notes after a full stop go, and a DOI is only named.
    """
    text = DOI.sub("its DOI", NOTE.sub("", text))
    text = FORMULA.sub(_formula, text)
    text = COUNTED.sub(_counted, EQUATION.sub(r"\1 \2", text))
    text = re.sub(r"(?<=[α-ωΑ-Ω])-(?=\w)|(?<=\w)-(?=[α-ωΑ-Ω])", " ", text)
    return RATE.sub(r"\1/\2^2", TIMES.sub(r"\1 to \2 times", text))


def _formula(match: re.Match[str]) -> str:
    """Atom by atom where there is a number in its midst; other capitals with a number may be any name."""
    return re.sub(r"(?<=\w)(?=[A-Z])", " ", match[0]) if re.search(r"\d[A-Z]", match[0]) else match[0]


def _counted(match: re.Match[str]) -> str:
    number = ROMAN.get(match[2])
    return f"{match[1]} {number}" if number else match[0]
