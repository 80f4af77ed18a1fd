"""The pages every look at the whole product goes through."""

from dataclasses import dataclass

SIGNED_OUT = {"landing": "/", "sign-in": "/sign-in", "a spent link": "/sign-in/spent-long-ago"}


SETTINGS = (
    "members",
    "workspaces",
    "single-sign-on",
    "api-keys",
    "voices",
    "pronunciation",
    "usage",
    "audit-log",
)
"""Of the settings those that differ most in what they are made of."""


@dataclass(frozen=True)
class Things:
    """Ids of what the pages show."""

    document: str
    unreadable: str
    mixed: str
    narrated: str
    sentence: str
    """Of the mixed episode: one with evidence."""
    guest: str
    """Address a guest of the mixed episode was given."""

    @property
    def pages(self) -> dict[str, str]:
        """Addresses of the pages for who is signed in, by what they show."""
        return {
            "home": "/demo/",
            "documents": "/demo/documents",
            "a document": f"/demo/documents/{self.document}",
            "an unreadable document": f"/demo/documents/{self.unreadable}",
            "episodes": "/demo/episodes",
            "review": f"/demo/episodes/{self.mixed}",
            "inbox": "/demo/inbox",
            "guest": self.guest,
            "guests": f"/demo/episodes/{self.mixed}/guests",
            "history": f"/demo/episodes/{self.mixed}/history",
            "replace": f"/demo/episodes/{self.mixed}/replacement?find=dune&put=hill",
            "evidence": f"/demo/sentences/{self.sentence}/evidence",
            "review policy": "/demo/settings/policy",
            "nothing to hear yet": f"/demo/episodes/{self.mixed}/listen",
            "no files yet": f"/demo/episodes/{self.mixed}/artifacts",
            "an approved script": f"/demo/episodes/{self.narrated}",
            "listen": f"/demo/episodes/{self.narrated}/listen",
            "files": f"/demo/episodes/{self.narrated}/artifacts",
            "quality": f"/demo/episodes/{self.mixed}/quality",
            "voice": f"/demo/episodes/{self.mixed}/delivery",
            "takes": f"/demo/sentences/{self.sentence}/takes",
            "failures": "/demo/failures",
            **{name: f"/demo/settings/{name}" for name in SETTINGS},
            "account": "/account",
            "second factors": "/account/second-factor",
            "organizations": "/organizations",
            "password": "/account/password",
            "not found": "/demo/nothing-here",
        }
