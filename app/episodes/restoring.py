"""Taking a script, or segments of it, back to what an earlier revision says."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.episodes.draft import Host, SegmentRole
from app.episodes.models import Episode, Segment
from app.episodes.revisions import ScriptRevision
from app.episodes.scripts import examine
from app.episodes.sentences import EvidenceSpan, Sentence
from app.ids import now
from app.problems import Missing

Kept = Mapping[str, Any]
"""A segment or a sentence as `snapshot` keeps it."""


async def revision_numbered(session: AsyncSession, episode_id: str, number: int) -> ScriptRevision:
    query = select(ScriptRevision).where(
        ScriptRevision.episode_id == episode_id, ScriptRevision.number == number
    )
    found = (await session.exec(query)).first()
    if found is None:
        raise Missing
    return found


def content_of(segment: Kept) -> list[tuple[str, str]]:
    """Ids and content hashes of its sentences, in order."""
    return [(row["id"], row["content_hash"]) for row in segment["sentences"]]


def changed_between(before: Kept, after: Kept) -> set[str]:
    """Ids of the segments in which two scripts differ."""
    one, other = ({row["id"]: content_of(row) for row in script["segments"]} for script in (before, after))
    return {key for key in one.keys() | other.keys() if one.get(key) != other.get(key)}


def restore(episode: Episode, script: Kept, only: Collection[str] | None = None) -> None:
    """Make the segments (all, or `only` these) what the kept script says; approvals of that count again.

    What stands against a restored segment, a rejection, is lifted: it was of other words.
    """
    known = {segment.id: segment for segment in episode.segments}
    kept = {row["id"]: row for row in script["segments"]}
    wanted = kept.keys() | known.keys() if only is None else set(only)
    order = [row["id"] for row in script["segments"] if row["id"] in known or row["id"] in wanted]
    order += [key for key in known if key not in kept and key not in wanted]
    segments = []
    for key in order:
        segment = known.get(key) or _segment(episode, kept[key])
        if key in wanted:
            _restore_segment(episode, segment, kept[key])
        segments.append(segment)
    episode.segments[:] = segments
    for position, segment in enumerate(episode.segments):
        segment.position = position


def _segment(episode: Episode, kept: Kept) -> Segment:
    segment = Segment(
        id=kept["id"],
        organization_id=episode.organization_id,
        workspace_id=episode.workspace_id,
        episode_id=episode.id,
        role=SegmentRole(kept["role"]),
        title=kept["title"],
    )
    segment.sentences, segment.rejections = [], []
    return segment


def _restore_segment(episode: Episode, segment: Segment, kept: Kept) -> None:
    segment.title, segment.role = kept["title"], SegmentRole(kept["role"])
    known = {row.id: row for row in segment.sentences}
    rows = [_restore_sentence(episode, segment, known.get(each["id"]), each) for each in kept["sentences"]]
    segment.sentences[:] = rows
    for position, row in enumerate(rows):
        row.position = position
    for rejection in segment.rejections:
        if rejection.stands:
            rejection.withdrawn_at = now()


def _restore_sentence(episode: Episode, segment: Segment, row: Sentence | None, kept: Kept) -> Sentence:
    if row is None:
        row = Sentence(
            id=kept["id"],
            organization_id=segment.organization_id,
            workspace_id=segment.workspace_id,
            episode_id=segment.episode_id,
            segment_id=segment.id,
            text="",
            spoken="",
        )
        row.approvals, row.overrides, row.evidence, row.comments, row.changes = [], [], [], [], []
    elif row.computed_hash() == kept["content_hash"]:
        return row
    row.text, row.spoken, row.claim = kept["text"], kept["spoken"], kept["claim"]
    row.host = Host(kept["host"])
    row.author_kind, row.author_id = kept["author"]
    row.evidence = [
        EvidenceSpan(organization_id=segment.organization_id, position=position, **span)
        for position, span in enumerate(kept["evidence"])
    ]
    examine(row, episode.language, translated=episode.translated)
    return row
