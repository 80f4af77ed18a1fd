"""Lexemes over the API: list, save, remove, exchange as W3C PLS, and what a change would reach."""

from dataclasses import dataclass

from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.response import Response

from app.permissions import Permission, Principal
from app.pronunciation import keeping
from app.pronunciation.models import Entry, Lexeme, Match, Says
from app.pronunciation.pls import MEDIA_TYPE, read_pls, write_pls
from app.web import Session, there


@dataclass
class LexemeShown:
    id: str
    grapheme: str
    says: Says
    value: str
    match: Match
    case_matters: bool
    project_id: str | None
    episode_id: str | None


@dataclass
class LexemesShown:
    items: list[LexemeShown]
    next: str | None = None


@dataclass
class LexemeGiven:
    """Of the organization without project and episode. In a pattern * stands for letters, # for digits."""

    grapheme: str
    says: Says = Says.ALIAS
    value: str = ""
    match: Match = Match.WORD
    case_matters: bool = False
    project_id: str | None = None
    episode_id: str | None = None


@dataclass
class FileGiven:
    """`content`: the text of a PLS file."""

    content: str
    project_id: str | None = None
    episode_id: str | None = None


@dataclass
class FileRead:
    lexemes: int


@dataclass
class EffectShown:
    """How many sentences in how many episodes would be spoken otherwise, and a few of them."""

    sentences: int
    episodes: int
    examples: list[tuple[str, str]]


def lexeme_shown(row: Lexeme) -> LexemeShown:
    return LexemeShown(
        row.id, row.grapheme, row.says, row.value, row.match, row.case_matters, row.project_id, row.episode_id
    )


@get("/lexemes", needs=Permission.READ)
async def list_lexemes(
    session: Session, project_id: FromQuery[str | None] = None, episode_id: FromQuery[str | None] = None
) -> LexemesShown:
    """Exactly those of the organization, or of the project or episode named."""
    place = await keeping.place_at(session, project_id, episode_id)
    return LexemesShown([lexeme_shown(row) for row in await keeping.lexemes_of(session, place)])


@post("/lexemes", needs=Permission.WRITE)
async def create_lexeme(
    session: Session, principal: NamedDependency[Principal], data: JSONBody[LexemeGiven]
) -> LexemeShown:
    """New, or in place of what that lexicon says about the same words. No approval is touched."""
    place = await keeping.place_at(session, data.project_id, data.episode_id)
    entry = Entry(data.grapheme, data.says, data.value, data.match, data.case_matters)
    return lexeme_shown(await keeping.save(session, principal, place, entry))


@get("/lexemes/effect", needs=Permission.READ)
async def show_effect(
    session: Session,
    grapheme: FromQuery[str],
    says: FromQuery[Says] = Says.ALIAS,
    value: FromQuery[str] = "",
    match: FromQuery[Match] = Match.WORD,
    case_matters: FromQuery[bool] = False,
    project_id: FromQuery[str | None] = None,
    episode_id: FromQuery[str | None] = None,
) -> EffectShown:
    """What saving this lexeme would change; nothing is saved."""
    place = await keeping.place_at(session, project_id, episode_id)
    effect = await keeping.effect_of(session, place, Entry(grapheme, says, value, match, case_matters))
    return EffectShown(effect.sentences, effect.episodes, effect.examples)


@get("/lexemes/file", needs=Permission.READ)
async def show_file(
    session: Session, project_id: FromQuery[str | None] = None, episode_id: FromQuery[str | None] = None
) -> Response[str]:
    """The lexicon as W3C PLS 1.0."""
    place = await keeping.place_at(session, project_id, episode_id)
    content = write_pls(row.entry for row in await keeping.lexemes_of(session, place))
    return Response(content, media_type=MEDIA_TYPE)


@post("/lexemes/file", needs=Permission.WRITE, status_code=200)
async def create_file(
    session: Session, principal: NamedDependency[Principal], data: JSONBody[FileGiven]
) -> FileRead:
    """Add the entries of a PLS file; what is known about the same words is replaced."""
    place = await keeping.place_at(session, data.project_id, data.episode_id)
    rows = await keeping.save_all(session, principal, place, read_pls(data.content))
    return FileRead(len(rows))


@post(
    "/lexemes/{lexeme_id:str}/removal",
    needs=Permission.WRITE,
    status_code=204,
    guards=[there(Lexeme, "lexeme_id")],
)
async def create_removal(
    session: Session, principal: NamedDependency[Principal], lexeme_id: FromPath[str]
) -> None:
    """The words it changed are spoken as before."""
    await keeping.remove(session, principal, lexeme_id)


router = Router(
    path="/",
    route_handlers=[
        list_lexemes, create_lexeme, show_effect, show_file, create_file, create_removal,
    ],
    tags=["Pronunciation"],
)  # fmt: skip
