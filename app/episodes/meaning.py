"""Checks of meaning: negation, direction, quantity words, hedges, causes and attribution."""

from collections.abc import Iterator

from app.episodes.alignment import Alignment, Change
from app.episodes.attributions import ATTRIBUTIONS
from app.episodes.citations import without_citations
from app.episodes.directions import apart
from app.episodes.finding import Finding, Severity
from app.episodes.meaning_words import (
    CAUSES,
    CERTAINTIES,
    CORRELATIONS,
    HEDGES,
    NEGATIONS,
    OPPOSITES,
    QUANTIFIERS,
    SAME_SCOPE,
    STRONG_QUANTIFIERS,
)
from app.episodes.words import STOP, Token, stem, tokens

CLAUSE = 6
"""Left-out runs of as many words are taken for a left-out clause, whose words say nothing about the rest."""
NEAR = 0.6
"""Share of the sentence that must be kept before left-out words mean anything."""


def _span(
    check: str,
    severity: Severity,
    title: str,
    message: str,
    said: Token | None,
    found: Token | None,
    text: str,
    remedy: str = "",
) -> Finding:
    start, end = (said.start, said.end) if said else (0, len(text))
    quote = (found.start, found.end) if found else (-1, -1)
    return Finding(check, severity, title, message, start, end, *quote, remedy)


def is_negation(token: Token) -> bool:
    """In English, German, French, Spanish and Chinese."""
    return token.key in NEGATIONS or token.key.endswith("n't")


def changed_negation(text: str, quote: str, alignment: Alignment) -> Iterator[Finding]:
    """A 'not' added, or left out while the words around it stayed."""
    there = sum(map(is_negation, alignment.found))
    here = sum(map(is_negation, alignment.said))
    for change in alignment.changes:
        added = [token for token in change.said if is_negation(token)]
        left = [token for token in change.found if is_negation(token)]
        if len(added) > len(left) and (here > there or alignment.kept >= NEAR):
            message = f"The sentence says “{added[0].text}”, the page does not."
            yield _span("negation", Severity.BLOCK, "Negation added", message, added[0], None, text)
        elif len(left) > len(added) and alignment.kept >= NEAR and _local(change) and here < there:
            message = f"The page says “{_around(quote, left[0])}”, the sentence leaves out “{left[0].text}”."
            yield _span(
                "negation", Severity.BLOCK, "Negation lost", message, _place(change, alignment), left[0], text
            )


def _local(change: Change, clause: int = CLAUSE) -> bool:
    return len(change.found) < len(change.said) + clause


def _place(change: Change, alignment: Alignment) -> Token | None:
    return change.said[0] if change.said else None


def _around(quote: str, token: Token) -> str:
    return quote[quote.rfind(" ", 0, max(0, token.start - 12)) + 1 : token.end + 24].rsplit(" ", 1)[0].strip()


def negated_word(text: str, quote: str, alignment: Alignment) -> Iterator[Finding]:
    """possible where the page says impossible, or the other way round."""
    said = {token.key: token for token in alignment.said}
    found = {token.key: token for token in alignment.found}
    for key, token in said.items():
        if key in found or len(key) < 4:
            continue
        for other in _with_prefix(key):
            if other in found and other not in said:
                message = f"The sentence says {token.text}, the page says {found[other].text}."
                yield _span(
                    "negation",
                    Severity.BLOCK,
                    "Opposite word",
                    message,
                    token,
                    found[other],
                    text,
                    found[other].text,
                )


def _with_prefix(word: str) -> list[str]:
    prefixes = ("un", "in", "im", "ir", "il", "dis", "non", "non-")
    return [prefix + word for prefix in prefixes] + [
        word[len(each) :] for each in prefixes if word.startswith(each)
    ]


def changed_direction(text: str, quote: str, alignment: Alignment) -> Iterator[Finding]:
    """higher where the page says lower, before where it says after, at least where it says at most."""
    said = {stem(token.key): token for token in alignment.said} | {
        token.key: token for token in alignment.said
    }
    found = {stem(token.key): token for token in alignment.found} | {
        token.key: token for token in alignment.found
    }
    seen: set[int] = set()
    for change in alignment.changes if alignment.kept >= NEAR else ():
        for token in change.said:
            other = next((each for each in change.found if _opposed(token, each)), None)
            if other is not None:
                seen.add(token.start)
                message = f"The sentence says {token.text}, the page says {other.text}."
                yield _span(
                    "direction", Severity.BLOCK, "Direction differs", message, token, other, text, other.text
                )
    for key, token in said.items():
        if key in found or token.start in seen:
            continue
        other = next(
            (found[word] for word in OPPOSITES.get(key, ()) if word in found and word not in said), None
        )
        if other is not None:
            seen.add(token.start)
            message = f"The sentence says {token.text}, the page says {other.text}."
            yield _span(
                "direction", Severity.BLOCK, "Direction differs", message, token, other, text, other.text
            )
    for one, two in (("<", ">"), ("≤", "≥"), ("↑", "↓")):
        for here, there in ((one, two), (two, one)):
            if here in text and here not in quote and there in quote:
                place = text.index(here)
                message = f"The sentence says {here}, the page says {there}."
                yield Finding(
                    "direction", Severity.BLOCK, "Direction differs", message, place, place + 1, remedy=there
                )


def _opposed(one: Token, other: Token) -> bool:
    opposite = {*OPPOSITES.get(one.key, ()), *OPPOSITES.get(stem(one.key), ())}
    return bool({other.key, stem(other.key)} & opposite) or apart(one.key, other.key)


def changed_quantifier(text: str, quote: str, alignment: Alignment) -> Iterator[Finding]:
    """all where the page says most, always where it says often, or a scope the page does not have."""
    said = {token.key for token in alignment.said}
    there = {token.key for token in alignment.found}
    for change in alignment.changes:
        for token in change.said:
            if token.key not in QUANTIFIERS:
                continue
            other = next(
                (each for each in change.found if each.key in QUANTIFIERS and each.key not in said), None
            )
            if other is not None and any({token.key, other.key} <= alike for alike in SAME_SCOPE):
                continue
            if other is not None:
                message = f"The sentence says {token.text}, the page says {other.text}."
                yield _span(
                    "quantifier", Severity.ADVISE, "Scope differs", message, token, other, text, other.text
                )
            elif token.key in STRONG_QUANTIFIERS and token.key not in there:
                message = f"The sentence says “{token.text}”, the page does not."
                yield _span("quantifier", Severity.ADVISE, "Wider than the page", message, token, None, text)
        lost = next((each for each in change.found if each.key in QUANTIFIERS and each.key not in said), None)
        if (
            lost
            and not any(token.key in QUANTIFIERS for token in change.said)
            and _local(change)
            and alignment.kept >= 0.8
        ):
            message = f"The page limits this with “{lost.text}”, the sentence does not."
            yield _span(
                "quantifier",
                Severity.ADVISE,
                "Limit left out",
                message,
                _place(change, alignment),
                lost,
                text,
            )


def dropped_hedge(text: str, quote: str, alignment: Alignment) -> Iterator[Finding]:
    """The page says may, suggests or appears; the sentence says it outright."""
    if alignment.kept < NEAR or any(token.key in HEDGES for token in alignment.said):
        said = {token.key for token in alignment.said if token.key in HEDGES}
        if alignment.kept < NEAR or said >= {token.key for token in alignment.found if token.key in HEDGES}:
            return
    for change in alignment.changes:
        hedge = next((token for token in change.found if token.key in HEDGES), None)
        if hedge and _local(change, 4) and not any(token.key in HEDGES for token in change.said):
            message = f"The page says “{_around(quote, hedge)}”, the sentence leaves out “{hedge.text}”."
            yield _span(
                "hedge",
                Severity.ADVISE,
                "More certain than the page",
                message,
                _place(change, alignment),
                hedge,
                text,
            )


def added_certainty(text: str, quote: str, alignment: Alignment) -> Iterator[Finding]:
    """certainly, proves or necessarily, where the page leaves room for doubt."""
    there = {stem(token.key) for token in alignment.found}
    for change in alignment.changes if alignment.kept >= NEAR else ():
        token = next((each for each in change.said if each.key in CERTAINTIES), None)
        if (
            token
            and stem(token.key) not in there
            and not any(each.key in CERTAINTIES for each in change.found)
        ):
            message = f"The sentence says “{token.text}”, the page does not."
            yield _span("hedge", Severity.ADVISE, "More certain than the page", message, token, None, text)


def changed_cause(text: str, quote: str, alignment: Alignment) -> Iterator[Finding]:
    """A cause where the page has none, or only says that two things go together."""
    there = {stem(token.key) for token in alignment.found} | {token.key for token in alignment.found}
    said = [token for token in alignment.said if _causal(token)]
    if there & CAUSES:
        # The page has causes of its own: only one more than these, in a place where none was, is news.
        more = len(said) > sum(map(_causal, alignment.found)) and alignment.kept >= NEAR
        put = [change for change in alignment.changes if not any(map(_linking, change.found))] if more else []
        said = [token for change in put for token in change.said if _causal(token)]
    for token in said:
        if token.key not in there or there & CAUSES:
            linked = next((each for each in alignment.found if each.key in CORRELATIONS), None)
            says = f"the page only says “{linked.text}”" if linked else "the page names no cause"
            message = f"The sentence says “{token.text}”, {says}."
            yield _span(
                "cause",
                Severity.ADVISE,
                "Cause added",
                message,
                token,
                linked,
                text,
                linked.text if linked else "",
            )
            return


def _causal(token: Token) -> bool:
    return token.key in CAUSES or stem(token.key) in CAUSES


def _linking(token: Token) -> bool:
    return _causal(token) or token.key in {"since", "as", "so", "for", "from"}


def dropped_attribution(text: str, quote: str, alignment: Alignment) -> Iterator[Finding]:
    """The page reports what others say; the sentence says it in its own voice."""
    if alignment.kept < NEAR:
        return
    kept = {token.key for token in alignment.said}
    for match in ATTRIBUTIONS.finditer(quote):
        rest = [token for token in alignment.found if token.start >= match.end()]
        rest = rest or [token for token in alignment.found if token.start < match.start()]
        source = {token.key for token in tokens(without_citations(match[0]))} - STOP["en"]
        if source <= kept or sum(token.key in kept for token in rest) < 0.5 * len(rest):
            continue
        said = match[0].strip()
        message = f"The page reports this as someone's words (“{said}”), the sentence states it."
        yield Finding(
            "attribution", Severity.ADVISE, "Attribution left out", message, 0, len(text), *match.span()
        )
        return
