"""Pages of episodes: the list, and the form that asks for one."""

from dataclasses import dataclass, field
from typing import Any

from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import URLEncodedBody
from litestar.response import Response, Template

from app.episodes.draft import Mode
from app.episodes.drafting import start_episode
from app.episodes.scripts import episodes
from app.permissions import Permission, Principal
from app.web import AnyRequest, Session, redirect, render


@dataclass
class EpisodeForm:
    document_ids: list[str] = field(default_factory=list)
    mode: Mode = Mode.SUMMARY
    minutes: float = 3.0


@get("/episodes", needs=Permission.READ)
async def list_episodes(request: AnyRequest, session: Session) -> Template:
    return render(request, "episodes/index.html", here="episodes", episodes=await episodes(session))


@post("/episodes", needs=Permission.WRITE)
async def create_episode(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    data: URLEncodedBody[EpisodeForm],
) -> Response[Any]:
    episode, _ = await start_episode(session, principal, data.document_ids, data.mode, data.minutes)
    return redirect(request, f"/{request.scope['state']['organization'].slug}/episodes/{episode.id}")


router = Router(path="/{org:str}", route_handlers=[list_episodes, create_episode])
