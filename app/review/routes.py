"""The review screen and the decisions made on it. Each answers with the segment it changed."""

from dataclasses import dataclass
from typing import Any

from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery, URLEncodedBody
from litestar.response import Response, ServerSentEvent, Template

from app.episodes.coverage import as_csv
from app.episodes.length import falls_short
from app.episodes.lookups import (
    provide_episode,
    provide_segment,
    provide_sentence,
)
from app.episodes.models import Episode
from app.episodes.quality import report_of
from app.events import live, page_of
from app.live import REFRESH, answered
from app.permissions import Permission
from app.review import decisions
from app.review.answering import AtSegment, AtSentence, Caller, SeenForm, back, decided, order_of
from app.review.decoys import Deed, meet
from app.review.screen import screen, segment_view
from app.review.undoing import IN_ONE_SEGMENT, undo
from app.web import AnyRequest, Session, redirect, render, wants_fragment


@dataclass
class ReasonForm:
    """`content_hash`: what the person saw, where the form says so."""

    reason: str = ""
    content_hash: str = ""


@dataclass
class TextForm:
    text: str
    content_hash: str


EPISODE = {"episode": provide_episode}
SEGMENT = {"at": provide_segment}
SENTENCE = {"at": provide_sentence}


@get("/episodes/{episode_id:str}", needs=Permission.READ, dependencies=EPISODE)
async def show_episode(
    request: AnyRequest,
    session: Session,
    principal: Caller,
    episode: NamedDependency[Episode],
    sentence: FromQuery[str] = "",
    done: FromQuery[int] = 0,
    met: FromQuery[str] = "",
) -> Template:
    """The review screen; while the script is being written, its progress."""
    page = "review/show.html" if episode.segments else "episodes/drafting.html"
    context = await screen(session, episode, principal, sentence, order_of(request), done, met)
    return render(request, page, here="episodes", **context)


@get("/episodes/{episode_id:str}/live", needs=Permission.READ, dependencies=EPISODE, stream=True)
async def live_episode(request: AnyRequest, episode: NamedDependency[Episode]) -> ServerSentEvent:
    return live(request, episode.id)


@get("/episodes/{episode_id:str}/progress", needs=Permission.READ, dependencies=EPISODE)
async def show_progress(
    request: AnyRequest, session: Session, principal: Caller, episode: NamedDependency[Episode]
) -> Template | Response[Any]:
    """The head of the review screen, asked for again when a nudge says it changed."""
    if not wants_fragment(request):
        return redirect(request, f"/{request.scope['state']['organization'].slug}/episodes/{episode.id}")
    context = await screen(session, episode, principal, order=order_of(request))
    return render(request, "review/_news.html", "review/_news.html", **context)


@get("/episodes/{episode_id:str}/quality", needs=Permission.READ, dependencies=EPISODE)
async def show_quality(
    request: AnyRequest, session: Session, episode: NamedDependency[Episode], form: FromQuery[str] = ""
) -> Template | Response[Any]:
    """What was measured of the script; `form=csv` gives its pages as a table."""
    report = await report_of(session, episode)
    if form == "csv":
        headers = {"Content-Disposition": 'attachment; filename="pages.csv"'}
        return Response(as_csv(report.coverage), media_type="text/csv; charset=utf-8", headers=headers)
    seconds = report.episode.seconds
    short = seconds > 0 and falls_short(episode.mode, episode.minutes, seconds)
    return render(
        request, "episodes/quality.html", here="episodes", episode=episode, report=report, short=short
    )


@get("/segments/{segment_id:str}", needs=Permission.READ, dependencies=SEGMENT)
async def show_segment(request: AnyRequest, session: Session, at: AtSegment) -> Template | Response[Any]:
    return await decided(request, session, at)


@post("/episodes/{episode_id:str}/approval", needs=Permission.REVIEW, dependencies=EPISODE)
async def create_quotes_approval(
    request: AnyRequest,
    session: Session,
    principal: Caller,
    episode: NamedDependency[Episode],
    data: URLEncodedBody[SeenForm],
) -> Response[Any]:
    """Of every exact quote without a finding, as counted on the button; of nothing else."""
    event = await decisions.approve_quotes(session, episode, principal, data.content_hash)
    await session.flush()
    return back(request, episode, event=event)


@post("/episodes/{episode_id:str}/undoing", needs=Permission.REVIEW, status_code=200, dependencies=EPISODE)
async def create_undoing(
    request: AnyRequest, session: Session, principal: Caller, episode: NamedDependency[Episode]
) -> Template | Response[Any]:
    """Of the caller's own last decision in this episode, and nobody else's."""
    event = await undo(session, episode, principal)
    await session.flush()
    sentence_id = event.details["sentence_id"]
    segment = next((row for row in episode.segments if sentence_id in [s.id for s in row.sentences]), None)
    if segment is None or not wants_fragment(request) or event.details["undone"] not in IN_ONE_SEGMENT:
        return back(request, episode, f"sentence-{sentence_id}", event)
    answered(session, REFRESH, page_of(request))  # the answer says at which version the other segments are
    order = order_of(request)
    context = await segment_view(session, episode, segment, principal, sentence_id, order)
    return render(request, "review/_undone.html", "review/_undone.html", done=event, **context)


@post("/segments/{segment_id:str}/approval", needs=Permission.REVIEW, status_code=200, dependencies=SEGMENT)
async def create_segment_approval(
    request: AnyRequest, session: Session, principal: Caller, at: AtSegment, data: URLEncodedBody[SeenForm]
) -> Template | Response[Any]:
    decisions.approve_segment(session, at, principal, data.content_hash)
    return await decided(request, session, at)


@post("/segments/{segment_id:str}/rejection", needs=Permission.REVIEW, status_code=200, dependencies=SEGMENT)
async def create_segment_rejection(
    request: AnyRequest, session: Session, principal: Caller, at: AtSegment, data: URLEncodedBody[ReasonForm]
) -> Template | Response[Any]:
    decisions.check_seen(at.segment, data.content_hash)
    decisions.reject(session, at.episode, at.segment, principal, data.reason)
    return await decided(request, session, at)


@post("/segments/{segment_id:str}/reopening", needs=Permission.REVIEW, status_code=200, dependencies=SEGMENT)
async def create_segment_reopening(
    request: AnyRequest, session: Session, principal: Caller, at: AtSegment
) -> Template | Response[Any]:
    decisions.reopen(session, at.episode, at.segment, principal)
    return await decided(request, session, at)


@post("/segments/{segment_id:str}/removal", needs=Permission.WRITE, dependencies=SEGMENT)
async def create_segment_removal(
    request: AnyRequest, session: Session, principal: Caller, at: AtSegment
) -> Response[Any]:
    decisions.leave_out(session, at, principal)
    return redirect(request, f"/{request.scope['state']['organization'].slug}/episodes/{at.episode.id}")


@post(
    "/sentences/{sentence_id:str}/approval", needs=Permission.REVIEW, status_code=200, dependencies=SENTENCE
)
async def create_sentence_approval(
    request: AnyRequest, session: Session, principal: Caller, at: AtSentence, data: URLEncodedBody[SeenForm]
) -> Template | Response[Any]:
    if met := await meet(session, at, principal, data.content_hash, Deed.APPROVED):
        return await decided(request, session, at, met=met)
    decisions.approve_sentence(session, at, principal, data.content_hash)
    return await decided(request, session, at)


@post(
    "/sentences/{sentence_id:str}/rejection", needs=Permission.REVIEW, status_code=200, dependencies=SENTENCE
)
async def create_sentence_rejection(
    request: AnyRequest, session: Session, principal: Caller, at: AtSentence, data: URLEncodedBody[ReasonForm]
) -> Template | Response[Any]:
    if met := await meet(session, at, principal, data.content_hash, Deed.REJECTED, data.reason):
        return await decided(request, session, at, met=met)
    decisions.check_seen(at.sentence, data.content_hash, data.reason)
    decisions.reject(session, at.episode, at.segment, principal, data.reason, at.sentence.id)
    return await decided(request, session, at)


@post(
    "/sentences/{sentence_id:str}/reopening", needs=Permission.REVIEW, status_code=200, dependencies=SENTENCE
)
async def create_sentence_reopening(
    request: AnyRequest, session: Session, principal: Caller, at: AtSentence
) -> Template | Response[Any]:
    decisions.reopen(session, at.episode, at.segment, principal, at.sentence.id)
    return await decided(request, session, at)


@post(
    "/sentences/{sentence_id:str}/override", needs=Permission.OVERRIDE, status_code=200, dependencies=SENTENCE
)
async def create_override(
    request: AnyRequest, session: Session, principal: Caller, at: AtSentence, data: URLEncodedBody[ReasonForm]
) -> Template | Response[Any]:
    decisions.check_seen(at.sentence, data.content_hash, data.reason)
    decisions.override(session, at, principal, data.reason)
    return await decided(request, session, at)


@post("/sentences/{sentence_id:str}/revision", needs=Permission.WRITE, status_code=200, dependencies=SENTENCE)
async def create_sentence_revision(
    request: AnyRequest, session: Session, principal: Caller, at: AtSentence, data: URLEncodedBody[TextForm]
) -> Template | Response[Any]:
    if met := await meet(session, at, principal, data.content_hash, Deed.EDITED, data.text):
        return await decided(request, session, at, met=met)
    await decisions.revise_sentence(session, at, principal, data.content_hash, data.text)
    return await decided(request, session, at)


router = Router(
    path="/{org:str}",
    route_handlers=[
        show_episode,
        live_episode,
        show_progress,
        show_quality,
        show_segment,
        create_quotes_approval,
        create_undoing,
        create_segment_approval,
        create_segment_rejection,
        create_segment_reopening,
        create_segment_removal,
        create_sentence_approval,
        create_sentence_rejection,
        create_sentence_reopening,
        create_override,
        create_sentence_revision,
    ],
)
