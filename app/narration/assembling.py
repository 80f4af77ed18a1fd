"""What a master is made of: intro, clips and outro one after another, each voice as loud as the others."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from app.branding.covers import drawn
from app.branding.keeping import brand_of
from app.branding.models import Brand, BrandFile
from app.episodes.models import Episode
from app.installation import Installation
from app.narration.chapters import Tags, tags
from app.narration.clips import samples_of
from app.narration.delivery import Delivery
from app.narration.levelling import gains, levelled
from app.narration.mastering import Earlier, MasterReport, Part, Target
from app.narration.models import Clip
from app.narration.paragraphs import paragraph_ends
from app.narration.reel import LEAD, SAMPLE_RATE, TRAIL
from app.objects import StoredObject, fetch
from app.organizations.models import Project
from app.outside.speech import Samples
from app.queue.running import Work
from app.voices.catalog import castings
from app.voices.pacing import samples

INTRO_PAUSE = max(SAMPLE_RATE // 2, LEAD + TRAIL)
"""After an intro: enough to be a place for a join, so that an edit leaves it as it is."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stored sound, how much louder it is played, and the silence after it in samples."""

    object_id: str
    pause_after: int
    gain_db: float = 0.0

    def part(self, installation: Installation, organization_id: str) -> Part:
        async def load() -> Samples:
            return levelled(await samples_of(installation, organization_id, self.object_id), self.gain_db)

        return Part(load, self.pause_after, f"{self.object_id} {self.gain_db}")


@dataclass(frozen=True)
class Assembly:
    """Everything `master` takes, in the order it is played; `tags` count chapters in pieces."""

    pieces: tuple[Piece, ...]
    target: Target
    tags: Tags
    brand: Brand
    gains: Mapping[str, float]

    @property
    def memory(self) -> dict[str, Any]:
        """What a later master or another format needs to know, ready for JSON."""
        told = asdict(replace(self.tags, cover=b""))
        del told["cover"]
        return {
            "gains": dict(self.gains),
            "pieces": [asdict(piece) for piece in self.pieces],
            "tags": told,
            "target": asdict(self.target),
        }

    def of_sentences(self, report: MasterReport) -> MasterReport:
        """The report with the times of the sentences alone."""
        first = 1 if self.brand.intro else 0
        last = len(report.offsets) - (1 if self.brand.outro else 0)
        return replace(report, offsets=report.offsets[first:last])


async def assemble(
    work: Work, episode: Episode, clips: Sequence[Clip], how: Mapping[str, Delivery], earlier: Earlier | None
) -> Assembly:
    """The clips of a loaded episode with what its project puts around them."""
    async with work.reading() as session:
        brand = await brand_of(session, episode.project_id)
        chosen = (await castings(session, episode.project_id)).lufs
        project = await session.get_one(Project, episode.project_id)
        ends = await paragraph_ends(session, episode)
    settings = work.installation.settings
    lufs = settings.loudness_lufs if chosen is None else chosen
    target = Target(lufs=lufs, true_peak_dbtp=settings.true_peak_dbtp)
    named = [
        *_sound("intro", brand.intro),
        *zip(map(_voice, clips), _spoken(episode, clips, how, ends), strict=True),
        *_sound("outro", brand.outro),
    ]
    leveled = await gains(_by_voice(work, episode, named), earlier.gains if earlier else {})
    pieces = tuple(replace(piece, gain_db=leveled[voice]) for voice, piece in named)
    cover = await cover_of(work, episode, brand, project.name)
    first = 1 if brand.intro else 0
    told = tags(episode)
    chapters = tuple((number + first, title) for number, title in told.chapters)
    told = replace(told, album=project.name, cover=cover, chapters=chapters)
    return Assembly(pieces, target, told, brand, leveled)


def _sound(name: str, file: BrandFile | None) -> list[tuple[str, Piece]]:
    return [(name, Piece(file.object_id, INTRO_PAUSE))] if file else []


def _voice(clip: Clip) -> str:
    return f"{clip.engine}:{clip.voice}"


def _spoken(
    episode: Episode, clips: Sequence[Clip], how: Mapping[str, Delivery], ends: frozenset[str]
) -> list[Piece]:
    pauses = [
        how[row.id].pacing.pause_ms(ends_paragraph=row.id in ends, ends_segment=row is segment.sentences[-1])
        for segment in episode.segments
        for row in segment.sentences
    ]
    return [
        Piece(clip.object_id, samples(pause, SAMPLE_RATE)) for clip, pause in zip(clips, pauses, strict=True)
    ]


def _by_voice(work: Work, episode: Episode, named: Sequence[tuple[str, Piece]]) -> dict[str, list[Part]]:
    found: dict[str, list[Part]] = {}
    for voice, piece in named:
        found.setdefault(voice, []).append(piece.part(work.installation, episode.organization_id))
    return found


async def cover_of(work: Work, episode: Episode, brand: Brand, show: str) -> bytes:
    """The project's cover, or one drawn from the title."""
    if brand.cover is None:
        return drawn(episode.title, show)
    async with work.reading() as session:
        stored = await session.get_one(StoredObject, brand.cover.object_id)
    return await fetch(work.installation, stored)
