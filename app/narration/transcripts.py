"""What is spoken, as text: the plain transcript, and the script with its citations."""

from app.documents.models import Document, DocumentVersion
from app.episodes.models import Episode
from app.narration.chapters import DISCLOSURE

Documents = dict[str, tuple[Document, DocumentVersion]]
"""By document id."""


def transcript(episode: Episode, documents: Documents) -> str:
    """What is spoken, as text, chapter by chapter."""
    lines = [episode.title, "=" * len(episode.title), ""]
    for segment in episode.segments:
        lines += [segment.title, "", " ".join(row.text for row in segment.sentences), ""]
    names = "; ".join(f"{document.title} ({document.filename})" for document, _ in documents.values())
    return "\n".join([*lines, f"Source: {names}", DISCLOSURE, ""])


def script_markdown(episode: Episode, documents: Documents) -> str:
    """The script with a numbered citation to page and quote behind every claim."""
    lines, notes = [f"# {episode.title}", ""], list[str]()
    for segment in episode.segments:
        lines += [f"## {segment.title}", ""]
        told = []
        for row in segment.sentences:
            marks = ""
            for span in row.evidence:
                name = documents[span.document_id][0].filename if span.document_id in documents else "source"
                notes.append(f"[^{len(notes) + 1}]: {name}, p. {span.page}: “{span.quote}”")
                marks += f"[^{len(notes)}]"
            told.append(row.text + marks)
        lines += [" ".join(told), ""]
    return "\n".join([*lines, *notes, ""])
