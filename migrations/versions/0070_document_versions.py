"""New versions of documents, and the evidence that follows them"""

import sqlalchemy as sa
from alembic import op

from migrations.walls import unwall, wall

revision = "0070"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("document_version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("filename", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("reason", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("evidence_span", schema=None) as batch_op:
        batch_op.add_column(sa.Column("origin", sa.JSON(), nullable=True))
    op.create_table(
        "evidence_change",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("sentence_id", sa.String(length=36), nullable=False),
        sa.Column("document_id", sa.String(length=36), nullable=False),
        sa.Column("from_number", sa.Integer(), nullable=False),
        sa.Column("to_number", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("was", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_evidence_change_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "sentence_id"],
            ["sentence.organization_id", "sentence.id"],
            name=op.f("fk_evidence_change_organization_id_sentence_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "document_id"],
            ["document.organization_id", "document.id"],
            name=op.f("fk_evidence_change_organization_id_document_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_change")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_evidence_change_organization_id_id")),
    )
    with op.batch_alter_table("evidence_change", schema=None) as batch_op:
        for column in ("organization_id", "sentence_id", "document_id"):
            batch_op.create_index(batch_op.f(f"ix_evidence_change_{column}"), [column], unique=False)
    wall("evidence_change")


def downgrade() -> None:
    unwall("evidence_change")
    op.drop_table("evidence_change")
    with op.batch_alter_table("evidence_span", schema=None) as batch_op:
        batch_op.drop_column("origin")
    with op.batch_alter_table("document_version", schema=None) as batch_op:
        batch_op.drop_column("reason")
        batch_op.drop_column("filename")
