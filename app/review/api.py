"""Decisions over the API: the same model methods as the review screen."""

from dataclasses import dataclass

from litestar import Router, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from app.episodes.lookups import SegmentAt, SentenceAt, provide_segment, provide_sentence
from app.episodes.models import Segment
from app.episodes.revising import Edit, revise
from app.episodes.sentences import Sentence
from app.episodes.showing import SegmentShown, SentenceShown, segment_shown, sentence_shown
from app.permissions import Permission, Principal
from app.review.decisions import (
    approve_segment,
    approve_sentence,
    check_seen,
    leave_out,
    override,
    reject,
    reopen,
)
from app.web import Session, there


@dataclass
class ApprovalGiven:
    """`content_hash` as it was shown: what is approved is exactly that content."""

    content_hash: str


@dataclass
class ReasonGiven:
    reason: str
    content_hash: str | None = None
    """As it was shown; given, another one by now is 409 with `yours` and `now`."""


@dataclass
class Nothing:
    """An empty object."""


@dataclass
class SentenceGiven:
    """Without an id it is new, or a known sentence reworded; without a spoken form one is made."""

    text: str
    id: str | None = None
    spoken: str | None = None
    content_hash: str | None = None
    """Of the sentence as it was shown; given, another one by now is 409 with `yours` and `now`."""


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
    check_seen(at.segment, data.content_hash or "")
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
    seen = {row.id: row for row in data.sentences if row.id and row.content_hash}
    for sentence in at.segment.sentences:
        if given := seen.get(sentence.id):
            check_seen(sentence, given.content_hash or "", given.text)
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
    check_seen(at.sentence, data.content_hash or "", data.reason)
    override(session, at, principal, data.reason)
    return sentence_shown(at.sentence)


@post("/sentences/{sentence_id:str}/approval", needs=Permission.REVIEW, status_code=200)
async def create_sentence_approval(
    session: Session,
    principal: NamedDependency[Principal],
    at: NamedDependency[SentenceAt],
    data: JSONBody[ApprovalGiven],
) -> SentenceShown:
    """Of one sentence, such as one that a new version of its document sent back to review."""
    approve_sentence(session, at, principal, data.content_hash)
    return sentence_shown(at.sentence)


@post("/sentences/{sentence_id:str}/rejection", needs=Permission.REVIEW, status_code=200)
async def create_sentence_rejection(
    session: Session,
    principal: NamedDependency[Principal],
    at: NamedDependency[SentenceAt],
    data: JSONBody[ReasonGiven],
) -> SentenceShown:
    check_seen(at.sentence, data.content_hash or "", data.reason)
    reject(session, at.episode, at.segment, principal, data.reason, at.sentence.id)
    return sentence_shown(at.sentence)


@post("/sentences/{sentence_id:str}/reopening", needs=Permission.REVIEW, status_code=200)
async def create_sentence_reopening(
    session: Session, principal: NamedDependency[Principal], at: NamedDependency[SentenceAt]
) -> SentenceShown:
    reopen(session, at.episode, at.segment, principal, at.sentence.id)
    return sentence_shown(at.sentence)


segments = Router(
    path="/",
    route_handlers=[create_approval, create_rejection, create_reopening, create_revision, create_removal],
    guards=[there(Segment, "segment_id")],
    dependencies={"at": provide_segment},
)
sentences = Router(
    path="/",
    route_handlers=[
        create_override,
        create_sentence_approval,
        create_sentence_rejection,
        create_sentence_reopening,
    ],
    guards=[there(Sentence, "sentence_id")],
    dependencies={"at": provide_sentence},
)
router = Router(path="/", route_handlers=[segments, sentences], tags=["Review"])
