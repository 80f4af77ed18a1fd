"""How the review answers: with the segment that changed, or with the screen at the same place."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from litestar.di import NamedDependency
from litestar.response import Response, Template
from sqlmodel.ext.asyncio.session import AsyncSession

from app.audit import AuditEvent
from app.episodes.lookups import SegmentAt, SentenceAt
from app.episodes.models import Episode
from app.events import page_of
from app.live import answered
from app.permissions import Principal
from app.review.decoys import Decoy
from app.review.screen import Order, segment_view
from app.web import AnyRequest, redirect, render, wants_fragment

Caller = NamedDependency[Principal]
AtSegment = NamedDependency[SegmentAt]
AtSentence = NamedDependency[SentenceAt]


@dataclass
class SeenForm:
    """`content_hash`: what the person saw when deciding."""

    content_hash: str


async def decided(
    request: AnyRequest,
    session: AsyncSession,
    at: SegmentAt | SentenceAt,
    sentence_id: str = "",
    met: Decoy | None = None,
) -> Template | Response[Any]:
    """The changed segment for htmx; back to the screen, at the same sentence, for a plain form.

    `met`: the planted error that was decided on in place of the sentence, told at once.
    """
    sentence_id = sentence_id or (at.sentence.id if isinstance(at, SentenceAt) else "")
    if wants_fragment(request):
        answered(session, f"segment-{at.segment.id}", page_of(request))
        by: Principal = request.scope["state"]["principal"]
        order = order_of(request)
        context = await segment_view(session, at.episode, at.segment, by, sentence_id, order, met)
        return render(request, "review/_segment.html", "review/_segment.html", **context)
    place = f"sentence-{sentence_id}" if sentence_id else f"segment-{at.segment.id}"
    return back(request, at.episode, place, met=met)


def order_of(request: AnyRequest) -> Order:
    """The order the viewer goes through the sentences in: kept in the address of every page and form."""
    return Order.RISK if request.query_params.get("order") == Order.RISK else Order.SCRIPT


def back(
    request: AnyRequest,
    episode: Episode,
    place: str = "",
    event: AuditEvent | None = None,
    met: Decoy | None = None,
) -> Response[Any]:
    """To the review screen, at the place, in the same order, told what was done."""
    asked = {"sentence": place.removeprefix("sentence-")} if place.startswith("sentence-") else {}
    asked |= {"order": Order.RISK} if order_of(request) is Order.RISK else {}
    asked |= {"done": str(event.number)} if event else {}
    asked |= {"met": met.id} if met else {}
    query = f"?{urlencode(asked)}" if asked else ""
    slug = request.scope["state"]["organization"].slug
    return redirect(request, f"/{slug}/episodes/{episode.id}{query}{f'#{place}' if place else ''}")
