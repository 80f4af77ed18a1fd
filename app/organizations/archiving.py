"""What is archived is not changed: no event about it enters the record, so no change can be made."""

from typing import Any

from sqlalchemy import event, or_
from sqlalchemy.orm import Session
from sqlmodel import col, select

from app.audit import AuditEvent
from app.organizations.models import Organization, Project, Workspace
from app.problems import Refused

PLACES = ("organization", "workspace", "project")
VERBS = ("archived", "restored", "renamed", "moved", "suspended", "resumed", "deletion_decided")
OF_ITSELF = frozenset(f"{place}.{verb}" for place in PLACES for verb in VERBS)
"""What can happen to an archived place all the same."""
OF_PEOPLE = ("user", "membership", "invitation", "team")
"""What can happen in an archived organization: people leave it."""


class Archived(Refused):
    """Somebody would change what was put away."""

    problem = "archived"
    title = "Archived"

    def __init__(self, what: str) -> None:
        super().__init__(f"This {what} is archived, so nothing in it can be changed. Restore it first.")


@event.listens_for(Session, "before_flush")
def _refuse(session: Session, context: object, instances: object) -> None:
    """Only of what people and programs ask for; work that had begun may end."""
    if not session.info.get("asked_here"):
        return
    fresh = [row for row in session.new if isinstance(row, AuditEvent)]
    fresh = [row for row in fresh if row.action not in OF_ITSELF]
    projects = {row.subject_id if row.subject_type == "project" else row.project_id for row in fresh} - {""}
    if projects and _any(session, _archived_projects(projects)):
        raise Archived("project")
    of_organization = {row.organization_id for row in fresh if row.subject_type not in OF_PEOPLE}
    archived = select(Organization.id).where(
        col(Organization.id).in_(of_organization), col(Organization.archived_at).is_not(None)
    )
    if of_organization and _any(session, archived):
        raise Archived("organization")


def _archived_projects(ids: set[str]) -> Any:
    return (
        select(Project.id)
        .join(Workspace, col(Workspace.id) == col(Project.workspace_id))
        .where(
            col(Project.id).in_(ids),
            or_(col(Project.archived_at).is_not(None), col(Workspace.archived_at).is_not(None)),
        )
    )


def _any(session: Session, statement: Any) -> bool:
    with session.no_autoflush:
        return session.execute(statement.limit(1)).first() is not None
