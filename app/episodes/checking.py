"""The checks of a sentence against its evidence: each a small function that says what differs and where."""

from collections.abc import Callable, Iterator, Sequence

from app.episodes.alignment import Alignment, align
from app.episodes.amounts import MEASURES, Amount, amounts
from app.episodes.draft import Evidence
from app.episodes.finding import Finding, Severity
from app.episodes.meaning import (
    added_certainty,
    changed_cause,
    changed_direction,
    changed_negation,
    changed_quantifier,
    dropped_attribution,
    dropped_hedge,
    negated_word,
)
from app.episodes.names import unknown_names
from app.episodes.support import content_keys, support_score
from app.episodes.translation import in_translation

__all__ = ["Finding", "Severity", "check", "support_score"]

Check = Callable[[str, str, Alignment], Iterator[Finding]]

LITTLE, VERY_LITTLE = 0.7, 0.35
"""Support scores below which a look is advised, and the sentence blocked."""
EXCHANGED = 0.8
"""Share of the words kept from which two sentences can be laid side by side place by place."""


def check(text: str, claim: bool, evidence: Sequence[Evidence], *, translated: bool = False) -> list[Finding]:
    """Everything in which a sentence differs from its evidence, in the order of the sentence.

    A sentence that is not a claim has no findings. Offsets count characters of `text`; quote offsets count
    characters of the evidence's quotes joined by one space. `translated`: the two are in different languages,
    so that only numbers, units and names are compared, and a bilingual reviewer is asked for.
    """
    if not claim:
        return []
    quote = " ".join(part.quote for part in evidence)
    if not quote.strip():
        return [
            Finding(
                "claim_without_evidence",
                Severity.BLOCK,
                "No evidence",
                "The sentence makes a claim, but no passage of the source stands behind it.",
                0,
                len(text),
            )
        ]
    alignment = align(text, quote)
    checks = ACROSS_LANGUAGES if translated else CHECKS
    found = [finding for each in checks for finding in each(text, quote, alignment)]
    if translated:
        found = in_translation(text, quote, found)
    return sorted(found, key=lambda finding: (finding.start, finding.end, finding.check))


def different_numbers(text: str, quote: str, alignment: Alignment) -> Iterator[Finding]:
    """A number, unit or magnitude of the sentence that its evidence does not have."""
    there = amounts(quote)
    free = [amount for amount in there if not any(_same(amount, said) for said in amounts(text))]
    for said in amounts(text):
        if any(_same(said, amount) for amount in there):
            exchanged = _exchanged(said, there, alignment)
            if exchanged:
                yield _amount_finding("number", "Number differs", text, quote, said, exchanged)
            continue
        other = next((amount for amount in there if said.same_value(amount)), None)
        name, title = ("unit", "Unit differs") if other else ("number", "Number differs")
        other = other or _counterpart(said, free, alignment)
        yield _amount_finding(name, title, text, quote, said, other)


def different_measures(text: str, quote: str, alignment: Alignment) -> Iterator[Finding]:
    """hours where the page says minutes, without a number beside them."""
    numbered = amounts(text)
    for change in alignment.changes if alignment.kept >= EXCHANGED else ():
        for said in change.said:
            other = next((each for each in change.found if each.key in MEASURES), None)
            if other is None or MEASURES.get(said.key, MEASURES[other.key]) == MEASURES[other.key]:
                continue
            if not any(amount.start <= said.start < amount.end for amount in numbered):
                message = f"The sentence says {said.text}, the page says {other.text}."
                yield Finding(
                    "unit", Severity.BLOCK, "Unit differs", message, said.start, said.end,
                    other.start, other.end, other.text,
                )  # fmt: skip


def _exchanged(said: Amount, there: list[Amount], alignment: Alignment) -> Amount | None:
    """The amount that stands in this one's place on the page, when the page has both."""
    instead = alignment.instead_of(said.start, said.end)
    if alignment.kept < EXCHANGED or not instead:
        return None
    standing = [
        each for each in there if any(token.start < each.end and token.end > each.start for token in instead)
    ]
    return standing[0] if len(standing) == 1 and not said.same_value(standing[0]) else None


def _same(one: Amount, other: Amount) -> bool:
    return one.same_value(other) and one.unit == other.unit


def _counterpart(said: Amount, free: list[Amount], alignment: Alignment) -> Amount | None:
    instead = alignment.instead_of(said.start, said.end)
    for amount in free:
        if any(token.start < amount.end and token.end > amount.start for token in instead):
            return amount
    alike = [amount for amount in free if amount.unit == said.unit]
    return alike[0] if len(alike) == 1 else None


def _amount_finding(
    name: str, title: str, text: str, quote: str, said: Amount, other: Amount | None
) -> Finding:
    wrong = text[said.start : said.end]
    if other is None:
        message = f"The sentence says {wrong}, the page does not."
        return Finding(
            name, Severity.BLOCK, title.replace("differs", "not on the page"), message, said.start, said.end
        )
    right = quote[other.start : other.end]
    message = f"The sentence says {wrong}, the page says {right}: “{excerpt(quote, other.start, other.end)}”"
    return Finding(name, Severity.BLOCK, title, message, said.start, said.end, other.start, other.end, right)


def too_little_support(text: str, quote: str, alignment: Alignment) -> Iterator[Finding]:
    """Too few of the sentence's words are in its evidence."""
    score = support_score(text, [Evidence("", 1, quote, ())])
    missing = len(content_keys(text) - content_keys(quote))
    if score >= LITTLE or (missing < 2 and score >= VERY_LITTLE):
        return
    severity = Severity.BLOCK if score < VERY_LITTLE else Severity.ADVISE
    share = "Hardly anything" if score < VERY_LITTLE else f"Only about {round(score * 10)} in 10 words"
    message = f"{share} of this sentence is in the passage it cites."
    yield Finding("support", severity, "Little support", message, 0, len(text))


def excerpt(quote: str, start: int, end: int, width: int = 45) -> str:
    """The quote around a span, cut at words."""
    left = quote.rfind(" ", 0, max(0, start - width)) + 1 if start > width else 0
    right = quote.find(" ", end + width)
    head, tail = ("…" if left else ""), ("…" if right >= 0 else "")
    return head + quote[left : right if right >= 0 else len(quote)] + tail


CHECKS: tuple[Check, ...] = (
    different_numbers,
    different_measures,
    unknown_names,
    changed_negation,
    negated_word,
    changed_direction,
    changed_quantifier,
    dropped_hedge,
    added_certainty,
    changed_cause,
    dropped_attribution,
    too_little_support,
)
ACROSS_LANGUAGES: tuple[Check, ...] = (different_numbers, unknown_names)
