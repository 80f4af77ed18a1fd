"""Where a paragraph of the document ends in the script: there a voice pauses longer."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from sqlmodel.ext.asyncio.session import AsyncSession

from app.episodes.draft import Passage
from app.episodes.models import Episode
from app.episodes.sentences import Sentence
from app.episodes.sources import passages, read_documents

Places = Mapping[tuple[str, str], tuple[int, int]]
"""Number of a passage in its document, and of its paragraph, by the document and the words on the page."""


async def paragraph_ends(session: AsyncSession, episode: Episode) -> frozenset[str]:
    """Ids of sentences after which the script reads on in the next paragraph; a summary hardly has any."""
    documents = await read_documents(session, episode.id)
    places = places_of([row for key, found in documents.items() for row in passages(key, found)])
    pairs = (pair for segment in episode.segments for pair in pairwise(segment.sentences))
    return frozenset(first.id for first, then in pairs if _ends(first, then, places))


def places_of(told: Sequence[Passage]) -> Places:
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for number, passage in enumerate(told):
        for place in passage.places:
            found.setdefault((passage.document_id, place.quote), (number, passage.paragraph))
    return found


def _ends(first: Sentence, then: Sentence, places: Places) -> bool:
    """Whether the second is of the passage right after the first's, and that of another paragraph."""
    if not first.evidence or not then.evidence:
        return False
    last, following = first.evidence[-1], then.evidence[0]
    here = places.get((last.document_id, last.quote))
    there = places.get((following.document_id, following.quote))
    return here is not None and there is not None and there[0] == here[0] + 1 and there[1] != here[1]
