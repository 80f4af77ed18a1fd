"""The limits that hold for an organization today, read from where they are enforced."""

from dataclasses import dataclass

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.programs import KEY_DAYS_MAX
from app.branding.keeping import BYTES_MAX
from app.episodes.asking import MINUTES_MAX
from app.queue.models import Share
from app.queue.shares import backlog_of, limits_of
from app.review.guests import DAYS_MAX
from app.settings import Settings
from app.usage.counting import Figure, Group


@dataclass
class Limit:
    """`most` is null where there is no limit; `used` null where nothing is counted against it."""

    name: str
    title: str
    """For people."""
    unit: str
    """count, seconds, minutes, days or bytes."""
    most: int | None
    used: int | None = None


def _or_none(most: int) -> int | None:
    """Settings say 0 where there is no limit."""
    return most or None


async def limits(session: AsyncSession, settings: Settings, groups: list[Group]) -> list[Limit]:
    """Of files, of work, of requests; `groups` is what is used."""
    share = (await session.exec(select(Share))).first()
    now = {figure.name: figure for group in groups for figure in group.figures}
    return [*_of_files(settings), *_of_work(settings, share, now), *_of_requests(settings), *_of_keys()]


def _of_files(settings: Settings) -> list[Limit]:
    return [
        Limit("upload", "Size of a PDF", "bytes", settings.upload_max_bytes),
        Limit("pages", "Pages of a PDF", "count", settings.pages_max),
        Limit("reading", "Time to read a PDF", "seconds", settings.read_seconds),
        Limit("brand_file", "Size of a sound or cover of a project", "bytes", BYTES_MAX),
        Limit("minutes", "Length that can be asked of an episode", "minutes", int(MINUTES_MAX)),
    ]


def _of_work(settings: Settings, share: Share | None, now: dict[str, Figure]) -> list[Limit]:
    known = limits_of(settings, [share] if share else [])
    organization_id = share.organization_id if share else ""
    unfinished = now["waiting"].now + now["running"].now
    backlog, slots = backlog_of(settings, share), known.most(organization_id)
    kinds = [
        Limit(f"slots_{kind}", f"Jobs “{kind}” of the whole installation at a time", "count", most)
        for kind, most in sorted(known.kinds.items())
    ]
    return [
        Limit(
            "backlog", "Unfinished jobs, before new work is refused", "count", _or_none(backlog), unfinished
        ),
        Limit("slots", "Jobs running at a time", "count", _or_none(slots), now["running"].now),
        Limit(
            "weight", "Turns at the workers, where others have one", "count", known.weight(organization_id)
        ),
        *kinds,
    ]


def _of_requests(settings: Settings) -> list[Limit]:
    return [
        Limit("requests_key", "Requests a minute of a key", "count", _or_none(settings.requests_per_key)),
        Limit(
            "requests_user", "Requests a minute of a person", "count", _or_none(settings.requests_per_user)
        ),
        Limit(
            "requests_address",
            "Requests a minute from a network address",
            "count",
            _or_none(settings.requests_per_address),
        ),
        Limit("streams", "Live pages open of a person or key", "count", settings.streams_per_user),
    ]


def _of_keys() -> list[Limit]:
    return [
        Limit("key_life", "Life of an API key", "days", KEY_DAYS_MAX),
        Limit("guest_life", "Life of a guest link", "days", DAYS_MAX),
    ]
