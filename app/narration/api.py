"""Narration and artifacts over the API."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from litestar import Router, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath, JSONBody
from litestar.response import Response

from app.bodies import chunks_of
from app.downloads import serve
from app.episodes.lookups import SentenceAt, provide_episode, provide_sentence
from app.episodes.models import Episode
from app.episodes.sentences import Sentence
from app.episodes.showing import PickupShown, SentenceShown, pickup_shown, sentence_shown
from app.narration.artifacts import artifacts_of
from app.narration.formats import ask_for_format
from app.narration.importing import import_take
from app.narration.models import Artifact, Clip, Proof, Take
from app.narration.narrating import start_narration
from app.narration.renditions import Format
from app.narration.takes import choose_take, history, record_again
from app.objects import StoredObject
from app.permissions import Permission, Principal
from app.problems import Missing
from app.queue.room import has_room
from app.review.decisions import accept
from app.web import AnyRequest, Session, installation_of, there


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


@dataclass
class PickupWaiting(PickupShown):
    """With the sentence it is about."""

    sentence_id: str
    segment_id: str


@dataclass
class PickupSeen:
    """`pickup_id` of what was listened to."""

    pickup_id: str


@dataclass
class TakeShown:
    """`error` is the share of sounds that differ; `problems` is empty when it is good."""

    id: str
    number: int
    chosen: bool
    seconds: float
    voice: str
    rate: float
    recognizer: str
    imported_by: str
    """Who recorded it elsewhere; empty for what an engine spoke."""
    skipped: str
    heard: str
    error: float
    problems: list[str]
    created_at: datetime


@dataclass
class TakeAccepted:
    job_id: str


EPISODE = {"episode": provide_episode}
SENTENCE = {"at": provide_sentence}


@post(
    "/episodes/{episode_id:str}/narration",
    needs=Permission.NARRATE,
    guards=[has_room],
    status_code=202,
    dependencies=EPISODE,
)
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


@dataclass
class FormatWanted:
    format: Format


@post(
    "/episodes/{episode_id:str}/format",
    needs=Permission.NARRATE,
    status_code=202,
    guards=[there(Episode, "episode_id"), has_room],
    dependencies=EPISODE,
)
async def create_format(
    session: Session,
    principal: NamedDependency[Principal],
    episode: NamedDependency[Episode],
    data: JSONBody[FormatWanted],
) -> NarrationAccepted:
    """The newest master in another format, with the same times; it stands among the artifacts when done."""
    return NarrationAccepted((await ask_for_format(session, episode, principal, data.format)).id)


@get("/artifacts/{artifact_id:str}/content", needs=Permission.READ)
async def show_content(request: AnyRequest, session: Session, artifact_id: FromPath[str]) -> Response[Any]:
    """The file itself; Range is honoured."""
    artifact, stored = await stored_artifact(session, artifact_id)
    return serve(request, installation_of(request), stored, artifact.name)


@get("/episodes/{episode_id:str}/pickups", needs=Permission.READ, dependencies=EPISODE)
async def list_pickups(episode: NamedDependency[Episode]) -> list[PickupWaiting]:
    """What a person has to listen to, in the order of the script."""
    found = [(row, pickup_shown(row)) for row in episode.sentences]
    return [
        PickupWaiting(**vars(shown), sentence_id=row.id, segment_id=row.segment_id)
        for row, shown in found
        if shown
    ]


@get("/sentences/{sentence_id:str}/takes", needs=Permission.READ, dependencies=SENTENCE)
async def list_takes(session: Session, at: NamedDependency[SentenceAt]) -> list[TakeShown]:
    """Of the sentence as it stands, the one that is heard first."""
    takes = await history(session, at.sentence)
    return [
        take_shown(take, clip, proof, chosen=not number) for number, (take, clip, proof) in enumerate(takes)
    ]


def take_shown(take: Take, clip: Clip, proof: Proof | None, *, chosen: bool) -> TakeShown:
    return TakeShown(
        id=take.id,
        number=clip.number,
        chosen=chosen,
        seconds=round(clip.seconds, 3),
        voice=clip.voice,
        rate=clip.rate,
        recognizer=proof.recognizer if proof else "",
        imported_by=clip.imported_by,
        skipped=proof.skipped if proof else "It has not been proven yet.",
        heard=proof.heard if proof else "",
        error=proof.error if proof else 0.0,
        problems=list(proof.problems) if proof else [],
        created_at=take.created_at,
    )


@post("/sentences/{sentence_id:str}/take", needs=Permission.REVIEW, guards=[has_room], status_code=202)
async def create_take(
    session: Session, principal: NamedDependency[Principal], at: NamedDependency[SentenceAt]
) -> TakeAccepted:
    """Record it again; 409 until the sentence is approved."""
    return TakeAccepted((await record_again(session, at.episode, at.sentence, principal)).id)


@post("/sentences/{sentence_id:str}/takes/{number:int}/choice", needs=Permission.REVIEW, status_code=204)
async def create_choice(
    session: Session,
    principal: NamedDependency[Principal],
    at: NamedDependency[SentenceAt],
    number: FromPath[int],
) -> None:
    """Have an earlier take heard again; 409 until the sentence is approved."""
    await choose_take(session, at.episode, at.sentence, number, principal)


@dataclass
class RecordingGiven:
    """WAV, MP3, M4A, Ogg or FLAC of at most 90 seconds."""

    file: UploadFile


@post(
    "/sentences/{sentence_id:str}/recording",
    needs=Permission.REVIEW,
    status_code=202,
    guards=[there(Sentence, "sentence_id"), has_room],
)
async def create_recording(
    request: AnyRequest,
    principal: NamedDependency[Principal],
    sentence_id: FromPath[str],
    data: Annotated[RecordingGiven, Body(media_type=RequestEncodingType.MULTI_PART)],
) -> TakeAccepted:
    """A recording of your own, heard for the sentence from now on; 409 until the sentence is approved.

    The job listens to it: what is not heard to say the sentence waits for a person.
    """
    request_id = request.scope["state"]["request_id"]
    chunks = chunks_of(data.file)
    job = await import_take(installation_of(request), principal, sentence_id, chunks, request_id)
    return TakeAccepted(job.id)


@post("/sentences/{sentence_id:str}/acceptance", needs=Permission.REVIEW, status_code=200)
async def create_acceptance(
    session: Session,
    principal: NamedDependency[Principal],
    at: NamedDependency[SentenceAt],
    data: JSONBody[PickupSeen],
) -> SentenceShown:
    """Let the take stand that somebody has listened to; 409 when it is another by now."""
    accept(session, at, principal, data.pickup_id)
    return sentence_shown(at.sentence)


uploads = Router(path="/v1", route_handlers=[create_recording], tags=["Narration"], security=[{"key": []}])
sentences = Router(
    path="/",
    route_handlers=[create_take, create_choice, create_acceptance],
    guards=[there(Sentence, "sentence_id")],
    dependencies=SENTENCE,
)
router = Router(
    path="/",
    route_handlers=[
        create_narration,
        list_artifacts,
        create_format,
        show_content,
        list_pickups,
        list_takes,
        sentences,
    ],
    tags=["Narration"],
)  # fmt: skip
