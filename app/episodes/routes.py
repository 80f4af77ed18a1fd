"""The form that asks for an episode."""

from dataclasses import dataclass, field
from typing import Any

from litestar import Router, post
from litestar.di import NamedDependency
from litestar.params import URLEncodedBody
from litestar.response import Response

from app.episodes.draft import Mode
from app.episodes.drafting import draft_again, start_episode
from app.episodes.lookups import provide_episode
from app.episodes.models import Episode
from app.permissions import Permission, Principal
from app.web import AnyRequest, Session, redirect


@dataclass
class EpisodeForm:
    """A form gives one document as text and several as a list."""

    document_ids: list[str] | str = field(default_factory=list)
    mode: Mode = Mode.SUMMARY
    minutes: float = 3.0


@post("/episodes", needs=Permission.WRITE)
async def create_episode(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    data: URLEncodedBody[EpisodeForm],
) -> Response[Any]:
    named = [data.document_ids] if isinstance(data.document_ids, str) else data.document_ids
    episode, _ = await start_episode(session, principal, named, data.mode, data.minutes)
    return redirect(request, f"/{request.scope['state']['organization'].slug}/episodes/{episode.id}")


@post(
    "/episodes/{episode_id:str}/drafting", needs=Permission.WRITE, dependencies={"episode": provide_episode}
)
async def create_drafting(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    episode: NamedDependency[Episode],
) -> Response[Any]:
    """Another try for an episode that never got a script."""
    draft_again(session, episode, principal)
    return redirect(request, f"/{request.scope['state']['organization'].slug}/episodes/{episode.id}")


router = Router(path="/{org:str}", route_handlers=[create_episode, create_drafting])
