"""The application: every router, middleware and implementation, in reading order."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from litestar import Litestar, Router
from litestar.datastructures import State
from litestar.static_files import create_static_files_router

import app.accounts.address_pages
import app.accounts.api
import app.accounts.factor_pages
import app.accounts.key_pages
import app.accounts.proof_pages
import app.accounts.routes
import app.accounts.security_pages
import app.admin.routes
import app.branding.routes
import app.documents.api
import app.documents.images
import app.documents.routes
import app.documents.versioning
import app.episodes.api
import app.episodes.revision_api
import app.episodes.routes
import app.home.routes
import app.inbox.routes
import app.members.api
import app.members.rooming
import app.members.routes
import app.members.team_api
import app.members.teaming
import app.narration.api
import app.narration.directing
import app.narration.routes
import app.organizations.api
import app.organizations.rooms
import app.organizations.routes
import app.pronunciation.api
import app.pronunciation.routes
import app.queue.api
import app.queue.routes
import app.record.api
import app.record.routes
import app.retention.routes
import app.review.anchoring
import app.review.api
import app.review.assigning
import app.review.edits
import app.review.guesting
import app.review.history
import app.review.presence
import app.review.routes
import app.review.rules
import app.review.talking
import app.review.vigilance
import app.scim.api
import app.sso.connections
import app.sso.domains
import app.sso.routes
import app.usage.routes
import app.voices.api
import app.voices.routes
import jobs.tasks  # noqa: F401 - who cancels a job tells its subject, as its kind says
from app import reference, telemetry
from app.accounts.limiting import LimitActors, LimitAddresses
from app.accounts.sessions import Identify, provide_principal
from app.bounded import BoundedRequest
from app.errors import HANDLERS
from app.idempotency import Idempotent
from app.installation import Installation
from app.logs import set_up_logs
from app.opening import open_installation
from app.permissions import Permission
from app.queue.room import KeepRoom
from app.security import (
    FORM_MAX_BYTES,
    CrossOriginGuard,
    check_routes,
    protect,
    require,
)
from app.settings import Settings
from app.web import ROOT, provide_session, templates

PAGES = [
    app.home.routes.router,
    app.accounts.routes.router,
    app.sso.routes.router,
    app.sso.connections.router,
    app.sso.domains.router,
    app.accounts.proof_pages.router,
    app.accounts.factor_pages.router,
    app.accounts.address_pages.router,
    app.accounts.key_pages.router,
    app.accounts.security_pages.router,
    app.documents.routes.router,
    app.documents.images.router,
    app.episodes.routes.router,
    app.review.routes.router,
    app.review.edits.router,
    app.review.talking.router,
    app.review.assigning.pages,
    app.review.presence.router,
    app.review.guesting.router,
    app.review.guesting.links,
    app.inbox.routes.router,
    app.review.anchoring.router,
    app.review.history.router,
    app.review.rules.pages,
    app.review.vigilance.pages,
    app.usage.routes.pages,
    app.retention.routes.pages,
    app.narration.routes.router,
    app.narration.directing.pages,
    app.organizations.routes.router,
    app.organizations.routes.choosing,
    app.organizations.rooms.lists,
    app.organizations.rooms.pages,
    app.members.routes.pages,
    app.members.routes.joining,
    app.members.teaming.pages,
    app.members.rooming.pages,
    app.voices.routes.router,
    app.branding.routes.pages,
    app.pronunciation.routes.router,
    app.record.routes.router,
    app.queue.routes.router,
]
API = [
    app.accounts.api.router,
    app.organizations.api.router,
    app.members.api.router,
    app.members.team_api.router,
    app.members.rooming.router,
    app.documents.api.router,
    app.episodes.api.router,
    app.episodes.revision_api.router,
    app.review.api.router,
    app.review.rules.api,
    app.review.vigilance.api,
    app.usage.routes.api,
    app.retention.routes.api,
    app.review.assigning.api,
    app.narration.api.router,
    app.narration.directing.api,
    app.queue.api.router,
    app.voices.api.router,
    app.branding.routes.api,
    app.pronunciation.api.router,
    app.record.api.router,
]


UPLOADS = [
    app.documents.routes.uploads,
    app.documents.api.uploads,
    app.branding.routes.uploads,
    app.branding.routes.api_uploads,
    app.narration.routes.uploads,
    app.narration.api.uploads,
    app.documents.versioning.pages,
    app.documents.versioning.uploads,
]
"""Of both, because their bodies may be as large as a document."""


def create_app(settings: Settings, installation: Installation | None = None) -> Litestar:
    """The web application; raises RuntimeError when a route names no permission."""
    installation = installation or open_installation(settings)
    litestar = Litestar(
        route_handlers=_handlers(settings),
        middleware=_middleware(settings),
        request_class=BoundedRequest,
        guards=[require],
        dependencies={"session": provide_session, "principal": provide_principal},
        exception_handlers=HANDLERS,
        template_config=templates(),
        openapi_config=reference.description() if settings.api_docs else None,
        request_max_body_size=FORM_MAX_BYTES,
        state=State({"installation": installation}),
        lifespan=[_lifespan],
        logging_config=None,
    )
    check_routes(litestar)
    return protect(litestar, settings)


def _handlers(settings: Settings) -> list[Any]:
    """Every router, and the files of the browser."""
    static = create_static_files_router(
        path="/static",
        directories=[ROOT / "static"],
        opt={"needs": Permission.PUBLIC},
        include_in_schema=False,
    )
    pages = Router(path="/", route_handlers=PAGES, include_in_schema=False)
    api = Router(path="/v1", route_handlers=API, security=[{"key": []}])
    uploads = Router(
        path="/",
        route_handlers=UPLOADS,
        request_max_body_size=settings.upload_max_bytes + FORM_MAX_BYTES,
    )
    described = [reference.router] if settings.api_docs else []
    published = app.accounts.api.published
    directories = app.scim.api.router
    operated = [telemetry.router(settings), app.admin.routes.router]
    return [pages, api, directories, published, uploads, *operated, static, *described]


def _middleware(settings: Settings) -> list[Any]:
    """Outermost first."""
    known = [Identify(), LimitActors(), Idempotent(), KeepRoom()]
    return [telemetry.Measure(), CrossOriginGuard(settings), LimitAddresses(), *known]


@asynccontextmanager
async def _lifespan(litestar: Litestar) -> AsyncIterator[None]:
    yield
    installation: Installation = litestar.state.installation
    await installation.nudges.close()
    await installation.doorbell.close()
    await installation.limiter.close()
    await installation.database.close()


def factory() -> Any:
    """For uvicorn, which starts the application by name."""
    from app.settings import settings

    set_up_logs(settings())
    made = create_app(settings())
    # What stays for good is passed over from now on: a full collection would hold up every request for 0.3 s.
    gc.collect()
    gc.freeze()
    return made
