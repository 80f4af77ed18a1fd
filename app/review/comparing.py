"""What changed between two drafts of a script, word by word."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

WORDS = re.compile(r"\S+\s*")


@dataclass(frozen=True)
class Piece:
    """A run of words: `kind` is same, gone or new."""

    kind: str
    words: str


@dataclass(frozen=True)
class ChangedSentence:
    """A sentence in which two drafts differ; `moved_evidence`: other places, perhaps the same words."""

    id: str
    pieces: list[Piece]
    moved_evidence: bool = False


@dataclass(frozen=True)
class ChangedSegment:
    title: str
    sentences: list[ChangedSentence]
    reordered: bool = False


def word_diff(before: str, after: str) -> list[Piece]:
    """The words both have, those gone and those new, in reading order."""
    one, other = WORDS.findall(before), WORDS.findall(after)
    plain = [word.strip() for word in one], [word.strip() for word in other]
    pieces: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, *plain, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(other[c:d])))
            continue
        pieces += [Piece("gone", "".join(one[a:b]))] if b > a else []
        pieces += [Piece("new", "".join(other[c:d]))] if d > c else []
    return pieces


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[ChangedSegment]:
    """The segments in which two scripts differ, those gone last."""
    old = {row["id"]: row for row in before["segments"]}
    new = {row["id"]: row for row in after["segments"]}
    known = {each["id"]: each for row in old.values() for each in row["sentences"]}
    changed = []
    for key, row in [*new.items(), *((key, row) for key, row in old.items() if key not in new)]:
        was = old.get(key, {"sentences": []})["sentences"]
        now = new.get(key, {"sentences": []})["sentences"]
        sentences = list(_sentences(was, now, known))
        ids = [each["id"] for each in was], [each["id"] for each in now]
        reordered = sorted(ids[0]) == sorted(ids[1]) and ids[0] != ids[1]
        if sentences or reordered:
            changed.append(ChangedSegment(row["title"], sentences, reordered))
    return changed


def _sentences(
    was: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]], known: Mapping[str, Mapping[str, Any]]
) -> Iterator[ChangedSentence]:
    for each in now:
        before = known.get(each["id"])
        if before is None:
            yield ChangedSentence(each["id"], [Piece("new", each["text"])])
        elif before["content_hash"] != each["content_hash"]:
            pieces = word_diff(before["text"], each["text"])
            yield ChangedSentence(each["id"], pieces, before["evidence"] != each["evidence"])
    there = {each["id"] for each in now}
    for each in was:
        if each["id"] not in there:
            yield ChangedSentence(each["id"], [Piece("gone", each["text"])])
