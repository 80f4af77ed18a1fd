"""Settings of an organization: how words are pronounced, tried by ear before they are saved."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Response, Template

from app.narration.delivery import Delivery
from app.narration.previews import audio, heard, sounding
from app.organizations.places import projects_seen
from app.organizations.settings import render_settings
from app.permissions import Permission, Principal
from app.problems import Invalid
from app.pronunciation import keeping
from app.pronunciation.lexicon import Lexicon
from app.pronunciation.models import Entry, Match, Says
from app.pronunciation.pls import MEDIA_TYPE, read_pls, write_pls
from app.voices.catalog import castings, catalog
from app.voices.models import Part
from app.voices.pacing import DEFAULT_PRESET
from app.web import AnyRequest, Session, installation_of, redirect


@dataclass
class LexemeForm:
    grapheme: str = ""
    says: Says = Says.ALIAS
    value: str = ""
    match: Match = Match.WORD
    case_matters: bool = False
    project_id: str = ""

    @property
    def entry(self) -> Entry:
        return Entry(self.grapheme, self.says, self.value, self.match, self.case_matters)


@dataclass
class FileForm:
    content: str = ""
    project_id: str = ""


def back(request: AnyRequest, project_id: str | None) -> Response[Any]:
    slug = request.scope["state"]["organization"].slug
    asked = f"?project_id={project_id}" if project_id else ""
    return redirect(request, f"/{slug}/settings/pronunciation{asked}")


@get("/settings/pronunciation", needs=Permission.WRITE)
async def show_pronunciation(
    request: AnyRequest,
    session: Session,
    grapheme: FromQuery[str] = "",
    says: FromQuery[Says] = Says.ALIAS,
    value: FromQuery[str] = "",
    match: FromQuery[Match] = Match.WORD,
    case_matters: FromQuery[bool] = False,
    project_id: FromQuery[str] = "",
) -> Template:
    """With a word, what saving it would change; nothing is saved by that."""
    tried = LexemeForm(grapheme, says, value, match, case_matters, project_id)
    place = await keeping.place_at(session, project_id, None)
    effect, error = None, None
    if grapheme:
        try:
            effect = await keeping.effect_of(session, place, tried.entry)
        except Invalid as refused:
            error = refused
    return render_settings(
        request,
        "pronunciation",
        lexemes=await keeping.lexemes_of(session, place),
        projects=await projects_seen(session),
        project_id=project_id,
        tried=tried,
        effect=effect,
        error=error,
        sound=urlencode({"grapheme": grapheme, "says": says, "value": value, "project_id": project_id}),
    )


@post("/settings/pronunciation", needs=Permission.WRITE)
async def create_lexeme(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    data: URLEncodedBody[LexemeForm],
) -> Response[Any]:
    place = await keeping.place_at(session, data.project_id, None)
    await keeping.save(session, principal, place, data.entry)
    return back(request, data.project_id)


@get("/settings/pronunciation/audio", needs=Permission.WRITE)
async def show_audio(
    request: AnyRequest,
    session: Session,
    grapheme: FromQuery[str] = "word",
    says: FromQuery[Says] = Says.LETTERS,
    value: FromQuery[str] = "",
    project_id: FromQuery[str] = "",
) -> Response[bytes]:
    """The word as it would be said, by the usual voice of the place."""
    place = await keeping.place_at(session, project_id, None)
    entry = Entry(grapheme, says, value).checked()
    voices, found = await catalog(installation_of(request)), await castings(session, place.project_id)
    cast = voices.get(found.chosen(Part.DEFAULT))
    inside = [row for row in found.allowed(voices) if not row.engine.sends_text_out]
    # A word somebody only tries is not sent anywhere.
    offered = cast if cast in inside else next(iter(inside), next(iter(voices.values())))
    how = Delivery(offered.engine, offered.voice, DEFAULT_PRESET, lexicon=Lexicon([(0, entry)]))
    return audio(await heard(sounding([(how, entry.grapheme)])))


@get("/settings/pronunciation/file", needs=Permission.WRITE)
async def show_file(session: Session, project_id: FromQuery[str] = "") -> Response[str]:
    """The lexicon as W3C PLS 1.0."""
    place = await keeping.place_at(session, project_id, None)
    content = write_pls(row.entry for row in await keeping.lexemes_of(session, place))
    headers = {"Content-Disposition": 'attachment; filename="lexicon.pls"'}
    return Response(content, media_type=MEDIA_TYPE, headers=headers)


@post("/settings/pronunciation/file", needs=Permission.WRITE)
async def create_file(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    data: URLEncodedBody[FileForm],
) -> Response[Any]:
    place = await keeping.place_at(session, data.project_id, None)
    await keeping.save_all(session, principal, place, read_pls(data.content))
    return back(request, data.project_id)


@post("/settings/pronunciation/{lexeme_id:str}/removal", needs=Permission.WRITE)
async def create_removal(
    request: AnyRequest, session: Session, principal: NamedDependency[Principal], lexeme_id: FromPath[str]
) -> Response[Any]:
    row = await keeping.remove(session, principal, lexeme_id)
    return back(request, row.project_id)


router = Router(
    path="/{org:str}",
    route_handlers=[
        show_pronunciation, create_lexeme, show_audio, show_file, create_file, create_removal,
    ],
)  # fmt: skip
