"""What the checks can hold when a sentence is told in another language than its page."""

from collections.abc import Sequence
from dataclasses import replace
from math import isclose

from app.episodes.amounts import amounts
from app.episodes.finding import Finding, Severity

SWAPPED = str.maketrans(".,", ",.")
SCALES = (1.0, 1e3, 1e6, 1e9)
"""Their words are not known in every language: 3,5 Millionen reads as 3.5."""


def in_translation(text: str, quote: str, found: Sequence[Finding]) -> list[Finding]:
    """Of the findings of numbers, units and names those that mean something across languages, and advice.

    A number is the same with the other language's decimal sign and word for its magnitude. Units and most
    names have other words there, so that they only advise; acronyms, identifiers and numbers still block.
    `found` must be of the checks of numbers and names alone: none of the others compares across languages.
    """
    held = [_milder(text, finding) for finding in found if not _same_number(text, quote, finding)]
    message = (
        "This sentence is told in another language than its page. Only its numbers, names and units were "
        "compared; the rest needs somebody who reads both languages."
    )
    return [
        *held,
        Finding("translation", Severity.ADVISE, "Needs a bilingual reviewer", message, 0, len(text)),
    ]


def _same_number(text: str, quote: str, finding: Finding) -> bool:
    if finding.check != "number":
        return False
    span = text[finding.start : finding.end]
    said = [amount.value for reading in (span, span.translate(SWAPPED)) for amount in amounts(reading)]
    there = [amount.value for amount in amounts(quote)]
    return any(isclose(one * scale, other) for one in said for other in there for scale in SCALES)


def _milder(text: str, finding: Finding) -> Finding:
    marked = any(sign.isupper() or sign.isdigit() for sign in text[finding.start + 1 : finding.end])
    if finding.check == "number" or (finding.check == "name" and marked):
        return finding
    return replace(finding, severity=Severity.ADVISE)
