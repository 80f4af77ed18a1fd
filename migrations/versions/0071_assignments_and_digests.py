"""Assignments, and who takes a daily mail"""

import sqlalchemy as sa
from alembic import op

from migrations.walls import unwall, wall

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.add_column(sa.Column("digests", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.create_table(
        "assignment",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("workspace_id", sa.String(length=36), nullable=False),
        sa.Column("episode_id", sa.String(length=36), nullable=False),
        sa.Column("segment_id", sa.String(length=36), nullable=True),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_assignment_organization_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_assignment_user_id")),
        sa.ForeignKeyConstraint(
            ["organization_id", "episode_id"],
            ["episode.organization_id", "episode.id"],
            name=op.f("fk_assignment_organization_id_episode_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "segment_id"],
            ["segment.organization_id", "segment.id"],
            name=op.f("fk_assignment_organization_id_segment_id"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_assignment_organization_id_id")),
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        for column in ("organization_id", "workspace_id", "episode_id", "segment_id", "user_id"):
            batch_op.create_index(batch_op.f(f"ix_assignment_{column}"), [column], unique=False)
    wall("assignment")


def downgrade() -> None:
    unwall("assignment")
    op.drop_table("assignment")
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.drop_column("digests")
