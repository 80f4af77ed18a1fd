"""The landing page for who is signed out; documents and episodes at a glance for who is in."""

from typing import Any

from litestar import Router, get
from litestar.params import FromPath
from litestar.response import Response, Template

from app.accounts.lookups import factors_of, home_of
from app.documents.routes import upload_form
from app.documents.shelf import shelf
from app.downloads import serve_file
from app.narration.listening import listed
from app.permissions import Permission
from app.problems import Missing
from app.web import ROOT, AnyRequest, Session, redirect, render

SHOWN = 8
SAMPLES = {"episode.mp3": "audio/mpeg", "captions.vtt": "text/vtt"}


@get("/", needs=Permission.PUBLIC)
async def show_landing(request: AnyRequest, session: Session) -> Response[Any]:
    if user := request.scope["state"].get("user"):
        return redirect(request, await home_of(session, user, request.scope["state"]["login"]))
    return render(request, "landing/show.html")


@get("/sample/{name:str}", needs=Permission.PUBLIC)
async def show_sample(request: AnyRequest, name: FromPath[str]) -> Response[Any]:
    """The sample episode; apart from the static files, which know no ranges, and players seek by range."""
    if name not in SAMPLES:
        raise Missing
    return serve_file(request, ROOT / "static" / "sample" / name, SAMPLES[name])


async def _locked_out(request: AnyRequest, session: Session) -> bool:
    """Whether the person could not sign in once more: with neither a password, a passkey nor a provider."""
    user, login = request.scope["state"].get("user"), request.scope["state"].get("login")
    if not user or user.password_hash or not login or login.within_id:
        return False
    return not (await factors_of(session, user)).passkeys


@get("/{org:str}", needs=Permission.READ)
async def show_home(request: AnyRequest, session: Session) -> Template:
    return render(
        request,
        "home/show.html",
        here="home",
        locked_out=await _locked_out(request, session),
        documents=await shelf(session, SHOWN),
        episodes=await listed(session, SHOWN),
        **await upload_form(request, session),
    )


router = Router(path="/", route_handlers=[show_landing, show_sample, show_home], include_in_schema=False)
