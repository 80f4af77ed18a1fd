"""The form that asks for an episode."""

from dataclasses import dataclass, field
from typing import Any

from litestar import Router, post
from litestar.di import NamedDependency
from litestar.params import FromQuery, URLEncodedBody
from litestar.response import Response

from app.episodes.draft import Mode
from app.episodes.lookups import provide_episode
from app.episodes.models import Episode
from app.episodes.requesting import Topic, draft_again, start_episode
from app.episodes.writers import Wanted, decide
from app.permissions import Permission, Principal
from app.queue.room import has_room
from app.web import AnyRequest, Session, installation_of, redirect


@dataclass
class EpisodeForm:
    """A form gives one document as text and several as a list.

    `telling` names a writer, or verbatim; where there is but one writer the form asks for the mode instead.
    """

    document_ids: list[str] | str = field(default_factory=list)
    mode: Mode = Mode.SUMMARY
    minutes: float = 3.0
    telling: str = ""
    style: str = ""
    language: str = ""
    hosts: int = 1
    domain: str = ""
    topic: str = ""


@post("/episodes", needs=Permission.WRITE, guards=[has_room])
async def create_episode(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    data: URLEncodedBody[EpisodeForm],
) -> Response[Any]:
    named = [data.document_ids] if isinstance(data.document_ids, str) else data.document_ids
    mode, writer = data.mode, data.telling
    if data.telling == Mode.VERBATIM:
        mode, writer = Mode.VERBATIM, ""
    # The form cannot take its wish for a summary back when somebody turns to verbatim.
    domain = "" if mode is Mode.VERBATIM else data.domain
    wanted = Wanted(writer, data.style, data.language, data.hosts, domain)
    telling = await decide(installation_of(request), mode, wanted)
    topic = Topic.of(data.topic, None)
    episode, _ = await start_episode(session, principal, named, mode, data.minutes, telling, topic)
    return redirect(request, f"/{request.scope['state']['organization'].slug}/episodes/{episode.id}")


@post(
    "/episodes/{episode_id:str}/drafting",
    needs=Permission.WRITE,
    guards=[has_room],
    dependencies={"episode": provide_episode},
)
async def create_drafting(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    episode: NamedDependency[Episode],
    writer: FromQuery[str] = "",
) -> Response[Any]:
    """Another try for an episode that never got a script, by the writer named or by the same."""
    telling = await decide(installation_of(request), episode.mode, Wanted(writer)) if writer else None
    draft_again(session, episode, principal, telling.writer if telling else "")
    return redirect(request, f"/{request.scope['state']['organization'].slug}/episodes/{episode.id}")


router = Router(path="/{org:str}", route_handlers=[create_episode, create_drafting])
