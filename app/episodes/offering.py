"""The passages of a document as a language model is offered them: numbered, fenced, within a token budget."""

import hashlib
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.documents.pages import Role
from app.episodes.draft import Evidence, Passage, Source

OFFERED = (Role.BODY, Role.CAPTION)
"""Roles that can be told and cited; headings go along as headings."""
TO_A_MACHINE = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instructions?|prompts?|rules|directions)\b|"
    r"\b(?:previous|prior|above|earlier|system) (?:instructions?|prompts?)\b|"
    r"\bas an? (?:(?:ai|large) )*(?:language model|assistant)\b|\bsystem prompt\b|"
    r"\byou are (?:now )?an? (?:ai|assistant|language model|chatbot|llm)\b|"
    r"\b(?:ai|language model)s? (?:reading|processing|summari[sz]ing) this\b|"
    r"\bignorier\w*\b.{0,40}\banweisung\w*|\bignore[zr]?\b.{0,40}\b(?:instructions|consignes)\b|"
    r"\bignora\w*\b.{0,40}\binstrucciones\b",
    re.IGNORECASE,
)
"""Text that speaks to the machine and not to a reader."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A passage with the id a model knows it by."""

    id: str
    passage: Passage
    weight: int = 1
    """From 1 to 5: how much it matters, as the model said when it read the whole document."""

    @property
    def text(self) -> str:
        """On one line, so that no passage can look like the beginning of another."""
        return " ".join(self.passage.text.split())

    @property
    def to_a_machine(self) -> bool:
        """Nothing may rest on it: whoever wrote it wanted to be obeyed, not told."""
        return TO_A_MACHINE.search(self.text) is not None

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        document = self.passage.document_id
        return tuple(Evidence(document, each.page, each.quote, each.boxes) for each in self.passage.places)


def offered(sources: Sequence[Source]) -> tuple[list[Offered], dict[str, int]]:
    """Every passage of the running text, numbered through all documents; and counts of the others by role."""
    every = [passage for source in sources for passage in source.passages if passage.role is not Role.HEADING]
    told = [passage for passage in every if passage.role in OFFERED and passage.text.strip()]
    others = Counter(str(passage.role) for passage in every if passage.role not in OFFERED)
    return [Offered(f"p{number}", passage) for number, passage in enumerate(told, start=1)], dict(others)


def fence(offers: Iterable[Offered]) -> str:
    """A line that no passage holds and no author can foresee, and yet the same for the same passages."""
    joined = "\n".join(offer.text for offer in offers)
    return f"=== {hashlib.sha256(joined.encode()).hexdigest()[:16]} ==="


def listing(offers: Sequence[Offered], line: str, before: str = "") -> str:
    """The passages between two fence lines, under their headings; `before` is data that goes along."""
    lines, section = [line], None
    lines += [before] if before else []
    for offer in offers:
        if offer.passage.section != section:
            section = offer.passage.section
            lines.append(f"# {' '.join(section.split())}")
        lines.append(f"{offer.id}: {offer.text}")
    return "\n".join([*lines, line])


def tokens_in(text: str) -> int:
    """An estimate that errs on the safe side: three plain characters a token, one of any other script."""
    plain = sum(character.isascii() for character in text)
    return math.ceil(plain / 3 + (len(text) - plain))


def cost(offer: Offered) -> int:
    """Tokens of a passage with its id and, at worst, its heading."""
    return tokens_in(offer.text) + tokens_in(offer.passage.section) + 8


def batches(offers: Sequence[Offered], room: int) -> list[list[Offered]]:
    """All passages in order, in runs of at most `room` tokens; one that is larger is a run of its own."""
    runs: list[list[Offered]] = []
    used = 0
    for offer in offers:
        size = cost(offer)
        if not runs or used + size > room:
            runs.append([])
            used = 0
        runs[-1].append(offer)
        used += size
    return runs


def fitting(offers: Sequence[Offered], room: int) -> list[Offered]:
    """The weightiest passages that fit, in order; of equal ones those of sections with few so far."""
    taken: set[str] = set()
    sections: Counter[str] = Counter()
    left = list(offers)
    while left:
        best = min(left, key=lambda offer: (sections[offer.passage.section] // offer.weight, -offer.weight))
        left.remove(best)
        if cost(best) <= room:
            room -= cost(best)
            taken.add(best.id)
            sections[best.passage.section] += 1
    return [offer for offer in offers if offer.id in taken]
