"""Finding evidence for a sentence that came without any: the passage of the sources that says it best."""

from collections.abc import Sequence

from app.documents.models import SourceSentence
from app.episodes.draft import Evidence
from app.episodes.support import support_score

ENOUGH = 0.6
"""A passage must hold this share of the sentence's words; below it, no passage is better than a wrong one."""


def find_evidence(text: str, passages: Sequence[tuple[str, SourceSentence]]) -> list[Evidence]:
    """Evidence of the passage, given as (document id, source sentence), with the highest support; or none."""
    best: tuple[float, list[Evidence]] = (0.0, [])
    for document_id, passage in passages:
        evidence = [
            Evidence(document_id, place["page"], place["quote"], tuple(tuple(box) for box in place["boxes"]))
            for place in passage.places
        ]
        score = support_score(text, evidence)
        if score > best[0]:
            best = (score, evidence)
    return best[1] if best[0] >= ENOUGH else []
