"""How an episode, a segment or one sentence is spoken: chosen and tried by ear. Pages and API."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, URLEncodedBody
from litestar.response import Response, Template
from sqlmodel.ext.asyncio.session import AsyncSession

from app.episodes.lookups import provide_episode, provide_segment, provide_sentence
from app.episodes.manner import Emphasis, Manner
from app.episodes.models import Episode, Segment
from app.episodes.sentences import Sentence
from app.narration.delivery import Delivery, MannerOf, chooser_for
from app.narration.previews import audio, heard, sounding
from app.permissions import Permission, Principal
from app.problems import Forbidden, Missing, Refused
from app.queue.running import JobError
from app.review.answering import back
from app.voices import choosing
from app.voices.catalog import castings, catalog, checked, checked_pacing, presets
from app.web import AnyRequest, Session, installation_of, render, there

PREVIEWED = 2
"""Sentences of a segment or an episode that are spoken for a preview."""


@dataclass
class Directions:
    """How to speak it; empty: as whatever holds it."""

    voice: str = ""
    pacing: str = ""
    emphasis: Emphasis = Emphasis.NONE

    @property
    def manner(self) -> MannerOf:
        return MannerOf(self.voice, self.pacing, self.emphasis)


@dataclass(frozen=True)
class Directed:
    """An episode, or a part of it, that is directed; `lines` are what a preview speaks."""

    episode: Episode
    row: Manner
    lines: Sequence[tuple[Segment, Sentence]]
    title: str
    place: str
    """Where the review screen shows it."""


async def of_episode(session: Session, episode_id: FromPath[str]) -> Directed:
    episode = await provide_episode(session, episode_id)
    lines = [(segment, row) for segment in episode.segments for row in segment.sentences]
    return Directed(episode, episode, lines, episode.title, "")


async def of_segment(session: Session, segment_id: FromPath[str]) -> Directed:
    at = await provide_segment(session, segment_id)
    lines = [(at.segment, row) for row in at.segment.sentences]
    return Directed(at.episode, at.segment, lines, at.segment.title, f"segment-{segment_id}")


async def of_sentence(session: Session, sentence_id: FromPath[str]) -> Directed:
    at = await provide_sentence(session, sentence_id)
    lines = [(at.segment, at.sentence)]
    return Directed(at.episode, at.sentence, lines, at.sentence.text, f"sentence-{sentence_id}")


async def direct(
    request: AnyRequest, session: AsyncSession, by: Principal, at: Directed, data: Directions
) -> Directions:
    """No approval is touched, which is of words and evidence."""
    voices = await catalog(installation_of(request))
    manner = (data.voice, data.pacing, data.emphasis)
    await choosing.direct(session, voices, by, at.episode.project_id, at.row, manner)
    return Directions(at.row.voice, at.row.pacing, at.row.emphasis)


async def considered(
    request: AnyRequest, session: AsyncSession, at: Directed, data: Directions
) -> list[tuple[Delivery, str]]:
    """How the first lines would be spoken; Refused while unapproved words would have to leave."""
    voices, found = await catalog(installation_of(request)), await castings(session, at.episode.project_id)
    checked(voices, found, data.voice)
    checked_pacing(await presets(session), data.pacing)
    chooser = await chooser_for(session, installation_of(request), at.episode)
    try:
        told = [
            (chooser.delivery(segment, row, (at.row, data.manner)), row)
            for segment, row in at.lines[:PREVIEWED]
        ]
    except JobError as error:
        raise Refused(str(error)) from error
    if any(how.engine.sends_text_out and not row.approved(at.episode.policy) for how, row in told):
        raise Refused("This voice sends text to another server. It is heard once the sentence is approved.")
    return [(how, row.spoken) for how, row in told]


@get("/delivery", needs=Permission.READ)
async def show_delivery(
    request: AnyRequest,
    session: Session,
    directed: NamedDependency[Directed],
    voice: FromQuery[str | None] = None,
    pacing: FromQuery[str] = "",
    emphasis: FromQuery[Emphasis] = Emphasis.NONE,
) -> Template:
    """The choices; with a voice in the query, those that are considered, to be heard before saving."""
    row, tried = directed.row, voice is not None
    chosen = Directions(voice or "", pacing, emphasis)
    if not tried:
        chosen = Directions(row.voice, row.pacing, row.emphasis)
    voices, found = (
        await catalog(installation_of(request)),
        await castings(session, directed.episode.project_id),
    )
    return render(
        request,
        "review/delivery.html",
        "review/_delivery.html",
        here="episodes",
        episode=directed.episode,
        directed=directed,
        chosen=chosen,
        tried=tried,
        at=request.url.path,
        sound=urlencode({"voice": chosen.voice, "pacing": chosen.pacing, "emphasis": chosen.emphasis.value}),
        voices=[
            (offered.id, f"{offered.voice.name} · {offered.engine.name} · {offered.voice.language}")
            for offered in found.allowed(voices)
        ],
        pacings=[(name, name.replace("_", " ").capitalize()) for name in await presets(session)],
    )


@get("/delivery/audio", needs=Permission.READ)
async def show_delivery_audio(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    directed: NamedDependency[Directed],
    voice: FromQuery[str] = "",
    pacing: FromQuery[str] = "",
    emphasis: FromQuery[Emphasis] = Emphasis.NONE,
) -> Response[bytes]:
    """A draft that is kept nowhere: no clip is made of it, and nothing mastered can reach it."""
    lines = await considered(request, session, directed, Directions(voice, pacing, emphasis))
    if not lines:
        raise Missing
    if any(how.engine.sends_text_out for how, _ in lines) and not principal.may(Permission.WRITE):
        raise Forbidden("This voice sends text to another server. Ask an editor.")
    return audio(await heard(sounding(lines)))


@post("/delivery", needs=Permission.WRITE, status_code=200)
async def create_delivery_by_form(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    directed: NamedDependency[Directed],
    data: URLEncodedBody[Directions],
) -> Response[Any]:
    """Back to the script, where it says how it is spoken."""
    await direct(request, session, principal, directed, data)
    return back(request, directed.episode, directed.place)


@post("/delivery", needs=Permission.WRITE, status_code=200)
async def create_delivery(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    directed: NamedDependency[Directed],
    data: JSONBody[Directions],
) -> Directions:
    """Choose voice, pacing and emphasis; no approval is touched."""
    return await direct(request, session, principal, directed, data)


PAGES = [show_delivery, show_delivery_audio, create_delivery_by_form]
PARTS: tuple[tuple[str, Any, type[Any], str], ...] = (
    ("/episodes/{episode_id:str}", of_episode, Episode, "episode_id"),
    ("/segments/{segment_id:str}", of_segment, Segment, "segment_id"),
    ("/sentences/{sentence_id:str}", of_sentence, Sentence, "sentence_id"),
)
pages = Router(
    path="/{org:str}",
    route_handlers=[
        Router(path=path, route_handlers=PAGES, dependencies={"directed": provide})
        for path, provide, _, _ in PARTS
    ],
)
api = Router(
    path="/",
    route_handlers=[
        Router(
            path=path,
            route_handlers=[create_delivery],
            dependencies={"directed": provide},
            guards=[there(model, parameter)],
        )
        for path, provide, model, parameter in PARTS
    ],
    tags=["Voices"],
)
