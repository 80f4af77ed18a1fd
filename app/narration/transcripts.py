"""What is spoken, as text: the plain transcript, and the script with its citations."""

from app.documents.models import Document, DocumentVersion
from app.episodes.markdown import markdown, turns_of
from app.episodes.models import Episode, Segment
from app.episodes.scripts import snapshot
from app.narration.chapters import DISCLOSURE

Documents = dict[str, tuple[Document, DocumentVersion]]
"""By document id."""


def transcript(episode: Episode, documents: Documents) -> str:
    """What is spoken, as text, chapter by chapter."""
    lines = [episode.title, "=" * len(episode.title), ""]
    for segment in episode.segments:
        lines += [segment.title, "", *_spoken(episode, segment), ""]
    names = "; ".join(f"{document.title} ({document.filename})" for document, _ in documents.values())
    return "\n".join([*lines, f"Source: {names}", DISCLOSURE, ""])


def _spoken(episode: Episode, segment: Segment) -> list[str]:
    """A line for each turn."""
    said = [(row.id, row.host) for row in segment.sentences]
    turns, lines = turns_of(said, episode.hosts), list[str]()
    for row in segment.sentences:
        if row.id in turns or not lines:
            lines.append(f"{turns[row.id]} {row.text}" if row.id in turns else row.text)
        else:
            lines[-1] += f" {row.text}"
    return lines


def script_markdown(episode: Episode, documents: Documents) -> str:
    """The script with a numbered citation to page and quote behind every claim."""
    names = {key: document.filename for key, (document, _) in documents.items()}
    return markdown(snapshot(episode), names, episode.hosts)
