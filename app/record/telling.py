"""An event as a sentence a colleague would say, with what changed; the raw facts stay beside it."""

import json
from dataclasses import dataclass
from typing import Any

from app.audit import AuditEvent
from app.plain import written_out
from app.record.naming import Names

NAME_MAX = 80
"""Characters of a name in a sentence."""
HIDDEN = ("hash", "secret", "token", "password")
"""What a change does not show: names of fields with one of these in it."""

SENTENCES = {
    "api_key.issued": "%(who)s issued the API key %(what)s",
    "api_key.revoked": "%(who)s revoked the API key %(what)s",
    "casting.cast": "%(who)s chose who speaks what",
    "casting.text_kept": "%(who)s forbade voices that send text to other servers",
    "casting.text_let_out": "%(who)s allowed voices that send text to other servers",
    "casting.voice_hidden": "%(who)s hid the voice %(voice)s",
    "casting.voice_offered": "%(who)s offered the voice %(voice)s",
    "decoy.caught": "%(who)s caught a planted error",
    "decoy.missed": "%(who)s approved a planted error",
    "decoy.passed": "A planted error came to light to %(who)s",
    "document.failed": "The document %(what)s could not be read",
    "document.read": "The document %(what)s was read",
    "document.reopened": "%(who)s asked to read the document %(what)s again",
    "document.recognition_requested": "%(who)s asked for text recognition in the document %(what)s",
    "episode.directed": "%(who)s said how the episode %(what)s is spoken",
    "episode.draft_requested": "%(who)s asked for another draft of the episode %(what)s",
    "episode.drafted": "The script of the episode %(what)s was drafted",
    "episode.failed": "The episode %(what)s could not be made",
    "episode.narrated": "The episode %(what)s was narrated",
    "episode.narration_requested": "%(who)s asked to narrate the episode %(what)s",
    "episode.policy_changed": "A changed policy was applied to the episode %(what)s",
    "episode.quotes_approved": "%(who)s approved all exact quotes of the episode %(what)s",
    "episode.replaced": "%(who)s replaced words throughout the episode %(what)s",
    "episode.requested": "%(who)s asked for the episode %(what)s",
    "episode.restored": "%(who)s restored an earlier draft of the episode %(what)s",
    "episode.undone": "%(who)s took back their last decision in the episode %(what)s",
    "job.died": "A job was given up",
    "job.retried": "%(who)s ran a job again",
    "job.cancelled": "%(who)s cancelled a job",
    "lexeme.saved": "%(who)s said how the word %(what)s is pronounced",
    "organization.created": "The organization %(what)s was created",
    "organization.permission_denied": "%(who)s was refused, lacking the permission %(needs)s",
    "pickup.opened": "The sound of a sentence waits for somebody to listen",
    "segment.directed": "%(who)s said how the segment %(what)s is spoken",
    "segment.left_out": "%(who)s left out the segment %(what)s",
    "sentence.commented": "%(who)s commented on the sentence %(what)s",
    "sentence.directed": "%(who)s said how the sentence %(what)s is spoken",
    "sentence.overridden": "%(who)s let the sentence %(what)s through in spite of a finding",
    "sentence.resolved": "%(who)s settled the comments on the sentence %(what)s",
    "sentence.suggested": "%(who)s suggested other words for the sentence %(what)s",
    "sentence.suggestion_accepted": "%(who)s accepted the suggestion for the sentence %(what)s",
    "sentence.suggestion_declined": "%(who)s declined the suggestion for the sentence %(what)s",
    "sentence.take_asked": "%(who)s asked to record the sentence %(what)s again",
    "take.chosen": "%(who)s chose a take of a sentence",
    "user.disabled": "%(who)s shut out %(what)s",
    "user.enabled": "%(who)s let %(what)s in again",
    "user.made_operator": "%(what)s was made an operator of this installation",
    "user.operator_ended": "%(what)s is no operator of this installation any more",
    "user.password_changed": "%(what)s changed their password",
    "user.sign_in_link_made": "A one-time sign-in link was made for %(what)s",
    "user.sign_in_refused": "Somebody was refused at the door as %(what)s",
    "user.signed_in": "%(what)s signed in",
    "user.signed_out": "%(what)s signed out, or ended one of their sessions",
}
"""Where the words of an action are not the best ones; the others are told by `_plainly`."""
PAGES = {"document": "documents", "episode": "episodes"}


@dataclass(frozen=True)
class Change:
    """One field that changed; the values as text."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Told:
    """One event as the page shows it."""

    event: AuditEvent
    sentence: str
    page: str
    """Path of what it was done to, within the organization, or ''."""
    reason: str
    changes: list[Change]
    raw: str


def told(event: AuditEvent, names: Names) -> Told:
    """The event in words, with the names things have now."""
    who = _actor(event, names)
    name = names.get((event.subject_type, event.subject_id), "")
    facts = {key: str(value) for key, value in event.details.items()}
    what = f"“{_short(name)}”" if name and event.subject_type != "user" else name or "that is gone"
    template = SENTENCES.get(event.action)
    try:
        sentence = template % (facts | {"who": who, "what": what}) if template else ""
    except KeyError:  # an older event, without the fact its sentence speaks of now
        sentence = ""
    return Told(
        event,
        written_out(sentence or _plainly(event, who, what)),
        f"{PAGES[event.subject_type]}/{event.subject_id}" if name and event.subject_type in PAGES else "",
        written_out(str(event.details.get("reason") or event.details.get("why") or "")),
        changes_of(event.details),
        written_out(json.dumps(facts_of(event), indent=2, ensure_ascii=False, sort_keys=True)),
    )


def _actor(event: AuditEvent, names: Names) -> str:
    if event.actor_kind == "system":
        return "The system"
    kind = "user" if event.actor_kind == "user" else "api_key"
    name = names.get((kind, event.actor_id), "")
    if kind == "api_key":
        return f"The key “{_short(name)}”" if name else "A key that is gone"
    return name or "A person who is gone"


def _plainly(event: AuditEvent, who: str, what: str) -> str:
    """'team.member_added' on Editors: who added the member of the team Editors."""
    kind = event.subject_type.replace("_", " ")
    *about, verb = event.action.rpartition(".")[2].split("_")
    whole = f"the {kind} {what}"
    return f"{who} {verb} the {' '.join(about)} of {whole}" if about else f"{who} {verb} {whole}"


def _short(name: str) -> str:
    return name if len(name) <= NAME_MAX else f"{name[: NAME_MAX - 1]}…"


def changes_of(details: dict[str, Any]) -> list[Change]:
    """The fields that differ between what the event calls `before` and what it calls `after`."""
    before, after = details.get("before"), details.get("after")
    if not isinstance(before, dict):
        return []
    after = after if isinstance(after, dict) else {key: details[key] for key in before if key in details}
    fields = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    shown = [field for field in fields if not any(word in field for word in HIDDEN)]
    return [
        Change(field.replace("_", " "), _text(before.get(field)), _text(after.get(field))) for field in shown
    ]


def _text(value: Any) -> str:
    if value in (None, "", [], {}):
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _short(written_out(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)))


def facts_of(event: AuditEvent) -> dict[str, Any]:
    """Everything the record holds of it, ready for JSON: what an export has, and what proves the chain."""
    facts = event.model_dump(exclude={"id", "created_at"})
    return facts | {"at": event.at.isoformat(timespec="microseconds")}
