"""A script as Markdown, with its citations."""

from collections.abc import Mapping, Sequence
from typing import Any


def markdown(script: Mapping[str, Any], filenames: Mapping[str, str], hosts: int = 1) -> str:
    """The script, as `snapshot` gives it, with a numbered note to page and quote behind every claim.

    `filenames` of documents by their ids.
    """
    lines, notes = [f"# {script['title']}", ""], list[str]()
    for segment in script["segments"]:
        rows = segment["sentences"]
        turns = turns_of([(row["id"], row["host"]) for row in rows], hosts)
        told = []
        for row in rows:
            marks = ""
            for span in row["evidence"]:
                name = filenames.get(span["document_id"], "source")
                notes.append(f"[^{len(notes) + 1}]: {name}, p. {span['page']}: “{span['quote']}”")
                marks += f"[^{len(notes)}]"
            said = f"**{turns[row['id']]}** " if row["id"] in turns else ""
            told.append(said + row["text"] + marks)
        lines += [f"## {segment['title']}", "", " ".join(told), ""]
    return "\n".join([*lines, *notes, ""])


def turns_of(said: Sequence[tuple[str, str]], hosts: int) -> dict[str, str]:
    """What to write before the sentences, by id, with which another host begins; nothing for one host.

    `said` are the id and the host of each sentence of a segment.
    """
    if hosts == 1:
        return {}
    before = [None, *(host for _, host in said)]
    return {
        id: f"Host {host.upper()}:" for (id, host), last in zip(said, before, strict=False) if host != last
    }
