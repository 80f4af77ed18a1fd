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
            "nothing to hear yet": f"/demo/episodes/{self.mixed}/listen",
            "no files yet": f"/demo/episodes/{self.mixed}/artifacts",
            "an approved script": f"/demo/episodes/{self.narrated}",
            "listen": f"/demo/episodes/{self.narrated}/listen",
            "files": f"/demo/episodes/{self.narrated}/artifacts",
            "account": "/account",
            "password": "/account/password",
            "not found": "/demo/nothing-here",
        }
