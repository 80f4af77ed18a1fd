"""Changing what a project asks of approvals, and what that does to the scripts in review."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.audit import AuditEvent
from app.episodes.models import Episode
from app.episodes.scripts import load_script
from app.live import REFRESH, nudge
from app.organizations.models import Project
from app.organizations.policies import ApprovalPolicy
from app.permissions import Principal


@dataclass(frozen=True)
class PolicyChange:
    """The last change of a project's policy: when, and the episodes whose sentences it moved."""

    at: datetime
    episodes: list[dict[str, Any]]
    """Of each: id, title, and how many sentences were reopened and how many became approved."""


async def change_policy(
    session: AsyncSession, project: Project, by: Principal, policy: ApprovalPolicy
) -> None:
    """Put the project and every episode of it under the policy; what lacks approvals is open again.

    No approval is lost: each stays recorded, and counts again when the policy lets it.
    """
    policy.check()
    if policy == project.policy:
        return
    query = select(Episode.id).where(Episode.project_id == project.id).order_by(col(Episode.id))
    moved = []
    for episode_id in (await session.exec(query)).all():
        episode = await load_script(session, episode_id)
        event = episode.change_policy(by, policy)
        if event is None:
            continue
        session.add(event)
        nudge(session, episode.id, REFRESH)
        counts = {name: len(event.details[name]) for name in ("reopened", "approved")}
        moved.append({"id": episode.id, "title": episode.title, **counts})
    session.add(project.change_policy(by, policy, episodes=moved))


async def last_change(session: AsyncSession, project: Project) -> PolicyChange | None:
    """What the latest change did, from the record."""
    query = (
        select(AuditEvent)
        .where(AuditEvent.subject_id == project.id, AuditEvent.action == "project.policy_changed")
        .order_by(col(AuditEvent.number).desc())
        .limit(1)
    )
    event = (await session.exec(query)).first()
    return PolicyChange(event.at, list(event.details["episodes"])) if event else None
