"""Guests of a review"""

import sqlalchemy as sa
from alembic import op

from migrations.walls import unwall, wall

revision = "0072"
down_revision = "0071"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("project", "episode"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(
                sa.Column("guests_may_approve", sa.Boolean(), nullable=False, server_default=sa.false())
            )
    op.create_table(
        "guest_link",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("workspace_id", sa.String(length=36), nullable=False),
        sa.Column("episode_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("may_approve", sa.Boolean(), nullable=False),
        sa.Column("given_by", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_guest_link_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "episode_id"],
            ["episode.organization_id", "episode.id"],
            name=op.f("fk_guest_link_organization_id_episode_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guest_link")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_guest_link_organization_id_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_guest_link_token_hash")),
    )
    with op.batch_alter_table("guest_link", schema=None) as batch_op:
        for column in ("organization_id", "workspace_id", "episode_id"):
            batch_op.create_index(batch_op.f(f"ix_guest_link_{column}"), [column], unique=False)
    wall("guest_link")


def downgrade() -> None:
    unwall("guest_link")
    op.drop_table("guest_link")
    for table in ("project", "episode"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("guests_may_approve")
