"""What is spoken, as text: the plain transcript, and the script with its citations."""

from app.documents.models import Document, DocumentVersion
from app.episodes.models import Episode, Segment
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


def turns_of(episode: Episode, segment: Segment) -> dict[str, str]:
    """What to write before the sentences, by id, with which another host begins; nothing for one host."""
    if episode.hosts == 1:
        return {}
    before = [None, *(row.host for row in segment.sentences)]
    begins = [row for row, last in zip(segment.sentences, before, strict=False) if row.host != last]
    return {row.id: f"Host {row.host.upper()}:" for row in begins}


def _spoken(episode: Episode, segment: Segment) -> list[str]:
    """A line for each turn."""
    turns, lines = turns_of(episode, segment), list[str]()
    for row in segment.sentences:
        if row.id in turns or not lines:
            lines.append(f"{turns[row.id]} {row.text}" if row.id in turns else row.text)
        else:
            lines[-1] += f" {row.text}"
    return lines


def script_markdown(episode: Episode, documents: Documents) -> str:
    """The script with a numbered citation to page and quote behind every claim."""
    lines, notes = [f"# {episode.title}", ""], list[str]()
    for segment in episode.segments:
        lines += [f"## {segment.title}", ""]
        told, turns = [], turns_of(episode, segment)
        for row in segment.sentences:
            marks = ""
            for span in row.evidence:
                name = documents[span.document_id][0].filename if span.document_id in documents else "source"
                notes.append(f"[^{len(notes) + 1}]: {name}, p. {span.page}: “{span.quote}”")
                marks += f"[^{len(notes)}]"
            said = f"**{turns[row.id]}** " if row.id in turns else ""
            told.append(said + row.text + marks)
        lines += [" ".join(told), ""]
    return "\n".join([*lines, *notes, ""])
