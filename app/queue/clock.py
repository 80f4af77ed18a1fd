"""The database's clock as SQL, so that leases never depend on the clocks of workers."""

from typing import Any

from sqlalchemy import BindParameter, Float, type_coerce
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import FunctionElement

from app.database import Utc


class database_now(FunctionElement[Any]):
    """The present by the database's clock, `seconds` from now; written as `Utc` stores moments."""

    type = Utc()
    name = "database_now"
    inherit_cache = True

    def __init__(self, seconds: float | BindParameter[Any] = 0.0) -> None:
        super().__init__(type_coerce(seconds, Float()))


@compiles(database_now, "sqlite")
def _sqlite(element: database_now, compiler: SQLCompiler, **options: Any) -> str:
    # SQLite knows milliseconds only. They are rounded up, so that a moment stored within the
    # same millisecond counts as past.
    seconds = compiler.process(element.clauses, **options)
    return f"strftime('%Y-%m-%d %H:%M:%f999', 'now', printf('%.3f seconds', {seconds}))"


@compiles(database_now, "postgresql")
def _postgresql(element: database_now, compiler: SQLCompiler, **options: Any) -> str:
    seconds = compiler.process(element.clauses, **options)
    return f"(clock_timestamp() + make_interval(secs => CAST({seconds} AS double precision)))"
