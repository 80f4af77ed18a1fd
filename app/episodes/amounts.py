"""Amounts in a sentence: numbers as digits or words with their sign, magnitude and unit, ready to compare."""

import re
from dataclasses import dataclass

from app.episodes.numerals import ONES, ORDINALS, TENS
from app.episodes.units import CURRENCIES, UNITS

SCALES = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
    "hundreds": 1e2, "thousands": 1e3, "millions": 1e6, "billions": 1e9, "trillions": 1e12, "dozen": 12.0,
    "dozens": 12.0,
}  # fmt: skip
SMALL = {word: float(value) for value, word in enumerate(ONES)} | {
    word: 10.0 * value for value, word in enumerate(TENS) if value
}
RANKS = {ORDINALS.get(word, word + "th"): value for word, value in SMALL.items() if value > 2} | {
    "second": 2.0, "ninth": 9.0, "twelfth": 12.0, "twentieth": 20.0, "thirtieth": 30.0,
}  # fmt: skip
MULTIPLES = {
    "half": 0.5, "halves": 0.5, "halved": 0.5, "quarter": 0.25, "quarters": 0.25, "twice": 2.0, "double": 2.0,
    "doubles": 2.0, "doubled": 2.0, "thrice": 3.0, "triple": 3.0, "tripled": 3.0, "quadruple": 4.0,
    "fold": 1.0,
}  # fmt: skip
NAMED_UNITS = {
    "percent": "%", "per cent": "%", "prozent": "%", "bit": "bit", "bits": "bit", "day": "day", "days": "day",
    "week": "week", "weeks": "week", "month": "month", "months": "month", "year": "yr", "years": "yr",
    "decade": "decade", "decades": "decade", "century": "century", "centuries": "century", "times": "times",
    "percentage points": "points", "percentage point": "points",
    "degrees": "°", "degree": "°", "core": "core", "cores": "core", "hours": "h", "hour": "h",
    "minute": "min", "minutes": "min", "second": "s", "seconds": "s",
}  # fmt: skip
SAME_UNIT = {
    "hr": "h",
    "hrs": "h",
    "mins": "min",
    "sec": "s",
    "us": "µs",
    "l": "L",
    "ml": "mL",
    "KB": "kB",
    "yrs": "yr",
}
BRITISH = {"meter": "metre", "liter": "litre", "gram": "gramme"}
"""How the same units are spelled elsewhere."""
UNIT_NAMES = (
    {
        long.replace(american, british): SAME_UNIT.get(short, short)
        for short, names in UNITS.items()
        for long in names
        for american, british in BRITISH.items()
        if american in long and short not in SAME_UNIT
    }
    | {"tonne": "t", "tonnes": "t"}
    | {
        long: SAME_UNIT.get(short, short)
        for short, names in UNITS.items()
        for long in names
        if short not in SAME_UNIT
    }
    | {short: SAME_UNIT.get(short, short) for short in UNITS}
    | NAMED_UNITS
)
MEASURES = {
    name: unit
    for name, unit in UNIT_NAMES.items()
    if len(name) > 3 and name.isalpha() and unit not in {"times", "core", "points", "%"} and name != "second"
}
"""Words for units that mean nothing else, without a number beside them."""
MONEY = {word: sign for sign in ("$", "€", "£", "¥") for word in CURRENCIES[sign]} | {
    "US$": "$", "USD": "$", "EUR": "€", "GBP": "£", "$": "$", "€": "€", "£": "£", "¥": "¥",
}  # fmt: skip
_UNIT = "|".join(re.escape(unit) for unit in sorted({*UNIT_NAMES, *MONEY, "%"}, key=len, reverse=True))
BELOW_ZERO = r"(?<!\d )(?<!\b[A-Za-z] )(?<!\bor )\b(?:[Mm]inus|[Nn]egative) "
"""The words for a sign, not what is taken from a number or a variable before, nor plus or minus."""
DIGITS = re.compile(
    rf"(?P<money>US\$|[$€£¥])?\s?(?P<value>(?<![\w.,])[-−–](?=\d)|"
    rf"{BELOW_ZERO}(?=\d)|)(?P<whole>(?<![A-Za-z\d_.])\d+(?:[.,]\d+)*|(?<![\w.])\.\d+)"
    rf"(?:\s?[×x·]\s?10(?:\^|\*\*)?(?P<power>[-−]?\d+))?(?:\^(?P<raised>[-−]?\d+))?"
    rf"(?P<rank>st|nd|rd|th)?(?![A-Za-z_]*\d)(?:[\s-]?(?P<scale>hundred|thousand|million|billion|"
    rf"trillion|bn|k)(?![\w]))?"
    rf"(?:[\s-]?(?P<unit>{_UNIT})(?![\w]))?"
)
WORDS = re.compile(
    r"(?<![\w])(?:"
    + "|".join(sorted({*SMALL, *SCALES, *RANKS, *MULTIPLES}, key=len, reverse=True))
    + r")(?![\w])",
    re.IGNORECASE,
)
PRONOUN_ONE = re.compile(
    r"\s+(?:of|another|can|could|may|might|should|must|would|has|is|way|needs|wants|or more)\b"
)
BEFORE_PRONOUN = re.compile(
    r"\b(?:the|this|that|no|any|some|each|every|only|which|another|first|last|new|old|other)\s+$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number where it stands; `unit` is one spelling per unit, '' without, 'rank' for ordinals."""

    value: float
    unit: str
    start: int
    end: int

    def same_value(self, other: "Amount") -> bool:
        """Equal up to rounding of the parse; signs count."""
        return abs(self.value - other.value) <= 1e-9 * max(1.0, abs(self.value))


def amounts(text: str) -> list[Amount]:
    """All amounts in order. '1,200' and 'twelve hundred' are one value, '5 km' and '5 kilometers' too."""
    found = [_from_digits(match) for match in DIGITS.finditer(text)]
    return sorted([*found, *_from_words(text)], key=lambda amount: amount.start)


def _from_digits(match: re.Match[str]) -> Amount:
    value = _number(match["whole"])
    if match["value"]:
        value = -value
    if match["power"]:
        value *= 10.0 ** int(match["power"].replace("−", "-"))
    if match["raised"]:
        value **= (
            int(match["raised"].replace("−", "-")) if abs(int(match["raised"].replace("−", "-"))) < 40 else 1
        )
    if match["scale"]:
        value *= {"bn": 1e9, "k": 1e3}.get(match["scale"]) or SCALES[match["scale"]]
    unit = "rank" if match["rank"] else _unit(match["unit"] or match["money"] or "")
    start = match.start("money") if match["money"] else match.start("value")
    return Amount(value, unit, start, match.end())


def _unit(name: str) -> str:
    return MONEY.get(name) or UNIT_NAMES.get(name) or name


def _number(digits: str) -> float:
    """'1,234.5' and '1.234,5' -> 1234.5; '3,5' -> 3.5; '1.3.2', a version, counts by its parts."""
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", digits):
        return float(digits.replace(",", ""))
    if re.fullmatch(r"\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?", digits):
        return float(digits.replace(".", "").replace(",", "."))
    parts = re.split(r"[.,]", digits)
    if len(parts) > 2:
        return sum(int(part) * 1000.0**-place for place, part in enumerate(parts))
    return float(".".join(parts) if parts[0] else "0." + parts[1])


def _from_words(text: str) -> list[Amount]:
    found: list[Amount] = []
    run: list[re.Match[str]] = []
    for match in [*WORDS.finditer(text), None]:
        if (
            match
            and run
            and _joined(text[run[-1].end() : match.start()], run[-1][0].lower(), match[0].lower())
        ):
            run.append(match)
            continue
        if run and (amount := _spelled(text, run)):
            found.append(amount)
        run = [match] if match else []
    return found


def _joined(gap: str, before: str, after: str) -> bool:
    if gap.strip().lower() not in {"", "-", "and"} or before in {*RANKS, *MULTIPLES} or after in MULTIPLES:
        return False
    if gap.strip().lower() == "and":
        return before in SCALES
    return (
        after in SCALES
        or before in SCALES
        or (SMALL.get(before, 0) >= 20 and SMALL.get(after, RANKS.get(after, 99)) < 10)
    )


def _spelled(text: str, run: list[re.Match[str]]) -> Amount | None:
    words = [match[0].lower() for match in run]
    start, end = run[0].start(), run[-1].end()
    digits_before = re.search(r"\d[\s-]?$", text[:start])
    if words == ["one"] and (PRONOUN_ONE.match(text, end) or BEFORE_PRONOUN.search(text[:start])):
        return None
    if digits_before or (words == ["second"] and re.search(r"(?:per|a|every|each)\s+$", text[:start])):
        return None
    if len(words) == 1 and words[0] in MULTIPLES:
        return Amount(MULTIPLES[words[0]], "multiple", start, end)
    total, current = 0.0, 0.0
    for word in words:
        if word in SCALES:
            current = (current or 1.0) * SCALES[word]
            if SCALES[word] > 100:
                total, current = total + current, 0.0
        else:
            current += SMALL.get(word, RANKS.get(word, 0.0))
    if words[-1] in RANKS:
        return Amount(total + current, "rank", start, end)
    if minus := re.search(BELOW_ZERO + "$", text[:start]):
        total, current, start = -total, -current, minus.start()
    unit = re.compile(rf"[\s-]({_UNIT})(?!\w)").match(text, end)
    return Amount(total + current, _unit(unit[1]) if unit else "", start, unit.end() if unit else end)
