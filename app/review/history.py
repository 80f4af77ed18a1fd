"""The history of a script: every draft, what it changed, and going back to one; find and replace."""

import re
from dataclasses import dataclass
from typing import Any

from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Response, Template
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import User
from app.audit import AuditEvent
from app.episodes.following import follow
from app.episodes.lookups import provide_episode
from app.episodes.models import Episode
from app.episodes.restoring import changed_between, restore, revision_numbered
from app.episodes.revising import Edit, rewrite
from app.episodes.revisions import ScriptRevision
from app.episodes.scripts import conclude, keep_revision, snapshot
from app.episodes.sentences import Sentence, hash_of
from app.live import REFRESH
from app.permissions import Permission, Principal
from app.problems import Invalid, Refused, Stale
from app.review.answering import back
from app.review.comparing import ChangedSegment, Piece, compare, word_diff
from app.web import AnyRequest, Session, render

SHOWN = 50
"""Drafts on the page of the history, latest first."""


@dataclass(frozen=True)
class Step:
    """One draft: who made it, and what it changed in the one before."""

    revision: ScriptRevision
    by: str
    changed: list[ChangedSegment]


async def steps_of(session: AsyncSession, episode: Episode) -> list[Step]:
    query = (
        select(ScriptRevision)
        .where(ScriptRevision.episode_id == episode.id)
        .order_by(col(ScriptRevision.number).desc())
        .limit(SHOWN + 1)
    )
    rows = (await session.exec(query)).all()
    names = {}
    for user_id in {row.actor_id for row in rows if row.actor_kind == "user"}:
        user = await session.get(User, user_id)
        names[user_id] = user.label if user else user_id
    before = {row.number: row.script for row in rows}
    return [
        Step(
            row,
            names.get(row.actor_id, row.actor_kind),
            compare(before[row.number - 1], row.script) if row.number - 1 in before else [],
        )
        for row in rows[:SHOWN]
    ]


@get("/episodes/{episode_id:str}/history", needs=Permission.READ)
async def show_history(request: AnyRequest, session: Session, episode: NamedDependency[Episode]) -> Template:
    steps = await steps_of(session, episode)
    return render(request, "review/history.html", here="episodes", episode=episode, steps=steps)


@post("/episodes/{episode_id:str}/history/{number:int}/restoration", needs=Permission.WRITE)
async def create_restoration(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    episode: NamedDependency[Episode],
    number: FromPath[int],
) -> Response[Any]:
    """Make the script what that draft was, as a new draft. Approvals of those very words count again."""
    script = (await revision_numbered(session, episode.id, number)).script
    if not changed_between(script, snapshot(episode)):
        raise Refused("The script is what that draft was already.")
    restore(episode, script)
    session.add(keep_revision(episode, principal, "restored"))
    event = AuditEvent.of(episode, "restored", principal, restored=number, revision=episode.revision)
    conclude(session, episode, event, REFRESH)
    await follow(session, episode, principal)
    await session.flush()
    return back(request, episode, event=event)


@dataclass(frozen=True)
class Replaced:
    """A sentence in which something would be replaced."""

    sentence: Sentence
    text: str
    pieces: list[Piece]


@dataclass
class ReplacementForm:
    """`content_hash`: over the sentences that were shown."""

    find: str
    content_hash: str
    put: str = ""


def replaced(episode: Episode, find: str, put: str) -> list[Replaced]:
    """Where `find` stands as it is written, capitals and all, beginning and ending at words."""
    if not find.strip():
        return []
    edges = (r"\b" if find[0].isalnum() else "", r"\b" if find[-1].isalnum() else "")
    pattern = re.compile(edges[0] + re.escape(find) + edges[1])
    found = []
    for row in episode.sentences:
        text = pattern.sub(lambda _: put, row.text)
        if text != row.text:
            found.append(Replaced(row, text, word_diff(row.text, text)))
    return found


@get("/episodes/{episode_id:str}/replacement", needs=Permission.READ)
async def show_replacement(
    request: AnyRequest,
    episode: NamedDependency[Episode],
    find: FromQuery[str] = "",
    put: FromQuery[str] = "",
) -> Template:
    """What replacing would change, before it is done."""
    found = replaced(episode, find, put)
    seen = hash_of(row.sentence for row in found)
    context: dict[str, Any] = {"episode": episode, "find": find, "put": put, "found": found, "seen": seen}
    return render(request, "review/replacement.html", here="episodes", **context)


@post("/episodes/{episode_id:str}/replacement", needs=Permission.WRITE)
async def create_replacement(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    episode: NamedDependency[Episode],
    data: URLEncodedBody[ReplacementForm],
) -> Response[Any]:
    found = replaced(episode, data.find, data.put)
    if not found or hash_of(row.sentence for row in found) != data.content_hash:
        raise Stale("The script has changed since you saw where this stands. Look at it again.")
    if any(not row.text.strip() for row in found):
        raise Invalid("Nothing would be left of a sentence. Take it out instead.", field="put")
    changed = {row.sentence.id: Edit(row.text, row.sentence.id) for row in found}
    event = await replace_all(session, episode, principal, changed, data)
    await session.flush()
    return back(request, episode, f"sentence-{found[0].sentence.id}", event)


async def replace_all(
    session: AsyncSession, episode: Episode, by: Principal, changed: dict[str, Edit], data: ReplacementForm
) -> AuditEvent:
    """Every one of these sentences reworded, as one draft that one undo takes back."""
    await rewrite(session, episode, by, changed)
    session.add(keep_revision(episode, by, "replaced"))
    facts = {"find": data.find, "put": data.put, "revision": episode.revision, "sentences": list(changed)}
    event = AuditEvent.of(episode, "replaced", by, **facts)
    conclude(session, episode, event, REFRESH)
    return event


router = Router(
    path="/{org:str}",
    route_handlers=[show_history, create_restoration, show_replacement, create_replacement],
    dependencies={"episode": provide_episode},
)
