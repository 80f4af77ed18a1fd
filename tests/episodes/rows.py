"""Scripts in memory, for tests of the model alone."""

from app.episodes.draft import Evidence, SegmentRole
from app.episodes.models import Episode, Segment
from app.episodes.scripts import examine
from app.episodes.sentences import EvidenceSpan, Sentence
from app.episodes.states import EpisodeState
from app.permissions import ROLES, Principal, Role

ACME = "01a20000-0000-7000-8000-0000000000ac"
QUOTE = "We followed 51 dunes for three years."
PEOPLE = [
    Principal("user", name, f"{name}@example.org", ACME, None, frozenset(ROLES[Role.OWNER]), role)
    for name, role in (("ada", Role.OWNER), ("ben", Role.REVIEWER), ("ed", Role.EDITOR))
]
KEY = Principal("key", "ada", "key ada of service account ada", ACME, None, frozenset(ROLES[Role.OWNER]))
"""Has the id of a person, and is nobody else for that."""


def span(quote: str = QUOTE, page: int = 1, left: float = 10.0) -> EvidenceSpan:
    evidence = Evidence("document", page, quote, ((left, 10.0, 200.0, 22.0),))
    return EvidenceSpan.at(evidence, 0, "version", ACME)


def sentence(text: str = QUOTE, *, claim: bool = True, quote: str = QUOTE) -> Sentence:
    """A checked sentence with its evidence."""
    row = Sentence(
        organization_id=ACME, workspace_id="w", episode_id="e", segment_id="s", text=text, spoken=text
    )
    row.claim = claim
    row.approvals, row.overrides, row.comments = [], [], []
    row.evidence = [span(quote)] if claim else []
    examine(row)
    return row


def segment(*rows: Sentence, title: str = "Results") -> Segment:
    found = Segment(
        organization_id=ACME, workspace_id="w", episode_id="e", role=SegmentRole.BODY, title=title
    )
    found.sentences, found.rejections = list(rows), []
    for position, row in enumerate(rows):
        row.position, row.segment_id = position, found.id
    return found


def episode(*segments: Segment, approvals: int = 1) -> Episode:
    """A script in review; how many must approve each sentence."""
    found = Episode(
        organization_id=ACME,
        workspace_id="w",
        project_id="p",
        title="Dunes",
        approvals=approvals,
        state=EpisodeState.IN_REVIEW,
        revision=1,
    )
    found.segments = list(segments)
    for position, row in enumerate(segments):
        row.position = position
    found.settle()
    return found
