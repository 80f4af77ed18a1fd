"""Guests: members give and revoke their links; a guest sees one episode and says what they think of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from litestar import Router, get, post
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency
from litestar.handlers.base import BaseRouteHandler
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Response, Template
from sqlmodel.ext.asyncio.session import AsyncSession

from app.documents.sheets import page_image
from app.downloads import serve
from app.episodes.lookups import SentenceAt, provide_episode
from app.episodes.models import Episode
from app.episodes.scripts import load_script, script_of_sentence
from app.installation import Installation
from app.permissions import Permission, Principal
from app.problems import Forbidden, Missing
from app.review import decisions
from app.review.answering import Caller
from app.review.guests import DAYS, DAYS_MAX, GuestLink, guest_link, guests_of
from app.review.marking import cited_pages
from app.review.screen import progress_of
from app.review.talking import CommentForm, comment
from app.web import AnyRequest, Session, installation_of, redirect, render, sought


@dataclass
class GuestForm:
    name: str = ""
    days: int = DAYS
    may_approve: bool = False


@dataclass
class SeenForm:
    content_hash: str


@dataclass
class Visit:
    """A guest inside the one episode their link opens."""

    link: GuestLink
    episode: Episode
    session: AsyncSession

    @property
    def by(self) -> Principal:
        return self.link.guest


@asynccontextmanager
async def visiting(request: AnyRequest, token: str, *, writes: bool) -> AsyncIterator[Visit]:
    """The guest's own unit of work, in the link's organization and workspace; Missing for a shut link."""
    installation = installation_of(request)
    async with installation.work(writes=False) as session:
        link = await guest_link(session, token)
    request_id = request.scope["state"].get("request_id", "")
    scope = (link.organization_id, (link.workspace_id,))
    async with installation.work(*scope, writes=writes, request_id=request_id) as session:
        yield Visit(link, await load_script(session, link.episode_id), session)


async def _sentence(visit: Visit, line: str) -> SentenceAt:
    found = SentenceAt(*await script_of_sentence(visit.session, line))
    if found.episode.id != visit.link.episode_id:
        raise Missing
    return found


@get("/guest/{token:str}", needs=Permission.PUBLIC)
async def show_visit(request: AnyRequest, token: FromPath[str]) -> Template:
    """The script with its evidence, and what the guest may do about each sentence."""
    async with visiting(request, token, writes=False) as visit:
        context: dict[str, Any] = {
            "link": visit.link,
            "guest": visit.by,
            "episode": visit.episode,
            "segments": visit.episode.segments,
            "progress": progress_of(visit.episode),
            "token": token,
            "sheets": await cited_pages(visit.session, visit.episode.sentences),
        }
        return render(request, "guest/show.html", **context)


@get("/guest/{token:str}/sentences/{line:str}/pages/{number:int}/image", needs=Permission.PUBLIC)
async def show_page(
    request: AnyRequest,
    token: FromPath[str],
    line: FromPath[str],
    number: FromPath[int],
    document: FromQuery[str] = "",
) -> Response[Any]:
    """The image of a page the sentence cites, of the document named where it cites several; of no other."""
    async with visiting(request, token, writes=False) as visit:
        evidence = (await _sentence(visit, line)).sentence.evidence
    cited = [row for row in evidence if row.page == number and document in ("", row.document_id)]
    span = next(iter(cited), None)
    if span is None:
        raise Missing
    installation = installation_of(request)
    stored = await page_image(installation, span.organization_id, span.version_id, number)
    return serve(request, installation, stored, f"page-{number}.png")


@post("/guest/{token:str}/sentences/{line:str}/approval", needs=Permission.PUBLIC)
async def create_guest_approval(
    request: AnyRequest, token: FromPath[str], line: FromPath[str], data: URLEncodedBody[SeenForm]
) -> Response[Any]:
    async with visiting(request, token, writes=True) as visit:
        if not visit.link.may_approve:
            raise Forbidden("This link lets you comment, not approve.")
        at = await _sentence(visit, line)
        decisions.approve_sentence(visit.session, at, visit.by, data.content_hash)
    return redirect(request, f"/guest/{token}#sentence-{line}")


@post("/guest/{token:str}/sentences/{line:str}/comment", needs=Permission.PUBLIC)
async def create_guest_comment(
    request: AnyRequest, token: FromPath[str], line: FromPath[str], data: URLEncodedBody[CommentForm]
) -> Response[Any]:
    async with visiting(request, token, writes=True) as visit:
        await comment(visit.session, await _sentence(visit, line), visit.by, data)
    return redirect(request, f"/guest/{token}#sentence-{line}")


async def provide_guest(session: Session, guest_id: FromPath[str]) -> GuestLink:
    return await sought(session, _guest(session, guest_id))


async def _guest(session: AsyncSession, guest_id: str) -> GuestLink:
    row = await session.get(GuestLink, guest_id)
    if row is None:
        raise Missing
    return row


EPISODE = {"episode": provide_episode}


@get("/episodes/{episode_id:str}/guests", needs=Permission.READ, dependencies=EPISODE)
async def show_guests(request: AnyRequest, session: Session, episode: NamedDependency[Episode]) -> Template:
    return await _guests(request, session, episode)


@post("/episodes/{episode_id:str}/guests", needs=Permission.WRITE, status_code=200, dependencies=EPISODE)
async def create_guest(
    request: AnyRequest,
    session: Session,
    principal: Caller,
    episode: NamedDependency[Episode],
    data: URLEncodedBody[GuestForm],
) -> Template:
    """The answer shows the link, this once."""
    row, secret, event = GuestLink.give(
        episode, data.name, data.days, principal, may_approve=data.may_approve
    )
    session.add_all([row, event])
    await session.flush()
    address = f"{installation_of(request).settings.origin}/guest/{secret}"
    return await _guests(request, session, episode, given=row, address=address)


@post("/guests/{guest_id:str}/revocation", needs=Permission.WRITE, dependencies={"guest": provide_guest})
async def create_revocation(
    request: AnyRequest, session: Session, principal: Caller, guest: NamedDependency[GuestLink]
) -> Response[Any]:
    session.add(guest.revoke(principal))
    slug = request.scope["state"]["organization"].slug
    return redirect(request, f"/{slug}/episodes/{guest.episode_id}/guests")


async def _guests(
    request: AnyRequest,
    session: AsyncSession,
    episode: Episode,
    given: GuestLink | None = None,
    address: str = "",
) -> Template:
    context: dict[str, Any] = {
        "episode": episode,
        "guests": await guests_of(session, episode),
        "given": given,
        "address": address,
        "days": DAYS,
        "days_max": DAYS_MAX,
    }
    return render(request, "guest/links.html", here="episodes", **context)


async def link_works(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """A guard, so that a link that is shut is Missing before any body is read."""
    installation: Installation = connection.app.state.installation
    async with installation.work(writes=False) as session:
        await guest_link(session, connection.path_params["token"])


router = Router(
    path="/",
    route_handlers=[show_visit, show_page, create_guest_approval, create_guest_comment],
    guards=[link_works],
)
links = Router(path="/{org:str}", route_handlers=[show_guests, create_guest, create_revocation])
