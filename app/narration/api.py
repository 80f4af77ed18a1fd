"""Narration and artifacts over the API."""

from dataclasses import dataclass
from typing import Any

from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Response

from app.downloads import serve
from app.episodes.lookups import provide_episode
from app.episodes.models import Episode
from app.narration.artifacts import artifacts_of
from app.narration.models import Artifact
from app.narration.narrating import start_narration
from app.objects import StoredObject
from app.permissions import Permission, Principal
from app.problems import Missing
from app.web import AnyRequest, Session, installation_of


@dataclass
class NarrationAccepted:
    job_id: str


@dataclass
class ArtifactShown:
    id: str
    kind: str
    name: str
    media_type: str
    bytes: int
    sha256: str


EPISODE = {"episode": provide_episode}


@post("/episodes/{episode_id:str}/narration", needs=Permission.NARRATE, status_code=202, dependencies=EPISODE)
async def create_narration(
    session: Session, principal: NamedDependency[Principal], episode: NamedDependency[Episode]
) -> NarrationAccepted:
    """A new job each time; 409 naming the segments while anything is not approved."""
    return NarrationAccepted(start_narration(session, episode, principal).id)


@get("/episodes/{episode_id:str}/artifacts", needs=Permission.READ, dependencies=EPISODE)
async def list_artifacts(session: Session, episode: NamedDependency[Episode]) -> list[ArtifactShown]:
    """Of the newest master; empty before there is one."""
    return [
        ArtifactShown(row.id, row.kind, row.name, row.media_type, row.bytes, row.sha256)
        for row in await artifacts_of(session, episode.id)
    ]


async def stored_artifact(session: Session, artifact_id: str) -> tuple[Artifact, StoredObject]:
    artifact = await session.get(Artifact, artifact_id)
    if artifact is None:
        raise Missing
    return artifact, await session.get_one(StoredObject, artifact.object_id)


@get("/artifacts/{artifact_id:str}/content", needs=Permission.READ)
async def show_content(request: AnyRequest, session: Session, artifact_id: FromPath[str]) -> Response[Any]:
    """The file itself; Range is honoured."""
    artifact, stored = await stored_artifact(session, artifact_id)
    return serve(request, installation_of(request), stored, artifact.name)


router = Router(path="/", route_handlers=[create_narration, list_artifacts, show_content], tags=["Narration"])
