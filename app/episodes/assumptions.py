"""What a sentence takes as known: nouns behind 'the', names, abbreviations, words that point at others.

Givenness (Prince 1981): a listener follows 'the network' where a network was spoken of, or where the
sentence itself says which one. A summary leaves most sentences out, so each is asked what it needs of those
before it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from app.episodes.assumptions_words import (
    BARE,
    BOUNDARY,
    CLASSES,
    GENERIC,
    ITSELF,
    NO_NOUN,
    ONE_OF_SEVERAL,
    OPENING,
    POINTING,
    RELATIONAL,
    VERBS,
    WELL_KNOWN,
)
from app.episodes.words import content_words, folded, stem

TOKEN = re.compile(r"[\w@][\w’'+@-]*(?:\.\w[\w’'+-]*)*|[^\w\s]")
SUPERLATIVE = re.compile(r"most|least|best|worst|only|whole|entire|usual|well-known|so-called|\w{2,}est$")
COUNTED = re.compile(r"two|three|four|five|six|several|first|second|third|next|last|other|same")
IDENTIFIER = re.compile(r"[a-z]+[A-Z]|[a-z]\w*\.\w|\w_\w|[A-Z][a-z]+[A-Z]|^[A-Z]{2,}\d|[a-z]\d")
VERBLIKE = re.compile(r"[^\Wsuic]s$")
ACRONYM = re.compile(r"[A-Z][A-Za-z]?[A-Z]+s?")
COMPARED = frozenset({"more", "less", "much"})
EXAMPLES = frozenset({"data", "dataset", "example", "experiment", "study", "sample", "survey", "trial"})
"""What has a name of its own, and is none the better known for it."""
SUBORDINATE = re.compile(r",? (?:which|that|who|whose|where)\b[^,]*")
FINITE = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|can|could|will|would|may|might|must|should|do|does|did|cannot)\b|"
    r"\b(?:[Ww]e|[Yy]ou|[Tt]hey|[Ii]t|I)\b(?= (?:\w+ly )?[a-z]+)|n’t\b|^(?:Note|Recall|Consider|Suppose)\b|"
    r"(?<!\bas )(?<!, )\b[a-z]{2,}ed (?:the|an?|that|our|its|their|to|how|whether|into|\w+ly)\b|"
    r"\b(?!uses\b|results\b|models\b)[a-z]+[^suic\W]s (?:the|an?|that|our|its|their|to|how|all|both|no)\b|"
    r"\b(?:uses?|needs?|works?|runs?|helps?|shows?|offers?|returns?|supports?|calls?) (?!of\b)\w+"
)
DEFINES = frozenset({"of", "that", "which", "who", "whose", "where"})
LOOSELY = frozenset({"for", "between", "to", "with", "in", "on", "from", "at", "when", "if"})
STEPS = re.compile(
    r"^(?:Then |Next, |Now |Here |Again,? )?[Ww]e (?:now |then |also |first |next |\w+ly )*"
    r"(?:declare|load|set|construct|fit|refit|choose|specify|eliminate|initiali[sz]e|reject|exclude|derive|name|"
    r"recompute|compute|calculate|generate|create|draw|apply|plot|run|add|remove|replace|repeat|split|select|"
    r"start|guide|analy[sz]e|obtain|insert|restrict|simulate|note|observe|find|see|get|take|follow|"
    r"convert|store|assign)\b|"
    r"\b(?:is|are) (?:then |now |first )?(?:loaded|built|created|set|calculated|plotted|drawn)\b"
)
"""A step of a case that is being worked through."""
STEP = 0.35
ASIDE = re.compile(
    r"\bvery same\b|, rather,|^We (?:dis)?agree\b|^No (?:other|further|such)\b|\bof course[.]$|"
    r"\b(?:was|were) now\b|\bthat (?:same|very) \w+|\bhad just been\b|"
    r"\b(?:[Gg]roup|[Nn]ode|[Tt]erm|[Ss]ubject|[Ss]egment|[Cc]luster)s? \d+\b|^Said \w+|"
    r"^Now (?:we|consider)\b|^More (?:formally|precisely)\b|\bis now applied\b"
)
"""What answers, or goes on from, something said before it."""
PROMISED = re.compile(
    r"\b(?:two|three|four|five|six|seven|several|various) (?:[\w-]+ ){0,3}?(?:ways|types|kinds|forms|formats|"
    r"approaches|methods|steps|classes|options|pieces|reasons|cases|possibilities|strategies|parts|aspects|"
    r"challenges|advantages|benefits|stages|levels|variants|versions|criteria|choices)\b[^,:;(]*[.]$|"
    r"^(?:As an|For) example, (?:consider|suppose|imagine)\b"
)
"""What promises a list or a case that comes after it."""
ASKED = re.compile(r"\?[”’\")]*$")
"""A question, which is nothing without what is said to it."""
ANSWERING = 0.5
THAT = frozenset({"of", "for", "from", "with", "to", "by", "on", "at", "under", "until", "after", "outside"})
"""Words between which and a noun 'that' points to something."""
BEHIND = 0.15
"""What a word that points costs where the sentence it points to is told right before."""
SUBJECT_WITHIN = 3
"""Words of the sentence before a subject."""


@dataclass(frozen=True, slots=True)
class Assumed:
    """One thing a sentence takes as known, and what it costs a listener not to know it."""

    words: frozenset[str]
    """Stems; `head` and what stands before it, or one name."""
    head: str
    weight: float
    near: bool = False
    """It has to have been said just before, not merely at some time."""


def missing(asked: Iterable[Assumed], said: Set[str], near: Set[str], *, behind: bool) -> float:
    """How much of it nobody has said.

    `near` are the words said just before; `behind` tells that the sentence reads on from them.
    """
    return sum(_missing(each, said, near, behind) for each in asked)


def _missing(each: Assumed, said: Set[str], near: Set[str], behind: bool) -> float:
    if not each.head:
        return each.weight * (BEHIND if behind else 1.0)
    if each.head in near:
        return 0.0
    others = each.words - {each.head}
    if each.near:
        return each.weight * (0.3 if others and others <= said else 1.0)
    if each.head in said:
        return 0.0 if others <= said else 0.5 * each.weight
    return each.weight


@lru_cache(maxsize=16384)
def assumed(text: str) -> tuple[Assumed, ...]:
    """Everything an English sentence takes as known."""
    words = [match[0] for match in TOKEN.finditer(text)]
    steps = [Assumed(frozenset(), "", STEP)] if STEPS.search(text) else []
    if ASIDE.search(text) or ASKED.search(text) or PROMISED.search(text):
        steps.append(Assumed(frozenset(), "", ANSWERING))
    return (*steps, *_definite(words), *_demonstrative(words), *_names(words), *_pointing(words))


@lru_cache(maxsize=16384)
def finite(text: str) -> bool:
    """Whether an English sentence surely has a verb of its own, and not only one that describes a noun."""
    own = SUBORDINATE.sub("", text)
    return bool(FINITE.search(own)) or not (VERBS - NO_NOUN).isdisjoint(re.findall(r"\b[a-z]+\b", own))


def _definite(words: Sequence[str]) -> Iterator[Assumed]:
    for place, word in enumerate(words):
        if word.lower() != "the":
            continue
        phrase, end = _phrase(words, place + 1)
        weight = _weight(phrase, words[end : end + 2], subject=place <= SUBJECT_WITHIN)
        if not weight:
            continue
        before = _stems(words[:place])
        if words[max(0, place - 2) : place] in (["e.g", "."], [".", ","], ["e.g", ","]):
            weight *= 0.3
        head, stems = stem(phrase[-1].lower().split("-")[-1]), _stems(phrase)
        if head in before:
            continue
        near = phrase[-1].lower() in GENERIC or phrase[0].lower() in ONE_OF_SEVERAL
        yield Assumed(stems | {head}, head, weight, near)


def _demonstrative(words: Sequence[str]) -> Iterator[Assumed]:
    """'This test' and 'of that test' ask for a test just before; 'this case' is whatever was said."""
    for place, word in enumerate(words):
        if word.lower() not in {"this", "these", "those", "such", "that"}:
            continue
        phrase, end = _phrase(words, place + 1)
        if not phrase or not _pointed(word, words[:place], phrase[-1].lower(), words[end : end + 1]):
            continue
        head = stem(phrase[-1].lower())
        if head not in _stems(words[:place]):
            yield Assumed(frozenset({head}), head, 0.5, near=True)


def _pointed(word: str, before: Sequence[str], noun: str, after: Sequence[str]) -> bool:
    """Whether the word points with this noun, which 'that' does where no clause of its own follows."""
    if word.lower() != "that":
        return noun in GENERIC - BARE
    determines = bool(before) and (before[-1].lower() in THAT or after in (["."], [","], [";"]))
    return determines and noun not in ITSELF | BARE


def _phrase(words: Sequence[str], start: int) -> tuple[list[str], int]:
    """The words behind an article up to the noun they belong to, and where it ends."""
    end = start
    while end < len(words) and end - start < 6:
        word = words[end].lower()
        if not word[0].isalnum() or word in BOUNDARY:
            break
        if end > start and (word in VERBS or re.search(r"(?:ly|ed|ing)$", word)):
            break
        if end - start > 1 and VERBLIKE.search(words[end - 1]):
            # 'The bakery sells bread': a plural does not stand before another noun.
            end -= 1
            break
        end += 1
    after = words[end].lower() if end < len(words) else ""
    if end - start > 1 and after in OPENING and VERBLIKE.search(words[end - 1]):
        end -= 1
    return list(words[start:end]), end


def _weight(phrase: Sequence[str], after: Sequence[str], *, subject: bool) -> float:
    """What it costs not to know what the phrase names; 0 where it says so itself."""
    if not phrase:
        return 0.0
    head, first = phrase[-1].lower(), phrase[0].lower()
    if head in ITSELF or COMPARED & {*phrase} or SUPERLATIVE.match(first):
        return 0.0
    if names := [word for word in phrase if _name(word)]:
        known = WELL_KNOWN.issuperset(names) or after[:1] == ["of"]
        return 0.0 if known else 0.5 if head in EXAMPLES else 0.35 if head in GENERIC else 0.0
    follow = after[0].lower() if after else ""
    if follow in DEFINES or (follow in {"we", "you", "one", "they"} and len(after) > 1):
        return 0.0
    if re.search(r"(?:ed|ing)$", follow) and len(after) > 1 and after[1].lower() in BOUNDARY | DEFINES:
        return 0.0
    weight = 1.0 if len(phrase) == 1 else 0.7
    if COUNTED.fullmatch(first):
        weight = 1.0
    if head in RELATIONAL:
        weight *= 0.25
    if follow in LOOSELY:
        weight *= 0.4 if subject else 0.6
    return weight


def _name(word: str) -> bool:
    return word[0].isupper() or word[0].isdigit() or bool(IDENTIFIER.search(word))


def _names(words: Sequence[str]) -> Iterator[Assumed]:
    """Identifiers and abbreviations nothing beside them explains."""
    seen: set[str] = set()
    for place, word in enumerate(words):
        bare = word.removesuffix("’s").removesuffix("'s")
        key = stem(folded(bare))
        acronym = bool(ACRONYM.fullmatch(bare))
        if bare in WELL_KNOWN or key in seen or not (acronym or IDENTIFIER.search(bare)):
            continue
        seen.add(key)
        beside = {each.lower() for each in words[max(0, place - 2) : place + 4]}
        bracketed = words[place - 1 : place] == ["("] or words[place + 1 : place + 2] == ["("]
        if bracketed or (beside & CLASSES and not acronym):
            continue
        yield Assumed(frozenset({key}), key, 0.6 if beside & CLASSES else 0.9)


def _pointing(words: Sequence[str]) -> Iterator[Assumed]:
    lower = [word.lower() for word in words]
    for place, word in enumerate(lower):
        weight = POINTING.get(word, 0.0)
        if weight and not _answered(word, lower[:place], lower[place + 1 :]):
            yield Assumed(frozenset(), "", weight)


def _answered(word: str, before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether the sentence itself has what the word points at."""
    beside = {*before[-3:], *after[:3]}
    match word:
        case "also":
            return "but" in beside
        case "both" | "either":
            return bool({"and", "or"} & {*after})
        case "similar" | "same":
            return bool({"to", "as"} & {*after[:6]})
        case "such":
            return after[:1] in (["as"], ["that"])
        case "then":
            return before[:1] in (["if"], ["when"], ["once"], ["given"])
        case "other":
            return bool({"and", "or", "than", "each", "any", "many"} & beside)
        case "another":
            return "one" in before or "or" in beside
        case "it" | "they" | "them" | "their" | "its":
            return len(before) > 4
        case "this" | "these":
            return after[:1] != [] and after[0] in ITSELF
    return False


def _stems(words: Sequence[str]) -> frozenset[str]:
    return frozenset(stem(word) for word in content_words(" ".join(words)))
