"""Job and Attempt: accepted work, who holds it, and how it went."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from app.database import addressable, inside, json_field, moment
from app.permissions import Principal
from app.tenancy import Tenanted, organization_of


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    """Will be tried again at `due_at`."""
    DEAD = "dead"
    """A dead letter: will not run again until a person says so."""
    CANCELLED = "cancelled"


FINISHED = frozenset({JobState.SUCCEEDED, JobState.DEAD, JobState.CANCELLED})


class Job(Tenanted, table=True):
    """One unit of accepted work. Every write while it runs is guarded by its fence."""

    __tablename__ = "job"
    __table_args__ = (addressable(), UniqueConstraint("organization_id", "idempotency_key"))

    kind: str = Field(index=True)
    subject_type: str = ""
    subject_id: str = Field(default="", index=True)
    workspace_id: str | None = Field(default=None, index=True, max_length=36)
    parent_id: str | None = Field(default=None, max_length=36)
    payload: dict[str, Any] = json_field(dict)
    priority: int = 0
    """Higher runs first; interactive work is 10, bulk 0."""
    deadline: datetime | None = moment()
    state: JobState = Field(default=JobState.QUEUED, index=True)
    progress: float = 0.0
    """0 to 1."""
    note: str = ""
    """What is being done now, for a person."""
    revision: int = 0
    """Grows with every change, so that a client can resume its event stream."""
    attempts: int = 0
    attempts_max: int = 5
    crashes: int = 0
    """Consecutive attempts that ended without a word and without progress."""
    due_at: datetime = moment(default_now=True, index=True)
    lease_until: datetime | None = moment(index=True)
    worker: str = ""
    fence: int = 0
    idempotency_key: str | None = None
    request_hash: str = ""
    traceparent: str = ""
    actor_kind: str = "system"
    actor_id: str = ""
    reason: str = ""
    """Why it failed last, in words for a person."""
    result: dict[str, Any] = json_field(dict)
    finished_at: datetime | None = moment()

    @property
    def finished(self) -> bool:
        return self.state in FINISHED


class Attempt(Tenanted, table=True):
    """One try at a job."""

    __tablename__ = "attempt"
    __table_args__ = (inside("job"),)

    job_id: str = Field(index=True, max_length=36)
    number: int
    worker: str = ""
    started_at: datetime = moment(default_now=True)
    ended_at: datetime | None = moment()
    outcome: str = ""
    """succeeded, failed, dead, crashed, released, cancelled, or '' while it runs."""
    reason: str = ""


def ask(
    session: AsyncSession,
    kind: str,
    *,
    by: Principal,
    subject: Tenanted | None = None,
    priority: int = 0,
    parent_id: str | None = None,
    **payload: Any,
) -> Job:
    """Accept work: the row is written with the transaction, a worker is woken after the commit."""
    job = Job(
        organization_id=organization_of(session),
        kind=kind,
        subject_type=str(type(subject).__tablename__) if subject else "",
        subject_id=subject.id if subject else "",
        workspace_id=getattr(subject, "workspace_id", None),
        parent_id=parent_id,
        payload=payload,
        priority=priority,
        actor_kind=by.kind,
        actor_id=by.id,
        traceparent=session.info.get("traceparent", ""),
    )
    session.add(job)
    session.info.setdefault("asked", []).append(job.id)
    return job
