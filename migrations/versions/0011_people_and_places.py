"""People and places: teams, invitations, former addresses, and what can be archived"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0080"
branch_labels = None
depends_on = None

ROLES = ("owner", "admin", "editor", "reviewer", "publisher", "listener", "auditor")
ARCHIVABLE = ("organization", "workspace", "project")


def row(*columns: sa.Column) -> list[sa.Column]:
    """What every tenanted table begins with, then its own columns."""
    return [
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        *columns,
    ]


def keys(table: str, *parents: str, addressable: bool = False) -> list[sa.Constraint]:
    """Its primary key, its organization, and composite foreign keys to its parents."""
    found = [
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f(f"fk_{table}_organization_id")
        ),
    ]
    if addressable:
        found.append(
            sa.UniqueConstraint("organization_id", "id", name=op.f(f"uq_{table}_organization_id_id"))
        )
    for parent in parents:
        found.append(
            sa.ForeignKeyConstraint(
                ["organization_id", f"{parent}_id"],
                [f"{parent}.organization_id", f"{parent}.id"],
                name=op.f(f"fk_{table}_organization_id_{parent}_id"),
                deferrable=True,
                initially="DEFERRED",
            )
        )
    return found


def role() -> sa.Column:
    return sa.Column("role", sa.Enum(*ROLES, name="role", native_enum=False, length=16), nullable=False)


def index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)


def upgrade() -> None:
    for table in ARCHIVABLE:
        op.add_column(table, sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("organization", sa.Column("deleting_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "former_slug",
        *row(sa.Column("slug", sa.String(length=40), nullable=False)),
        *keys("former_slug"),
        sa.UniqueConstraint("slug", name=op.f("uq_former_slug_slug")),
    )
    op.create_table(
        "team",
        *row(sa.Column("name", sa.String(length=200), nullable=False)),
        *keys("team", addressable=True),
        sa.UniqueConstraint("organization_id", "name", name=op.f("uq_team_organization_id_name")),
    )
    op.create_table(
        "team_membership",
        *row(
            sa.Column("team_id", sa.String(length=36), nullable=False),
            sa.Column("membership_id", sa.String(length=36), nullable=False),
        ),
        *keys("team_membership", "team", "membership"),
        sa.UniqueConstraint(
            "organization_id",
            "team_id",
            "membership_id",
            name=op.f("uq_team_membership_organization_id_team_id_membership_id"),
        ),
    )
    op.create_table(
        "team_grant",
        *row(
            sa.Column("team_id", sa.String(length=36), nullable=False),
            sa.Column("workspace_id", sa.String(length=36), nullable=False),
            role(),
        ),
        *keys("team_grant", "team", "workspace"),
        sa.UniqueConstraint(
            "organization_id",
            "team_id",
            "workspace_id",
            name=op.f("uq_team_grant_organization_id_team_id_workspace_id"),
        ),
    )
    for table in ("former_slug", "team", "team_membership", "team_grant"):
        index(table, "organization_id")
    _invitations()


def _invitations() -> None:
    op.create_table(
        "invitation",
        *row(
            sa.Column("email", sa.String(length=254), nullable=False),
            role(),
            sa.Column("workspace_ids", sa.JSON(), nullable=False),
            sa.Column("token_hash", sa.String(length=64), nullable=False),
            sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
            sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
            sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        ),
        *keys("invitation", addressable=True),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    index("invitation", "organization_id", "email")


def downgrade() -> None:
    for table in ("invitation", "team_grant", "team_membership", "team", "former_slug"):
        op.drop_table(table)
    with op.batch_alter_table("organization") as batch_op:
        batch_op.drop_column("deleting_at")
    for table in ARCHIVABLE:
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column("archived_at")
