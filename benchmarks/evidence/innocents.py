"""Ways to change a sentence that keep it true: what the checks must let pass."""

import re
from collections.abc import Sequence
from random import Random

SYNONYMS = {
    "use": "employ", "uses": "employs", "used": "employed", "show": "demonstrate",
    "shows": "demonstrates", "however": "yet",
    "also": "too", "important": "relevant", "method": "technique", "methods": "techniques",
    "because": "since", "help": "support",
    "allows": "lets", "provides": "offers", "provide": "offer", "several": "a number of",
    "big": "large", "begin": "start",
    "need": "require", "needs": "requires", "such as": "like", "in order to": "to",
    "for example": "for instance",
    "additional": "further", "obtain": "get", "build": "construct", "built": "constructed",
    "easily": "readily", "main": "principal",
    "currently": "at present", "therefore": "thus", "describe": "outline", "tools": "instruments",
    "goal": "aim", "enable": "permit",
    "enables": "permits", "usually": "normally", "implement": "realize", "create": "make",
    "creates": "makes", "created": "made",
}  # fmt: skip
CONTRACTIONS = {
    "do not": "don’t", "does not": "doesn’t", "is not": "isn’t", "are not": "aren’t", "cannot": "can’t",
    "it is": "it’s",
    "don’t": "do not", "doesn’t": "does not", "isn’t": "is not", "can’t": "cannot", "we’ll": "we will",
}  # fmt: skip


def verbatim(text: str, chance: Random, others: Sequence[str]) -> str | None:
    return text


def paraphrase(text: str, chance: Random, others: Sequence[str]) -> str | None:
    """Up to three synonyms or contractions, and a leading clause moved to the end."""
    changed = text
    for table in (SYNONYMS, CONTRACTIONS):
        for word in chance.sample(sorted(table), len(table)):
            if changed.count(" ") and re.search(rf"\b{re.escape(word)}\b", changed) and chance.random() < 0.7:
                changed = re.sub(rf"\b{re.escape(word)}\b", table[word], changed, count=1)
    clause = re.match(r"^((?:In|For|With|When|While|Although|If|To|By) [^,]{8,60}), ([a-z].*)\.$", changed)
    if clause and chance.random() < 0.5:
        changed = f"{clause[2][0].upper()}{clause[2][1:]} {clause[1][0].lower()}{clause[1][1:]}."
    return changed if changed != text else None


def compressed(text: str, chance: Random, others: Sequence[str]) -> str | None:
    """Brackets, a relative clause, or a leading phrase left out."""
    shorter = re.sub(r"\s*\([^()]*\)", "", text)
    shorter = re.sub(r", (?:which|who|where) [^,.]{8,80}(?=[,.])", "", shorter, count=1)
    lead = re.match(r"^(?:In|For|With|To|By|At|On) [^,]{8,60}, ([a-zA-Z].*)$", shorter)
    if lead:
        shorter = lead[1][0].upper() + lead[1][1:]
    return shorter if shorter != text and len(shorter.split()) > 5 else None


TRUE = {"verbatim": verbatim, "light paraphrase": paraphrase, "compressed": compressed}
