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
from sqlmodel.main import default_registry

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
    """Attach criteria for every tenanted table the statement can come to; refuse raw SQL."""
    if state.session.info.get("across"):
        return
    if isinstance(state.statement, TextClause):
        raise NoOrganization("raw SQL cannot be scoped")
    named = tables_named(state.statement)
    if named.isdisjoint(tenanted()):
        return
    organization_id = organization_of(state.session)
    walls = _walls(named, organization_id, state.session.info.get("workspace_ids"))
    state.statement = state.statement.options(*walls)


def tables_named(statement: Any) -> frozenset[Table]:
    """Every table that stands anywhere in the statement, however deep."""
    parts = visitors.iterate(cast(ExternallyTraversible, statement))
    return frozenset(part for part in parts if isinstance(part, Table))


# Kept, because making them anew took longer than most statements. Of all tables they would be a third of the
# time of a request: each option of a statement is part of the key under which its compiled form is kept.
@lru_cache(maxsize=1024)
def _walls(
    named: frozenset[Table], organization_id: str, workspaces: tuple[str, ...] | None
) -> tuple[Any, ...]:
    models = {model for table in named for model in within_reach(table)}
    by_name = sorted(models, key=lambda model: model.__name__)
    return tuple(_criteria(model, organization_id, workspaces) for model in by_name)


@cache
def within_reach(table: Table) -> frozenset[type[Tenanted]]:
    """The tenanted models whose rows a statement on the table can load: its own, and along relationships."""
    mappers = {mapper.local_table: mapper for mapper in default_registry.mappers}
    reached: set[Any] = set()
    pending: list[Any] = [table]
    while pending:
        one = pending.pop()
        if one in reached:
            continue
        reached.add(one)
        for relation in mappers[one].relationships if one in mappers else ():
            pending.append(relation.mapper.local_table)
            pending += [] if relation.secondary is None else [relation.secondary]
    return frozenset(model for one, model in tenanted().items() if one in reached)


@lru_cache(maxsize=4096)
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
    for kept in (tenanted, within_reach, _walls, _criteria):
        kept.cache_clear()


@event.listens_for(Mapper, "after_configured", once=True)
def _check_tenanted() -> None:
    """A table with an organization that is not Tenanted would have no wall."""
    known = tenanted()
    for table in SQLModel.metadata.tables.values():
        if "organization_id" in table.columns and table not in known and table.name not in UNSCOPED:
            raise NoOrganization(f"{table.name} has organization_id but is not Tenanted")


UNSCOPED: frozenset[str] = frozenset()
"""Tables that name an organization yet are read before one is known. Empty on purpose."""
