"""Vigilance: how often an error is planted, and what reviewers made of those they met"""

import sqlalchemy as sa
from alembic import op

from migrations.walls import unwall, wall

revision = "0090"
down_revision = "0100"
branch_labels = None
depends_on = None

OUTCOMES = ("caught", "missed", "passed")
DEEDS = ("approved", "rejected", "edited", "commented", "removed", "joined")


def upgrade() -> None:
    for table in ("project", "episode"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("vigilance", sa.Integer(), nullable=False, server_default="0"))
    references = [
        sa.ForeignKeyConstraint(
            ["organization_id", f"{parent}_id"],
            [f"{parent}.organization_id", f"{parent}.id"],
            name=op.f(f"fk_decoy_organization_id_{parent}_id"),
            initially="DEFERRED",
            deferrable=True,
        )
        for parent in ("project", "episode")
    ]
    op.create_table(
        "decoy",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("workspace_id", sa.String(length=36), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("episode_id", sa.String(length=36), nullable=False),
        sa.Column("sentence_id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("deed", sa.Enum(*DEEDS, name="deed", native_enum=False, length=16), nullable=False),
        sa.Column(
            "outcome", sa.Enum(*OUTCOMES, name="outcome", native_enum=False, length=16), nullable=False
        ),
        sa.Column("said", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_decoy_organization_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_decoy_user_id")),
        *references,
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decoy")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_decoy_organization_id_id")),
        sa.UniqueConstraint(
            "organization_id",
            "user_id",
            "sentence_id",
            name=op.f("uq_decoy_organization_id_user_id_sentence_id"),
        ),
    )
    with op.batch_alter_table("decoy", schema=None) as batch_op:
        for column in ("organization_id", "workspace_id", "project_id", "episode_id", "user_id"):
            batch_op.create_index(batch_op.f(f"ix_decoy_{column}"), [column], unique=False)
    wall("decoy")


def downgrade() -> None:
    unwall("decoy")
    op.drop_table("decoy")
    for table in ("project", "episode"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("vigilance")
