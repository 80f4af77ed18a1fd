"""Refusals for want of a permission, in the record of the organization whose member was refused."""

import time
from typing import Any

import structlog

from app.audit import AuditEvent
from app.installation import Installation
from app.permissions import Permission, Principal

log: Any = structlog.get_logger("tic.security")

AGAIN_SECONDS = 600.0
"""Nobody can flood the record: the same refusal is recorded once in this time, and logged each time."""
REMEMBERED_MAX = 10_000


async def record_denial(
    installation: Installation, principal: Principal, needs: Permission, path: str
) -> None:
    """Log it and record it; the refusal stands even where the record cannot be written."""
    log.warning("permission.denied", needs=needs, actor=principal.id, organization=principal.organization_id)
    if not _is_new(installation, (principal.organization_id, principal.id, needs)):
        return
    event = AuditEvent(
        organization_id=principal.organization_id,
        action="organization.permission_denied",
        actor_kind=principal.kind,
        actor_id=principal.id,
        subject_type="organization",
        subject_id=principal.organization_id,
        details={"needs": needs.value, "path": path[:200]},
    )
    try:
        async with installation.work(principal.organization_id) as session:
            session.add(event)
    except Exception:
        log.exception("a refusal could not be recorded")


def _is_new(installation: Installation, refusal: tuple[str, str, str]) -> bool:
    recorded, now = installation.refusals, time.monotonic()
    if refusal in recorded and now - recorded[refusal] < AGAIN_SECONDS:
        return False
    if len(recorded) >= REMEMBERED_MAX:
        recorded.clear()
    recorded[refusal] = now
    return True
