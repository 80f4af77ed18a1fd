"""How much of a sentence its evidence supports, as one number that says where to look first."""

from collections.abc import Sequence

from app.episodes.draft import Evidence
from app.episodes.words import STOP, stem, tokens


def support_score(text: str, evidence: Sequence[Evidence]) -> float:
    """Share of the sentence's words found in its evidence, 0 to 1 (containment, |S ∩ E| / |S|).

    Counted over distinct content words, crudely stemmed, in any script; numbers count like words. Unlike
    Jaccard it does not punish a short sentence for a long passage. It says where to look, never what is
    true: a wrong number costs one word, which is why numbers, names and negation have checks of their own.
    """
    said = content_keys(text)
    if not said:
        return 1.0 if not tokens(text) else 0.0
    found = content_keys(" ".join(part.quote for part in evidence))
    return len(said & found) / len(said)


def content_keys(text: str) -> set[str]:
    """Distinct stemmed words of a text without function words; all of them if nothing else is there."""
    keys = [token.key for token in tokens(text)]
    return {stem(key) for key in keys if key not in STOP["en"]} or set(keys)
