"""What an organization can choose about its voices: the same steps for its pages and for the API."""

from collections.abc import Mapping, Sequence

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.audit import AuditEvent
from app.episodes.manner import Emphasis, Manner
from app.organizations.models import Project
from app.permissions import Principal
from app.problems import Invalid, Missing, Refused
from app.voices.catalog import Castings, Catalog, castings, checked, checked_pacing, presets
from app.voices.models import Casting, OwnPreset, Part
from app.voices.pacing import PacingPreset


async def casting_at(session: AsyncSession, project_id: str | None) -> tuple[Casting, Castings]:
    """The row to change at a place, and all that holds there; Missing when the project is not to be seen."""
    if project_id and await session.get(Project, project_id) is None:
        raise Missing
    found = await castings(session, project_id)
    return found.project or found.organization, found


def keep(session: AsyncSession, row: Casting | OwnPreset, event: AuditEvent | None) -> None:
    """A choice that changed nothing leaves no row behind."""
    if event is not None:
        session.add_all([row, event])


async def cast(
    session: AsyncSession,
    voices: Catalog,
    by: Principal,
    project_id: str | None,
    parts: Mapping[str, str],
    pacing: str,
) -> Castings:
    """Choose voices for parts and a preset for the rest; a part that is not named is left to the default."""
    row, found = await casting_at(session, project_id)
    if unknown := set(parts) - set(Part):
        raise Invalid(f"There is no such part. There are: {', '.join(Part)}.", field=min(unknown))
    known = {Part(part): checked(voices, found, voice, part) for part, voice in parts.items()}
    keep(session, row, row.cast(by, known, checked_pacing(await presets(session), pacing)))
    return found


async def keep_text(
    session: AsyncSession, voices: Catalog, by: Principal, project_id: str | None, stays: bool
) -> Castings:
    """Forbid engines that send text outside, or allow them; refused while such a voice is cast there."""
    row, found = await casting_at(session, project_id)
    if stays:
        out = {voice.id for voice in voices.values() if voice.engine.sends_text_out}
        _check_uncast(_reached(await _all(session), row, found), out, "sends text outside")
    keep(session, row, row.keep_text(by, stays))
    return found


async def set_loudness(
    session: AsyncSession, by: Principal, project_id: str | None, lufs: float | None
) -> Castings:
    """How loud episodes are mastered there; None leaves it to the organization, or the installation."""
    row, found = await casting_at(session, project_id)
    keep(session, row, row.set_loudness(by, lufs))
    return found


async def offer(session: AsyncSession, voices: Catalog, by: Principal, voice: str, offered: bool) -> Castings:
    """Offer a voice to whoever chooses, or hide it; one that is cast somewhere is not hidden."""
    if voice not in voices:
        raise Missing
    row, found = await casting_at(session, None)
    if not offered:
        _check_uncast(await _all(session), {voice}, "would be hidden")
        if len(found.allowed(voices)) == 1 and not found.refusal(voices[voice]):
            raise Refused("This is the last voice. Offer another before hiding it.")
    keep(session, row, row.offer(by, voice, offered))
    return found


async def _all(session: AsyncSession) -> Sequence[Casting]:
    return (await session.exec(select(Casting))).all()


def _reached(rows: Sequence[Casting], row: Casting, found: Castings) -> Sequence[Casting]:
    """The castings a change at a place reaches: the organization's reach every project."""
    return rows if row.project_id is None else [row, found.organization]


def _check_uncast(rows: Sequence[Casting], voices: set[str], why: str) -> None:
    used = sorted({voice for row in rows for voice in row.parts.values()} & voices)
    if used:
        raise Refused(f"{', '.join(used)} is cast and {why}. Cast another voice first.", voices=used)


async def save_preset(session: AsyncSession, by: Principal, preset: PacingPreset) -> OwnPreset:
    """The organization's own preset of that name, new or changed."""
    query = select(OwnPreset).where(OwnPreset.name == preset.name)
    row = (await session.exec(query)).first() or OwnPreset(name=preset.name)
    keep(session, row, row.change(by, preset))
    return row


async def remove_preset(session: AsyncSession, by: Principal, preset_id: str) -> None:
    """What was spoken with it stays; what chose it falls back to the next choice."""
    row = await session.get(OwnPreset, preset_id)
    if row is None:
        raise Missing
    session.add(row.remove(by))
    await session.delete(row)


async def direct(
    session: AsyncSession,
    voices: Catalog,
    by: Principal,
    project_id: str,
    row: Manner,
    manner: tuple[str, str, Emphasis],
) -> AuditEvent | None:
    """Have an episode, segment or sentence spoken in a manner of its own: voice, pacing, emphasis."""
    voice, pacing, emphasis = manner
    voice = checked(voices, await castings(session, project_id), voice)
    pacing = checked_pacing(await presets(session), pacing)
    event = row.direct(by, voice, pacing, emphasis)
    if event is not None:
        event.project_id = project_id
        session.add(event)
    return event
