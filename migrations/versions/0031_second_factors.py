"""Authenticators, recovery codes, passkeys; organizations can ask for them"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "authenticator",
        *_row(),
        _user(),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        *_keys("authenticator"),
        sa.UniqueConstraint("user_id", name=op.f("uq_authenticator_user_id")),
    )
    op.create_table(
        "recovery_code",
        *_row(),
        _user(),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        *_keys("recovery_code"),
        sa.UniqueConstraint("code_hash", name=op.f("uq_recovery_code_code_hash")),
    )
    op.create_table(
        "passkey",
        *_row(),
        _user(),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("credential", sa.String(length=1400), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("transports", sa.JSON(), nullable=False),
        sa.Column("host", sa.String(length=253), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        *_keys("passkey"),
        sa.UniqueConstraint("credential", name=op.f("uq_passkey_credential")),
    )
    op.create_table(
        "sign_in_step",
        *_row(),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        _user(),
        sa.Column("how", sa.String(length=40), nullable=False),
        sa.Column("next_path", sa.String(length=2000), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        *_keys("sign_in_step"),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_step_token_hash")),
    )
    op.create_table(
        "spent_challenge",
        *_row(),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spent_challenge")),
        sa.UniqueConstraint("hash", name=op.f("uq_spent_challenge_hash")),
    )
    for table in ("recovery_code", "passkey", "sign_in_step"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.create_index(batch_op.f(f"ix_{table}_user_id"), ["user_id"], unique=False)
    with op.batch_alter_table("organization", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("mfa_required", sa.Boolean(), nullable=False, server_default=sa.false())
        )


def _row() -> tuple[sa.Column, ...]:
    return (
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )


def _user() -> sa.Column:
    return sa.Column("user_id", sa.String(length=36), nullable=False)


def _keys(table: str) -> tuple[sa.Constraint, ...]:
    return (
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f(f"fk_{table}_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def downgrade() -> None:
    with op.batch_alter_table("organization", schema=None) as batch_op:
        batch_op.drop_column("mfa_required")
    for table in ("spent_challenge", "sign_in_step", "passkey", "recovery_code", "authenticator"):
        op.drop_table(table)
