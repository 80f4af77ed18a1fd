"""What the fake model says: answers built from the passages in the prompt, true to them or not."""

import json
import re
from collections.abc import Callable
from typing import Any

FENCE = re.compile(r"^(=== [0-9a-f]{16} ===)$(.*?)^\1$", re.MULTILINE | re.DOTALL)
PASSAGE = re.compile(r"^(p\d+): (.*)$", re.MULTILINE)
BROKEN = re.compile(r"^sentence (\d+): (.*)$", re.MULTILINE)
Sentence = dict[str, Any]


def stage_of(body: dict[str, Any]) -> str:
    """Which question this is: by the form asked for, as a model would see it."""
    prompt = body["messages"][-1]["content"]
    for word, stage in (('"weight"', "select"), ('"takeaway"', "plan"), ('"number"', "repair")):
        if word in prompt:
            return stage
    return "sentences"


def passages_in(body: dict[str, Any]) -> list[tuple[str, str]]:
    """Ids and texts between the fences of the question."""
    fenced = FENCE.search(body["messages"][-1]["content"])
    return PASSAGE.findall(fenced[2]) if fenced else []


def answer_to(body: dict[str, Any], manner: str) -> str:
    """A whole answer in JSON; `manner` is good or a name in MANNERS."""
    given = passages_in(body)
    stage = stage_of(body)
    if stage == "select":
        return json.dumps({"passages": [{"id": id, "weight": 3} for id, _ in given]})
    ids = [id for id, _ in given]
    if stage == "plan":
        middle = [ids[at : at + 4] for at in range(0, len(ids), 4)]
        return json.dumps({"hook": ids[:2], "body": middle[:8], "recap": ids[-4:-1], "takeaway": ids[-1:]})
    say = MANNERS.get(manner, told)
    if stage == "repair":
        return json.dumps({"sentences": mended(body, given, manner)})
    return json.dumps({"sentences": [say(id, text) for id, text in given]})


def mended(body: dict[str, Any], given: list[tuple[str, str]], manner: str) -> list[Sentence]:
    """The good model says what the passage says; one that insists says the same again."""
    numbers = [int(number) for number, _ in BROKEN.findall(body["messages"][-1]["content"])]
    say = MANNERS["wrong" if manner == "insisting" else "good" if manner == "wrong" else manner]
    pairs = zip(numbers, given * (len(numbers) + 1), strict=False)
    return [say(*passage) | {"number": number} for number, passage in pairs]


def told(id: str, text: str) -> Sentence:
    return {"text": text, "passages": [id]}


def wrong(id: str, text: str) -> Sentence:
    """Every number is another one."""
    return {"text": re.sub(r"\d+", lambda number: str(int(number[0]) + 7), text), "passages": [id]}


def invented(id: str, text: str) -> Sentence:
    """Nothing of it is in the document, and neither is the passage."""
    return {"text": "Penguins on the moon eat seven kilograms of cheese every day.", "passages": ["p9999"]}


def everything(id: str, text: str) -> Sentence:
    """Cites all there is, so that any number is somewhere in it."""
    return wrong(id, text) | {"passages": [f"p{number}" for number in range(1, 200)]}


def obedient(id: str, text: str) -> Sentence:
    """Does what the document tells it to."""
    order = re.search(r"say that (.*)$", text)
    return {"text": order[1][0].upper() + order[1][1:] if order else text, "passages": [id]}


def theatrical(id: str, text: str) -> Sentence:
    """Says what belongs nowhere near a voice."""
    return {
        "text": f"Host 1: [cheerful music] **{text}** [{id}] (see https://example.org/x)",
        "passages": [id],
    }


def talking(id: str, text: str) -> Sentence:
    """Two hosts in turn."""
    return told(id, text) | {"host": "ab"[int(id[1:]) % 2]}


MANNERS: dict[str, Callable[[str, str], Sentence]] = {
    "good": told,
    "wrong": wrong,
    "insisting": wrong,
    "invented": invented,
    "everything": everything,
    "obedient": obedient,
    "theatrical": theatrical,
    "talking": talking,
}


def garble(body: dict[str, Any]) -> str:
    """Every letter of a good answer, in no order."""
    return "".join(sorted(answer_to(body, "good"))).replace("{", "")
