"""Triggers that let rows of a table be added and nothing else, for every database we run on."""

from alembic import op

MESSAGE = "rows of this table are only ever added"


def make_append_only(table: str) -> None:
    """A migration that makes such a table anew, as batch mode on SQLite does, must call this again."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in _postgresql(table) if postgresql else _sqlite(table):
        op.execute(statement)


def _sqlite(table: str) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        for change in ("UPDATE", "DELETE")
    ]


def _postgresql(table: str) -> list[str]:
    refuse = f"{table}_refuse_change"
    return [
        f"CREATE FUNCTION {refuse}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$",
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {refuse}()",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {refuse}()",
    ]


def forget_append_only(table: str) -> None:
    """After the table was dropped: PostgreSQL keeps the function its triggers called."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP FUNCTION IF EXISTS {table}_refuse_change()")
