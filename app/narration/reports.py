"""The manifest of an episode."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from app.episodes.models import Episode
from app.episodes.sentences import Sentence
from app.ids import now
from app.narration.chapters import DISCLOSURE
from app.narration.delivery import Delivery
from app.narration.models import Clip
from app.narration.transcripts import Documents
from app.objects import StoredObject


@dataclass(frozen=True)
class Made:
    """A file in storage whose rows are not committed yet."""

    kind: str
    name: str
    stored: StoredObject


def script_hash(episode: Episode) -> str:
    """Over the content hash of every sentence in order."""
    joined = "\n".join(f"{row.id} {row.computed_hash()}" for row in episode.sentences)
    return hashlib.sha256(joined.encode()).hexdigest()


def manifest_of(
    episode: Episode,
    documents: Documents,
    clips: Sequence[Clip],
    how: Mapping[str, Delivery],
    made: Sequence["Made"],
) -> dict[str, Any]:
    """What the episode was made from and by, who approved it, and the digest of every file of it."""
    return {
        "manifest": 1,
        "episode": {"id": episode.id, "title": episode.title, "revision": episode.revision},
        "made_at": now().isoformat(),
        "script_hash": script_hash(episode),
        "documents": [
            {
                "id": document.id,
                "filename": document.filename,
                "sha256": version.sha256,
                "reader": version.reader,
            }
            for document, version in documents.values()
        ],
        "voices": [
            asdict(voice)
            for voice in dict.fromkeys(
                voice_used(how[row.id], clip) for row, clip in zip(episode.sentences, clips, strict=True)
            )
        ],
        "sentences": [_voiced(row, clip) for row, clip in zip(episode.sentences, clips, strict=True)],
        "artifacts": [
            {"kind": file.kind, "name": file.name, "bytes": file.stored.bytes, "sha256": file.stored.sha256}
            for file in made
        ],
        "disclosure": DISCLOSURE,
    }


@dataclass(frozen=True)
class VoiceUsed:
    """A voice and pace of an episode, as the manifest names it."""

    engine: str
    engine_version: str
    voice: str
    voice_version: str
    licence: str
    pacing: str


def voice_used(how: Delivery, clip: Clip) -> VoiceUsed:
    if clip.imported_by:
        return VoiceUsed(clip.engine, "", f"imported by {clip.imported_by}", "", "", "")
    engine, voice = how.engine, how.voice
    return VoiceUsed(engine.name, engine.version, voice.id, voice.version, voice.licence, how.pacing.name)


def _voiced(row: Sentence, clip: Clip) -> dict[str, Any]:
    """One sentence: what was approved by whom, and the clip that speaks it."""
    override = row.override
    return {
        "id": row.id,
        "content_hash": row.computed_hash(),
        "clip": clip.key,
        "voice": clip.voice,
        "imported_by": clip.imported_by or None,
        "pages": sorted({span.page for span in row.evidence}),
        "approved_by": [
            {"kind": yes.actor_kind, "name": yes.actor_label, "at": yes.created_at.isoformat()}
            for yes in row.standing_approvals
        ],
        "override": override and {"name": override.actor_label, "reason": override.reason},
    }


def as_json(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2, default=str) + "\n"
