"""Every address of the application, filled in with things that exist, and a good body where one is taken."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from litestar import Litestar
from litestar.routes import HTTPRoute
from sqlmodel import select

from app.accounts.programs import ApiKey
from app.episodes.models import Episode
from app.episodes.states import EpisodeState
from app.narration.models import Artifact
from app.permissions import Permission
from app.queue.models import Job, JobState
from app.security import in_api
from tests.accounts.bodies import OF_ACCOUNTS
from tests.branding.bodies import OF_BRANDING
from tests.members.bodies import OF_PEOPLE
from tests.narration.bodies import OF_TAKES
from tests.paper import TIDES, pdf_of
from tests.queue.bodies import OF_FAILURES, failed_group
from tests.review.bodies import (
    REVIEW,
    approved_before,
    blocked,
    form_of_segment,
    nothing,
    reason,
)
from tests.scim.bodies import SEARCHES
from tests.sso.bodies import OF_SSO
from tests.voices.bodies import OF_VOICES
from tests.world import World, approved

PLACE = re.compile(r"{(\w+):\w+}")
STREAMS = ("/live", "/events")
"""Ends of addresses that answer with events for as long as somebody listens."""


@dataclass(frozen=True)
class Address:
    """A route as a visitor knows it; `template` has its places, such as {document_id}, without types."""

    method: str
    template: str
    needs: Permission

    @property
    def api(self) -> bool:
        return in_api(self.template)

    @property
    def places(self) -> list[str]:
        return re.findall(r"{(\w+)}", self.template)

    @property
    def takes_id(self) -> bool:
        """Whether it names something that belongs to an organization."""
        return any(place in IDS for place in self.places)

    @property
    def streams(self) -> bool:
        return self.template.endswith(STREAMS)

    def at(self, names: dict[str, Any]) -> str:
        return self.template.format_map(names)

    def __str__(self) -> str:
        return f"{self.method} {self.template}"


IDS = (
    "connection_id",
    "domain_id",
    "account_id",
    "key_id",
    "preset_id",
    "lexeme_id",
    "project_id",
    "document_id",
    "episode_id",
    "segment_id",
    "sentence_id",
    "artifact_id",
    "job_id",
    "assignment_id",
    "guest_id",
    "membership_id",
    "member_id",
    "invitation_id",
    "team_id",
    "workspace_id",
)


def addresses(app: Litestar) -> list[Address]:
    """All of them but those Litestar makes by itself: OPTIONS, static files, the API description."""
    found = []
    for route in app.routes:
        if not isinstance(route, HTTPRoute) or route.path.startswith("/static"):
            continue
        for handler in route.route_handlers:
            if handler.fn.__module__.startswith("app."):
                (method,) = handler.http_methods
                needs = handler.opt["needs"]
                found.append(Address(method, PLACE.sub(r"{\1}", route.path), needs))
    return sorted(found, key=str)


async def names(world: World) -> dict[str, Any]:
    """What to put into the places: things of Acme, of the episode in review where it has them."""
    script = await world.script()
    segment = script.segments[2]
    async with world.reading() as session:
        key = (await session.exec(select(ApiKey).where(ApiKey.name == "ed"))).one()
        artifacts = (await session.exec(select(Artifact))).all()
        job = (await session.exec(select(Job).where(Job.kind == "narrate_episode"))).one()
    audio = next(row for row in artifacts if row.kind == "audio")
    return {
        "org": "acme",
        "project_id": script.project_id,
        "document_id": world.known.things["document"],
        "episode_id": script.id,
        "segment_id": segment.id,
        "sentence_id": next(row.id for row in segment.sentences if row.evidence),
        "artifact_id": audio.id,
        "job_id": job.id,
        "preset_id": world.known.things["preset"],
        "lexeme_id": world.known.things["lexeme"],
        "assignment_id": world.known.things["assignment"],
        "guest_id": world.known.things["guest"],
        "membership_id": world.known.things["membership"],
        "member_id": world.known.things["membership"],
        "invitation_id": world.known.things["invitation"],
        "team_id": world.known.things["team"],
        "workspace_id": script.workspace_id,
        "voice_id": "fake:tone",
        "group": await failed_group(world),
        "number": 1,
        "version": 1,
        "line": "spent",
        "kind": "cover",
        "connection_id": world.known.things["connection"],
        "domain_id": world.known.things["domain"],
        "door_id": "no-such-door",
        "login_id": world.known.logins["ada"],
        "passkey_id": "no-such-passkey",
        "account_id": key.service_account_id,
        "key_id": key.id,
        "token": "spent",
        "name": "paper.pdf",
    }


Prepare = Callable[[World, dict[str, Any]], Awaitable[dict[str, Any]]]


async def revision(world: World, at: dict[str, Any]) -> dict[str, Any]:
    return {"sentences": [{"text": "The dunes migrated 23 metres per year on average."}]}


async def all_approved(world: World, at: dict[str, Any]) -> dict[str, Any]:
    await approved(world.installation, world.principal("ada"), at["episode_id"], spoken=False)
    return {}


async def being_narrated(world: World, at: dict[str, Any]) -> dict[str, Any]:
    await all_approved(world, at)
    answer = await world.browser("ada").post(f"/acme/episodes/{at['episode_id']}/narration")
    assert answer.status_code == 303, answer.text
    return {}


async def failed_reading(world: World, at: dict[str, Any]) -> dict[str, Any]:
    from app.documents.models import Document

    async with world.writing() as session:
        document = await session.get_one(Document, at["document_id"])
        document.fail("damaged", "It is damaged.", world.principal("ada"))
    return {}


async def scanned(world: World, at: dict[str, Any]) -> dict[str, Any]:
    from app.documents.models import Document

    async with world.writing() as session:
        document = await session.get_one(Document, at["document_id"])
        document.fail("no_text", "It is a scan.", world.principal("ada"))
    return {}


async def failed_drafting(world: World, at: dict[str, Any]) -> dict[str, Any]:
    async with world.writing() as session:
        episode = await session.get_one(Episode, at["episode_id"])
        episode.state, episode.revision = EpisodeState.FAILED, 0
    return {}


async def new_episode(world: World, at: dict[str, Any]) -> dict[str, Any]:
    return {"document_ids": [at["document_id"]], "mode": "summary", "minutes": 2}


async def dead_job(world: World, at: dict[str, Any]) -> dict[str, Any]:
    async with world.writing() as session:
        (await session.get_one(Job, at["job_id"])).state = JobState.DEAD
    return {}


async def waiting_job(world: World, at: dict[str, Any]) -> dict[str, Any]:
    async with world.writing() as session:
        (await session.get_one(Job, at["job_id"])).state = JobState.QUEUED
    return {}


async def pdf(world: World, at: dict[str, Any]) -> dict[str, Any]:
    return {"file": ("new.pdf", pdf_of((TIDES[0] + ", again", TIDES[1])), "application/pdf")}


async def policy(world: World, at: dict[str, Any]) -> dict[str, Any]:
    return {"approvals": 2}


BODIES: dict[str, Prepare] = {
    **OF_ACCOUNTS,
    **REVIEW,
    **OF_TAKES,
    **OF_VOICES,
    **OF_BRANDING,
    **OF_SSO,
    "/account/digests": nothing,
    **OF_PEOPLE,
    **OF_FAILURES,
    "/{org}/documents": pdf,
    "/{org}/documents/{document_id}/versions": pdf,
    "/v1/documents/{document_id}/versions": pdf,
    "/{org}/documents/{document_id}/reading": failed_reading,
    "/{org}/documents/{document_id}/recognition": scanned,
    "/{org}/episodes": new_episode,
    "/{org}/episodes/{episode_id}/drafting": failed_drafting,
    "/{org}/episodes/{episode_id}/narration": all_approved,
    "/{org}/episodes/{episode_id}/narration/cancellation": being_narrated,
    "/{org}/projects/{project_id}/policy": policy,
    "/v1/documents": pdf,
    "/v1/episodes": new_episode,
    "/v1/episodes/{episode_id}/narration": all_approved,
    "/v1/jobs/{job_id}/cancellation": waiting_job,
    "/v1/jobs/{job_id}/retry": dead_job,
    "/v1/projects/{project_id}/policy": policy,
    "/v1/segments/{segment_id}/approval": form_of_segment,
    "/v1/segments/{segment_id}/rejection": reason,
    "/v1/segments/{segment_id}/removal": nothing,
    "/v1/segments/{segment_id}/reopening": approved_before,
    "/v1/segments/{segment_id}/revision": revision,
    "/v1/sentences/{sentence_id}/override": blocked,
}
"""For every POST that acts inside an organization or account: what makes it possible, and its body."""

DOORS = SEARCHES | {
    "/sign-in",
    "/sign-in/{token}",
    "/sign-in/passkey",
    "/sign-in/second-factor",
    "/invitations/{token}",
    "/sso",
    "/sso/{door_id}/logout",
    "/account/sso/{door_id}",
    "/guest/{token}/sentences/{line}/approval",
    "/guest/{token}/sentences/{line}/comment",
}
"""POSTs of nobody in particular, that first lead elsewhere, or only look; their own tests prove them."""


async def send(world: World, address: Address, path: str, body: dict[str, Any], who: str) -> Any:
    """POST the body in the form the address takes."""
    client = world.program(who) if address.api else world.browser(who)
    if "file" in body:
        fields = {name: value for name, value in body.items() if name != "file"}
        return await client.post(path, files={"file": body["file"]}, data=fields)
    return await client.post(path, json=body) if address.api else await client.post(path, data=body)


__all__ = ["BODIES", "DOORS", "IDS", "STREAMS", "Address", "addresses", "names", "send"]
