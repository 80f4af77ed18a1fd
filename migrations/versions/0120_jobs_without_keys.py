"""Jobs know no idempotency key: answers are kept for every POST instead"""

import sqlalchemy as sa
from alembic import op

revision = "0120"
down_revision = "0112"
branch_labels = None
depends_on = None

UNIQUE = "uq_job_organization_id_idempotency_key"


def upgrade() -> None:
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_constraint(UNIQUE, type_="unique")
        batch_op.drop_column("request_hash")
        batch_op.drop_column("idempotency_key")


def downgrade() -> None:
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.add_column(sa.Column("idempotency_key", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("request_hash", sa.String(), nullable=False, server_default=""))
        batch_op.create_unique_constraint(UNIQUE, ["organization_id", "idempotency_key"])
