"""Single sign-on: providers, domains, identities, and who came through them"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sso_identity",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("issuer", sa.String(length=500), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_sso_identity_organization_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_sso_identity_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sso_identity")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_sso_identity_organization_id_id")),
        sa.UniqueConstraint(
            "organization_id",
            "issuer",
            "subject",
            name=op.f("uq_sso_identity_organization_id_issuer_subject"),
        ),
    )
    with op.batch_alter_table("sso_identity", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sso_identity_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_sso_identity_user_id"), ["user_id"], unique=False)

    op.create_table(
        "sso_connection",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("issuer", sa.String(length=500), nullable=False),
        sa.Column("client_id", sa.String(length=500), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=True),
        sa.Column("scopes", sa.String(length=500), nullable=False),
        sa.Column("acr", sa.String(length=500), nullable=False),
        sa.Column("mfa", sa.Boolean(), nullable=False),
        sa.Column("max_age_minutes", sa.Integer(), nullable=False),
        sa.Column("group_claim", sa.String(length=200), nullable=False),
        sa.Column("group_roles", sa.JSON(), nullable=False),
        sa.Column("just_in_time", sa.Boolean(), nullable=False),
        sa.Column(
            "default_role",
            sa.Enum(
                "owner",
                "admin",
                "editor",
                "reviewer",
                "publisher",
                "listener",
                "auditor",
                name="role",
                native_enum=False,
                length=16,
            ),
            nullable=True,
        ),
        sa.Column("workspace_id", sa.String(length=36), nullable=True),
        sa.Column("suspended", sa.Boolean(), nullable=False),
        sa.Column("tested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("test_result", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "workspace_id"],
            ["workspace.organization_id", "workspace.id"],
            name=op.f("fk_sso_connection_organization_id_workspace_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_sso_connection_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sso_connection")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_sso_connection_organization_id_id")),
    )
    with op.batch_alter_table("sso_connection", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sso_connection_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "sso_domain",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("connection_id", sa.String(length=36), nullable=False),
        sa.Column("domain", sa.String(length=253), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held", sa.String(length=253), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id", "connection_id"],
            ["sso_connection.organization_id", "sso_connection.id"],
            name=op.f("fk_sso_domain_organization_id_connection_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_sso_domain_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sso_domain")),
        sa.UniqueConstraint("held", name=op.f("uq_sso_domain_held")),
        sa.UniqueConstraint("organization_id", "domain", name=op.f("uq_sso_domain_organization_id_domain")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_sso_domain_organization_id_id")),
    )
    with op.batch_alter_table("sso_domain", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sso_domain_connection_id"), ["connection_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sso_domain_organization_id"), ["organization_id"], unique=False)

    op.create_table(
        "sso_entry",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("connection_id", sa.String(length=36), nullable=False),
        sa.Column("state_hash", sa.String(length=64), nullable=False),
        sa.Column("browser_hash", sa.String(length=64), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("verifier", sa.LargeBinary(), nullable=False),
        sa.Column("next_path", sa.String(length=2000), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=True),
        sa.Column("again", sa.Boolean(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id", "connection_id"],
            ["sso_connection.organization_id", "sso_connection.id"],
            name=op.f("fk_sso_entry_organization_id_connection_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_sso_entry_organization_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_sso_entry_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sso_entry")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_sso_entry_organization_id_id")),
        sa.UniqueConstraint("state_hash", name=op.f("uq_sso_entry_state_hash")),
    )
    with op.batch_alter_table("sso_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sso_entry_connection_id"), ["connection_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sso_entry_organization_id"), ["organization_id"], unique=False)

    op.create_table(
        "sso_login",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("connection_id", sa.String(length=36), nullable=False),
        sa.Column("identity_id", sa.String(length=36), nullable=False),
        sa.Column("login_id", sa.String(length=36), nullable=False),
        sa.Column("sid", sa.String(length=255), nullable=False),
        sa.Column("hint", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["login_id"], ["login_session.id"], name=op.f("fk_sso_login_login_id")),
        sa.ForeignKeyConstraint(
            ["organization_id", "connection_id"],
            ["sso_connection.organization_id", "sso_connection.id"],
            name=op.f("fk_sso_login_organization_id_connection_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "identity_id"],
            ["sso_identity.organization_id", "sso_identity.id"],
            name=op.f("fk_sso_login_organization_id_identity_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_sso_login_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sso_login")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_sso_login_organization_id_id")),
    )
    with op.batch_alter_table("sso_login", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sso_login_connection_id"), ["connection_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sso_login_identity_id"), ["identity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sso_login_login_id"), ["login_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sso_login_organization_id"), ["organization_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sso_login_sid"), ["sid"], unique=False)

    op.create_table(
        "sso_logout",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("connection_id", sa.String(length=36), nullable=False),
        sa.Column("jti_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "connection_id"],
            ["sso_connection.organization_id", "sso_connection.id"],
            name=op.f("fk_sso_logout_organization_id_connection_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_sso_logout_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sso_logout")),
        sa.UniqueConstraint(
            "organization_id",
            "connection_id",
            "jti_hash",
            name=op.f("uq_sso_logout_organization_id_connection_id_jti_hash"),
        ),
    )
    with op.batch_alter_table("sso_logout", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sso_logout_organization_id"), ["organization_id"], unique=False)


def downgrade() -> None:
    for table in ("sso_logout", "sso_login", "sso_entry", "sso_domain", "sso_connection", "sso_identity"):
        op.drop_table(table)
