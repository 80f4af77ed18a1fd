"""Listening: the episode with its captions, its files, and the clip of one sentence."""

from dataclasses import dataclass
from typing import Annotated, Any

from litestar import Router, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath, FromQuery, URLEncodedBody
from litestar.response import Response, Template

from app.bodies import chunks_of
from app.downloads import serve
from app.episodes.lookups import SentenceAt, provide_episode, provide_sentence
from app.episodes.models import Episode
from app.episodes.sentences import Sentence
from app.narration.artifacts import artifacts_of, latest_master
from app.narration.formats import ask_for_format, being_made
from app.narration.importing import import_take
from app.narration.listening import listed, listening, previews, shown
from app.narration.models import Artifact
from app.narration.narrating import cancel_narration, start_narration
from app.narration.renditions import Format
from app.narration.takes import choose_take, clip_of, history, record_again
from app.objects import StoredObject
from app.organizations.places import projects_seen
from app.permissions import Permission, Principal
from app.problems import Missing
from app.queue.models import Job
from app.queue.room import has_room
from app.review.answering import decided
from app.review.decisions import accept, leave_out_rejected
from app.web import AnyRequest, Session, installation_of, redirect, render, there, wants_fragment

EPISODE = {"episode": provide_episode}
SENTENCE = {"at": provide_sentence}


@dataclass
class NarrationForm:
    """`without_rejected`: leave out the segments that were sent back, and narrate the rest."""

    without_rejected: bool = False


@dataclass
class FormatForm:
    format: Format


@dataclass
class RecordingForm:
    """WAV, MP3, M4A, Ogg or FLAC."""

    file: UploadFile


@dataclass
class PickupForm:
    pickup_id: str


@get("/episodes", needs=Permission.READ)
async def list_episodes(request: AnyRequest, session: Session, project_id: FromQuery[str] = "") -> Template:
    """All of them, or those of one project."""
    return render(
        request,
        "episodes/list.html",
        here="episodes",
        episodes=await listed(session, project_id=project_id),
        projects=await projects_seen(session),
        project_id=project_id,
    )


@post(
    "/episodes/{episode_id:str}/narration", needs=Permission.NARRATE, guards=[has_room], dependencies=EPISODE
)
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


@post("/episodes/{episode_id:str}/narration/cancellation", needs=Permission.NARRATE, dependencies=EPISODE)
async def create_cancellation(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    episode: NamedDependency[Episode],
) -> Response[Any]:
    episode_id = episode.id  # the row is forgotten where it could not be told of its job's end
    await cancel_narration(session, episode, principal)
    return redirect(request, f"/{request.scope['state']['organization'].slug}/episodes/{episode_id}/listen")


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
        making=[job.payload["format"] for job in await being_made(session, episode)],
        formats=[format.value for format in Format if format not in {row.kind for row in artifacts}],
        job=await session.get(Job, episode.job_id) if episode.job_id else None,
    )


@post("/episodes/{episode_id:str}/format", needs=Permission.NARRATE, guards=[has_room], dependencies=EPISODE)
async def create_format(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    episode: NamedDependency[Episode],
    data: URLEncodedBody[FormatForm],
) -> Response[Any]:
    """Of the newest master; the page says when it is there."""
    await ask_for_format(session, episode, principal, data.format)
    slug = request.scope["state"]["organization"].slug
    return redirect(request, f"/{slug}/episodes/{episode.id}/artifacts#formats")


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


@get("/sentences/{sentence_id:str}/takes", needs=Permission.READ, dependencies=SENTENCE)
async def list_takes(request: AnyRequest, session: Session, at: NamedDependency[SentenceAt]) -> Template:
    """Every take of the sentence as it stands: what was heard in it, and which is heard."""
    takes = await history(session, at.sentence)
    return render(
        request,
        "review/takes.html",
        "review/_takes.html",
        here="episodes",
        episode=at.episode,
        segment=at.segment,
        sentence=at.sentence,
        takes=takes,
    )


@get("/sentences/{sentence_id:str}/takes/{number:int}/audio", needs=Permission.READ, dependencies=SENTENCE)
async def show_take(
    request: AnyRequest, session: Session, at: NamedDependency[SentenceAt], number: FromPath[int]
) -> Response[Any]:
    """A take of an approved sentence; the first has number 1."""
    takes = await history(session, at.sentence) if at.sentence.approved(at.episode.policy) else []
    clip = next((clip for _, clip, _ in takes if clip.number == number), None)
    if clip is None:
        raise Missing
    stored = await session.get_one(StoredObject, clip.object_id)
    return serve(request, installation_of(request), stored, f"take-{number}.wav")


@post(
    "/sentences/{sentence_id:str}/take",
    needs=Permission.REVIEW,
    guards=[has_room],
    status_code=200,
    dependencies=SENTENCE,
)
async def create_take(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    at: NamedDependency[SentenceAt],
) -> Template | Response[Any]:
    """Record it again."""
    await record_again(session, at.episode, at.sentence, principal)
    return await decided(request, session, at)


@post(
    "/sentences/{sentence_id:str}/takes/{number:int}/choice",
    needs=Permission.REVIEW,
    status_code=200,
    dependencies=SENTENCE,
)
async def create_choice(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    at: NamedDependency[SentenceAt],
    number: FromPath[int],
) -> Template | Response[Any]:
    """Have an earlier take heard again."""
    await choose_take(session, at.episode, at.sentence, number, principal)
    return await decided(request, session, at)


@post(
    "/sentences/{sentence_id:str}/recording",
    needs=Permission.REVIEW,
    guards=[there(Sentence, "sentence_id"), has_room],
)
async def create_recording(
    request: AnyRequest,
    principal: NamedDependency[Principal],
    sentence_id: FromPath[str],
    data: Annotated[RecordingForm, Body(media_type=RequestEncodingType.MULTI_PART)],
) -> Response[Any]:
    """A recording of one's own, heard for the sentence from now on."""
    request_id = request.scope["state"]["request_id"]
    await import_take(installation_of(request), principal, sentence_id, chunks_of(data.file), request_id)
    slug = request.scope["state"]["organization"].slug
    return redirect(request, f"/{slug}/sentences/{sentence_id}/takes")


@post(
    "/sentences/{sentence_id:str}/acceptance", needs=Permission.REVIEW, status_code=200, dependencies=SENTENCE
)
async def create_acceptance(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    at: NamedDependency[SentenceAt],
    data: URLEncodedBody[PickupForm],
) -> Template | Response[Any]:
    """Let the take stand that somebody has listened to."""
    accept(session, at, principal, data.pickup_id)
    return await decided(request, session, at)


uploads = Router(path="/{org:str}", route_handlers=[create_recording], include_in_schema=False)
router = Router(
    path="/{org:str}",
    route_handlers=[
        list_episodes,
        create_narration,
        create_cancellation,
        show_listen,
        list_artifacts,
        create_format,
        show_artifact,
        show_audio,
        list_takes,
        show_take,
        create_take,
        create_choice,
        create_acceptance,
    ],
)
