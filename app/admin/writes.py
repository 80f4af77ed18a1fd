"""What operators change: suspending organizations and disabling people, by our own models, with an event."""

from typing import Any

import structlog
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.lookups import organizations_of
from app.accounts.models import User, normalized_email
from app.admin.mirrors import MIRRORED, WRITABLE
from app.audit import AuditEvent
from app.installation import Installation
from app.organizations.models import Organization
from app.permissions import Principal
from app.problems import Invalid, Missing
from app.tenancy import across_organizations

log: Any = structlog.get_logger("tic.admin")


AS_THE_FORM_SENDS: dict[Any, bool] = {"true": True, "false": False}


async def write(
    installation: Installation, operator: User, table: str, id: str, values: dict[str, Any]
) -> None:
    """Make the change and its events in one transaction; Invalid for anything but the field that is open.

    A form sends the whole row, so what stands there already is no change.
    """
    field = WRITABLE[table]
    async with installation.work() as session:
        row: Any = await session.get(Organization if table == "organization" else User, id)
        if row is None:
            raise Missing
        for name, value in values.items():
            if name != field and name in MIRRORED[table] and value != getattr(row, name):
                raise Invalid(f"Only {field} can be changed here.", field=name)
        wanted = values.get(field, getattr(row, field))
        wanted = AS_THE_FORM_SENDS.get(wanted, wanted) if isinstance(wanted, str) else wanted
        if not isinstance(wanted, bool):
            raise Invalid("Say true or false.", field=field)
        if wanted == getattr(row, field):
            return
        events = await _change(session, operator, row, wanted)
        with across_organizations(session):
            session.add_all(events)
            await session.flush()
    log.warning("admin.wrote", operator=operator.id, table=table, id=id, field=field, value=wanted)


async def _change(session: AsyncSession, operator: User, row: Any, wanted: bool) -> list[AuditEvent]:
    if isinstance(row, Organization):
        by = _as_operator(operator, row.id)
        return [row.suspend(by) if wanted else row.resume(by)]
    if row.id == operator.id:
        raise Invalid("Nobody can disable themselves here; another operator can.", field="disabled")
    row.disabled = wanted
    action = "disabled" if wanted else "enabled"
    facts = {"before": {"disabled": not wanted}, "after": {"disabled": wanted}}
    ids = await organizations_of(session, row)
    return [AuditEvent.of(row, action, _as_operator(operator, id), **facts) for id in ids]


def _as_operator(operator: User, organization_id: str) -> Principal:
    return Principal("user", operator.id, operator.email, organization_id)


async def set_operator(session: AsyncSession, email: str, operates: bool) -> None:
    """From the command line: make a known person an operator, or end it; Missing for an unknown address."""
    user = (await session.exec(select(User).where(User.email == normalized_email(email)))).first()
    if user is None:
        raise Missing(f"There is no user {email}.")
    if user.operator == operates:
        return
    user.operator = operates
    facts = {"before": {"operator": not operates}, "after": {"operator": operates}}
    action = "made_operator" if operates else "operator_ended"
    with across_organizations(session):
        for id in await organizations_of(session, user):
            session.add(AuditEvent.of(user, action, Principal.system(id), **facts))
        await session.flush()
