"""The inbox and its count in the navigation."""

from typing import Any

from litestar import Router, get
from litestar.response import Response, Template

from app.inbox.waiting import inbox_of
from app.permissions import Permission
from app.review.answering import Caller
from app.web import AnyRequest, Session, redirect, render, wants_fragment


@get("/inbox", needs=Permission.READ)
async def show_inbox(request: AnyRequest, session: Session, principal: Caller) -> Template:
    return render(request, "inbox/show.html", here="inbox", inbox=await inbox_of(session, principal))


@get("/inbox/count", needs=Permission.READ)
async def show_count(request: AnyRequest, session: Session, principal: Caller) -> Template | Response[Any]:
    """The number beside the word in the navigation, which asks for it on every page."""
    if not wants_fragment(request):
        return redirect(request, f"/{request.scope['state']['organization'].slug}/inbox")
    inbox = await inbox_of(session, principal)
    return render(request, "inbox/_count.html", "inbox/_count.html", count=inbox.count)


router = Router(path="/{org:str}", route_handlers=[show_inbox, show_count])
