"""Row-level security on every tenanted table there is so far"""

import sqlalchemy as sa
from alembic import op

from migrations.walls import unwall, wall

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    wall(*_tenanted())


def downgrade() -> None:
    unwall(*_tenanted())


def _tenanted() -> list[str]:
    found = sa.inspect(op.get_bind())
    return [
        table
        for table in sorted(found.get_table_names())
        if "organization_id" in {column["name"] for column in found.get_columns(table)}
    ]
