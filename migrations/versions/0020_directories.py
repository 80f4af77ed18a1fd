"""What directories decide: whom they let in where, and who comes in past them"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    no = sa.text("false") if op.get_bind().dialect.name == "postgresql" else sa.text("0")
    for table, column in (
        ("organization", "sso_only"),
        ("membership", "break_glass"),
        ("membership", "suspended"),
    ):
        op.add_column(table, sa.Column(column, sa.Boolean(), nullable=False, server_default=no))
    op.add_column("user", sa.Column("alias", sa.String(length=254), nullable=False, server_default=""))
    # Written by hand, because batch mode would make the table anew under those that refer to it.
    op.execute(
        "ALTER TABLE login_session ADD COLUMN within_id VARCHAR(36) "
        "CONSTRAINT fk_login_session_within_id REFERENCES organization (id)"
    )


def downgrade() -> None:
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.drop_column("within_id")
    op.drop_column("user", "alias")
    for table, column in (
        ("membership", "suspended"),
        ("membership", "break_glass"),
        ("organization", "sso_only"),
    ):
        op.drop_column(table, column)
