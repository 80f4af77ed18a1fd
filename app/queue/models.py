"""Job, Attempt, Schedule: accepted work, who holds it, how it went, and when it is asked for again."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from app.audit import AuditEvent
from app.database import Utc, addressable, inside, json_field, moment, word
from app.ids import now
from app.permissions import Principal
from app.problems import Invalid, Refused
from app.queue.clock import database_now
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


CRASHES_MAX = 3
"""In a row and without progress, after which a job is given up."""
WAITED_FOR = "Waiting for a word of its last worker"
"""Notes that what would end a job now was put off once, in case its last worker lives."""
APART = " apart"
"""Ends the name of whoever holds a job in a process of its own."""
STARTING = " starting" + APART
"""Ends it while that process has not come so far."""


class Job(Tenanted, table=True):
    """One unit of accepted work. Every write while it runs is guarded by its fence."""

    __tablename__ = "job"
    __table_args__ = (
        addressable(),
        inside("job", "parent_id"),
        Index("ix_job_state_due_at", "state", "due_at"),
        Index("ix_job_turn", "state", "organization_id", "priority", "due_at", "id"),
    )

    kind: str = Field(index=True)
    subject_type: str = ""
    subject_id: str = Field(default="", index=True)
    workspace_id: str | None = Field(default=None, index=True, max_length=36)
    parent_id: str | None = Field(default=None, index=True, max_length=36)
    payload: dict[str, Any] = json_field(dict)
    priority: int = 0
    """Higher runs first; interactive work is 10, bulk 0."""
    deadline: datetime | None = moment()
    """A job not begun by then is given up."""
    state: JobState = Field(default=JobState.QUEUED, sa_type=word(JobState))
    progress: float = 0.0
    """0 to 1; never goes back."""
    note: str = ""
    """What is being done now, for a person."""
    revision: int = 0
    """Grows with every change, so that a client can resume its event stream."""
    attempts: int = 0
    """How often it was begun, not counting attempts that gave it back undone."""
    failures: int = 0
    """How many attempts ended in an error; a crash is not one."""
    crashes: int = 0
    """Consecutive attempts that ended without a word and without progress."""
    lapses: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """Consecutive attempts without progress that lost their lease while their worker lived, as it says."""
    due_at: datetime = Field(
        default=None, sa_type=Utc, nullable=False, sa_column_kwargs={"default": database_now()}
    )
    """Not begun before; the database's present unless set."""
    lease_until: datetime | None = moment()
    worker: str = ""
    fence: int = 0
    """Grows with every claim; a write by an earlier holder finds another number and changes nothing."""
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

    def retry(self, by: Principal) -> AuditEvent:
        """Run a dead, failed or cancelled job again now, with all its attempts; any other is refused.

        Load the job with `job_for_change`; `retry_job` also wakes a worker.
        """
        if self.state not in (JobState.DEAD, JobState.FAILED, JobState.CANCELLED):
            raise Refused(f"This job is {self.state.value}, so it cannot be run again.")
        event = AuditEvent.of(self, "retried", by, kind=self.kind, reason=self.reason)
        self.state, self.reason, self.finished_at = JobState.QUEUED, "", None
        self.attempts = self.failures = self.crashes = self.lapses = 0
        self.note = ""
        self.deadline = None
        self.due_at = self.created_at
        self.revision += 1
        return event

    def discard(self, by: Principal) -> AuditEvent:
        """Lay a dead letter aside: it will not run, and nobody is asked about it any more."""
        if self.state != JobState.DEAD:
            raise Refused(f"This job is {self.state.value}, so there is nothing to discard.")
        self.state = JobState.CANCELLED
        self.revision += 1
        return AuditEvent.of(self, "discarded", by, kind=self.kind, reason=self.reason)

    def cancel(self, by: Principal) -> AuditEvent:
        """Stop a job that has not ended; a worker that holds it notices within a third of its lease.

        Load the job with `job_for_change`; `cancel_job` takes its children with it.
        """
        if self.finished:
            raise Refused(f"This job is {self.state.value} already, so it cannot be cancelled.")
        self.state, self.lease_until, self.worker = JobState.CANCELLED, None, ""
        self.finished_at = now()
        self.revision += 1
        return AuditEvent.of(self, "cancelled", by, kind=self.kind)


class Attempt(Tenanted, table=True):
    """One try at a job."""

    __tablename__ = "attempt"
    __table_args__ = (inside("job"),)

    job_id: str = Field(index=True, max_length=36)
    number: int
    fence: int = 0
    """The fence of the job while this attempt holds it."""
    worker: str = ""
    started_at: datetime = moment(default_now=True)
    ended_at: datetime | None = moment()
    outcome: str = ""
    """succeeded, failed, dead, crashed, lapsed, released, cancelled, or '' while it runs."""
    reason: str = ""


class Share(Tenanted, table=True):
    """What an organization may have of the workers, where that differs from the settings."""

    __tablename__ = "share"
    __table_args__ = (UniqueConstraint("organization_id"),)

    weight: int = 1
    """Turns it has for each turn of an organization of weight 1."""
    slots: int | None = None
    """Most of its jobs that run at a time; 0 means no limit."""
    backlog: int | None = None
    """Most of its jobs that have not ended before new work is refused; 0 means no limit."""

    def change(self, by: Principal, **values: int | None) -> AuditEvent:
        """Give the organization another share; None stands for what the settings say. Raises Invalid."""
        weight = values.get("weight")
        if "weight" in values and (weight is None or weight < 1):
            raise Invalid("A weight is at least 1.", field="weight")
        if any(value is not None and value < 0 for value in values.values()):
            raise Invalid("A limit is 0, for none, or more.")
        for name, value in values.items():
            setattr(self, name, value)
        return AuditEvent.of(self, "changed", by, **values)


class Schedule(Tenanted, table=True):
    """When an organization's job of a kind is asked for next; `schedules.py` takes the turns."""

    __tablename__ = "schedule"
    __table_args__ = (UniqueConstraint("organization_id", "kind"),)

    kind: str
    next_due_at: datetime = Field(sa_type=Utc, index=True)
    """By the database's clock."""
    job_id: str = Field(default="", max_length=36)
    """What the last turn asked for; it may have been pruned."""


def ask(
    session: AsyncSession,
    kind: str,
    *,
    by: Principal,
    subject: Tenanted | None = None,
    priority: int = 0,
    parent_id: str | None = None,
    within: float | None = None,
    **payload: Any,
) -> Job:
    """Accept work: the row is written with the transaction, a worker is woken after the commit.

    A job that has not begun, or begun again, `within` so many seconds is given up.
    """
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
    if within is not None:
        job.deadline = database_now(within)  # type: ignore[assignment]
    session.add(job)
    ring(session, job)
    return job


def ring(session: AsyncSession, job: Job) -> None:
    """Wake a worker for the job after the commit; call it when a waiting job has been made due."""
    session.info.setdefault("asked", []).append(job.id)
