"""piccolo-admin itself, cut down: it reads; signing in, its sessions and every write are ours.

Relies on the inside of piccolo-admin, whose version is pinned: the mount /api and its authentication.
tests/admin/test_site.py fails when that changes.
"""

import json
import re
from typing import Any

from piccolo_admin.endpoints import TableConfig, create_admin
from piccolo_api.crud.validators import Validators
from starlette.authentication import AuthCredentials, AuthenticationBackend, SimpleUser
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request

from app.admin.mirrors import MIRRORED, engine_of, mirrors
from app.settings import Settings

HIDDEN = ("public/login", "public/logout", "api/change-password", "api/media")
"""What of piccolo-admin would sign somebody in or write past us."""
WRITE = re.compile(r"api/tables/(\w+)/([0-9a-f-]{36})/?")


class OperatorUser(SimpleUser):
    """The signed-in operator as piccolo-admin sees one."""

    def __init__(self, id: str, email: str) -> None:
        super().__init__(email)
        self.user_id = id
        self.user = self
        self.superuser = False


class OurSession(AuthenticationBackend):
    """Who got here has passed our guard; says who it is, as our login session has it."""

    async def authenticate(self, conn: HTTPConnection) -> tuple[AuthCredentials, OperatorUser]:
        user = conn.scope["state"]["user"]
        return AuthCredentials(["authenticated"]), OperatorUser(user.id, user.email)


def _reads_only(piccolo_crud: Any, request: Request) -> None:
    # No write gets here as it is; this is for the day one does.
    if request.method not in ("GET", "HEAD"):
        raise HTTPException(405, "This is changed elsewhere.")


def build(settings: Settings) -> Any:
    """The ASGI application, over the database of the settings."""
    tables = [
        TableConfig(table_class=table, validators=Validators(every=[_reads_only]))
        for table in mirrors(engine_of(settings))
    ]
    assert len(tables) == len(MIRRORED)
    admin: Any = create_admin(
        tables, auto_include_related=False, production=True, site_name="Thinking in Code, operators"
    )
    mounts = {mount.path: mount for mount in admin.routes if hasattr(mount, "path")}
    mounts["/api"].app.backend = OurSession()
    return admin


def hidden(path: str) -> bool:
    return path.lstrip("/").startswith(HIDDEN)


def change_in(method: str, path: str) -> tuple[str, str] | None:
    """(table, id) of the row a request wants to change, or None."""
    match = WRITE.fullmatch(path.lstrip("/"))
    return (match[1], match[2]) if match and method in ("PUT", "PATCH") else None


def parsed(body: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(body)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
