"""One world: Ada owns Acme, Ben reviews for her, Ed edits, Lou only listens; Cleo owns Globex.

Cleo must see nothing of Acme. Everything in here was made by the real path: founded, signed in, uploaded,
read in the sandbox, drafted, approved, narrated; only the voice is a tone.
"""

import json
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from litestar import Litestar
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

import jobs.tasks  # noqa: F401 - registers every kind of job
from app.accounts.keys import new_secret
from app.accounts.models import LoginSession, User
from app.accounts.programs import ApiKey, ServiceAccount
from app.audit import AuditEvent
from app.database import Database, sqlite_url
from app.documents.models import Document
from app.documents.upload import Received, receive
from app.episodes.lookups import SegmentAt
from app.episodes.models import Episode
from app.episodes.requesting import start_episode
from app.episodes.scripts import load_script
from app.installation import Installation
from app.live import MemoryNudges
from app.main import create_app
from app.narration.narrating import start_narration
from app.organizations.models import Membership, Workspace, WorkspaceMembership
from app.organizations.places import found, project_for
from app.outside.egress import Egress
from app.outside.storage import MemoryStorage, Vault
from app.permissions import ROLES, SCOPES, Principal, Role
from app.queue.doorbell import SilentDoorbell
from app.queue.scheduling import run_all
from app.review.decisions import approve_segment
from app.settings import Settings
from app.tenancy import across_organizations
from tests.fakes.mail import LetterBox
from tests.fakes.speech import QuickSpeech as QuickSpeech
from tests.paper import DUNES, TIDES, pdf_of

MASTER_KEY = bytes(range(32))
OUR_OWN = {"Sec-Fetch-Site": "same-origin"}
MEMBERS = {
    "ada": ("acme", Role.OWNER),
    "ben": ("acme", Role.REVIEWER),
    "ed": ("acme", Role.EDITOR),
    "lou": ("acme", Role.LISTENER),
    "cleo": ("globex", Role.OWNER),
}
"""People, each of one organization; there is a key of the same name and role for each of them."""


@dataclass(frozen=True)
class Known:
    """What the tests know by name: ids, cookies, keys."""

    organizations: dict[str, str] = field(default_factory=dict)
    users: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    logins: dict[str, str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    things: dict[str, str] = field(default_factory=dict)
    """document and episode (in review) of Acme; told (its document) and narrated (that episode)."""


@dataclass
class World:
    """One installation and the application over it."""

    installation: Installation
    app: Litestar
    known: Known

    @property
    def storage(self) -> MemoryStorage:
        storage = self.installation.vault.storage
        assert isinstance(storage, MemoryStorage)
        return storage

    def browser(self, name: str = "", **headers: str) -> httpx.AsyncClient:
        """A browser on our own pages: of nobody, or of the person named."""
        cookies = {"tic_session": self.known.cookies[name]} if name else {}
        return self._client(OUR_OWN | headers, cookies)

    def program(self, name: str = "", **headers: str) -> httpx.AsyncClient:
        """A program with the key of that name, or with none."""
        bearer = {"Authorization": f"Bearer {self.known.keys[name]}"} if name else {}
        return self._client(bearer | headers, {})

    def _client(self, headers: dict[str, str], cookies: dict[str, str]) -> httpx.AsyncClient:
        # A handler's surprise is an answer with status 500, as it is for everybody else.
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)  # type: ignore[arg-type]
        origin = self.installation.settings.origin
        return httpx.AsyncClient(transport=transport, base_url=origin, headers=headers, cookies=cookies)

    def principal(self, name: str) -> Principal:
        """The person as an actor of their organization."""
        slug, role = MEMBERS[name]
        organization_id = self.known.organizations[slug]
        return Principal("user", self.known.users[name], name, organization_id, None, ROLES[role])

    def reading(self, slug: str = "acme") -> Any:
        """A session of an organization that only reads."""
        return self.installation.work(self.known.organizations[slug], writes=False)

    def writing(self, slug: str = "acme") -> Any:
        """A session of an organization."""
        return self.installation.work(self.known.organizations[slug])

    async def script(self, episode_id: str = "") -> Episode:
        """An episode of Acme with its whole script; the one in review unless named."""
        async with self.reading() as session:
            return await load_script(session, episode_id or self.known.things["episode"])

    async def events(self, slug: str = "acme") -> list[AuditEvent]:
        """The record of an organization, in order."""
        async with self.reading(slug) as session:
            return list((await session.exec(select(AuditEvent).order_by(col(AuditEvent.number)))).all())

    async def actions(self, slug: str = "acme") -> list[str]:
        """What the record says happened, in order."""
        return [event.action for event in await self.events(slug)]

    async def run(self, *, wait: bool = False) -> None:
        """Do all the work that is due."""
        await run_all(self.installation, wait=wait)

    async def everything(self) -> dict[str, list[str]]:
        """Every row of every table that is not about visits, to compare before with after."""
        async with self.installation.work(writes=False) as session:
            with across_organizations(session):
                return {table.name: await _rows(session, table) for table in kept_tables()}


def kept_tables() -> list[Any]:
    """All but those that note when a cookie or key was last seen, and where the record ends."""
    seen = ("login_session", "api_key", "audit_head")
    return [table for table in SQLModel.metadata.sorted_tables if table.name not in seen]


async def _rows(session: AsyncSession, table: Any) -> list[str]:
    connection = await session.connection()
    rows = (await connection.execute(table.select())).mappings().all()
    kept = [row for row in rows if row.get("action") != "organization.permission_denied"]
    return sorted(json.dumps(dict(row), default=str, sort_keys=True) for row in kept)


def installation_on(settings: Settings, storage: MemoryStorage, database: Database) -> Installation:
    """Everything in memory but the database, and a tone for a voice."""
    speech = QuickSpeech()
    return Installation(
        settings=settings,
        database=database,
        vault=Vault(storage),
        doorbell=SilentDoorbell(),
        nudges=MemoryNudges(),
        speech=lambda: speech,
        master_key=MASTER_KEY,
        egress=Egress.of(settings),
        mail=LetterBox(),
    )


async def pieces(content: bytes, size: int = 1 << 16) -> AsyncIterator[bytes]:
    """Bytes as an upload brings them."""
    for at in range(0, len(content), size):
        yield content[at : at + size]


async def founded(installation: Installation) -> Known:
    """Both organizations with their people, signed in, and their keys."""
    known = Known()
    for slug in ("acme", "globex"):
        async with installation.work() as session:
            organization = await found(session, slug, slug.title(), MASTER_KEY)
            await session.flush()
            known.organizations[slug] = organization.id
    for name, (slug, role) in MEMBERS.items():
        async with installation.work(known.organizations[slug]) as session:
            await _admit(session, known, name, role)
    return known


async def _admit(session: AsyncSession, known: Known, name: str, role: Role) -> None:
    organization_id = session.info["organization_id"]
    user = User.known_as(f"{name}@example.org", name.title())
    login, token = LoginSession.begin(user, 24 * 3600, "127.0.0.1", "the tests")
    # However long the tests take, nobody is asked again who they are.
    login.confirmed_at = login.expires_at
    membership = Membership(user_id=user.id, role=role)
    account = ServiceAccount(organization_id=organization_id, name=f"{name}'s program", role=role)
    secret = new_secret()
    scopes = ROLES[role] & SCOPES
    key = ApiKey.issue(account, name, secret, scopes, 30, Principal.system(organization_id))
    session.add(user)
    await session.flush()
    room = (await session.exec(select(Workspace))).one()
    entry = WorkspaceMembership(workspace_id=room.id, membership_id=membership.id)
    session.add_all([login, membership, account, *key, entry])
    known.users[name], known.cookies[name], known.keys[name] = user.id, token, secret
    known.logins[name] = login.id


async def uploaded(installation: Installation, by: Principal, content: bytes, name: str) -> Received:
    """The PDF, received but not read."""
    async with installation.work(by.organization_id, writes=False) as session:
        project = await project_for(session)
    return await receive(installation, by, project, name, pieces(content))


async def drafted(installation: Installation, by: Principal, content: bytes, name: str) -> tuple[str, str]:
    """Ids of a document that was read and of an episode of it, ready for review."""
    received = await uploaded(installation, by, content, name)
    await run_all(installation)
    async with installation.work(by.organization_id) as session:
        episode, _ = await start_episode(session, by, [received.document.id], minutes=1.0)
    await run_all(installation)
    async with installation.work(by.organization_id, writes=False) as session:
        document = await session.get_one(Document, received.document.id)
        found = await load_script(session, episode.id)
    assert document.state == "ready", document.reason
    assert found.state == "in_review", found.reason
    return document.id, episode.id


async def approved(
    installation: Installation, by: Principal, episode_id: str, *, spoken: bool = True
) -> None:
    """A yes to every segment, and what that sets in motion unless it is not to be spoken yet."""
    async with installation.work(by.organization_id) as session:
        episode = await load_script(session, episode_id)
        for segment in episode.segments:
            approve_segment(session, SegmentAt(episode, segment), by, segment.content_hash)
    if spoken:
        await run_all(installation)


async def narrated(installation: Installation, by: Principal, episode_id: str) -> None:
    async with installation.work(by.organization_id) as session:
        start_narration(session, await load_script(session, episode_id), by)
    await run_all(installation)
    async with installation.work(by.organization_id, writes=False) as session:
        episode = await session.get_one(Episode, episode_id)
    assert episode.state == "ready", episode.reason


async def lived_in(installation: Installation, known: Known) -> None:
    """Acme with an episode in review, and another that can be listened to."""
    ada = World(installation, None, known).principal("ada")  # type: ignore[arg-type]
    known.things["told"], known.things["narrated"] = await drafted(
        installation, ada, pdf_of(TIDES), "tides.pdf"
    )
    await approved(installation, ada, known.things["narrated"])
    await narrated(installation, ada, known.things["narrated"])
    known.things["document"], known.things["episode"] = await drafted(
        installation, ada, pdf_of(DUNES), "dunes.pdf"
    )


@dataclass(frozen=True)
class Blueprint:
    """A world at rest: its database file, its objects, its names."""

    database: Path
    objects: dict[str, bytes]
    known: Known

    def settings(self, folder: Path, **values: Any) -> Settings:
        return Settings(_env_file=None, data_dir=folder, **values)  # type: ignore[call-arg]

    def copied(self, folder: Path, database: Database | None = None, **values: Any) -> Installation:
        """An installation of its own with everything that is in the blueprint, on this database if given."""
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(self.database, folder / "tic.db")
        storage = MemoryStorage()
        storage.objects = dict(self.objects)
        database = database or Database(sqlite_url(folder / "tic.db"))
        return installation_on(self.settings(folder, **values), storage, database)


_applications: dict[str, Litestar] = {}
"""By their settings: making one takes longer than most tests."""
LATER = {"egress_allow", "admin_addresses"}  # settings it does not look at while it is made


def application(installation: Installation, **values: Any) -> Litestar:
    """The real application, over this installation from now on."""
    kind = repr(sorted(item for item in values.items() if item[0] not in LATER))
    if kind not in _applications:
        _applications[kind] = create_app(installation.settings, installation)
    _applications[kind].state.installation = installation
    return _applications[kind]
