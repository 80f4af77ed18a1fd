"""Answers to requests with an Idempotency-Key, kept to be given again; see idempotency.py."""

from datetime import datetime

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlmodel import Field

from app.database import json_field, moment
from app.tenancy import Tenanted

KEY_MAX = 255


class KeptAnswer(Tenanted, table=True):
    """What a request with an Idempotency-Key was answered; being worked on while it has no status."""

    __tablename__ = "kept_answer"
    __table_args__ = (UniqueConstraint("organization_id", "actor_id", "key"),)

    actor_id: str = Field(max_length=36)
    key: str = Field(max_length=KEY_MAX)
    request_hash: str = Field(max_length=64)
    """Of method, address and content."""
    fence: int = 1
    held_until: datetime | None = moment()
    done: bool = False
    """Set in the transaction of the effect, so that it cannot happen twice."""
    status: int = 0
    headers: dict[str, str] = json_field(dict)
    body: bytes = Field(default=b"", sa_type=LargeBinary)
    """Encrypted, for an answer may hold a secret that is shown once."""
