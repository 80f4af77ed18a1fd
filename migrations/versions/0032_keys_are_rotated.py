"""Keys are rotated, answered for and watched; tokens are signed"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "signing_key",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("private_key", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.JSON(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_key")),
    )
    with op.batch_alter_table("service_account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("api_key", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("last_used_from", sa.String(length=64), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("line", sa.String(length=36), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("issuer_id", sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("reminded_days", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_api_key_line"), ["line"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_api_key_issuer_id"), "user", ["issuer_id"], ["id"])
    op.execute("UPDATE api_key SET line = id")


def downgrade() -> None:
    with op.batch_alter_table("api_key", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_api_key_issuer_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_api_key_line"))
        for column in ("reminded_days", "refused_at", "issuer_id", "line", "last_used_from"):
            batch_op.drop_column(column)
    with op.batch_alter_table("service_account", schema=None) as batch_op:
        batch_op.drop_column("removed_at")
    op.drop_table("signing_key")
