"""Sounds and covers of projects, loudness, weight of roles, recordings of people"""

import sqlalchemy as sa
from alembic import op

revision = "0080"
down_revision = "0020"
branch_labels = None
depends_on = None

WEIGHTS = {"hook": "0.98", "recap": "1.0", "takeaway": "0.96"}
"""As presets spoke these roles before it could be chosen."""


def upgrade() -> None:
    op.create_table(
        "brand_file",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("workspace_id", sa.String(length=36), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("intro", "outro", "cover", name="kind", native_enum=False, length=16),
            nullable=False,
        ),
        sa.Column("object_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("licence", sa.String(length=300), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("fade_in_ms", sa.Integer(), nullable=False),
        sa.Column("fade_out_ms", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "object_id"],
            ["stored_object.organization_id", "stored_object.id"],
            name=op.f("fk_brand_file_organization_id_object_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "project_id"],
            ["project.organization_id", "project.id"],
            name=op.f("fk_brand_file_organization_id_project_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_brand_file_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brand_file")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_brand_file_organization_id_id")),
        sa.UniqueConstraint("project_id", "kind", name=op.f("uq_brand_file_project_id_kind")),
    )
    with op.batch_alter_table("brand_file", schema=None) as batch_op:
        for column in ("organization_id", "project_id", "workspace_id"):
            batch_op.create_index(batch_op.f(f"ix_brand_file_{column}"), [column], unique=False)
    with op.batch_alter_table("casting", schema=None) as batch_op:
        batch_op.add_column(sa.Column("lufs", sa.Float(), nullable=True))
    with op.batch_alter_table("pacing_preset", schema=None) as batch_op:
        for name, default in WEIGHTS.items():
            batch_op.add_column(sa.Column(name, sa.Float(), nullable=False, server_default=default))
    with op.batch_alter_table("clip", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("imported_by", sa.String(length=300), nullable=False, server_default="")
        )


def downgrade() -> None:
    with op.batch_alter_table("clip", schema=None) as batch_op:
        batch_op.drop_column("imported_by")
    with op.batch_alter_table("pacing_preset", schema=None) as batch_op:
        for name in WEIGHTS:
            batch_op.drop_column(name)
    with op.batch_alter_table("casting", schema=None) as batch_op:
        batch_op.drop_column("lufs")
    with op.batch_alter_table("brand_file", schema=None) as batch_op:
        for column in ("organization_id", "project_id", "workspace_id"):
            batch_op.drop_index(batch_op.f(f"ix_brand_file_{column}"))
    op.drop_table("brand_file")
