"""Runs migrations on the connection app/migrating.py hands over."""

from typing import Any

from alembic import context
from sqlalchemy.engine import Connection

from app.database import metadata
from app.migrating import models

models()


def render_item(kind: str, item: Any, autogen_context: Any) -> Any:
    """Our own column types are written as the plain types they are stored as."""
    if kind == "type" and type(item).__name__ == "Utc":
        return "sa.DateTime(timezone=True)"
    if kind == "type" and type(item).__name__ == "AutoString":
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    return False


connection: Connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=True,
    render_item=render_item,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
