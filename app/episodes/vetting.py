"""Judging a sentence a model gave: can it be spoken, what does it rest on, and what do the checks say."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from app.episodes.answers import TEXT_MAX, Said
from app.episodes.checking import check
from app.episodes.cleaning import cleaned
from app.episodes.draft import DraftSentence, Evidence, Host
from app.episodes.finding import Finding, Severity
from app.episodes.offering import TO_A_MACHINE, Offered
from app.episodes.retrieval import ENOUGH
from app.episodes.support import content_keys
from app.episodes.tellable import tellable
from app.plain import plain

CITED_MOST = 3
"""Passages a sentence may rest on: among many, any number is found somewhere."""
NOTHING = 0.2
"""Support score up to which a passage does not stand behind a sentence at all."""
SAME = 0.8
"""Share of all their words two sentences share when they say the same (Jaccard)."""
LABEL = re.compile(
    r"^(?:(?:host|speaker|narrator|person|moderator|sprecher(?:in)?|erzähler(?:in)?|anchor|guest|voice)\s?[\dA-C]?"
    r"|h\d|s\d)\s?:\s+",
    re.IGNORECASE,
)
STAGE = re.compile(
    r"[(\[*]{1,2}\s?(?:[\w\s,’'-]{0,40}\b)?(?:music|pauses?|laugh\w*|sighs?|applause|jingle|sound effects?|"
    r"chuckl\w*|intro|outro|fade\w*|beat|musik|lach\w*|musique|música|risas?|rires?)\b"
    r"[\w\s,’'-]{0,40}[)\]*]{1,2}",
    re.IGNORECASE,
)
MARKER = re.compile(
    r"\s*(?:\[(?:pp?\.?\s?)?\d+(?:\s?[,;–-]\s?(?:p\.?\s?)?\d+)*\]|\(pp?\.\s?\d+(?:\s?[,;–-]\s?\d+)*\))",
    re.IGNORECASE,
)
MARKDOWN = re.compile(
    r"\*\*|__|`|^#+\s+|^[-•]\s+|^\d+[.)]\s+(?=[A-Z])|(?<!\w)\*(?=\w)|(?<=\w[.,!?])\*|(?<=\w)\*(?!\w)"
)
LEFTOVER = re.compile(r"https?:|www\.|[<>{}\[\]|\\#]|^\w+:\s*$")


@dataclass(frozen=True, slots=True)
class Vetted:
    """A sentence with what it rests on and everything that is wrong with it."""

    text: str
    rests_on: tuple[Offered, ...] = ()
    findings: tuple[Finding, ...] = ()
    unspeakable: str = ""
    """Why it cannot be read aloud, or ''."""
    host: Host = Host.A

    @property
    def usable(self) -> bool:
        """Whether it may be shown to a reviewer: it can be spoken and something stands behind it."""
        return not self.unspeakable and bool(self.rests_on)

    @property
    def blocked(self) -> bool:
        return any(finding.severity is Severity.BLOCK for finding in self.findings)

    @property
    def problem(self) -> str:
        """What a model is asked to mend, or ''."""
        if self.unspeakable:
            return self.unspeakable
        if not self.rests_on:
            return "None of the passages it names says anything of this."
        return " ".join(finding.message for finding in self.findings if finding.severity is Severity.BLOCK)

    @property
    def rank(self) -> tuple[bool, int]:
        """Smaller is better."""
        return not self.usable, sum(finding.severity is Severity.BLOCK for finding in self.findings)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        return tuple(evidence for offer in self.rests_on for evidence in offer.evidence)

    @property
    def sentence(self) -> DraftSentence:
        """Always a claim: a model may not declare that what it says needs no support."""
        return DraftSentence(self.text, True, self.evidence, self.host)


def speakable(text: str) -> tuple[str, str]:
    """The sentence without what is not for the ear, and why it still cannot be spoken, or ''."""
    if len(text) > TEXT_MAX:
        return plain(text)[:TEXT_MAX], "It is too long for one sentence."
    text = MARKER.sub("", STAGE.sub("", MARKDOWN.sub("", plain(text))))
    text = cleaned(LABEL.sub("", text.strip()))
    if TO_A_MACHINE.search(text):
        return text, "It speaks to a machine, not to a listener."
    if LEFTOVER.search(text) or LABEL.search(text):
        return text, "It holds marks, addresses or labels that cannot be read aloud."
    if not tellable(text, text):
        return text, "It is not one complete sentence that can be read aloud without seeing the page."
    return text, ""


def vet(said: Said, offers: Mapping[str, Offered], translated: bool) -> Vetted:
    """The sentence with those of its passages that stand behind it, or others of `offers` that do so better.

    In another language than its passages' only those the model names can be used.
    """
    text = said.text
    for id in said.ids:
        text = text.replace(f"({id})", "").replace(f"[{id}]", "")
    text, unspeakable = speakable(text)
    named = [offers[id] for id in said.ids if id in offers and not offers[id].to_a_machine]
    if translated:
        rests_on = tuple(named[:CITED_MOST])
    else:
        scored = [(_support(text, offer), offer) for offer in named]
        scored = sorted((pair for pair in scored if pair[0] > NOTHING), key=lambda pair: -pair[0])
        rests_on = tuple(offer for _, offer in scored[:CITED_MOST])
    vetted = _judged(Vetted(text, rests_on, (), unspeakable, said.host), translated)
    if translated or unspeakable or (vetted.usable and not vetted.blocked):
        return vetted
    other = _judged(replace(vetted, rests_on=_best(text, offers.values())), translated)
    return other if other.rank < vetted.rank else vetted


def _judged(vetted: Vetted, translated: bool) -> Vetted:
    if not vetted.usable:
        return vetted
    return replace(vetted, findings=tuple(check(vetted.text, True, vetted.evidence, translated=translated)))


def _best(text: str, offers: Iterable[Offered]) -> tuple[Offered, ...]:
    """The passage that holds most of the sentence's words, if it holds enough."""
    able = [(_support(text, offer), offer) for offer in offers if not offer.to_a_machine]
    score, best = max(able, key=lambda pair: pair[0], default=(0.0, None))
    return (best,) if best and score >= ENOUGH else ()


def _support(text: str, offer: Offered) -> float:
    """The support score a passage gives, from words kept between calls."""
    said = _keys(text)
    return len(said & _keys(offer.text)) / len(said) if said else 0.0


def repeats(text: str, told: Sequence[str]) -> bool:
    """Was this said before, whatever the order of its words?"""
    keys = _keys(text)
    return any(keys and len(keys & _keys(other)) >= SAME * len(keys | _keys(other)) for other in told)


@lru_cache(maxsize=4096)
def _keys(text: str) -> frozenset[str]:
    return frozenset(content_keys(text))
