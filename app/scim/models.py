"""ScimUser, ScimGroup: what a directory says of a member and of a team, kept as it was said."""

from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from app.database import addressable, inside, json_field
from app.tenancy import Tenanted


class ScimUser(Tenanted, table=True):
    """What a directory says of a member; what they may do is said by the membership, not here."""

    __tablename__ = "scim_user"
    __table_args__ = (
        addressable(),
        inside("membership", ondelete="CASCADE"),
        UniqueConstraint("organization_id", "membership_id"),
        UniqueConstraint("organization_id", "user_name_key"),
    )

    membership_id: str = Field(max_length=36)
    user_name_key: str = Field(max_length=254)
    """The userName in the form in which two of them are compared."""
    external_id: str = Field(default="", index=True, max_length=255)
    facts: dict[str, Any] = json_field(dict)
    """The resource as last written, without what is ours: id, meta, active, groups, roles."""

    def take(self, facts: dict[str, Any]) -> None:
        """Keep what was written."""
        self.facts = facts
        self.user_name_key = name_key(str(facts["userName"]))
        self.external_id = str(facts.get("externalId") or "")[:255]


class ScimGroup(Tenanted, table=True):
    """The name a directory has for a team of ours."""

    __tablename__ = "scim_group"
    __table_args__ = (
        addressable(),
        inside("team", ondelete="CASCADE"),
        UniqueConstraint("organization_id", "team_id"),
    )

    team_id: str = Field(max_length=36)
    external_id: str = Field(default="", index=True, max_length=255)


def name_key(user_name: str) -> str:
    """Without regard to case, as RFC 7643 compares userName."""
    return user_name.strip().casefold()[:254]
