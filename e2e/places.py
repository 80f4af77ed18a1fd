"""The pages every look at the whole product goes through."""

from dataclasses import dataclass

SIGNED_OUT = {"landing": "/", "sign-in": "/sign-in", "a spent link": "/sign-in/spent-long-ago"}


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
            "account": "/account",
            "password": "/account/password",
            "not found": "/demo/nothing-here",
        }
