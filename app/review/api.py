"""Decisions over the API: the same model methods as the review screen."""

from dataclasses import dataclass

from litestar import Router, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from app.episodes.api import SegmentShown, SentenceShown, segment_shown, sentence_shown
from app.episodes.lookups import SegmentAt, SentenceAt, provide_segment, provide_sentence
from app.episodes.models import Segment
from app.episodes.revising import Edit, revise
from app.episodes.sentences import Sentence
from app.permissions import Permission, Principal
from app.review.decisions import approve_segment, leave_out, override, reject, reopen
from app.web import Session, there


@dataclass
class ApprovalGiven:
    """`content_hash` as it was shown: what is approved is exactly that content."""

    content_hash: str


@dataclass
class ReasonGiven:
    reason: str


@dataclass
class Nothing:
    """An empty object."""


@dataclass
class SentenceGiven:
    """Without an id it is new, or a known sentence reworded; without a spoken form one is made."""

    text: str
    id: str | None = None
    spoken: str | None = None


@dataclass
class RevisionGiven:
    sentences: list[SentenceGiven]


@post("/segments/{segment_id:str}/approval", needs=Permission.REVIEW, status_code=200)
async def create_approval(
    session: Session,
    principal: NamedDependency[Principal],
    at: NamedDependency[SegmentAt],
    data: JSONBody[ApprovalGiven],
) -> SegmentShown:
    approve_segment(session, at, principal, data.content_hash)
    return segment_shown(at.segment)


@post("/segments/{segment_id:str}/rejection", needs=Permission.REVIEW, status_code=200)
async def create_rejection(
    session: Session,
    principal: NamedDependency[Principal],
    at: NamedDependency[SegmentAt],
    data: JSONBody[ReasonGiven],
) -> SegmentShown:
    reject(session, at.episode, at.segment, principal, data.reason)
    return segment_shown(at.segment)


@post("/segments/{segment_id:str}/reopening", needs=Permission.REVIEW, status_code=200)
async def create_reopening(
    session: Session, principal: NamedDependency[Principal], at: NamedDependency[SegmentAt]
) -> SegmentShown:
    reopen(session, at.episode, at.segment, principal)
    return segment_shown(at.segment)


@post("/segments/{segment_id:str}/revision", needs=Permission.WRITE, status_code=200)
async def create_revision(
    session: Session,
    principal: NamedDependency[Principal],
    at: NamedDependency[SegmentAt],
    data: JSONBody[RevisionGiven],
) -> SegmentShown:
    """The checks are done when this answers."""
    edits = [Edit(row.text, row.id, row.spoken) for row in data.sentences]
    await revise(session, at.episode, at.segment, principal, edits)
    return segment_shown(at.segment)


@post("/segments/{segment_id:str}/removal", needs=Permission.WRITE, status_code=204)
async def create_removal(
    session: Session, principal: NamedDependency[Principal], at: NamedDependency[SegmentAt]
) -> None:
    """Leave the segment out of the script."""
    leave_out(session, at, principal)


@post("/sentences/{sentence_id:str}/override", needs=Permission.OVERRIDE, status_code=200)
async def create_override(
    session: Session,
    principal: NamedDependency[Principal],
    at: NamedDependency[SentenceAt],
    data: JSONBody[ReasonGiven],
) -> SentenceShown:
    override(session, at, principal, data.reason)
    return sentence_shown(at.sentence)


segments = Router(
    path="/",
    route_handlers=[create_approval, create_rejection, create_reopening, create_revision, create_removal],
    guards=[there(Segment, "segment_id")],
    dependencies={"at": provide_segment},
)
sentences = Router(
    path="/",
    route_handlers=[create_override],
    guards=[there(Sentence, "sentence_id")],
    dependencies={"at": provide_sentence},
)
router = Router(path="/", route_handlers=[segments, sentences], tags=["Review"])
