"""The database: engine, sessions, column types, and what every table has in common."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    Enum,
    ForeignKeyConstraint,
    MetaData,
    UniqueConstraint,
    event,
)
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.connections import asked_when_stale, refused_as_unreachable
from app.ids import new_id, now
from app.rowsecurity import told_in_each_transaction
from app.settings import Settings

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
IDLE_SECONDS = 300.0
"""After so long without a word PostgreSQL ends a transaction: whoever began it may have lost the network."""
BUSY_SECONDS = 5.0
"""Longest somebody waits for a connection or for the one writer of SQLite before being told to come back."""
FULL = ("database or disk is full", "No space left on device", "Disk quota exceeded")
"""What SQLite and PostgreSQL say when there is no room for what shall be written."""
SQLModel.metadata.naming_convention = NAMING
metadata: MetaData = SQLModel.metadata


class Utc(TypeDecorator[datetime]):
    """A moment: UTC with microseconds on every database; SQLite forgets the zone, so it is put back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone was about to be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Row(SQLModel):
    """What every table has: an id that sorts by creation, and the moment of creation."""

    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    created_at: datetime = Field(default_factory=now, sa_type=Utc)


def moment(*, default_now: bool = False, index: bool = False) -> Any:
    """A nullable moment, or one that starts as now."""
    if default_now:
        return Field(default_factory=now, sa_type=Utc, index=index)
    return Field(default=None, sa_type=Utc, nullable=True, index=index)


def word(words: type[StrEnum]) -> Any:
    """The type of a column that holds one of these words, as the API writes it.

    SQLModel alone would store the names of the members, and make PostgreSQL types that cannot grow.
    """
    return Enum(words, values_callable=lambda all_: [one.value for one in all_], native_enum=False, length=16)


def json_field(default: Any) -> Any:
    """A JSON column with a fresh default for each row; assign a new value, never change it in place."""
    return Field(default_factory=default, sa_type=JSON, nullable=False)


def inside(parent: str, column: str = "", ondelete: str | None = None) -> ForeignKeyConstraint:
    """A foreign key that cannot cross organizations: (organization_id, column) -> parent.

    Deferred to the commit, so that rows of one unit of work may be written in any order.
    """
    return ForeignKeyConstraint(
        ["organization_id", column or f"{parent}_id"],
        [f"{parent}.organization_id", f"{parent}.id"],
        deferrable=True,
        initially="DEFERRED",
        ondelete=ondelete,
    )


def addressable() -> UniqueConstraint:
    """What a composite foreign key of another table points at."""
    return UniqueConstraint("organization_id", "id")


class Database:
    """One engine and the sessions on it. Sessions that write begin at once with SQLite's write lock.

    SQLite fails a transaction that begins as a reader and then writes without waiting for its busy
    timeout, hence the two kinds of session.
    """

    def __init__(
        self,
        url: str,
        pool_size: int = 10,
        idle_seconds: float = IDLE_SECONDS,
        busy_seconds: float = BUSY_SECONDS,
    ) -> None:
        self.sqlite = url.startswith("sqlite")
        self._url, self._idle_seconds, self._busy_seconds = url, idle_seconds, busy_seconds
        # Errors are logged, and what statements carry is nobody's to read there.
        options: dict[str, Any] = {"pool_timeout": busy_seconds, "hide_parameters": True}
        if not self.sqlite:
            idle = {"idle_in_transaction_session_timeout": str(int(1000 * idle_seconds))}
            options |= {
                "pool_size": pool_size,
                "connect_args": {"server_settings": idle},
            }
        self.engine: AsyncEngine = create_async_engine(url, **options)
        if self.sqlite:
            event.listen(self.engine.sync_engine, "connect", self._prepare_sqlite)
            event.listen(self.engine.sync_engine, "begin", _begin_sqlite)
        else:
            told_in_each_transaction(self.engine.sync_engine)
            asked_when_stale(self.engine.sync_engine)
            refused_as_unreachable(self.engine.sync_engine)
        self._writing = self.engine.execution_options(tic_writes=True)

    @classmethod
    def of(
        cls, settings: Settings, idle_seconds: float = IDLE_SECONDS, busy_seconds: float = BUSY_SECONDS
    ) -> "Database":
        """The database the settings name; the embedded one lives in the data directory."""
        url = settings.database_url or sqlite_url(settings.data_dir / "tic.db")
        return cls(url, idle_seconds=idle_seconds, busy_seconds=busy_seconds)

    @classmethod
    def of_owner(cls, settings: Settings) -> "Database":
        """The same for the role that owns the tables, where another one runs the application."""
        owner = settings.database_owner_url
        return cls(owner) if owner else cls.of(settings)

    def apart(self) -> "Database":
        """The same database over connections of its own, for what must not wait for the pool."""
        return Database(self._url, 1, self._idle_seconds, self._busy_seconds)

    @asynccontextmanager
    async def session(self, *, writes: bool = True, **info: Any) -> AsyncIterator[AsyncSession]:
        """A session in one transaction, committed at the end; `session.info` has `info` and `writes`."""
        engine = self._writing if writes else self.engine
        async with AsyncSession(engine, expire_on_commit=False, autoflush=False) as session:
            session.info.update(info, writes=writes)
            async with session.begin():
                yield session

    async def close(self) -> None:
        await self.engine.dispose()

    def _prepare_sqlite(self, connection: Any, record: object) -> None:
        connection.isolation_level = None  # the begin event decides, not the driver
        busy = f"busy_timeout={int(1000 * self._busy_seconds)}"
        cursor = connection.cursor()
        for pragma in ("foreign_keys=ON", "journal_mode=WAL", busy, "synchronous=NORMAL"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()


def is_full(error: BaseException) -> bool:
    """Whether the database has no room left, which passes once somebody makes some."""
    return isinstance(error, DBAPIError) and any(sign in str(error.orig) for sign in FULL)


def sqlite_url(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("tic_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


async def alone(session: AsyncSession, name: str) -> None:
    """Nobody else counts what is named so until the transaction ends. SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        await session.exec(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))
