"""The audit log of an organization, in its settings: to read, to search, to take away."""

from typing import Any

from litestar import Router, get
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Stream, Template

from app.downloads import disposition
from app.organizations.models import Organization
from app.organizations.places import projects_seen
from app.organizations.settings import render_settings
from app.permissions import Permission, Principal
from app.problems import Invalid
from app.record.api import provide_wanted
from app.record.exporting import comma_separated, json_lines
from app.record.naming import names_of
from app.record.reading import Wanted, newest
from app.record.telling import SENTENCES, told
from app.web import AnyRequest, Session, installation_of

PAGE_SIZE = 50
FILES = {"csv": ("text/csv", comma_separated), "jsonl": ("application/jsonl", json_lines)}
KINDS = {action.partition(".")[0] for action in SENTENCES} | {"project", "service_account", "segment"}
"""What can be chosen as the kind of thing something was done to."""


@get("/settings/audit-log", needs=Permission.AUDIT)
async def show_audit_log(
    request: AnyRequest,
    session: Session,
    wanted: NamedDependency[Wanted],
    cursor: FromQuery[int | None] = None,
) -> Template:
    """Latest first."""
    events, more = await newest(session, wanted, cursor, PAGE_SIZE)
    names = await names_of(session, events)
    return render_settings(
        request,
        "audit-log",
        events=[told(event, names) for event in events],
        more=more,
        later=cursor is not None,
        wanted=wanted,
        kinds=[(kind, kind.replace("_", " ")) for kind in sorted({*KINDS, wanted.what} - {""})],
        projects=[(row.project.id, row.called) for row in await projects_seen(session)],
    )


@get("/settings/audit-log/file", needs=Permission.AUDIT)
async def export_audit_log(
    request: AnyRequest,
    principal: NamedDependency[Principal],
    wanted: NamedDependency[Wanted],
    format: FromQuery[str] = "csv",
) -> Stream:
    """Everything the filters let through, earliest first, as `csv` or `jsonl`."""
    if format not in FILES:
        raise Invalid("Take the audit log as csv or as jsonl.", field="format")
    media_type, lines = FILES[format]
    organization: Organization = request.scope["state"]["organization"]
    name = f"{organization.slug}-audit-log.{format}"
    content: Any = lines(installation_of(request), principal, wanted)
    headers = {"Content-Disposition": disposition(name, inline=False)}
    return Stream(content, media_type=media_type, headers=headers)


router = Router(
    path="/{org:str}",
    route_handlers=[show_audit_log, export_audit_log],
    dependencies={"wanted": provide_wanted},
)
