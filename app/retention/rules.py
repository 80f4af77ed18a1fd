"""What is kept and how long, read from the settings and constants by which it is removed or ends."""

from dataclasses import dataclass
from enum import StrEnum

from app.accounts.addresses import LIFE
from app.accounts.factors import STEP_LIFE
from app.accounts.programs import KEY_DAYS_MAX
from app.accounts.tries import HOUR
from app.members.invitations import DAYS
from app.objects import ORPHANED_SECONDS
from app.queue.pruning import DAY, KEPT_ANSWER_SECONDS
from app.review.guests import DAYS_MAX
from app.settings import Settings
from app.sso.entries import KEPT_SECONDS


class Fate(StrEnum):
    REMOVED = "removed"
    """By itself, when the time is over."""
    ENDS = "ends"
    """Lets nobody in any more when the time is over; that it was there stays listed."""
    KEPT = "kept"
    """Until somebody deletes it, where that is possible, or the organization."""


@dataclass
class Rule:
    """`seconds` is null where time changes nothing."""

    name: str
    title: str
    """For people."""
    fate: Fate
    seconds: float | None
    more: str
    """Since when the time counts, and what else is to be known."""
    place: str = ""
    """Where in the organization it is seen or deleted, as `settings/members`."""


def rules(settings: Settings) -> list[Rule]:
    return [*_removed(settings), *_begun(), *_ends(settings), *_lent(), *_kept()]


def _removed(settings: Settings) -> list[Rule]:
    gone = Fate.REMOVED
    return [
        Rule(
            "jobs",
            "Jobs that succeeded or were stopped",
            gone,
            settings.keep_jobs_days * DAY,
            "After they ended, with their attempts; what they made stays.",
        ),
        Rule(
            "failed_jobs",
            "Jobs that failed",
            gone,
            settings.keep_dead_jobs_days * DAY,
            "After they failed, so that somebody may run them again; discarded, as the ones above.",
            "failures",
        ),
        Rule(
            "answers",
            "Answers to requests with an Idempotency-Key",
            gone,
            KEPT_ANSWER_SECONDS,
            "After the request.",
        ),
        Rule(
            "leftovers",
            "Files that were never finished",
            gone,
            ORPHANED_SECONDS,
            "After the upload or the work that broke off began.",
        ),
    ]


def _begun() -> list[Rule]:
    gone = Fate.REMOVED
    return [
        Rule("tries", "Counted tries to sign in", gone, HOUR.total_seconds(), "At the next try after that."),
        Rule(
            "steps",
            "Sign-ins that wait for a second factor",
            gone,
            STEP_LIFE.total_seconds(),
            "At the next sign-in after that.",
        ),
        Rule(
            "entries",
            "Sign-ins begun at an identity provider",
            gone,
            KEPT_SECONDS,
            "At the next such sign-in after that.",
        ),
    ]


def _ends(settings: Settings) -> list[Rule]:
    ends = Fate.ENDS
    return [
        Rule(
            "sessions",
            "Login sessions",
            ends,
            settings.session_max_seconds,
            "After signing in.",
            "settings/security",
        ),
        Rule(
            "idle_sessions",
            "Login sessions nobody uses",
            ends,
            settings.session_idle_seconds,
            "After the last page.",
        ),
        Rule("sign_in_links", "Sign-in links", ends, settings.sign_in_link_seconds, "Or when used."),
        Rule("addresses", "Links that confirm an address", ends, LIFE.total_seconds(), "Or when used."),
    ]


def _lent() -> list[Rule]:
    ends = Fate.ENDS
    return [
        Rule(
            "invitations",
            "Invitations",
            ends,
            DAYS * DAY,
            "Or when accepted or taken back.",
            "settings/members",
        ),
        Rule(
            "guests",
            "Guest links",
            ends,
            DAYS_MAX * DAY,
            "At most; whoever makes one says how long. Or when taken back.",
        ),
        Rule(
            "keys",
            "API keys",
            ends,
            KEY_DAYS_MAX * DAY,
            "At most; whoever makes one says how long. Or when revoked.",
            "settings/api-keys",
        ),
    ]


def _kept() -> list[Rule]:
    kept, organization = Fate.KEPT, "Until the organization is deleted."
    return [
        Rule("documents", "Documents, with every version and page image", kept, None, organization),
        Rule("episodes", "Episodes, with drafts, decisions and comments", kept, None, organization),
        Rule("audio", "Spoken sentences, recordings and finished episodes", kept, None, organization),
        Rule(
            "brand_files",
            "Sounds and covers of projects",
            kept,
            None,
            "Removed ones are used no more; their files stay until the organization is deleted.",
            "settings/branding",
        ),
        Rule(
            "members",
            "Members, teams and their roles",
            kept,
            None,
            "Until they are removed.",
            "settings/members",
        ),
        Rule(
            "record",
            "The audit log",
            kept,
            None,
            "For good, even after the organization is deleted. Downloads of it are not stored.",
            "settings/audit-log",
        ),
    ]
