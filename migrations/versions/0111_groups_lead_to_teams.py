"""Groups of an identity provider lead to teams"""

import sqlalchemy as sa
from alembic import op

revision = "0111"
down_revision = "0110"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("sso_connection", schema=None) as batch_op:
        batch_op.add_column(sa.Column("group_teams", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    with op.batch_alter_table("sso_connection", schema=None) as batch_op:
        batch_op.drop_column("group_teams")
