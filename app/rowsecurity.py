"""Telling PostgreSQL for whom each transaction works, which its row-level security asks.

What a session carries is told before the statement that needs it, whichever way the statement comes: the
mapper, Core, or a bare connection of the session. Without a session nothing is told, and tables look empty.
"""

import weakref
from typing import Any

from sqlalchemy import Engine, bindparam, event, func, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

SESSION, TOLD = "tic_session", "tic_told"
NOTHING = ("", "")
ORGANIZATION, ACROSS = "app.organization_id", "app.across"
SAYING = select(
    func.set_config(ORGANIZATION, bindparam("organization_id"), True),
    func.set_config(ACROSS, bindparam("across"), True),
)


@event.listens_for(Session, "after_begin")
def _remember(session: Session, transaction: object, connection: Connection) -> None:
    connection.info[SESSION] = weakref.ref(session)


def told_in_each_transaction(engine: Engine) -> None:
    """From now on connections of this engine to PostgreSQL say for whom they work."""
    event.listen(engine, "begin", _begin)
    event.listen(engine, "rollback_savepoint", _forget)
    event.listen(engine, "before_cursor_execute", _tell)


def _begin(connection: Connection) -> None:
    connection.info.pop(SESSION, None)
    connection.info.pop(TOLD, None)


def _forget(connection: Connection, name: str, context: object) -> None:
    """What was told within a savepoint is undone with it."""
    connection.info[TOLD] = None


def _tell(connection: Connection, cursor: object, statement: str, *_: Any) -> None:
    if statement.startswith("ROLLBACK TO SAVEPOINT"):
        return  # after an error the server takes nothing else
    remembered = connection.info.get(SESSION)
    session = remembered() if remembered else None
    if session is None:
        return
    across = "on" if session.info.get("across") else ""
    wanted = (session.info.get("organization_id") or "", across)
    if connection.info.get(TOLD, NOTHING) == wanted:
        return
    # Before it is told, or telling it would be told first.
    connection.info[TOLD] = wanted
    say(connection, *wanted)


def say(connection: Connection, organization_id: str, across: str) -> None:
    """Until the end of the transaction this is who works."""
    connection.execute(SAYING, {"organization_id": organization_id, "across": across})
