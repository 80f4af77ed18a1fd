"""Listening: the episode with its captions, its files, and the clip of one sentence."""

from dataclasses import dataclass
from typing import Any

from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Response, Template

from app.downloads import serve
from app.episodes.lookups import provide_episode
from app.episodes.models import Episode
from app.narration.artifacts import artifacts_of, latest_master
from app.narration.clips import clip_of
from app.narration.listening import listed, listening, previews, shown
from app.narration.models import Artifact
from app.narration.narrating import start_narration
from app.objects import StoredObject
from app.permissions import Permission, Principal
from app.problems import Missing
from app.queue.models import Job
from app.review.decisions import leave_out_rejected
from app.web import AnyRequest, Session, installation_of, redirect, render, wants_fragment

EPISODE = {"episode": provide_episode}


@dataclass
class NarrationForm:
    """`without_rejected`: leave out the segments that were sent back, and narrate the rest."""

    without_rejected: bool = False


@get("/episodes", needs=Permission.READ)
async def list_episodes(request: AnyRequest, session: Session) -> Template:
    return render(request, "episodes/list.html", here="episodes", episodes=await listed(session))


@post("/episodes/{episode_id:str}/narration", needs=Permission.NARRATE, dependencies=EPISODE)
async def create_narration(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    episode: NamedDependency[Episode],
    data: URLEncodedBody[NarrationForm],
) -> Response[Any]:
    if data.without_rejected:
        leave_out_rejected(session, episode, principal)
    start_narration(session, episode, principal)
    return redirect(request, f"/{request.scope['state']['organization'].slug}/episodes/{episode.id}/listen")


@get("/episodes/{episode_id:str}/listen", needs=Permission.READ, dependencies=EPISODE)
async def show_listen(request: AnyRequest, session: Session, episode: NamedDependency[Episode]) -> Template:
    """The page to listen on; a list that shows a busy episode asks for its row."""
    if wants_fragment(request):
        return render(request, "episodes/_episode.html", episode=await shown(session, episode))
    context = await listening(session, episode)
    return render(request, "episodes/listen.html", here="episodes", **context)


@get("/episodes/{episode_id:str}/artifacts", needs=Permission.READ, dependencies=EPISODE)
async def list_artifacts(
    request: AnyRequest, session: Session, episode: NamedDependency[Episode]
) -> Template:
    artifacts = await artifacts_of(session, episode.id)
    return render(
        request,
        "episodes/artifacts.html",
        here="episodes",
        episode=episode,
        master=await latest_master(session, episode.id),
        artifacts=artifacts,
        previews=await previews(installation_of(request), session, artifacts),
        job=await session.get(Job, episode.job_id) if episode.job_id else None,
    )


@get("/artifacts/{artifact_id:str}/content", needs=Permission.READ)
async def show_artifact(
    request: AnyRequest, session: Session, artifact_id: FromPath[str], download: FromQuery[bool] = False
) -> Response[Any]:
    artifact = await session.get(Artifact, artifact_id)
    if artifact is None:
        raise Missing
    stored = await session.get_one(StoredObject, artifact.object_id)
    return serve(request, installation_of(request), stored, artifact.name, inline=not download)


@get("/sentences/{sentence_id:str}/audio", needs=Permission.READ)
async def show_audio(request: AnyRequest, session: Session, sentence_id: FromPath[str]) -> Response[Any]:
    """The clip of the sentence as it stands; 404 until it is approved and spoken."""
    clip = await clip_of(session, sentence_id)
    if clip is None:
        raise Missing("This sentence has not been spoken yet. It is as soon as it is approved.")
    stored = await session.get_one(StoredObject, clip.object_id)
    return serve(request, installation_of(request), stored, "sentence.wav")


router = Router(
    path="/{org:str}",
    route_handlers=[list_episodes, create_narration, show_listen, list_artifacts, show_artifact, show_audio],
)
