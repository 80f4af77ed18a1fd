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
    "api_key.exchanged": "%(who)s took a token for the API key %(what)s",
    "api_key.issued": "%(who)s issued the API key %(what)s",
    "api_key.refused": "Somebody used the API key %(what)s, which has ended",
    "api_key.revoked": "%(who)s revoked the API key %(what)s",
    "api_key.rotated": "%(who)s rotated the API key %(what)s",
    "assignment.ended": "%(who)s no longer asks %(what)s to review",
    "assignment.made": "%(who)s asked %(what)s to review",
    "assignment.put_off": "%(who)s moved the day a review is due, asked of %(what)s",
    "brand_file.put": "%(who)s put %(what)s among the sounds and cover",
    "brand_file.removed": "%(who)s took a file out of the sounds and cover",
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
    "document.recognition_requested": "%(who)s asked for text recognition in the document %(what)s",
    "document.version_failed": "A new version of the document %(what)s could not be read",
    "document.reopened": "%(who)s asked to read the document %(what)s again",
    "episode.directed": "%(who)s said how the episode %(what)s is spoken",
    "episode.draft_requested": "%(who)s asked for another draft of the episode %(what)s",
    "episode.drafted": "The script of the episode %(what)s was drafted",
    "episode.failed": "The episode %(what)s could not be made",
    "episode.followed": "The episode %(what)s followed a new version of its document",
    "episode.format_asked": "%(who)s asked for another format of the episode %(what)s",
    "episode.narrated": "The episode %(what)s was narrated",
    "episode.narration_requested": "%(who)s asked to narrate the episode %(what)s",
    "episode.policy_changed": "A changed policy was applied to the episode %(what)s",
    "episode.quotes_approved": "%(who)s approved all exact quotes of the episode %(what)s",
    "episode.replaced": "%(who)s replaced words throughout the episode %(what)s",
    "episode.requested": "%(who)s asked for the episode %(what)s",
    "episode.restored": "%(who)s restored an earlier draft of the episode %(what)s",
    "episode.undone": "%(who)s took back their last decision in the episode %(what)s",
    "guest_link.given": "%(who)s gave a link to the guest %(what)s",
    "guest_link.revoked": "%(who)s revoked the link of the guest %(what)s",
    "invitation.accepted": "%(who)s accepted their invitation",
    "invitation.made": "%(who)s invited %(what)s",
    "invitation.revoked": "%(who)s took back the invitation of %(what)s",
    "invitation.sent_again": "%(who)s sent the invitation of %(what)s again",
    "job.cancelled": "%(who)s cancelled a job",
    "job.died": "A job was given up",
    "job.retried": "%(who)s ran a job again",
    "lexeme.saved": "%(who)s said how the word %(what)s is pronounced",
    "membership.created": "%(what)s became a member",
    "membership.described": "%(who)s changed what is said of %(what)s",
    "membership.glass_handed": "%(who)s let %(what)s in past single sign-on",
    "membership.glass_taken": "%(who)s ended that %(what)s comes in past single sign-on",
    "membership.joined": "%(what)s joined",
    "membership.removed": "%(who)s took a member out of the organization",
    "membership.restored": "%(who)s let %(what)s in again",
    "membership.role_changed": "%(who)s changed the role of %(what)s",
    "membership.suspended": "%(who)s shut out %(what)s",
    "membership.workspaces_changed": "%(who)s chose the workspaces of %(what)s",
    "organization.created": "The organization %(what)s was created",
    "organization.deletion_decided": "%(who)s decided to delete the organization",
    "organization.moved": "%(who)s changed the address of the organization",
    "organization.permission_denied": "%(who)s was refused, lacking the permission %(needs)s",
    "organization.second_factor_asked": "%(who)s changed whether members need a second factor",
    "organization.sso_released": "%(who)s let members in without single sign-on again",
    "organization.sso_required": "%(who)s let members in through single sign-on alone",
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
    "sso_connection.changed": "%(who)s changed the single sign-on %(what)s",
    "sso_connection.created": "%(who)s added the single sign-on %(what)s",
    "sso_connection.removed": "%(who)s removed a single sign-on",
    "sso_connection.resumed": "%(who)s opened the single sign-on %(what)s again",
    "sso_connection.sign_in_refused": "Somebody was refused at the single sign-on %(what)s",
    "sso_connection.suspended": "%(who)s closed the single sign-on %(what)s",
    "sso_connection.tested": "%(who)s tested the single sign-on %(what)s",
    "sso_domain.claimed": "%(who)s claimed the domain %(domain)s",
    "sso_domain.removed": "%(who)s removed the domain %(domain)s",
    "sso_domain.verified": "The domain %(domain)s was proven",
    "take.chosen": "%(who)s chose a take of a sentence",
    "team.member_admitted": "%(who)s took somebody into the team %(what)s",
    "team.member_dismissed": "%(who)s took somebody out of the team %(what)s",
    "user.address_change_asked": "%(what)s asked for another address",
    "user.address_changed": "%(what)s changed their address",
    "user.authenticator_added": "%(what)s added an authenticator app",
    "user.authenticator_begun": "%(what)s began to set up an authenticator app",
    "user.authenticator_removed": "%(what)s removed their authenticator app",
    "user.confirmed": "%(what)s showed again who they are",
    "user.disabled": "%(who)s shut out %(what)s",
    "user.enabled": "%(who)s let %(what)s in again",
    "user.made_operator": "%(what)s was made an operator of this installation",
    "user.operator_ended": "%(what)s is no operator of this installation any more",
    "user.passkey_added": "%(what)s added a passkey",
    "user.passkey_removed": "%(what)s removed a passkey",
    "user.password_changed": "%(what)s changed their password",
    "user.recovery_code_used": "%(what)s used a recovery code",
    "user.recovery_codes_made": "%(what)s made new recovery codes",
    "user.second_factors_reset": "Every second factor of %(what)s was removed",
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
