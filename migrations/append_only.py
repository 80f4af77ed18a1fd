"""Triggers that let rows of a table be added and nothing else, for every database we run on."""

from alembic import op

MESSAGE = "rows of this table are only ever added"


def make_append_only(table: str) -> None:
    """A migration that makes such a table anew, as batch mode on SQLite does, must call this again."""
    for statement in _postgresql(table) if _on_postgresql() else _sqlite(table):
        op.execute(statement)


def let_go_with(table: str, release: str) -> None:
    """From now on rows may be deleted, never changed, where `release` names their organization."""
    named = f"EXISTS (SELECT 1 FROM {release} WHERE organization_id = OLD.organization_id)"  # noqa: S608 - our own words
    if _on_postgresql():
        op.execute(_postgresql_function(table, f"IF TG_OP = 'DELETE' AND {named} THEN RETURN OLD; END IF;"))
    else:
        op.execute(f"DROP TRIGGER {table}_no_delete")
        op.execute(_sqlite_trigger(table, "DELETE", f"WHEN NOT {named} "))


def hold_fast_again(table: str) -> None:
    """Undo `let_go_with`."""
    if _on_postgresql():
        op.execute(_postgresql_function(table))
    else:
        op.execute(f"DROP TRIGGER {table}_no_delete")
        op.execute(_sqlite_trigger(table, "DELETE"))


def _on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _sqlite(table: str) -> list[str]:
    return [_sqlite_trigger(table, change) for change in ("UPDATE", "DELETE")]


def _sqlite_trigger(table: str, change: str, when: str = "") -> str:
    return (
        f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
        f"{when}BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    )


def _postgresql_function(table: str, unless: str = "") -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {table}_refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {unless} RAISE EXCEPTION '{MESSAGE}'; END $$"
    )


def _postgresql(table: str) -> list[str]:
    refuse = f"{table}_refuse_change"
    return [
        _postgresql_function(table),
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {refuse}()",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {refuse}()",
    ]


def forget_append_only(table: str) -> None:
    """After the table was dropped: PostgreSQL keeps the function its triggers called."""
    if _on_postgresql():
        op.execute(f"DROP FUNCTION IF EXISTS {table}_refuse_change()")
