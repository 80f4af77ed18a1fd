"""Talking about a sentence: comments that name people, suggestions an editor takes or declines."""

import re
from dataclasses import dataclass
from typing import Any

from litestar import Router, post
from litestar.params import URLEncodedBody
from litestar.response import Response, Template
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import User
from app.audit import AuditEvent
from app.episodes.comments import Comment
from app.episodes.lookups import SentenceAt, provide_sentence
from app.episodes.scripts import conclude
from app.organizations.models import Membership
from app.organizations.teams import admitted
from app.permissions import Permission, Principal
from app.problems import Missing, Refused
from app.review import decisions
from app.review.answering import AtSentence, Caller, decided
from app.review.decoys import Deed, meet
from app.web import AnyRequest, Session

MENTION = re.compile(r"@([\w.+-]+@[\w.-]+\w|\w+)")
Decided = Template | Response[Any]


@dataclass
class CommentForm:
    """`suggested`: the words the sentence should have instead."""

    text: str = ""
    suggested: str = ""
    content_hash: str = ""


@dataclass
class SuggestionForm:
    """`content_hash`: of the sentence as it was shown beside the suggestion."""

    comment_id: str
    content_hash: str = ""


async def mentioned_in(session: AsyncSession, text: str, workspace_id: str) -> list[str]:
    """Ids of the members named, by address or first name, who can see the workspace; others are words."""
    names = {name.lower() for name in MENTION.findall(text)}
    if not names:
        return []
    query = select(User, Membership).join(Membership, col(Membership.user_id) == col(User.id))
    inside = await admitted(session, workspace_id)
    return sorted(
        user.id
        for user, membership in (await session.exec(query)).all()
        if (membership.sees_every_workspace or membership.id in inside)
        and names & {user.email, user.email.partition("@")[0], user.name.lower().partition(" ")[0]}
    )


async def comment(session: AsyncSession, at: SentenceAt, by: Principal, data: CommentForm) -> None:
    decisions.check_seen(at.sentence, data.content_hash, data.suggested or data.text)
    mentioned = await mentioned_in(session, data.text, at.episode.workspace_id)
    content_hash = at.sentence.computed_hash()
    row = Comment.of(by, at.sentence.id, content_hash, data.text, data.suggested, mentioned)
    if row.suggested == at.sentence.text:
        raise Refused("These are the words it has.")
    at.sentence.comments.append(row)
    action = "suggested" if row.suggested else "commented"
    event = AuditEvent.of(at.sentence, action, by, comment=row.id, mentioned=mentioned)
    conclude(session, at.episode, event, f"segment-{at.segment.id}")


def suggestion(at: SentenceAt, comment_id: str) -> Comment:
    found = next((row for row in at.sentence.comments if row.id == comment_id and row.suggested), None)
    if found is None:
        raise Missing
    return found


@post("/sentences/{sentence_id:str}/comment", needs=Permission.REVIEW, status_code=200)
async def create_comment(
    request: AnyRequest,
    session: Session,
    principal: Caller,
    at: AtSentence,
    data: URLEncodedBody[CommentForm],
) -> Decided:
    said = data.suggested or data.text
    if met := await meet(session, at, principal, data.content_hash, Deed.COMMENTED, said):
        return await decided(request, session, at, met=met)
    await comment(session, at, principal, data)
    return await decided(request, session, at)


@post("/sentences/{sentence_id:str}/resolution", needs=Permission.REVIEW, status_code=200)
async def create_resolution(
    request: AnyRequest, session: Session, principal: Caller, at: AtSentence
) -> Decided:
    """Close the conversation about the sentence; suggestions wait on for an editor."""
    settled = [row for row in at.sentence.comments if row.open and not row.suggested]
    if not settled:
        raise Refused("Nothing is open in this conversation.")
    for row in settled:
        row.resolve()
    event = AuditEvent.of(at.sentence, "resolved", principal, comments=[row.id for row in settled])
    conclude(session, at.episode, event, f"segment-{at.segment.id}")
    return await decided(request, session, at)


@post("/sentences/{sentence_id:str}/adoption", needs=Permission.WRITE, status_code=200)
async def create_adoption(
    request: AnyRequest,
    session: Session,
    principal: Caller,
    at: AtSentence,
    data: URLEncodedBody[SuggestionForm],
) -> Decided:
    """Give the sentence the suggested words; whoever accepts is their author."""
    row = suggestion(at, data.comment_id)
    row.resolve("accepted")
    session.add(AuditEvent.of(at.sentence, "suggestion_accepted", principal, comment=row.id))
    await decisions.revise_sentence(session, at, principal, data.content_hash, row.suggested)
    return await decided(request, session, at)


@post("/sentences/{sentence_id:str}/dismissal", needs=Permission.WRITE, status_code=200)
async def create_dismissal(
    request: AnyRequest,
    session: Session,
    principal: Caller,
    at: AtSentence,
    data: URLEncodedBody[SuggestionForm],
) -> Decided:
    """Decline a suggestion; it stays in the conversation."""
    row = suggestion(at, data.comment_id)
    row.resolve("declined")
    event = AuditEvent.of(at.sentence, "suggestion_declined", principal, comment=row.id)
    conclude(session, at.episode, event, f"segment-{at.segment.id}")
    return await decided(request, session, at)


router = Router(
    path="/{org:str}",
    route_handlers=[create_comment, create_resolution, create_adoption, create_dismissal],
    dependencies={"at": provide_sentence},
)
