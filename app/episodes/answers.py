"""What a language model may answer: the form of each answer, and reading it without believing it."""

import json
import re
from collections.abc import Set
from dataclasses import dataclass, field
from typing import Any

from app.episodes.draft import Host
from app.outside.chat import Form

TEXT_MAX = 600
"""Characters of one sentence; more is not one."""
ENTRIES_MAX = 1000
BODIES_MAX = 10
THOUGHT = re.compile(r"<think>.*?</think>", re.DOTALL)


class Unusable(Exception):
    """The rest of the sentence "Your last answer could not be used:"."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence as the model gave it, with the ids it named; `number` is that of the sentence it mends."""

    text: str
    ids: tuple[str, ...]
    number: int = 0
    host: Host = Host.A


@dataclass(frozen=True, slots=True)
class Plan:
    """Ids of the passages each part shall tell."""

    hook: list[str]
    body: list[list[str]]
    recap: list[str]
    takeaway: list[str] = field(default_factory=list)


def _object(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


STRING, INTEGER = {"type": "string"}, {"type": "integer"}
IDS = _list(STRING)
SELECTION = Form("selection", _object(passages=_list(_object(id=STRING, weight=INTEGER))))
PLAN = Form("plan", _object(hook=IDS, body=_list(IDS), recap=IDS, takeaway=IDS))
HOST = {"type": "string", "enum": list(Host)}
SENTENCES_OF_TWO = Form("sentences", _object(sentences=_list(_object(host=HOST, text=STRING, passages=IDS))))
SENTENCES = Form("sentences", _object(sentences=_list(_object(text=STRING, passages=IDS))))
REPAIRS = Form("repairs", _object(sentences=_list(_object(number=INTEGER, text=STRING, passages=IDS))))


def parsed(text: str) -> dict[str, Any]:
    """The JSON object in an answer, which may stand in a code fence or behind thoughts."""
    text = THOUGHT.sub("", text)
    start, end = text.find("{"), text.rfind("}")
    try:
        found = json.loads(text[start : end + 1])
    except (ValueError, RecursionError):
        raise Unusable("it is not JSON") from None
    if not isinstance(found, dict):
        raise Unusable("it is not a JSON object")
    return found


def read_selection(answer: dict[str, Any], known: Set[str]) -> dict[str, int]:
    """Weights from 1 to 5 of the known ids; Unusable when there is none."""
    weights = {}
    for entry in _entries(answer, "passages"):
        id, weight = entry.get("id"), entry.get("weight", 1)
        if isinstance(id, str) and id in known:
            weights[id] = min(5, max(1, weight)) if isinstance(weight, int) else 1
    if not weights:
        raise Unusable("it names no passage that was given")
    return weights


def read_plan(answer: dict[str, Any], known: Set[str]) -> Plan:
    """Only known ids, each once a part; Unusable without a body."""
    parts = answer.get("body")
    body = [_ids(part, known) for part in parts[:BODIES_MAX]] if isinstance(parts, list) else []
    body = [part for part in body if part]
    if not body:
        raise Unusable("its body names no passage that was given")
    hook, recap, takeaway = (_ids(answer.get(part), known) for part in ("hook", "recap", "takeaway"))
    return Plan(hook, body, recap, takeaway)


def read_sentences(answer: dict[str, Any]) -> list[Said]:
    """Sentences in order; Unusable when there is none."""
    said = []
    for entry in _entries(answer, "sentences"):
        text, number = entry.get("text"), entry.get("number", 0)
        if isinstance(text, str) and text.strip():
            ids = tuple(_ids(entry.get("passages"), None))
            # One character more than allowed is enough to see that it is too long.
            host = Host.B if entry.get("host") == Host.B else Host.A
            said.append(Said(text[: TEXT_MAX + 1], ids, number if isinstance(number, int) else 0, host))
    if not said:
        raise Unusable("it has no sentences")
    return said


def read_repairs(answer: dict[str, Any]) -> list[Said]:
    """As `read_sentences`, but leaving all of them out is an answer, too."""
    return read_sentences(answer) if _entries(answer, "sentences") else []


def _entries(answer: dict[str, Any], name: str) -> list[dict[str, Any]]:
    entries = answer.get(name)
    if not isinstance(entries, list):
        raise Unusable(f"it has no list “{name}”")
    return [entry for entry in entries[:ENTRIES_MAX] if isinstance(entry, dict)]


def _ids(found: Any, known: Set[str] | None) -> list[str]:
    ids = [id.strip() for id in found if isinstance(id, str)] if isinstance(found, list) else []
    return [id for id in dict.fromkeys(ids) if known is None or id in known]
