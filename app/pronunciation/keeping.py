"""Finding, saving, removing and importing lexemes, and what a change would reach before it is made."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.episodes.models import Episode
from app.episodes.sentences import Sentence
from app.organizations.models import Project
from app.permissions import Permission, Principal
from app.problems import Forbidden, Missing
from app.pronunciation.lexicon import Lexicon
from app.pronunciation.models import Entry, Lexeme

EXAMPLES = 3


@dataclass(frozen=True)
class Place:
    """Whose lexicon: an episode's, a project's, or with neither the organization's."""

    project_id: str | None = None
    episode_id: str | None = None


async def place_at(session: AsyncSession, project_id: str | None, episode_id: str | None) -> Place:
    """Missing when the project or episode is not to be seen; an episode brings its project."""
    if episode_id:
        episode = await session.get(Episode, episode_id)
        if episode is None or project_id not in (None, "", episode.project_id):
            raise Missing
        return Place(episode.project_id, episode.id)
    if project_id and await session.get(Project, project_id) is None:
        raise Missing
    return Place(project_id or None)


def check_may(by: Principal, place: Place) -> None:
    """The organization's lexicon reaches every workspace, so it is changed by those who manage all of it."""
    if place == Place() and not by.may(Permission.MANAGE):
        raise Forbidden("The organization's lexicon is changed by those who manage it. Choose a project.")


async def lexemes_of(session: AsyncSession, place: Place) -> list[Lexeme]:
    """Exactly of that place, by grapheme."""
    query = select(Lexeme).where(
        col(Lexeme.project_id) == place.project_id, col(Lexeme.episode_id) == place.episode_id
    )
    return list((await session.exec(query.order_by(col(Lexeme.grapheme), col(Lexeme.id)))).all())


async def lexicon_for(session: AsyncSession, episode: Episode) -> Lexicon:
    """Everything that holds for an episode."""
    return Lexicon((row.rank, row.entry) for row in await _holding(session, episode.project_id, episode.id))


async def _holding(session: AsyncSession, project_id: str, episode_id: str) -> Sequence[Lexeme]:
    project, own = col(Lexeme.project_id), col(Lexeme.episode_id)
    query = select(Lexeme).where(
        or_(project.is_(None), project == project_id), or_(own.is_(None), own == episode_id)
    )
    return (await session.exec(query)).all()


def same(row: Lexeme, entry: Entry) -> bool:
    """Whether they are about the same words."""
    return (row.grapheme, row.match, row.case_matters) == (entry.grapheme, entry.match, entry.case_matters)


async def save(session: AsyncSession, by: Principal, place: Place, entry: Entry) -> Lexeme:
    """New, or in place of what that lexicon says about the same words."""
    return (await save_all(session, by, place, [entry]))[0]


async def save_all(
    session: AsyncSession, by: Principal, place: Place, entries: Sequence[Entry]
) -> list[Lexeme]:
    check_may(by, place)
    known = {(row.grapheme, row.match, row.case_matters): row for row in await lexemes_of(session, place)}
    saved = []
    for entry in entries:
        entry = entry.checked()
        key = (entry.grapheme, entry.match, entry.case_matters)
        row = known.get(key) or Lexeme(
            organization_id=by.organization_id,
            project_id=place.project_id,
            episode_id=place.episode_id,
            grapheme="",
        )
        if event := row.say(by, entry):
            session.add_all([row, event])
        known[key] = row
        saved.append(row)
    return saved


async def remove(session: AsyncSession, by: Principal, lexeme_id: str) -> Lexeme:
    row = await session.get(Lexeme, lexeme_id)
    if row is None:
        raise Missing
    check_may(by, await place_at(session, row.project_id, row.episode_id))
    session.add(row.remove(by))
    await session.delete(row)
    return row


@dataclass
class Effect:
    """What saving an entry would change: sentences whose words would differ, and a few of them."""

    sentences: int = 0
    episodes: int = 0
    examples: list[tuple[str, str]] = field(default_factory=list)
    """(before, after)."""


async def effect_of(session: AsyncSession, place: Place, entry: Entry) -> Effect:
    """Counted over the scripts as they stand, with every other lexeme that holds for them."""
    entry = entry.checked()
    alone = Lexicon([(0, entry)])
    query = select(Sentence.spoken, Sentence.episode_id, Episode.project_id).join(
        Episode, col(Episode.id) == col(Sentence.episode_id)
    )
    if place.episode_id:
        query = query.where(Episode.id == place.episode_id)
    elif place.project_id:
        query = query.where(Episode.project_id == place.project_id)
    hit: dict[tuple[str, str], list[str]] = defaultdict(list)
    for spoken, episode_id, project_id in (await session.exec(query)).all():
        if alone.fires(spoken):
            hit[project_id, episode_id].append(spoken)
    effect = Effect()
    for (project_id, episode_id), texts in hit.items():
        rows = await _holding(session, project_id, episode_id)
        changed = _changed(rows, place, entry, texts)
        effect.sentences += len(changed)
        effect.episodes += bool(changed)
        effect.examples += changed[: EXAMPLES - len(effect.examples)]
    return effect


def _changed(
    rows: Sequence[Lexeme], place: Place, entry: Entry, texts: Sequence[str]
) -> list[tuple[str, str]]:
    rank = 2 if place.episode_id else 1 if place.project_id else 0
    others = [(row.rank, row.entry) for row in rows if row.rank != rank or not same(row, entry)]
    before = Lexicon((row.rank, row.entry) for row in rows)
    after = Lexicon([*others, (rank, entry)])
    pairs = [(before.words(text, shown), after.words(text, shown)) for text in texts]
    return [(old, new) for old, new in pairs if old != new]


def shown(word: str, phonemes: str) -> str:
    """Phonemes as a person reads them."""
    return f"{word} /{phonemes}/"
