"""Edits of single sentences beside their words: taken out, joined, moved. Each answers with its segment."""

from dataclasses import dataclass
from typing import Any

from litestar import Router, post
from litestar.params import URLEncodedBody
from litestar.response import Response, Template

from app.episodes.lookups import provide_sentence
from app.permissions import Permission
from app.review import decisions
from app.review.answering import AtSentence, Caller, SeenForm, decided
from app.review.decoys import Deed, meet
from app.web import AnyRequest, Session


@dataclass
class MoveForm:
    """`places`: how far, -1 is one up."""

    places: int = 1


Decided = Template | Response[Any]


@post("/sentences/{sentence_id:str}/removal", needs=Permission.WRITE, status_code=200)
async def create_removal(
    request: AnyRequest, session: Session, principal: Caller, at: AtSentence, data: URLEncodedBody[SeenForm]
) -> Decided:
    """Take the sentence out; the history keeps it."""
    if met := await meet(session, at, principal, data.content_hash, Deed.REMOVED):
        return await decided(request, session, at, met=met)
    place = at.segment.sentences.index(at.sentence)
    await decisions.remove_sentence(session, at, principal, data.content_hash)
    left = at.segment.sentences
    return await decided(request, session, at, left[min(place, len(left) - 1)].id)


@post("/sentences/{sentence_id:str}/merger", needs=Permission.WRITE, status_code=200)
async def create_merger(
    request: AnyRequest, session: Session, principal: Caller, at: AtSentence, data: URLEncodedBody[SeenForm]
) -> Decided:
    """With the sentence behind it."""
    if met := await meet(session, at, principal, data.content_hash, Deed.JOINED):
        return await decided(request, session, at, met=met)
    await decisions.merge_sentence(session, at, principal, data.content_hash)
    return await decided(request, session, at)


@post("/sentences/{sentence_id:str}/move", needs=Permission.WRITE, status_code=200)
async def create_move(
    request: AnyRequest, session: Session, principal: Caller, at: AtSentence, data: URLEncodedBody[MoveForm]
) -> Decided:
    await decisions.move_sentence(session, at, principal, data.places)
    return await decided(request, session, at)


router = Router(
    path="/{org:str}",
    route_handlers=[create_removal, create_merger, create_move],
    dependencies={"at": provide_sentence},
)
