"""More ways to make a sentence false, written without a look at the checks or the first mutations."""

import re
from collections.abc import Callable, Sequence
from random import Random

Mutation = Callable[[str, Random, Sequence[str]], str | None]

NUMBER = re.compile(r"(?<![\w.,/-])(\d+(?:,\d{3})*)(\.\d+)?(?![\w/-]|[.,]\d)")
WORDED = {
    "two": "three",
    "three": "four",
    "four": "six",
    "five": "seven",
    "six": "five",
    "seven": "nine",
    "eight": "six",
    "ten": "twelve",
    "twice": "three times",
    "half": "a third",
    "first": "second",
    "second": "third",
    "dozens": "hundreds",
    "hundreds": "thousands",
    "thousands": "millions",
    "double": "triple",
}
UNITS = (
    ("seconds", "minutes"),
    ("minutes", "hours"),
    ("hours", "days"),
    ("days", "weeks"),
    ("weeks", "months"),
    ("months", "years"),
    ("ms", "s"),
    ("MB", "GB"),
    ("KB", "MB"),
    ("GHz", "MHz"),
    ("km", "m"),
    ("cm", "mm"),
    ("nodes", "cores"),
    ("bits", "bytes"),
    ("percent", "percentage points"),
    ("dollars", "euros"),
)
COMPARED = (
    ("more", "less"),
    ("better", "worse"),
    ("higher", "lower"),
    ("larger", "smaller"),
    ("greater", "fewer"),
    ("faster", "slower"),
    ("increase", "decrease"),
    ("increases", "decreases"),
    ("increased", "fell"),
    ("improves", "degrades"),
    ("outperforms", "trails"),
    ("exceeds", "falls short of"),
    ("above", "below"),
    ("before", "after"),
    ("best", "worst"),
    ("most", "least"),
    ("easier", "harder"),
    ("simpler", "more complicated"),
    ("earlier", "later"),
    ("longer", "shorter"),
    ("wider", "narrower"),
    ("deeper", "shallower"),
    ("maximum", "minimum"),
    ("reduce", "raise"),
    ("reduces", "raises"),
    ("at least", "at most"),
    ("gain", "loss"),
    ("advantage", "drawback"),
    ("superior", "inferior"),
    ("cheaper", "dearer"),
    ("upper", "lower"),
    ("strong", "weak"),
    ("rise", "drop"),
    ("grows", "shrinks"),
    ("efficient", "wasteful"),
)
HEDGES = (
    (r"\bsome\b", "every"),
    (r"\bmany\b", "all"),
    (r"\bmost\b(?= [a-z]+s\b)", "all"),
    (r"\bseveral\b", "all"),
    (r"\boften\b", "always"),
    (r"\busually\b", "invariably"),
    (r"\btypically\b", "without exception"),
    (r"\bcan\b(?= [a-z]+)", "always can"),
    (r"\bsometimes\b", "always"),
    (r"\ba few\b", "numerous"),
    (r"\bin general\b", "in every case"),
    (r"\bmainly\b", "exclusively"),
    (r"\bmostly\b", "entirely"),
    (r"\bnearly\b", "fully"),
    (r"\balmost\b", "completely"),
    (r"\brarely\b", "never"),
    (r"\bpartly\b", "wholly"),
    (r"\ball\b", "a handful of"),
    (r"\beach\b", "a single"),
    (r"\bevery\b", "hardly any"),
    (r"\balways\b", "rarely"),
    (r"\bonly\b", "above all"),
)
LINKED = (
    (r"\bis associated with\b", "brings about"),
    (r"\bare associated with\b", "bring about"),
    (r"\bcorrelates? with\b", "is responsible for"),
    (r"\bis related to\b", "is the reason for"),
    (r"\bare related to\b", "are the reason for"),
    (r"\bcan lead to\b", "inevitably triggers"),
    (r"\bmay\b", "will"),
    (r"\bmight\b", "does"),
    (r"\bcould\b", "will surely"),
    (r"\bsuggests?\b", "proves"),
    (r"\bseems? to\b", "demonstrably does"),
    (r"\bappears? to\b", "is known to"),
    (r"\bcan be\b", "is necessarily"),
    (r"\bwhile\b", "because"),
    (r"\band\b(?= (?:it|this|they|we)\b)", "and as a result"),
    (r"\bhelps?\b(?= to\b)", "guarantees"),
    (r"\bwe (?:believe|think|expect|hope)\b", "it is established"),
    (r"\bis likely to\b", "is certain to"),
    (r"\bindicates?\b", "establishes beyond doubt"),
    (r"\bpossibly\b|\bperhaps\b|\bprobably\b", "definitely"),
    (r"\baims? to\b", "manages to"),
)
FULL_VERB = re.compile(r"\b(?:is|are|was|were|can|will|has|have|should|could|would|must)\b(?! not\b|n['’]t)")
PLAIN_VERB = re.compile(
    r"(?<=[a-z] )(?:provides?|allows?|uses?|shows?|requires?|contains?|supports?|includes?|needs?)\b"
)
CAPITALIZED = re.compile(r"(?<=[\w,;] )(?:[A-Z][\w.-]+(?: [A-Z][\w.-]+)*|[A-Z]{2,}\d*)(?=[\s,.;)]|$)")
STRANGERS = (
    "Rust",
    "OpenCL",
    "Fortran",
    "Zürich",
    "Keras",
    "Hamilton",
    "the NSF",
    "Poisson",
    "Haskell",
    "Lisbon",
)
TOLD_BY = (
    "Okafor and Lindqvist (2017) noted that {}",
    "As shown by Moreau et al., {}",
    "In the view of the manufacturer, {}",
    "Critics have claimed that {}",
    "A survey among users found that {}",
    "{}, Petrov writes",
    "It has been suggested by Sato [17] that {}",
)


def number(text: str, chance: Random, _: Sequence[str]) -> str | None:
    """A digit, two digits changed places, ten times as much, one off, or another word for a count."""
    found = list(NUMBER.finditer(text))
    if not found:
        return _one_of(text, chance, tuple((rf"\b{one}\b", other) for one, other in WORDED.items()))
    at = chance.choice(found)
    digits, rest = at[1].replace(",", ""), at[2] or ""
    ways = [
        f"{int(digits) + 1}{rest}",
        f"{int(digits) * 10}{rest}",
        f"{digits[:-1]}{(int(digits[-1]) + 5) % 10}{rest}",
    ]
    if len(digits) > 1 and digits[0] != digits[1] != "0":
        ways.append(digits[1] + digits[0] + digits[2:] + rest)
    if rest:
        ways.append(f"{digits}.{(int(rest[1]) + 3) % 10}{rest[2:]}")
    return text[: at.start()] + chance.choice([way for way in ways if way != at[0]]) + text[at.end() :]


def unit(text: str, chance: Random, _: Sequence[str]) -> str | None:
    pairs = [*UNITS, *((other, one) for one, other in UNITS)]
    counted = r"(?<=\d )|(?<=\d)|(?<=two )|(?<=three )|(?<=four )|(?<=five )|(?<=six )|(?<=ten )|(?<=few )"
    table = tuple((rf"(?:{counted}){re.escape(one)}\b", other) for one, other in pairs)
    return _one_of(text, chance, (*table, (r"(?<=\d)\s?%", " percentage points")))


def sign(text: str, chance: Random, _: Sequence[str]) -> str | None:
    """A minus put before a number or taken away, or the word for one."""
    if "−" in text or re.search(r"(?<![\w)])-\d", text):
        return re.sub(r"−|(?<![\w)])-(?=\d)", "", text, count=1)
    if re.search(r"\b(?:positive|negative|plus|minus)\b", text):
        turned = {"positive": "negative", "negative": "positive", "plus": "minus", "minus": "plus"}
        return re.sub(r"\b(positive|negative|plus|minus)\b", lambda word: turned[word[1]], text, count=1)
    found = [one for one in NUMBER.finditer(text) if one[2] or int(one[1].replace(",", "")) < 1000]
    if not found:
        return None
    at = chance.choice(found).start()
    return text[:at] + chance.choice(("minus ", "-", "−")) + text[at:]


def negation(text: str, chance: Random, _: Sequence[str]) -> str | None:
    """A not taken away or put in, by words a writer would choose."""
    taken = re.sub(
        r"(?<=\w) not\b(?! only)|(?<=[a-z])n['’]t\b|\bnever (?=[a-z])|\bno longer ", "", text, count=1
    )
    if taken != text:
        return taken.replace("cannot", "can")
    if re.search(r"\bwithout\b", text):
        return re.sub(r"\bwithout\b", "with", text, count=1)
    ways = []
    if verb := FULL_VERB.search(text):
        ways += [f"{verb[0]} {word}" for word in ("not", "never", "no longer", "hardly")]
        return text[: verb.start()] + chance.choice(ways) + text[verb.end() :]
    if verb := PLAIN_VERB.search(text):
        return (
            text[: verb.start()] + chance.choice(("fails to ", "does not ", "never ")) + text[verb.start() :]
        )
    return None


def comparator(text: str, chance: Random, _: Sequence[str]) -> str | None:
    pairs = [*COMPARED, *((other, one) for one, other in COMPARED)]
    return _one_of(text, chance, tuple((rf"\b{one}\b", other) for one, other in pairs))


def entity(text: str, chance: Random, others: Sequence[str]) -> str | None:
    """A name from another sentence, of somebody who is nowhere, or two names of the sentence exchanged."""
    found = list(CAPITALIZED.finditer(text))
    if not found:
        return None
    at = chance.choice(found)
    names = [
        name
        for other in chance.sample(list(others), min(6, len(others)))
        for name in CAPITALIZED.findall(other)
    ]
    able = [name for name in (*names, chance.choice(STRANGERS)) if name.lower() not in text.lower()]
    able = [name for name in able if at[0].lower() not in name.lower()]
    return text[: at.start()] + chance.choice(able) + text[at.end() :] if able else None


def wrong_page(text: str, chance: Random, others: Sequence[str]) -> str | None:
    return text


def quantifier(text: str, chance: Random, _: Sequence[str]) -> str | None:
    return _one_of(text, chance, HEDGES)


def cause(text: str, chance: Random, _: Sequence[str]) -> str | None:
    return _one_of(text, chance, LINKED)


def attributed(text: str, chance: Random) -> str:
    """The source as it would stand if the paper only reported it."""
    lower = text[0].lower() + text[1:] if text[1:2].islower() else text
    told = chance.choice(TOLD_BY).format(lower.rstrip("."))
    return told[0].upper() + told[1:] + "."


def _one_of(text: str, chance: Random, table: Sequence[tuple[str, str]]) -> str | None:
    able = [(pattern, other) for pattern, other in table if re.search(pattern, text)]
    if not able:
        return None
    pattern, other = chance.choice(able)
    return re.sub(pattern, other, text, count=1)


FALSE: dict[str, Mutation] = {
    "number": number,
    "unit": unit,
    "sign": sign,
    "negation": negation,
    "comparator": comparator,
    "entity": entity,
    "wrong page": wrong_page,
    "quantifier": quantifier,
    "cause": cause,
}
