"""The pages and the API of review policies: one policy a project."""

from dataclasses import asdict, dataclass
from typing import Any

from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, URLEncodedBody
from litestar.response import Response, Template
from sqlmodel.ext.asyncio.session import AsyncSession

from app.organizations.models import Project
from app.organizations.places import projects_seen
from app.organizations.policies import APPROVALS_MAX, APPROVERS, ApprovalPolicy
from app.organizations.settings import render_settings
from app.permissions import Permission, Principal, Role
from app.problems import Invalid, Missing
from app.review.policies import change_policy, last_change
from app.web import AnyRequest, Session, redirect, sought, there

RATES = (50, 20, 10)
"""One in how many sentences the page offers to plant an error in."""


@dataclass
class PolicyForm:
    """A box that is not ticked is not sent."""

    approvals: int = 1
    author_may_approve: bool = False
    required_role: str = ""
    four_eyes: bool = False
    keys_may_approve: bool = False
    guests_may_approve: bool = False
    vigilance: int = 0


@dataclass
class PolicyGiven:
    """`required_role` null: anybody's approval will do. What is left out is as in a new project."""

    approvals: int = 1
    author_may_approve: bool = True
    required_role: str | None = None
    four_eyes: bool = False
    keys_may_approve: bool = True
    guests_may_approve: bool = False
    vigilance: int = 0
    """One in how many sentences members see with a planted error, 5 to 200; 0: none."""


@dataclass
class PolicyShown(PolicyGiven):
    project_id: str = ""


async def provide_project(session: Session, project_id: FromPath[str]) -> Project:
    return await sought(session, _project(session, project_id))


async def _project(session: AsyncSession, project_id: str) -> Project:
    project = await session.get(Project, project_id)
    if project is None:
        raise Missing
    return project


def policy_of(given: PolicyForm | PolicyGiven) -> ApprovalPolicy:
    if given.required_role and given.required_role not in list(Role):
        raise Invalid(f"There is no role {given.required_role}.", field="required_role")
    facts = asdict(given) | {"required_role": Role(given.required_role) if given.required_role else None}
    return ApprovalPolicy(**facts)


def policy_shown(project: Project) -> PolicyShown:
    return PolicyShown(project_id=project.id, **asdict(project.policy))


@get("/settings/policy", needs=Permission.MANAGE)
async def show_policies(request: AnyRequest, session: Session) -> Template:
    """A form for each project, with what the latest change of it did."""
    shown = [(row, await last_change(session, row.project)) for row in await projects_seen(session)]
    return render_settings(
        request, "policy", projects=shown, approvers=APPROVERS, approvals_max=APPROVALS_MAX, rates=list(RATES)
    )


@post("/projects/{project_id:str}/policy", needs=Permission.MANAGE, dependencies={"project": provide_project})
async def create_policy_by_form(
    request: AnyRequest,
    session: Session,
    principal: NamedDependency[Principal],
    project: NamedDependency[Project],
    data: URLEncodedBody[PolicyForm],
) -> Response[Any]:
    await change_policy(session, project, principal, policy_of(data))
    slug = request.scope["state"]["organization"].slug
    return redirect(request, f"/{slug}/settings/policy#project-{project.id}")


@get("/projects/{project_id:str}/policy", needs=Permission.READ)
async def show_policy(project: NamedDependency[Project]) -> PolicyShown:
    return policy_shown(project)


@post("/projects/{project_id:str}/policy", needs=Permission.MANAGE, status_code=200)
async def create_policy(
    session: Session,
    principal: NamedDependency[Principal],
    project: NamedDependency[Project],
    data: JSONBody[PolicyGiven],
) -> PolicyShown:
    """Holds at once, for the project's episodes too: what lacks an approval under it is open again."""
    await change_policy(session, project, principal, policy_of(data))
    return policy_shown(project)


pages = Router(path="/{org:str}", route_handlers=[show_policies, create_policy_by_form])
api = Router(
    path="/",
    route_handlers=[show_policy, create_policy],
    guards=[there(Project, "project_id")],
    dependencies={"project": provide_project},
    tags=["Review"],
)
