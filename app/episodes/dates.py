"""Times, versions, dates and years as they are said."""

import re

from app.episodes.numerals import cardinal, ordinal, year
from app.episodes.spoken_words import MONTHS
from app.episodes.units import UNITS
from app.episodes.words import listed

NOT_INSIDE = r"(?<![\w.,/])"
MONTH = "|".join([*MONTHS, *(f"{name[:3]}\\.?" for name in MONTHS), r"Sept\.?"])
YEARS = range(1500, 2036)
BEFORE_YEARS = listed(
    """
    in since by until till from of during before after between early mid late around circa year years spring
    summer autumn fall winter and to through copyright
    """
)
AFTER_YEARS = listed(
    """
    and or to the a an in by was were is are has had when with after before for as at on it we this but that
    which who where then through until using showed paper edition study census version
    """
)


def times_and_versions(text: str) -> str:
    text = re.sub(r"\b(\d{1,2}):([0-5]\d)(?::([0-5]\d))?(?:\s?([AaPp])\.?[Mm]\b\.?)?(?![\d:])", _time, text)
    text = re.sub(
        r"\b[vV](?:er(?:sion)?\.?\s?)?(\d+(?:\.\d+)*)\b(?!\s?(?:%|V\b))",
        lambda m: "version " + _dotted(m[1]),
        text,
    )
    text = re.sub(r"\b([vV]ersions?) (\d+(?:\.\d+)+)", lambda m: f"{m[1]} {_dotted(m[2])}", text)
    text = re.sub(rf"{NOT_INSIDE}(\d+(?:\.\d+){{2,}})(?![\w.]*\d)", lambda m: _dotted(m[1]), text)
    return re.sub(r"\b([A-Z][\w.]*[a-z]) (\d+\.\d+)(?=[\s,;.)]|$)(?!\s?(?:%|(?:x|times|percent|million)\b))",
                  lambda m: f"{m[1]} {_dotted(m[2])}", text)  # fmt: skip


def _dotted(version: str) -> str:
    return " point ".join(cardinal(int(part)) for part in version.split("."))


def _time(match: re.Match[str]) -> str:
    hour, minute = int(match[1]), int(match[2])
    if hour > 24 or match[3]:
        return " ".join(cardinal(int(part)) for part in match.groups()[:3] if part)
    said = cardinal(hour)
    if minute:
        said += f" oh {cardinal(minute)}" if minute < 10 else f" {cardinal(minute)}"
    elif not match[4]:
        said += " o'clock"
    return said + (f" {match[4].upper()}M" if match[4] else "")


def dates(text: str) -> str:
    text = re.sub(r"\b(\d{4})-(\d{2})-(\d{2})\b", lambda m: _date(m, int(m[3]), int(m[2]), m[1]), text)
    text = re.sub(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b", lambda m: _date(m, int(m[2]), int(m[1]), m[3]), text)
    text = re.sub(
        rf"\b({MONTH}) (\d{{1,2}})(?:st|nd|rd|th)?\b(?![.:%]\d)(?:(,?) (\d{{4}})\b)?",
        lambda m: f"{_month(m[1])} {ordinal(int(m[2]))}" + (f", {year(int(m[4]))}" if m[4] else ""),
        text,
    )
    text = re.sub(
        rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? ({MONTH})\b\.?(?: (\d{{4}})\b)?",
        lambda m: f"{_month(m[2])} {ordinal(int(m[1]))}" + (f", {year(int(m[3]))}" if m[3] else ""),
        text,
    )
    return re.sub(rf"\b({MONTH}),? (\d{{4}})\b", lambda m: f"{_month(m[1])} {year(int(m[2]))}", text)


def _date(match: re.Match[str], day: int, month: int, year_text: str) -> str:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return match[0]
    return f"{MONTHS[month - 1]} {ordinal(day)}, {year(int(year_text))}"


def _month(name: str) -> str:
    return next(month for month in MONTHS if month.startswith(name.rstrip(".")[:3]))


def years(text: str) -> str:
    text = re.sub(r"\b(1[5-9]|20)(\d)0['’]?s\b", lambda m: _decade(int(m[1]), int(m[2])), text)
    text = re.sub(
        rf"{NOT_INSIDE}(1[5-9]\d\d|20[0-3]\d)\s?[-–—]\s?(1[5-9]\d\d|20[0-3]\d|\d\d)\b(?![\d,]|\.\d)",
        lambda m: f"{year(int(m[1]))} to {year(int(m[2]) if len(m[2]) == 4 else int(m[1][:2] + m[2]))}",
        text,
    )
    return re.sub(rf"{NOT_INSIDE}(1[5-9]\d\d|20[0-3]\d)\b(?![,.]\d|\s?%|[-–]\w)", _year, text)


def _decade(century: int, ten: int) -> str:
    tens = {0: "hundreds", 1: "tens", 2: "twenties", 3: "thirties", 4: "forties", 5: "fifties", 6: "sixties",
            7: "seventies", 8: "eighties", 9: "nineties"}[ten]  # fmt: skip
    return (
        ("two thousands" if ten == 0 else f"twenty {tens}")
        if century == 20
        else f"{cardinal(century)} {tens}"
    )


def _year(match: re.Match[str]) -> str:
    before = re.findall(r"[\w]+", match.string[: match.start()][-24:])
    after = re.match(r"\s+([A-Za-z]+)", match.string[match.end() :])
    cued = bool(before) and before[-1].lower() in BEFORE_YEARS
    counted = after is not None and after[1].islower() and after[1] not in AFTER_YEARS
    unit = after is not None and after[1] in UNITS and after[1] not in AFTER_YEARS
    strong = bool(before) and before[-1].lower() in {"in", "since", "year", "until"} and match[1] >= "1800"
    if unit or int(match[1]) not in YEARS or (counted and not strong) or (not cued and match[1] < "1900"):
        return match[0]
    return year(int(match[1]))
