"""What the things in a record are called now: any table with a title or a name, found through the walls."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import User
from app.accounts.programs import ApiKey
from app.audit import AuditEvent
from app.organizations.models import Membership, Organization
from app.tenancy import Tenanted, tenanted

NAMING = ("title", "name", "grapheme", "text", "email", "domain")
"""Columns that say what a row is called; the first a table has is taken."""
SEARCHED = ("title", "name")
FOUND_MAX = 200
"""Things of one table that a name may mean."""

Names = dict[tuple[str, str], str]
"""(kind, id) -> name; what is gone or behind a wall is not in it."""


async def names_of(session: AsyncSession, events: Iterable[AuditEvent]) -> Names:
    """The names of all actors and subjects of the events, in one query a table."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for event in events:
        wanted[event.subject_type].add(event.subject_id)
        if event.actor_kind != "system":
            wanted["user" if event.actor_kind == "user" else "api_key"].add(event.actor_id)
    found: Names = {}
    models = {str(table.name): model for table, model in tenanted().items()}
    for kind, ids in wanted.items():
        statement = _naming(kind, models, ids)
        if statement is not None:
            found |= {(kind, str(id)): str(name) for id, name in (await session.exec(statement)).all()}
    return found


def _naming(kind: str, models: dict[str, type[Tenanted]], ids: set[str]) -> Any:
    if kind == "user":
        return select(User.id, User.email).where(col(User.id).in_(ids))
    if kind == "organization":
        return select(Organization.id, Organization.name).where(col(Organization.id).in_(ids))
    if kind == "membership":
        person = col(User.id) == col(Membership.user_id)
        return select(Membership.id, User.email).join(User, person).where(col(Membership.id).in_(ids))
    model: Any = models.get(kind)
    if kind == "assignment":
        # Called after whom it asks.
        return select(model.id, User.email).join(User, col(User.id) == model.user_id).where(model.id.in_(ids))
    column = model and next((name for name in NAMING if name in model.model_fields), None)
    return select(model.id, getattr(model, column)).where(model.id.in_(ids)) if column else None


async def ids_named(session: AsyncSession, text: str) -> list[str]:
    """Ids of what has the text in its title, name or address, among what the session may see."""
    like = f"%{escaped(text)}%"
    ids: list[str] = []
    for model in [*tenanted().values()]:
        column = next((name for name in SEARCHED if name in model.model_fields), None)
        if column:
            named = select(model.id).where(getattr(model, column).ilike(like, escape="\\"))
            ids += (await session.exec(named.limit(FOUND_MAX))).all()
    return [*ids, *await people_called(session, text, col(AuditEvent.subject_id))]


async def actors_called(session: AsyncSession, text: str) -> list[str]:
    """Ids of people and keys that have acted here and are called so."""
    keys = select(ApiKey.id).where(col(ApiKey.name).ilike(f"%{escaped(text)}%", escape="\\"))
    people = await people_called(session, text, col(AuditEvent.actor_id))
    return [*people, *(await session.exec(keys)).all()]


async def people_called(session: AsyncSession, text: str, mentioned: Any) -> list[str]:
    """Of people only those this record speaks of, since people belong to the installation."""
    like = f"%{escaped(text)}%"
    called = or_(col(User.email).ilike(like, escape="\\"), col(User.name).ilike(like, escape="\\"))
    found = select(User.id).where(called, col(User.id).in_(select(mentioned))).limit(FOUND_MAX)
    return list((await session.exec(found)).all())


def escaped(text: str) -> str:
    """For LIKE with a backslash as its escape."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
