"""Revisions of a script, and what was read to write it, over the API."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from litestar import Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Response
from sqlmodel import col, select

from app.documents.ingestion import read_back
from app.documents.models import Document, DocumentState
from app.episodes.extracts import extracted_text, passages_data
from app.episodes.lookups import provide_episode
from app.episodes.markdown import markdown
from app.episodes.models import Episode
from app.episodes.revisions import ScriptRevision
from app.episodes.sources import documents_of, passages
from app.permissions import Permission
from app.problems import Missing, Refused
from app.web import Session


@dataclass
class RevisionListed:
    """`measures`: support, findings, length, repetition and readability of the script as it stood."""

    number: int
    cause: str
    writer: str
    actor_kind: str
    actor_id: str
    created_at: datetime
    measures: dict[str, Any]


@dataclass
class RevisionShown(RevisionListed):
    """`script` has its segments and sentences, and `made_with` where a language model wrote it."""

    script: dict[str, Any]


EPISODE = {"episode": provide_episode}


@get("/episodes/{episode_id:str}/revisions", needs=Permission.READ, dependencies=EPISODE)
async def list_revisions(session: Session, episode: NamedDependency[Episode]) -> list[RevisionListed]:
    """Newest first."""
    query = select(ScriptRevision).where(ScriptRevision.episode_id == episode.id)
    rows = (await session.exec(query.order_by(col(ScriptRevision.number).desc()))).all()
    return [RevisionListed(**_facts(row)) for row in rows]


@get("/episodes/{episode_id:str}/revisions/{number:int}", needs=Permission.READ, dependencies=EPISODE)
async def show_revision(
    session: Session, episode: NamedDependency[Episode], number: FromPath[int]
) -> RevisionShown:
    row = await _revision(session, episode, number)
    return RevisionShown(**_facts(row), script=row.script)


@get(
    "/episodes/{episode_id:str}/revisions/{number:int}/script.md", needs=Permission.READ, dependencies=EPISODE
)
async def show_script(
    session: Session, episode: NamedDependency[Episode], number: FromPath[int]
) -> Response[str]:
    """As Markdown, with a note for the page and quote behind every claim."""
    row = await _revision(session, episode, number)
    names = {document.id: document.filename for document in await documents_of(session, episode.id)}
    return Response(markdown(row.script, names, episode.hosts), media_type="text/markdown")


@get("/documents/{document_id:str}/text", needs=Permission.READ)
async def show_text(session: Session, document_id: FromPath[str]) -> Response[str]:
    """The running text in reading order; a form feed begins each next page."""
    found = await read_back(session, await _read(session, document_id))
    return Response(extracted_text({document_id: found}), media_type="text/plain")


@get("/documents/{document_id:str}/passages", needs=Permission.READ)
async def show_passages(session: Session, document_id: FromPath[str]) -> dict[str, Any]:
    """Every sentence that can be cited with its places; boxes in points from the top left of the page."""
    found = await read_back(session, await _read(session, document_id))
    return passages_data({document_id: found}, {document_id: passages(document_id, found)})


def _facts(row: ScriptRevision) -> dict[str, Any]:
    return {field.name: getattr(row, field.name) for field in fields(RevisionListed)}


async def _revision(session: Session, episode: Episode, number: int) -> ScriptRevision:
    query = select(ScriptRevision).where(
        ScriptRevision.episode_id == episode.id, ScriptRevision.number == number
    )
    row = (await session.exec(query)).first()
    if row is None:
        raise Missing
    return row


async def _read(session: Session, document_id: str) -> Document:
    document = await session.get(Document, document_id)
    if document is None:
        raise Missing
    if document.state is not DocumentState.READY:
        raise Refused(document.reason or "This document is still being read.")
    return document


router = Router(
    path="/",
    route_handlers=[list_revisions, show_revision, show_script, show_text, show_passages],
    tags=["Revisions"],
)
