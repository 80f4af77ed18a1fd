"""SCIM: what directories say of members and teams"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "scim_group",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("team_id", sa.String(length=36), nullable=False),
        sa.Column("external_id", sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "team_id"],
            ["team.organization_id", "team.id"],
            name=op.f("fk_scim_group_organization_id_team_id"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_scim_group_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scim_group")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_scim_group_organization_id_id")),
        sa.UniqueConstraint("organization_id", "team_id", name=op.f("uq_scim_group_organization_id_team_id")),
    )
    with op.batch_alter_table("scim_group", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_scim_group_external_id"), ["external_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_scim_group_organization_id"), ["organization_id"], unique=False)

    op.create_table(
        "scim_user",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("membership_id", sa.String(length=36), nullable=False),
        sa.Column("user_name_key", sa.String(length=254), nullable=False),
        sa.Column("external_id", sa.String(length=255), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "membership_id"],
            ["membership.organization_id", "membership.id"],
            name=op.f("fk_scim_user_organization_id_membership_id"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_scim_user_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scim_user")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_scim_user_organization_id_id")),
        sa.UniqueConstraint(
            "organization_id", "membership_id", name=op.f("uq_scim_user_organization_id_membership_id")
        ),
        sa.UniqueConstraint(
            "organization_id", "user_name_key", name=op.f("uq_scim_user_organization_id_user_name_key")
        ),
    )
    with op.batch_alter_table("scim_user", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_scim_user_external_id"), ["external_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_scim_user_organization_id"), ["organization_id"], unique=False)


def downgrade() -> None:
    op.drop_table("scim_user")
    op.drop_table("scim_group")
