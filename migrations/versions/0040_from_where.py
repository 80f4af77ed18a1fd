"""From where each event of the record came; leave to let a whole record go; how far the sink has it"""

import sqlalchemy as sa
from alembic import op

from migrations.append_only import hold_fast_again, let_go_with

revision = "0040"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Rows that are there were digested before anybody asked from where.
    op.add_column("audit_event", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    for name, length in (("address", 64), ("user_agent", 300)):
        column = sa.Column(name, sa.String(length=length), nullable=False, server_default="")
        op.add_column("audit_event", column)
    op.create_index("ix_audit_event_organization_id_actor_id", "audit_event", ["organization_id", "actor_id"])
    _table("audit_release", sa.Column("reason", sa.String(length=500), nullable=False))
    _table(
        "audit_delivery",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
    )
    let_go_with("audit_event", "audit_release")


def _table(name: str, *columns: sa.Column[object]) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f(f"fk_{name}_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("organization_id", name=op.f(f"uq_{name}_organization_id")),
    )
    op.create_index(op.f(f"ix_{name}_organization_id"), name, ["organization_id"])


def downgrade() -> None:
    hold_fast_again("audit_event")
    for name in ("audit_delivery", "audit_release"):
        op.drop_table(name)
    op.drop_index("ix_audit_event_organization_id_actor_id", "audit_event")
    # Not in batch mode, which would make the table anew and lose its triggers.
    for name in ("user_agent", "address", "version"):
        op.drop_column("audit_event", name)
