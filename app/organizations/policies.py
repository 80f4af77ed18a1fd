"""ApprovalPolicy: what a project asks of the approvals of its sentences."""

from dataclasses import asdict, dataclass

from sqlmodel import Field, SQLModel

from app.database import word
from app.permissions import ROLES, Permission, Role
from app.problems import Invalid

APPROVALS_MAX = 5
VIGILANCE_MIN, VIGILANCE_MAX = 5, 200
APPROVERS: tuple[Role, ...] = tuple(role for role in Role if Permission.REVIEW in ROLES[role])
"""Roles whose approval can be required: those that may approve at all."""


@dataclass(frozen=True)
class ApprovalPolicy:
    """Which approvals count, and how many are needed. An approval that does not count stays recorded."""

    approvals: int = 1
    """How many distinct principals must approve each sentence."""
    author_may_approve: bool = True
    """The author of a sentence: who last changed its words or evidence, or asked for the draft."""
    required_role: Role | None = None
    """One of the approvals must be of somebody who had exactly this role when giving it."""
    four_eyes: bool = False
    """Who alone let a sentence through in spite of a finding cannot be the one who approves it."""
    keys_may_approve: bool = True
    guests_may_approve: bool = False
    """Guests have no account: a link somebody gave them says who they are."""
    vigilance: int = 0
    """One in how many sentences a member sees with a planted error; 0: none is planted."""

    def check(self) -> None:
        """Raise Invalid for what nobody could fulfil."""
        if not 1 <= self.approvals <= APPROVALS_MAX:
            raise Invalid(f"Ask for 1 to {APPROVALS_MAX} approvals.", field="approvals")
        if self.required_role is not None and self.required_role not in APPROVERS:
            raise Invalid(f"The role {self.required_role} may not approve anything.", field="required_role")
        if self.vigilance and not VIGILANCE_MIN <= self.vigilance <= VIGILANCE_MAX:
            raise Invalid(
                f"Plant an error in one of {VIGILANCE_MIN} to {VIGILANCE_MAX} sentences, or 0 for none.",
                field="vigilance",
            )


class Policied(SQLModel):
    """The columns of a policy: a project's own, and those an episode of it stands under."""

    approvals: int = 1
    author_may_approve: bool = True
    required_role: Role | None = Field(default=None, sa_type=word(Role))
    four_eyes: bool = False
    keys_may_approve: bool = True
    guests_may_approve: bool = False
    vigilance: int = 0

    @property
    def policy(self) -> ApprovalPolicy:
        return ApprovalPolicy(
            self.approvals,
            self.author_may_approve,
            self.required_role,
            self.four_eyes,
            self.keys_may_approve,
            self.guests_may_approve,
            self.vigilance,
        )

    def stand_under(self, policy: ApprovalPolicy) -> None:
        for name, value in asdict(policy).items():
            setattr(self, name, value)
