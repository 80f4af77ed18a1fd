"""Row-level security: on PostgreSQL no statement sees or writes a row of another organization.

The application says in each transaction for whom it works (app/rowsecurity.py); who does not say so meets
empty tables.
"""

from alembic import op

OURS = (
    "organization_id = nullif(current_setting('app.organization_id', true), '') "
    "OR current_setting('app.across', true) = 'on'"
)


def wall(*tables: str) -> None:
    """Every migration that makes a tenanted table calls this for it; a test finds who forgot."""
    for table in tables if _on_postgresql() else ():
        op.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
        # FORCE: the owner of the tables, too, where one role does everything.
        op.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
        op.execute(f'CREATE POLICY walls ON "{table}" USING ({OURS})')


def unwall(*tables: str) -> None:
    for table in tables if _on_postgresql() else ():
        op.execute(f'DROP POLICY walls ON "{table}"')
        op.execute(f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY')
        op.execute(f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY')


def _on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"
