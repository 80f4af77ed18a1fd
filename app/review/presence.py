"""Who is where: the sentence each of the others looks at, kept for seconds and never in the database."""

import json
from dataclasses import dataclass
from typing import Any

from litestar import Router, get
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Response, Template

from app.episodes.lookups import provide_episode
from app.episodes.models import Episode
from app.events import page_of
from app.live import Nudge
from app.permissions import Permission, Principal
from app.review.answering import Caller
from app.web import AnyRequest, installation_of, redirect, render, wants_fragment

PRESENCE = "presence"


@dataclass(frozen=True)
class Here:
    """Somebody else in the script."""

    label: str
    sentence_id: str
    segment: str


async def others_here(request: AnyRequest, episode: Episode, by: Principal, sentence_id: str) -> list[Here]:
    """Note where the viewer is, tell the others if that is new, and find where they are."""
    nudges = installation_of(request).nudges
    titles = {row.id: segment.title for segment in episode.segments for row in segment.sentences}
    if sentence_id in titles:
        where = json.dumps([by.label, sentence_id])
        if await nudges.note(by.organization_id, episode.id, by.id, where):
            await nudges.send([Nudge(by.organization_id, episode.id, PRESENCE, page_of(request))])
    noted = await nudges.noted(by.organization_id, episode.id)
    found = [json.loads(where) for who, where in sorted(noted.items()) if who != by.id]
    return [Here(label, place, titles[place]) for label, place in found if place in titles]


@get("/episodes/{episode_id:str}/presence", needs=Permission.READ)
async def show_presence(
    request: AnyRequest, principal: Caller, episode: NamedDependency[Episode], sentence: FromQuery[str] = ""
) -> Template | Response[Any]:
    """`sentence`: the one the viewer looks at."""
    if not wants_fragment(request):
        return redirect(request, f"/{request.scope['state']['organization'].slug}/episodes/{episode.id}")
    others = await others_here(request, episode, principal, sentence)
    return render(request, "review/_presence.html", "review/_presence.html", others=others)


router = Router(path="/{org:str}", route_handlers=[show_presence], dependencies={"episode": provide_episode})
