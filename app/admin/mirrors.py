"""Mirrors of the tables operators touch, as Piccolo knows tables; tests/admin compares them with the schema.

What is secret or a tenant's own is not here: no hash, no token, no key, no text of a document, no reason a
job gives, which may quote one.
"""

import warnings
from typing import Any

from piccolo.columns import Boolean, Integer, Timestamptz, Varchar
from piccolo.engine.base import Engine
from piccolo.engine.postgres import PostgresEngine
from piccolo.engine.sqlite import SQLiteEngine
from piccolo.table import Table, create_table_class
from sqlalchemy import make_url

from app.rowsecurity import ACROSS
from app.settings import Settings

Columns = dict[str, Any]


def engine_of(settings: Settings) -> Engine[Any]:
    """Reads the same database; on PostgreSQL across organizations, which row-level security asks."""
    if not settings.database_url:
        return SQLiteEngine(path=str(settings.data_dir / "tic.db"))
    url = make_url(settings.database_url)
    where = url.translate_connect_args(username="user") | dict(url.query)
    return PostgresEngine(config=where | {"server_settings": {ACROSS: "on"}})


def _id() -> Varchar:
    return Varchar(length=36, primary_key=True)


def _other() -> Varchar:
    return Varchar(length=36)


MIRRORED: dict[str, Columns] = {
    "organization": {"slug": Varchar(length=40), "name": Varchar(length=200), "suspended": Boolean()},
    "user": {
        "email": Varchar(length=254),
        "name": Varchar(length=200),
        "disabled": Boolean(),
        "operator": Boolean(),
    },
    "membership": {"organization_id": _other(), "user_id": _other(), "role": Varchar(length=16)},
    "login_session": {
        "user_id": _other(),
        "last_seen_at": Timestamptz(),
        "expires_at": Timestamptz(),
        "address": Varchar(length=64),
        "user_agent": Varchar(length=300),
        "ended_at": Timestamptz(null=True),
    },
    "job": {
        "organization_id": _other(),
        "kind": Varchar(),
        "state": Varchar(length=16),
        "priority": Integer(),
        "failures": Integer(),
        "crashes": Integer(),
        "due_at": Timestamptz(),
        "lease_until": Timestamptz(null=True),
    },
}
WRITABLE = {"organization": "suspended", "user": "disabled"}
"""The one field of a table that can be changed here; writes.py does it."""


def mirrors(engine: Engine[Any]) -> list[type[Table]]:
    """A table class for each, over the engine."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*reserved keyword")  # user, which is quoted
        return [_mirror(name, columns, engine) for name, columns in MIRRORED.items()]


def _mirror(name: str, columns: Columns, engine: Engine[Any]) -> type[Table]:
    return create_table_class(
        _class_name(name),
        class_kwargs={"tablename": name, "db": engine},
        class_members={"id": _id(), "created_at": Timestamptz()} | columns,
    )


def _class_name(table: str) -> str:
    return "".join(part.title() for part in table.split("_"))
