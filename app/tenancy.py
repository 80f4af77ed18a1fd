"""The walls: a session sees one organization, and within it the workspaces of its member."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import Any, cast

from sqlalchemy import Table, event
from sqlalchemy.orm import Mapper, ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import TextClause
from sqlalchemy.sql.visitors import ExternallyTraversible
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from app.database import Row


class NoOrganization(RuntimeError):
    """A tenanted table was touched by a session that carries no organization."""


class Tenanted(Row):
    """A row that belongs to one organization: filtered on every read, stamped on every write."""

    organization_id: str = Field(default="", foreign_key="organization.id", index=True, max_length=36)


class InWorkspace(Tenanted):
    """A tenanted row that is found only through the workspaces of the member."""

    workspace_id: str = Field(default="", index=True, max_length=36)


def scope(session: AsyncSession, organization_id: str, workspace_ids: Iterable[str] | None = None) -> None:
    """Give the session its organization; `workspace_ids` None means all of them (owners, jobs)."""
    session.info["organization_id"] = organization_id
    session.info["workspace_ids"] = None if workspace_ids is None else tuple(workspace_ids)


@contextmanager
def for_organization(session: AsyncSession, organization_id: str) -> Iterator[None]:
    """What is made inside is made for that organization, whichever the session belongs to, if to any."""
    before = session.info.get("organization_id")
    session.info["organization_id"] = organization_id
    try:
        yield
    finally:
        session.info["organization_id"] = before


@contextmanager
def across_organizations(session: AsyncSession) -> Iterator[None]:
    """The one escape, for the scheduler, sign-in and the operator's commands: a word to grep."""
    before = session.info.get("across", False)
    session.info["across"] = True
    try:
        yield
    finally:
        session.info["across"] = before


def organization_of(session: Session | AsyncSession) -> str:
    """The organization of the session; raises NoOrganization without one."""
    organization_id = session.info.get("organization_id")
    if not organization_id:
        raise NoOrganization("this session carries no organization")
    return str(organization_id)


@cache
def tenanted() -> dict[Table, type[Tenanted]]:
    """Every mapped tenanted table; asks the mappers, since `__subclasses__` sees one level only."""
    found: dict[Table, type[Tenanted]] = {}
    pending: list[type[Any]] = [Tenanted]
    while pending:
        model = pending.pop()
        pending.extend(model.__subclasses__())
        if isinstance(getattr(model, "__table__", None), Table):
            found[model.__table__] = model
    return found


@event.listens_for(Session, "do_orm_execute")
def _see_one_organization(state: ORMExecuteState) -> None:
    """Attach criteria for every tenanted table wherever it stands in the statement; refuse raw SQL."""
    if state.session.info.get("across"):
        return
    if isinstance(state.statement, TextClause):
        raise NoOrganization("raw SQL cannot be scoped")
    tables = tenanted()
    parts = visitors.iterate(cast(ExternallyTraversible, state.statement))
    if not any(part in tables for part in parts if isinstance(part, Table)):
        return
    organization_id = organization_of(state.session)
    state.statement = state.statement.options(
        *_walls(organization_id, state.session.info.get("workspace_ids"))
    )


@lru_cache(maxsize=128)
def _walls(organization_id: str, workspaces: tuple[str, ...] | None) -> tuple[Any, ...]:
    # Kept, because making them anew took longer than most statements.
    return tuple(_criteria(model, organization_id, workspaces) for model in tenanted().values())


def _criteria(model: type[Tenanted], organization_id: str, workspaces: tuple[str, ...] | None) -> Any:
    condition: Any = model.organization_id == organization_id
    if workspaces is not None and issubclass(model, InWorkspace):
        condition = condition & model.workspace_id.in_(workspaces)  # type: ignore[attr-defined]
    return with_loader_criteria(model, condition, include_aliases=True)


@event.listens_for(Session, "before_flush")
def _write_one_organization(session: Session, context: object, instances: object) -> None:
    """Stamp what is new; refuse what belongs elsewhere."""
    for row in (*session.new, *session.dirty, *session.deleted):
        if not isinstance(row, Tenanted) or session.info.get("across"):
            continue
        organization_id = organization_of(session)
        if not row.organization_id:
            row.organization_id = organization_id
        if row.organization_id != organization_id:
            raise NoOrganization(f"{type(row).__name__} belongs to another organization")


@event.listens_for(Mapper, "after_mapper_constructed")
def _forget_walls(mapper: object, model: object) -> None:
    tenanted.cache_clear()
    _walls.cache_clear()


@event.listens_for(Mapper, "after_configured", once=True)
def _check_tenanted() -> None:
    """A table with an organization that is not Tenanted would have no wall."""
    known = tenanted()
    for table in SQLModel.metadata.tables.values():
        if "organization_id" in table.columns and table not in known and table.name not in UNSCOPED:
            raise NoOrganization(f"{table.name} has organization_id but is not Tenanted")


UNSCOPED: frozenset[str] = frozenset()
"""Tables that name an organization yet are read before one is known. Empty on purpose."""
