"""A session sees one organization, whatever the shape of the query; without one it sees nothing at all."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import (
    Column,
    any_,
    case,
    delete,
    event,
    func,
    insert,
    literal,
    text,
    tuple_,
    union_all,
    update,
)
from sqlalchemy.orm import aliased, configure_mappers, joinedload
from sqlmodel import col, select
from sqlmodel.main import default_registry

from app.database import metadata
from app.documents.models import Document, Page
from app.episodes.models import Episode, Segment
from app.organizations.models import Workspace
from app.tenancy import NoOrganization, across_organizations, scope, tables_named, within_reach
from tests.world import World

other = aliased(Document)
SHAPES: dict[str, Callable[[], Any]] = {
    "entity": lambda: select(Document.id),
    "columns": lambda: select(Document.title, Document.id),
    "count with select_from": lambda: select(func.count()).select_from(Document),
    "subquery": lambda: select(select(Document.id).subquery().c.id),
    "scalar subquery": lambda: select(select(func.count(Document.id)).scalar_subquery()),
    "exists": lambda: select(literal(1)).where(select(Document.id).exists()),
    "join": lambda: select(Document.id).join(Page, col(Page.version_id) == col(Document.version_id)),
    "join from the other side": lambda: select(Page.id).join(
        Document, col(Page.version_id) == col(Document.version_id)
    ),
    "alias": lambda: select(other.id),
    "union": lambda: union_all(select(Document.id), select(Episode.id)),
    "cte": lambda: select(select(Document.id).cte("found").c.id),
    "in a subquery": lambda: select(Workspace.id).where(col(Workspace.id).in_(select(Document.workspace_id))),
    "core table": lambda: select(metadata.tables["document"]),
    "window": lambda: select(func.row_number().over(order_by=Document.id), Document.id),
}


async def rows(session: Any, statement: Any) -> list[Any]:
    """What is found; a count of nothing is nothing."""
    found = (await session.exec(statement)).all()
    return [row for row in found if row not in (0, (0,))]


UNSEEN = {"core table"}
"""What the filter cannot see within an organization: banned from the source (tests/test_source.py), and
shut off by PostgreSQL itself (tests/security/test_row_security.py)."""


@pytest.mark.parametrize("shape", sorted(SHAPES.keys() - UNSEEN))
async def test_every_shape_of_query_finds_acmes_rows_in_acme_alone(world: World, shape: str) -> None:
    async with world.reading("acme") as session:
        assert await rows(session, SHAPES[shape]()), "nothing to find, so this proves nothing"
    async with world.reading("globex") as session:
        assert await rows(session, SHAPES[shape]()) == []


@pytest.mark.parametrize("shape", SHAPES)
async def test_every_shape_is_refused_without_an_organization(world: World, shape: str) -> None:
    async with world.installation.work(writes=False) as session:
        with pytest.raises(NoOrganization):
            await session.exec(SHAPES[shape]())


@pytest.mark.parametrize("slug", ["acme", "globex", ""])
async def test_raw_sql_is_refused(world: World, slug: str) -> None:
    organization_id = world.known.organizations.get(slug, "")
    async with world.installation.work(organization_id, writes=False) as session:
        with pytest.raises(NoOrganization):
            await session.exec(text("SELECT * FROM document"))


async def test_a_row_of_acme_cannot_be_got_by_its_id_in_globex(world: World) -> None:
    document_id = world.known.things["document"]
    async with world.reading("acme") as session:
        assert await session.get(Document, document_id)
    async with world.reading("globex") as session:
        assert await session.get(Document, document_id) is None


async def test_bulk_changes_stay_inside(world: World) -> None:
    async with world.writing("globex") as session:
        changed = await session.exec(update(Document).values(title="Cleo was here"))
        gone = await session.exec(delete(Segment))
        assert (changed.rowcount, gone.rowcount) == (0, 0)
    async with world.reading("acme") as session:
        titles = (await session.exec(select(Document.title))).all()
    assert len(titles) == 2
    assert "Cleo was here" not in titles


async def test_new_rows_are_stamped(world: World) -> None:
    async with world.writing("globex") as session:
        room = Workspace(name="Attic")
        session.add(room)
    assert room.organization_id == world.known.organizations["globex"]


async def test_rows_of_somebody_else_are_not_written(world: World) -> None:
    for organization_id in (world.known.organizations["acme"], "01a20000-0000-7000-8000-000000000000"):
        with pytest.raises(NoOrganization):
            await written(world, "globex", Workspace(name="Attic", organization_id=organization_id))


async def test_nothing_is_written_without_an_organization(world: World) -> None:
    with pytest.raises(NoOrganization):
        await written(world, "", Workspace(name="Attic"))


async def written(world: World, slug: str, row: Any) -> None:
    async with world.installation.work(world.known.organizations.get(slug, "")) as session:
        session.add(row)
        await session.flush()


async def test_a_loaded_row_cannot_be_moved_to_another_organization(world: World) -> None:
    async with world.installation.work(world.known.organizations["acme"]) as session:
        document = await session.get_one(Document, world.known.things["document"])
        document.organization_id = world.known.organizations["globex"]
        with pytest.raises(NoOrganization):
            await session.flush()
        session.expunge_all()


async def test_a_row_cannot_point_into_another_organization(world: World) -> None:
    """Even where the scope is escaped, the composite foreign key holds."""
    with pytest.raises(Exception, match="FOREIGN KEY"):
        await pointed_across(world)


async def pointed_across(world: World) -> None:
    async with world.installation.work() as session:
        with across_organizations(session):
            segment = (await session.exec(select(Segment))).first()
            assert segment is not None
            segment.organization_id = world.known.organizations["globex"]
            await session.flush()


async def test_the_escape_ends_with_its_block(world: World) -> None:
    async with world.installation.work(writes=False) as session:
        with across_organizations(session):
            assert (await session.exec(select(Document))).all()
        with pytest.raises(NoOrganization):
            await session.exec(select(Document))


async def test_a_member_without_workspaces_sees_none_of_what_is_in_them(world: World) -> None:
    async with world.installation.work(world.known.organizations["acme"], (), writes=False) as session:
        assert (await session.exec(select(Workspace))).all()
        for model in (Document, Episode, Segment):
            assert (await session.exec(select(model))).all() == []
        scope(session, world.known.organizations["acme"])
        assert (await session.exec(select(Document))).all()


inner = select(Segment.episode_id).where(col(Segment.title) == col(Document.title))
apart = select(col(Segment.episode_id), col(Segment.title)).cte("apart")
DEEP = {
    "exists": select(Document).where(inner.exists()),
    "not exists": select(Document).where(~inner.exists()),
    "in": select(Document).where(col(Document.id).in_(select(Segment.episode_id))),
    "any": select(Document).where(literal("x") == any_(inner.scalar_subquery())),
    "scalar column": select(col(Document.id), inner.scalar_subquery()),
    "cte": select(Document).join(apart, apart.c.title == col(Document.title)),
    "recursive": select(apart.union(select(apart.c.episode_id, apart.c.title)).c.title),
    "lateral": select(Document, inner.lateral().c.episode_id),
    "subquery": select(Document, inner.subquery().c.episode_id),
    "alias in a join": select(Document).join(aliased(Segment), literal(True)),
    "case": select(case((inner.exists(), 1), else_=0)).select_from(Document),
    "order": select(Document).order_by(inner.scalar_subquery()),
    "group": select(func.count(col(Document.id))).group_by(inner.scalar_subquery()),
    "having": select(func.max(col(Document.id))).having(inner.exists()),
    "window": select(func.count(col(Document.id)).over(order_by=inner.scalar_subquery())),
    "limit": select(Document).limit(select(func.count(col(Segment.id))).scalar_subquery()),
    "aggregate filter": select(func.count(col(Document.id)).filter(inner.exists())),
    "tuple": select(Document).where(tuple_(Document.id, Document.title).in_(select(apart))),
    "union": union_all(select(col(Document.id)), select(col(Segment.id))),
    "union in from": select(union_all(select(col(Document.id)), select(col(Segment.id))).subquery().c.id),
    "update": update(Document).where(inner.exists()).values(title="x"),
    "update to": update(Document).values(title=inner.scalar_subquery()),
    "delete": delete(Document).where(col(Document.id).in_(select(Segment.episode_id))),
    "insert from": insert(Document).from_select(["id"], select(Segment.episode_id)),
}


@pytest.mark.parametrize("shape", DEEP)
def test_no_table_is_so_deep_that_it_is_overlooked(shape: str) -> None:
    named = {table.name for table in tables_named(DEEP[shape])}
    assert named >= {"segment"} | (set() if shape == "recursive" else {"document"})


def test_a_statement_is_walled_against_all_that_its_relationships_can_load() -> None:
    reached = {model.__name__ for model in within_reach(metadata.tables["episode"])}
    assert reached >= {"Episode", "Segment", "Sentence", "EvidenceSpan", "Approval", "Rejection"}
    assert within_reach(metadata.tables["document"]) >= {Document}


def test_nothing_but_relationships_leads_from_one_table_to_another() -> None:
    """A column that is a query of its own would put a table into statements unseen."""
    configure_mappers()
    for mapper in default_registry.mappers:
        for attribute in mapper.column_attrs:
            assert all(isinstance(column, Column) for column in attribute.columns), attribute
        assert not mapper.polymorphic_map, f"{mapper} loads the tables of other models"


async def test_what_a_relationship_joins_is_walled_too(world: World) -> None:
    said: list[str] = []
    engine = world.installation.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", lambda *args: said.append(args[2]))
    async with world.reading("acme") as session:
        found = await session.exec(select(Episode).options(joinedload(Episode.segments)))  # type: ignore[arg-type]
        assert found.unique().all()
    assert re.search(r"LEFT OUTER JOIN segment AS (\w+) ON .*\1\.organization_id = \?", said[-1], re.S), said[
        -1
    ]
