"""Numbers in running text and the words they are read as: units, ranges, money, dates, powers, versions."""

import re
import unicodedata
from collections.abc import Callable

from app.episodes.dates import NOT_INSIDE, dates, times_and_versions, years
from app.episodes.numerals import cardinal, digits, number, ordinal
from app.episodes.spoken_words import DENOMINATORS, FRACTIONS
from app.episodes.units import AMBIGUOUS_UNITS, CURRENCIES, MAGNITUDES, UNITS

N = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
SIGNED = rf"(?:(?<![\w.)])[-−–+]\s?)?(?:{N})"
BIG = r"hundred|thousand|million|billion|trillion"
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
UNIT = "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True))


def spoken_quantities(text: str) -> str:
    """The text with every number written out as it is said."""
    text = re.sub("[\u03bc\u00b5]", "µ", text)
    text = re.sub(
        r"(?<![\d.,]\s)(?<![\w.,])\d{1,3}(?: \d{3})+(?![\d.,]\d|\d| \d)",
        lambda m: m[0].replace(" ", ","),
        text,
    )
    text = re.sub(r"(?<=\d)\s(?=[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹])", "", text)
    text = re.sub(rf"(?<=\d)\s?µ(?=(?:{UNIT.replace('µ', '')})?\b)", " µ", text)
    for step in STEPS:
        text = step(text)
    return text


def _sign(value: str) -> str:
    value = value.strip()
    if value[:1] in "-−–":
        return "minus " + number(value[1:].strip())
    return ("plus " if value[:1] == "+" else "") + number(value.lstrip("+ "))


def _one(value: str) -> bool:
    return value.strip("-−–+ ") in {"1", "1.0"}


def _powers(text: str) -> str:
    raised = re.compile(
        r"(?<=[\w)])([⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)|(?<=[\w)])\^\{?\(?([-−]?\d+(?:\.\d+)?|[A-Za-z])\)?\}?"
    )
    text = re.sub(r"(?<=[\d)])\s?[×x·]\s?(?=10(?:\^|[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]))", " times ", text)
    text = (
        re.sub(rf"\b({UNIT})\^?(²|³|2|3)(?!\w|\.\d)", _square, text) if "²" in text or "³" in text else text
    )
    text = re.sub(
        r"\b(\d+(?:\.\d+)?)[eE]([-−+]?\d+)\b", lambda m: f"{number(m[1])} times ten{_exponent(m[2])}", text
    )
    text = raised.sub(lambda m: _exponent((m[1] or m[2]).translate(SUPERSCRIPTS)), text)
    return re.sub(r"(?<=[A-Za-z])([₀-₉]+)", lambda m: " " + cardinal(int(m[1].translate(SUBSCRIPTS))), text)


def _square(match: re.Match[str]) -> str:
    power = "square" if match[2] in "²2" else "cubic"
    single = re.search(r"(?:^|\s)1\s?$", match.string[: match.start()])
    return f"{power} {UNITS[match[1]][0 if single else 1]}"


def _exponent(power: str) -> str:
    power = power.replace("−", "-").lstrip("+")
    if power in {"2", "3"}:
        return " squared" if power == "2" else " cubed"
    if power.isalpha():
        return f" to the {power}"
    if power.startswith("-"):
        return f" to the minus {number(power[1:])}"
    return f" to the {ordinal(int(power)) if power.isdecimal() else number(power)}"


def _money(text: str) -> str:
    signs = "|".join(re.escape(sign) for sign in sorted(CURRENCIES, key=len, reverse=True))
    text = re.sub(rf"{NOT_INSIDE}({N})\s?¢", lambda m: f"{number(m[1])} cents", text)
    text = re.sub(rf"(?<!\w)({signs})\s?({N})(?:\s?({BIG}|bn|[kKmMB]\b))?", _price, text)
    return re.sub(
        rf"{NOT_INSIDE}({N})(?:\s({BIG}))?\s?(€|£|\$|USD|EUR|GBP|CHF)(?!\w)",
        lambda m: _amount(m[1], m[2], m[3]),
        text,
    )


def _price(match: re.Match[str]) -> str:
    return _amount(match[2], match[3], match[1])


def _amount(value: str, big: str | None, sign: str) -> str:
    words = CURRENCIES[sign]
    if big:
        return f"{number(value)} {MAGNITUDES.get(big, big)} {words[1]}"
    whole, _, cents = value.partition(".")
    if sign in {"$", "US$", "€", "USD", "EUR"} and len(cents) == 2:
        if whole == "0" and cents != "00":
            return f"{cardinal(int(cents))} {'cent' if cents == '01' else 'cents'}"
        said = f"{number(whole)} {words[0 if whole == '1' else 1]}"
        return said if cents == "00" else f"{said} and {cardinal(int(cents))} cents"
    return f"{number(value)} {words[0 if value == '1' else 1]}"


def _ranges(text: str) -> str:
    unit = rf"(?:\s?(?:%|{UNIT}))?"
    dash = r"\s?[-–—−]\s?"
    return re.sub(
        rf"{NOT_INSIDE}({N})({unit}){dash}({N})(?=(?:\s?(?:%|{UNIT})(?!\w))|[\s,;.)\]]|$)(?!-\d)",
        lambda m: m[0] if len(m[1]) > 6 or "/" in m[0] else f"{m[1]}{m[2]} to {m[3]}",
        text,
    )


def _percent(text: str) -> str:
    text = re.sub(rf"{NOT_INSIDE}({SIGNED})\s?%", lambda m: f"{_sign(m[1])} percent", text)
    return re.sub(rf"{NOT_INSIDE}({SIGNED})\s?‰", lambda m: f"{_sign(m[1])} per mille", text)


def _units(text: str) -> str:
    text = re.sub(
        rf"{NOT_INSIDE}({SIGNED})[\s-]?({UNIT})(?:\s?/\s?|\sper\s)({UNIT}|[a-z]+)(?!\w)", _rate, text
    )
    return re.sub(rf"{NOT_INSIDE}({SIGNED})(\s?-?)({UNIT})(?![\w%/]|-[a-z]|\.[A-Za-z])", _unit, text)


def _rate(match: re.Match[str]) -> str:
    per = UNITS[match[3]][0] if match[3] in UNITS else match[3]
    return f"{_sign(match[1])} {UNITS[match[2]][0 if _one(match[1]) else 1]} per {per}"


def _unit(match: re.Match[str]) -> str:
    value, gap, unit = match.groups()
    if unit in AMBIGUOUS_UNITS and unit in {"in", "us", "pm", "A", "a"} and gap != "":
        return match[0]
    after = match.string[match.end() :]
    if unit in {"A", "B", "K", "T", "F", "V", "N"} and gap == "" and re.match(r"\s+[A-Z]", after):
        return match[0]
    single = _one(value) or gap.endswith("-")
    return f"{_sign(value)} {UNITS[unit][0 if single else 1]}"


def _multiples(text: str) -> str:
    text = re.sub(
        rf"{NOT_INSIDE}({N})\s?[×x](?=[\s,.;:)]|$)(?!\s?\d)", lambda m: f"{number(m[1])} times", text
    )
    text = re.sub(r"(?<=\d)\s?[×x]\s?(?=\d)", " by ", text)
    text = re.sub(rf"{NOT_INSIDE}({N})\s?({BIG})\b", lambda m: f"{number(m[1])} {m[2]}", text)
    text = re.sub(
        rf"{NOT_INSIDE}({N})([kKMB]|bn)(?![\w-])", lambda m: f"{number(m[1])} {MAGNITUDES[m[2]]}", text
    )
    return re.sub(r"\b(\d+)-?[dD]\b", lambda m: f"{cardinal(int(m[1]))} D", text)


def _fractions(text: str) -> str:
    for sign, said in FRACTIONS.items():
        text = re.sub(rf"(?<=\d)\s?{sign}", " and " + said.replace("one half", "a half"), text).replace(
            sign, said
        )
    text = re.sub(r"\b24/7\b", "twenty-four seven", text)
    return re.sub(r"(?<![\w./,-])(\d{1,2})/(\d{1,2})(?![\w/]|\.\d)", _fraction, text)


def _fraction(match: re.Match[str]) -> str:
    top, bottom = int(match[1]), int(match[2])
    if not 0 < top < bottom or bottom not in DENOMINATORS:
        return f"{cardinal(top)} over {cardinal(bottom)}"
    if bottom == 2:
        return "one half"
    return f"{cardinal(top)} {DENOMINATORS[bottom]}" + ("" if top == 1 else "s")


def _ordinals(text: str) -> str:
    return re.sub(
        r"\b(\d{1,3}(?:,\d{3})+|\d+)(?:st|nd|rd|th)\b", lambda m: ordinal(int(m[1].replace(",", ""))), text
    )


def _names_with_digits(text: str) -> str:
    """HDF5 -> HDF five, AVX-512 -> AVX five hundred twelve, 0-based -> zero-based."""
    text = re.sub(r"(?<=[A-Za-z])-(\d+)\b(?![.,]\d)", lambda m: " " + cardinal(int(m[1])), text)
    text = re.sub(
        r"\b([A-Za-z]+)(\d{1,4})(?=[A-Za-z]{1,3}(?:\b|\d))", lambda m: f"{m[1]} {cardinal(int(m[2]))} ", text
    )
    text = re.sub(r"(?<=[A-Za-z])(\d{1,4})\b(?![.,]\d)", lambda m: " " + cardinal(int(m[1])), text)
    return re.sub(r"(?<![\w.,])(\d{1,3}(?:,\d{3})+|\d+)(?=-[A-Za-z])", lambda m: number(m[1]), text)


def _plain_numbers(text: str) -> str:
    text = re.sub(rf"(?<![\w.,)])[-−–]\s?({N})(?![\w])", lambda m: f"minus {number(m[1])}", text)
    text = re.sub(rf"(?:(?<=\s)|^)\+\s?({N})", lambda m: f"plus {number(m[1])}", text)
    text = re.sub(rf"(?<![\w.])({N})(?=[A-Za-z]{{1,2}}\b)", r"\1 ", text)
    text = re.sub(rf"(?<![\w]){N}|(?<![\w])\.\d+", lambda m: number(m[0]), text)
    text = re.sub("[⁰¹²³⁴-⁹₀-₉]+", lambda m: f" {number(unicodedata.normalize('NFKC', m[0]))} ", text)
    return re.sub(r"\d+", lambda m: f" {cardinal(int(m[0])) if len(m[0]) < 5 else digits(m[0])} ", text)


STEPS: tuple[Callable[[str], str], ...] = (
    times_and_versions,
    dates,
    _money,
    years,
    _powers,
    _ranges,
    _percent,
    _fractions,
    _units,
    _multiples,
    _ordinals,
    _names_with_digits,
    _plain_numbers,
)
