"""The first schema"""

import sqlalchemy as sa
from alembic import op

from migrations.append_only import forget_append_only, make_append_only

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


ROLES = ("owner", "admin", "editor", "reviewer", "publisher", "listener", "auditor")


def upgrade() -> None:
    op.create_table(
        "organization",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("suspended", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization")),
        sa.UniqueConstraint("slug", name=op.f("uq_organization_slug")),
    )
    op.create_table(
        "sign_in_try",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counted_for", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_try")),
    )
    with op.batch_alter_table("sign_in_try", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_try_counted_for"), ["counted_for"], unique=False)

    op.create_table(
        "user",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("operator", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("email", name=op.f("uq_user_email")),
    )
    op.create_table(
        "audit_event",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("actor_kind", sa.String(), nullable=False),
        sa.Column("actor_id", sa.String(), nullable=False),
        sa.Column("subject_type", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("project_id", sa.String(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_audit_event_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
        sa.UniqueConstraint("organization_id", "number", name=op.f("uq_audit_event_organization_id_number")),
    )
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_event_action"), ["action"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_event_organization_id"), ["organization_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_event_project_id"), ["project_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_event_subject_id"), ["subject_id"], unique=False)

    op.create_table(
        "audit_head",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_audit_head_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
        sa.UniqueConstraint("organization_id", name=op.f("uq_audit_head_organization_id")),
    )
    with op.batch_alter_table("audit_head", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_head_organization_id"), ["organization_id"], unique=False)

    op.create_table(
        "data_key",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_data_key_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_key")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_data_key_organization_id_id")),
        sa.UniqueConstraint("organization_id", name=op.f("uq_data_key_organization_id")),
    )
    with op.batch_alter_table("data_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_data_key_organization_id"), ["organization_id"], unique=False)

    op.create_table(
        "job",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_type", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(length=36), nullable=True),
        sa.Column("parent_id", sa.String(length=36), nullable=True),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "running",
                "succeeded",
                "failed",
                "dead",
                "cancelled",
                name="jobstate",
                native_enum=False,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("progress", sa.Float(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("crashes", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("worker", sa.String(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(), nullable=True),
        sa.Column("request_hash", sa.String(), nullable=False),
        sa.Column("traceparent", sa.String(), nullable=False),
        sa.Column("actor_kind", sa.String(), nullable=False),
        sa.Column("actor_id", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id", "parent_id"],
            ["job.organization_id", "job.id"],
            name=op.f("fk_job_organization_id_parent_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_job_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_job_organization_id_id")),
        sa.UniqueConstraint(
            "organization_id", "idempotency_key", name=op.f("uq_job_organization_id_idempotency_key")
        ),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_job_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_job_organization_id"), ["organization_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_job_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index("ix_job_state_due_at", ["state", "due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_job_subject_id"), ["subject_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_job_workspace_id"), ["workspace_id"], unique=False)

    op.create_table(
        "login_session",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("user_agent", sa.String(length=300), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_login_session_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_login_session_token_hash")),
    )
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_login_session_user_id"), ["user_id"], unique=False)

    op.create_table(
        "membership",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column(
            "role",
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
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_membership_organization_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_membership_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_membership_organization_id_id")),
        sa.UniqueConstraint("organization_id", "user_id", name=op.f("uq_membership_organization_id_user_id")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_organization_id"), ["organization_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_membership_user_id"), ["user_id"], unique=False)

    op.create_table(
        "service_account",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "role",
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
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_service_account_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_account")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_service_account_organization_id_id")),
        sa.UniqueConstraint("organization_id", "name", name=op.f("uq_service_account_organization_id_name")),
    )
    with op.batch_alter_table("service_account", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_service_account_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "sign_in_link",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_path", sa.String(length=2000), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_sign_in_link_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_link_token_hash")),
    )
    with op.batch_alter_table("sign_in_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_link_user_id"), ["user_id"], unique=False)

    op.create_table(
        "workspace",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_workspace_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspace")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_workspace_organization_id_id")),
        sa.UniqueConstraint("organization_id", "name", name=op.f("uq_workspace_organization_id_name")),
    )
    with op.batch_alter_table("workspace", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_workspace_organization_id"), ["organization_id"], unique=False)

    op.create_table(
        "api_key",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("service_account_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("prefix", sa.String(length=8), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id", "service_account_id"],
            ["service_account.organization_id", "service_account.id"],
            name=op.f("fk_api_key_organization_id_service_account_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_api_key_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("hash", name=op.f("uq_api_key_hash")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_api_key_organization_id_id")),
    )
    with op.batch_alter_table("api_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_key_organization_id"), ["organization_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_api_key_service_account_id"), ["service_account_id"], unique=False
        )

    op.create_table(
        "attempt",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("job_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("worker", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "job_id"],
            ["job.organization_id", "job.id"],
            name=op.f("fk_attempt_organization_id_job_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_attempt_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
    )
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attempt_job_id"), ["job_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attempt_organization_id"), ["organization_id"], unique=False)

    op.create_table(
        "project",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("workspace_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("approvals", sa.Integer(), nullable=False),
        sa.Column("author_may_approve", sa.Boolean(), nullable=False),
        sa.Column("required_role", sa.Enum(*ROLES, name="role", native_enum=False, length=16), nullable=True),
        sa.Column("four_eyes", sa.Boolean(), nullable=False),
        sa.Column("keys_may_approve", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "workspace_id"],
            ["workspace.organization_id", "workspace.id"],
            name=op.f("fk_project_organization_id_workspace_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_project_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_project_organization_id_id")),
    )
    with op.batch_alter_table("project", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_project_organization_id"), ["organization_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_project_workspace_id"), ["workspace_id"], unique=False)

    op.create_table(
        "stored_object",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("data_key_id", sa.String(length=36), nullable=False),
        sa.Column("storage_key", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "data_key_id"],
            ["data_key.organization_id", "data_key.id"],
            name=op.f("fk_stored_object_organization_id_data_key_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_stored_object_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_object")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_stored_object_organization_id_id")),
    )
    with op.batch_alter_table("stored_object", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_stored_object_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_stored_object_sha256"), ["sha256"], unique=False)

    op.create_table(
        "workspace_membership",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("workspace_id", sa.String(length=36), nullable=False),
        sa.Column("membership_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "membership_id"],
            ["membership.organization_id", "membership.id"],
            name=op.f("fk_workspace_membership_organization_id_membership_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "workspace_id"],
            ["workspace.organization_id", "workspace.id"],
            name=op.f("fk_workspace_membership_organization_id_workspace_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_workspace_membership_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspace_membership")),
        sa.UniqueConstraint(
            "organization_id",
            "workspace_id",
            "membership_id",
            name=op.f("uq_workspace_membership_organization_id_workspace_id_membership_id"),
        ),
    )
    with op.batch_alter_table("workspace_membership", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_workspace_membership_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "clip",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("base", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("object_id", sa.String(length=36), nullable=False),
        sa.Column("samples", sa.Integer(), nullable=False),
        sa.Column("sample_rate", sa.Integer(), nullable=False),
        sa.Column("engine", sa.String(), nullable=False),
        sa.Column("engine_version", sa.String(), nullable=False),
        sa.Column("voice", sa.String(), nullable=False),
        sa.Column("voice_version", sa.String(), nullable=False),
        sa.Column("rate", sa.Float(), nullable=False),
        sa.Column("rendered_for", sa.String(length=36), nullable=False),
        sa.Column("counted_by", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id", "object_id"],
            ["stored_object.organization_id", "stored_object.id"],
            name=op.f("fk_clip_organization_id_object_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_clip_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clip")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_clip_organization_id_id")),
        sa.UniqueConstraint("organization_id", "key", name=op.f("uq_clip_organization_id_key")),
    )
    with op.batch_alter_table("clip", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_clip_base"), ["base"], unique=False)
        batch_op.create_index(batch_op.f("ix_clip_organization_id"), ["organization_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_clip_rendered_for"), ["rendered_for"], unique=False)

    op.create_table(
        "document",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("workspace_id", sa.String(length=36), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "reading",
                "ready",
                "failed",
                "quarantined",
                name="documentstate",
                native_enum=False,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("version_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "project_id"],
            ["project.organization_id", "project.id"],
            name=op.f("fk_document_organization_id_project_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "workspace_id"],
            ["workspace.organization_id", "workspace.id"],
            name=op.f("fk_document_organization_id_workspace_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_document_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_document_organization_id_id")),
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_organization_id"), ["organization_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_project_id"), ["project_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_workspace_id"), ["workspace_id"], unique=False)

    op.create_table(
        "episode",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("voice", sa.String(length=120), nullable=False),
        sa.Column("pacing", sa.String(length=40), nullable=False),
        sa.Column(
            "emphasis",
            sa.Enum("", "strong", "light", name="emphasis", native_enum=False, length=16),
            nullable=False,
        ),
        sa.Column("workspace_id", sa.String(length=36), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "drafting",
                "in_review",
                "approved",
                "narrating",
                "ready",
                "published",
                "withdrawn",
                "failed",
                name="episodestate",
                native_enum=False,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column(
            "mode", sa.Enum("summary", "verbatim", name="mode", native_enum=False, length=16), nullable=False
        ),
        sa.Column("minutes", sa.Float(), nullable=False),
        sa.Column("writer", sa.String(length=32), nullable=False),
        sa.Column("style", sa.String(length=16), nullable=False),
        sa.Column("language_asked", sa.String(length=16), nullable=False),
        sa.Column("hosts", sa.Integer(), nullable=False),
        sa.Column("domain", sa.String(length=200), nullable=False),
        sa.Column("topic", sa.String(length=200), nullable=False),
        sa.Column("papers", sa.Integer(), nullable=False),
        sa.Column("choice", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("translated", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("job_id", sa.String(length=36), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("approvals", sa.Integer(), nullable=False),
        sa.Column("author_may_approve", sa.Boolean(), nullable=False),
        sa.Column("required_role", sa.Enum(*ROLES, name="role", native_enum=False, length=16), nullable=True),
        sa.Column("four_eyes", sa.Boolean(), nullable=False),
        sa.Column("keys_may_approve", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "project_id"],
            ["project.organization_id", "project.id"],
            name=op.f("fk_episode_organization_id_project_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "workspace_id"],
            ["workspace.organization_id", "workspace.id"],
            name=op.f("fk_episode_organization_id_workspace_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_episode_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_episode")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_episode_organization_id_id")),
    )
    with op.batch_alter_table("episode", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_episode_organization_id"), ["organization_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_episode_project_id"), ["project_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_episode_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_episode_workspace_id"), ["workspace_id"], unique=False)

    op.create_table(
        "document_version",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("document_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("object_id", sa.String(length=36), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("reader", sa.String(), nullable=False),
        sa.Column("warnings", sa.JSON(), nullable=False),
        sa.Column("recognized", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "document_id"],
            ["document.organization_id", "document.id"],
            name=op.f("fk_document_version_organization_id_document_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "object_id"],
            ["stored_object.organization_id", "stored_object.id"],
            name=op.f("fk_document_version_organization_id_object_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_document_version_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_version")),
        sa.UniqueConstraint("document_id", "number", name=op.f("uq_document_version_document_id_number")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_document_version_organization_id_id")),
    )
    with op.batch_alter_table("document_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_version_document_id"), ["document_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_document_version_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_document_version_sha256"), ["sha256"], unique=False)

    op.create_table(
        "episode_source",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("episode_id", sa.String(length=36), nullable=False),
        sa.Column("document_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "document_id"],
            ["document.organization_id", "document.id"],
            name=op.f("fk_episode_source_organization_id_document_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "episode_id"],
            ["episode.organization_id", "episode.id"],
            name=op.f("fk_episode_source_organization_id_episode_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_episode_source_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_episode_source")),
        sa.UniqueConstraint(
            "episode_id", "document_id", name=op.f("uq_episode_source_episode_id_document_id")
        ),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_episode_source_organization_id_id")),
    )
    with op.batch_alter_table("episode_source", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_episode_source_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_episode_source_episode_id"), ["episode_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_episode_source_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "master",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("episode_id", sa.String(length=36), nullable=False),
        sa.Column("job_id", sa.String(length=36), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("sample_rate", sa.Integer(), nullable=False),
        sa.Column("samples", sa.Integer(), nullable=False),
        sa.Column("cues", sa.JSON(), nullable=False),
        sa.Column("chapters", sa.JSON(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("memory", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "episode_id"],
            ["episode.organization_id", "episode.id"],
            name=op.f("fk_master_organization_id_episode_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "job_id"],
            ["job.organization_id", "job.id"],
            name=op.f("fk_master_organization_id_job_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_master_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_master")),
        sa.UniqueConstraint("job_id", name=op.f("uq_master_job_id")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_master_organization_id_id")),
    )
    with op.batch_alter_table("master", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_master_episode_id"), ["episode_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_master_organization_id"), ["organization_id"], unique=False)

    op.create_table(
        "script_revision",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("episode_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("actor_kind", sa.String(), nullable=False),
        sa.Column("actor_id", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("writer", sa.String(), nullable=False),
        sa.Column("script", sa.JSON(), nullable=False),
        sa.Column("measures", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "episode_id"],
            ["episode.organization_id", "episode.id"],
            name=op.f("fk_script_revision_organization_id_episode_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_script_revision_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_script_revision")),
        sa.UniqueConstraint("episode_id", "number", name=op.f("uq_script_revision_episode_id_number")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_script_revision_organization_id_id")),
    )
    with op.batch_alter_table("script_revision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_script_revision_episode_id"), ["episode_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_script_revision_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "segment",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("voice", sa.String(length=120), nullable=False),
        sa.Column("pacing", sa.String(length=40), nullable=False),
        sa.Column(
            "emphasis",
            sa.Enum("", "strong", "light", name="emphasis", native_enum=False, length=16),
            nullable=False,
        ),
        sa.Column("workspace_id", sa.String(length=36), nullable=False),
        sa.Column("episode_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum("hook", "body", "recap", "takeaway", name="segmentrole", native_enum=False, length=16),
            nullable=False,
        ),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft", "in_review", "approved", "rejected", name="reviewstate", native_enum=False, length=16
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "episode_id"],
            ["episode.organization_id", "episode.id"],
            name=op.f("fk_segment_organization_id_episode_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_segment_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segment")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_segment_organization_id_id")),
    )
    with op.batch_alter_table("segment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_segment_episode_id"), ["episode_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_segment_organization_id"), ["organization_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_segment_workspace_id"), ["workspace_id"], unique=False)

    op.create_table(
        "artifact",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("workspace_id", sa.String(length=36), nullable=False),
        sa.Column("episode_id", sa.String(length=36), nullable=False),
        sa.Column("master_id", sa.String(length=36), nullable=False),
        sa.Column("object_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "episode_id"],
            ["episode.organization_id", "episode.id"],
            name=op.f("fk_artifact_organization_id_episode_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "master_id"],
            ["master.organization_id", "master.id"],
            name=op.f("fk_artifact_organization_id_master_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "object_id"],
            ["stored_object.organization_id", "stored_object.id"],
            name=op.f("fk_artifact_organization_id_object_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_artifact_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_artifact")),
        sa.UniqueConstraint("master_id", "kind", name=op.f("uq_artifact_master_id_kind")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_artifact_organization_id_id")),
    )
    with op.batch_alter_table("artifact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_artifact_episode_id"), ["episode_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_artifact_master_id"), ["master_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_artifact_organization_id"), ["organization_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_artifact_workspace_id"), ["workspace_id"], unique=False)

    op.create_table(
        "block",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("version_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "body",
                "heading",
                "caption",
                "footnote",
                "table",
                "equation",
                "reference",
                "furniture",
                name="role",
                native_enum=False,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("box", sa.JSON(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "version_id"],
            ["document_version.organization_id", "document_version.id"],
            name=op.f("fk_block_organization_id_version_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_block_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_block")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_block_organization_id_id")),
        sa.UniqueConstraint("version_id", "position", name=op.f("uq_block_version_id_position")),
    )
    with op.batch_alter_table("block", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_block_organization_id"), ["organization_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_block_version_id"), ["version_id"], unique=False)

    op.create_table(
        "page",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("version_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("width", sa.Float(), nullable=False),
        sa.Column("height", sa.Float(), nullable=False),
        sa.Column("rotation", sa.Integer(), nullable=False),
        sa.Column("characters", sa.Integer(), nullable=False),
        sa.Column("image_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id", "image_id"],
            ["stored_object.organization_id", "stored_object.id"],
            name=op.f("fk_page_organization_id_image_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "version_id"],
            ["document_version.organization_id", "document_version.id"],
            name=op.f("fk_page_organization_id_version_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_page_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_page_organization_id_id")),
        sa.UniqueConstraint("version_id", "number", name=op.f("uq_page_version_id_number")),
    )
    with op.batch_alter_table("page", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_page_organization_id"), ["organization_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_page_version_id"), ["version_id"], unique=False)

    op.create_table(
        "rejection",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("actor_kind", sa.String(), nullable=False),
        sa.Column("actor_id", sa.String(), nullable=False),
        sa.Column("actor_label", sa.String(), nullable=False),
        sa.Column("actor_role", sa.String(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("segment_id", sa.String(length=36), nullable=False),
        sa.Column("sentence_id", sa.String(length=36), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "segment_id"],
            ["segment.organization_id", "segment.id"],
            name=op.f("fk_rejection_organization_id_segment_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_rejection_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rejection")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_rejection_organization_id_id")),
    )
    with op.batch_alter_table("rejection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rejection_organization_id"), ["organization_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_rejection_segment_id"), ["segment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_rejection_sentence_id"), ["sentence_id"], unique=False)

    op.create_table(
        "sentence",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("voice", sa.String(length=120), nullable=False),
        sa.Column("pacing", sa.String(length=40), nullable=False),
        sa.Column(
            "emphasis",
            sa.Enum("", "strong", "light", name="emphasis", native_enum=False, length=16),
            nullable=False,
        ),
        sa.Column("workspace_id", sa.String(length=36), nullable=False),
        sa.Column("episode_id", sa.String(length=36), nullable=False),
        sa.Column("segment_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("spoken", sa.String(), nullable=False),
        sa.Column("claim", sa.Boolean(), nullable=False),
        sa.Column("host", sa.Enum("a", "b", name="host", native_enum=False, length=16), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft", "in_review", "approved", "rejected", name="reviewstate", native_enum=False, length=16
            ),
            nullable=False,
        ),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("support", sa.Float(), nullable=True),
        sa.Column("author_kind", sa.String(), nullable=False),
        sa.Column("author_id", sa.String(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "episode_id"],
            ["episode.organization_id", "episode.id"],
            name=op.f("fk_sentence_organization_id_episode_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "segment_id"],
            ["segment.organization_id", "segment.id"],
            name=op.f("fk_sentence_organization_id_segment_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_sentence_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sentence")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_sentence_organization_id_id")),
    )
    with op.batch_alter_table("sentence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sentence_episode_id"), ["episode_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sentence_organization_id"), ["organization_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sentence_segment_id"), ["segment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sentence_workspace_id"), ["workspace_id"], unique=False)

    op.create_table(
        "casting",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("place", sa.String(length=36), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=True),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("pacing", sa.String(length=40), nullable=False),
        sa.Column("text_stays", sa.Boolean(), nullable=False),
        sa.Column("hidden", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "project_id"],
            ["project.organization_id", "project.id"],
            name=op.f("fk_casting_organization_id_project_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_casting_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_casting")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_casting_organization_id_id")),
        sa.UniqueConstraint("organization_id", "place", name=op.f("uq_casting_organization_id_place")),
    )
    with op.batch_alter_table("casting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_casting_organization_id"), ["organization_id"], unique=False)

    op.create_table(
        "pacing_preset",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("rate", sa.Float(), nullable=False),
        sa.Column("sentence_ms", sa.Integer(), nullable=False),
        sa.Column("paragraph_ms", sa.Integer(), nullable=False),
        sa.Column("segment_ms", sa.Integer(), nullable=False),
        sa.Column("slow_down", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_pacing_preset_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pacing_preset")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_pacing_preset_organization_id_id")),
        sa.UniqueConstraint("organization_id", "name", name=op.f("uq_pacing_preset_organization_id_name")),
    )
    with op.batch_alter_table("pacing_preset", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_pacing_preset_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "lexeme",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=True),
        sa.Column("episode_id", sa.String(length=36), nullable=True),
        sa.Column("grapheme", sa.String(length=80), nullable=False),
        sa.Column(
            "match", sa.Enum("word", "pattern", name="match", native_enum=False, length=16), nullable=False
        ),
        sa.Column("case_matters", sa.Boolean(), nullable=False),
        sa.Column(
            "says",
            sa.Enum("alias", "phonemes", "letters", name="says", native_enum=False, length=16),
            nullable=False,
        ),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "episode_id"],
            ["episode.organization_id", "episode.id"],
            name=op.f("fk_lexeme_organization_id_episode_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "project_id"],
            ["project.organization_id", "project.id"],
            name=op.f("fk_lexeme_organization_id_project_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_lexeme_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lexeme")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_lexeme_organization_id_id")),
    )
    with op.batch_alter_table("lexeme", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lexeme_episode_id"), ["episode_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_lexeme_organization_id"), ["organization_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_lexeme_project_id"), ["project_id"], unique=False)

    op.create_table(
        "sentence_vectors",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("version_id", sa.String(length=36), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("dimensions", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "version_id"],
            ["document_version.organization_id", "document_version.id"],
            name=op.f("fk_sentence_vectors_organization_id_version_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_sentence_vectors_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sentence_vectors")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_sentence_vectors_organization_id_id")),
        sa.UniqueConstraint("version_id", name=op.f("uq_sentence_vectors_version_id")),
    )
    with op.batch_alter_table("sentence_vectors", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sentence_vectors_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "source_sentence",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("version_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("block", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "version_id"],
            ["document_version.organization_id", "document_version.id"],
            name=op.f("fk_source_sentence_organization_id_version_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_source_sentence_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_sentence")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_source_sentence_organization_id_id")),
        sa.UniqueConstraint("version_id", "position", name=op.f("uq_source_sentence_version_id_position")),
    )
    with op.batch_alter_table("source_sentence", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_source_sentence_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_source_sentence_version_id"), ["version_id"], unique=False)

    op.create_table(
        "approval",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("actor_kind", sa.String(), nullable=False),
        sa.Column("actor_id", sa.String(), nullable=False),
        sa.Column("actor_label", sa.String(), nullable=False),
        sa.Column("actor_role", sa.String(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sentence_id", sa.String(length=36), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "sentence_id"],
            ["sentence.organization_id", "sentence.id"],
            name=op.f("fk_approval_organization_id_sentence_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_approval_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_approval_organization_id_id")),
    )
    with op.batch_alter_table("approval", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_approval_organization_id"), ["organization_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_approval_sentence_id"), ["sentence_id"], unique=False)

    op.create_table(
        "evidence_span",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("sentence_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.String(length=36), nullable=False),
        sa.Column("version_id", sa.String(length=36), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("quote", sa.String(), nullable=False),
        sa.Column("boxes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "document_id"],
            ["document.organization_id", "document.id"],
            name=op.f("fk_evidence_span_organization_id_document_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "sentence_id"],
            ["sentence.organization_id", "sentence.id"],
            name=op.f("fk_evidence_span_organization_id_sentence_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "version_id"],
            ["document_version.organization_id", "document_version.id"],
            name=op.f("fk_evidence_span_organization_id_version_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_evidence_span_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_span")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_evidence_span_organization_id_id")),
    )
    with op.batch_alter_table("evidence_span", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_span_document_id"), ["document_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_evidence_span_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_evidence_span_sentence_id"), ["sentence_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_evidence_span_version_id"), ["version_id"], unique=False)

    op.create_table(
        "comment",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("actor_kind", sa.String(), nullable=False),
        sa.Column("actor_id", sa.String(), nullable=False),
        sa.Column("actor_label", sa.String(), nullable=False),
        sa.Column("sentence_id", sa.String(length=36), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("suggested", sa.String(), nullable=False),
        sa.Column("mentioned", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id", "sentence_id"],
            ["sentence.organization_id", "sentence.id"],
            name=op.f("fk_comment_organization_id_sentence_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_comment_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_comment_organization_id_id")),
    )
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_comment_organization_id"), ["organization_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_comment_sentence_id"), ["sentence_id"], unique=False)

    op.create_table(
        "override",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("actor_kind", sa.String(), nullable=False),
        sa.Column("actor_id", sa.String(), nullable=False),
        sa.Column("actor_label", sa.String(), nullable=False),
        sa.Column("actor_role", sa.String(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sentence_id", sa.String(length=36), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "sentence_id"],
            ["sentence.organization_id", "sentence.id"],
            name=op.f("fk_override_organization_id_sentence_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_override_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_override")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_override_organization_id_id")),
    )
    with op.batch_alter_table("override", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_override_organization_id"), ["organization_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_override_sentence_id"), ["sentence_id"], unique=False)

    op.create_table(
        "pickup",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("sentence_id", sa.String(length=36), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("clip_id", sa.String(length=36), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("expected", sa.String(), nullable=False),
        sa.Column("heard", sa.String(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settlement", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "sentence_id"],
            ["sentence.organization_id", "sentence.id"],
            name=op.f("fk_pickup_organization_id_sentence_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_pickup_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pickup")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_pickup_organization_id_id")),
        sa.UniqueConstraint(
            "sentence_id", "content_hash", "clip_id", name=op.f("uq_pickup_sentence_id_content_hash_clip_id")
        ),
    )
    with op.batch_alter_table("pickup", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pickup_organization_id"), ["organization_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pickup_sentence_id"), ["sentence_id"], unique=False)

    op.create_table(
        "proof",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("clip_id", sa.String(length=36), nullable=False),
        sa.Column("recognizer", sa.String(), nullable=False),
        sa.Column("skipped", sa.String(), nullable=False),
        sa.Column("heard", sa.String(), nullable=False),
        sa.Column("error", sa.Float(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "clip_id"],
            ["clip.organization_id", "clip.id"],
            name=op.f("fk_proof_organization_id_clip_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_proof_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proof")),
        sa.UniqueConstraint("clip_id", name=op.f("uq_proof_clip_id")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_proof_organization_id_id")),
    )
    with op.batch_alter_table("proof", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proof_organization_id"), ["organization_id"], unique=False)

    op.create_table(
        "take",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("sentence_id", sa.String(length=36), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("clip_id", sa.String(length=36), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "clip_id"],
            ["clip.organization_id", "clip.id"],
            name=op.f("fk_take_organization_id_clip_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "sentence_id"],
            ["sentence.organization_id", "sentence.id"],
            name=op.f("fk_take_organization_id_sentence_id"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_take_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_take")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_take_organization_id_id")),
        sa.UniqueConstraint(
            "sentence_id", "content_hash", "clip_id", name=op.f("uq_take_sentence_id_content_hash_clip_id")
        ),
    )
    with op.batch_alter_table("take", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_take_organization_id"), ["organization_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_take_sentence_id"), ["sentence_id"], unique=False)
    make_append_only("audit_event")


def downgrade() -> None:
    with op.batch_alter_table("take", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_take_sentence_id"))
        batch_op.drop_index(batch_op.f("ix_take_organization_id"))

    op.drop_table("take")
    with op.batch_alter_table("proof", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proof_organization_id"))

    op.drop_table("proof")
    with op.batch_alter_table("pickup", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pickup_sentence_id"))
        batch_op.drop_index(batch_op.f("ix_pickup_organization_id"))

    op.drop_table("pickup")
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_comment_sentence_id"))
        batch_op.drop_index(batch_op.f("ix_comment_organization_id"))

    op.drop_table("comment")
    with op.batch_alter_table("override", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_override_sentence_id"))
        batch_op.drop_index(batch_op.f("ix_override_organization_id"))

    op.drop_table("override")
    with op.batch_alter_table("evidence_span", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_span_version_id"))
        batch_op.drop_index(batch_op.f("ix_evidence_span_sentence_id"))
        batch_op.drop_index(batch_op.f("ix_evidence_span_organization_id"))
        batch_op.drop_index(batch_op.f("ix_evidence_span_document_id"))

    op.drop_table("evidence_span")
    with op.batch_alter_table("approval", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_approval_sentence_id"))
        batch_op.drop_index(batch_op.f("ix_approval_organization_id"))

    op.drop_table("approval")
    with op.batch_alter_table("sentence_vectors", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sentence_vectors_organization_id"))

    op.drop_table("sentence_vectors")
    with op.batch_alter_table("source_sentence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_source_sentence_version_id"))
        batch_op.drop_index(batch_op.f("ix_source_sentence_organization_id"))

    op.drop_table("source_sentence")
    with op.batch_alter_table("lexeme", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lexeme_project_id"))
        batch_op.drop_index(batch_op.f("ix_lexeme_organization_id"))
        batch_op.drop_index(batch_op.f("ix_lexeme_episode_id"))

    op.drop_table("lexeme")
    with op.batch_alter_table("pacing_preset", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pacing_preset_organization_id"))

    op.drop_table("pacing_preset")
    with op.batch_alter_table("casting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_casting_organization_id"))

    op.drop_table("casting")
    with op.batch_alter_table("sentence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sentence_workspace_id"))
        batch_op.drop_index(batch_op.f("ix_sentence_segment_id"))
        batch_op.drop_index(batch_op.f("ix_sentence_organization_id"))
        batch_op.drop_index(batch_op.f("ix_sentence_episode_id"))

    op.drop_table("sentence")
    with op.batch_alter_table("rejection", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rejection_sentence_id"))
        batch_op.drop_index(batch_op.f("ix_rejection_segment_id"))
        batch_op.drop_index(batch_op.f("ix_rejection_organization_id"))

    op.drop_table("rejection")
    with op.batch_alter_table("page", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_page_version_id"))
        batch_op.drop_index(batch_op.f("ix_page_organization_id"))

    op.drop_table("page")
    with op.batch_alter_table("block", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_block_version_id"))
        batch_op.drop_index(batch_op.f("ix_block_organization_id"))

    op.drop_table("block")
    with op.batch_alter_table("artifact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_artifact_workspace_id"))
        batch_op.drop_index(batch_op.f("ix_artifact_organization_id"))
        batch_op.drop_index(batch_op.f("ix_artifact_master_id"))
        batch_op.drop_index(batch_op.f("ix_artifact_episode_id"))

    op.drop_table("artifact")
    with op.batch_alter_table("segment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_segment_workspace_id"))
        batch_op.drop_index(batch_op.f("ix_segment_organization_id"))
        batch_op.drop_index(batch_op.f("ix_segment_episode_id"))

    op.drop_table("segment")
    with op.batch_alter_table("script_revision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_script_revision_organization_id"))
        batch_op.drop_index(batch_op.f("ix_script_revision_episode_id"))

    op.drop_table("script_revision")
    with op.batch_alter_table("master", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_master_organization_id"))
        batch_op.drop_index(batch_op.f("ix_master_episode_id"))

    op.drop_table("master")
    with op.batch_alter_table("episode_source", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_episode_source_organization_id"))
        batch_op.drop_index(batch_op.f("ix_episode_source_episode_id"))
        batch_op.drop_index(batch_op.f("ix_episode_source_document_id"))

    op.drop_table("episode_source")
    with op.batch_alter_table("document_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_version_sha256"))
        batch_op.drop_index(batch_op.f("ix_document_version_organization_id"))
        batch_op.drop_index(batch_op.f("ix_document_version_document_id"))

    op.drop_table("document_version")
    with op.batch_alter_table("episode", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_episode_workspace_id"))
        batch_op.drop_index(batch_op.f("ix_episode_state"))
        batch_op.drop_index(batch_op.f("ix_episode_project_id"))
        batch_op.drop_index(batch_op.f("ix_episode_organization_id"))

    op.drop_table("episode")
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_workspace_id"))
        batch_op.drop_index(batch_op.f("ix_document_state"))
        batch_op.drop_index(batch_op.f("ix_document_project_id"))
        batch_op.drop_index(batch_op.f("ix_document_organization_id"))

    op.drop_table("document")
    with op.batch_alter_table("clip", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_clip_rendered_for"))
        batch_op.drop_index(batch_op.f("ix_clip_organization_id"))
        batch_op.drop_index(batch_op.f("ix_clip_base"))

    op.drop_table("clip")
    with op.batch_alter_table("workspace_membership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_workspace_membership_organization_id"))

    op.drop_table("workspace_membership")
    with op.batch_alter_table("stored_object", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stored_object_sha256"))
        batch_op.drop_index(batch_op.f("ix_stored_object_organization_id"))

    op.drop_table("stored_object")
    with op.batch_alter_table("project", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_workspace_id"))
        batch_op.drop_index(batch_op.f("ix_project_organization_id"))

    op.drop_table("project")
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attempt_organization_id"))
        batch_op.drop_index(batch_op.f("ix_attempt_job_id"))

    op.drop_table("attempt")
    with op.batch_alter_table("api_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_api_key_service_account_id"))
        batch_op.drop_index(batch_op.f("ix_api_key_organization_id"))

    op.drop_table("api_key")
    with op.batch_alter_table("workspace", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_workspace_organization_id"))

    op.drop_table("workspace")
    with op.batch_alter_table("sign_in_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_link_user_id"))

    op.drop_table("sign_in_link")
    with op.batch_alter_table("service_account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_service_account_organization_id"))

    op.drop_table("service_account")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_membership_user_id"))
        batch_op.drop_index(batch_op.f("ix_membership_organization_id"))

    op.drop_table("membership")
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_login_session_user_id"))

    op.drop_table("login_session")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_job_workspace_id"))
        batch_op.drop_index(batch_op.f("ix_job_subject_id"))
        batch_op.drop_index("ix_job_state_due_at")
        batch_op.drop_index(batch_op.f("ix_job_parent_id"))
        batch_op.drop_index(batch_op.f("ix_job_organization_id"))
        batch_op.drop_index(batch_op.f("ix_job_kind"))

    op.drop_table("job")
    with op.batch_alter_table("data_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_data_key_organization_id"))

    op.drop_table("data_key")
    with op.batch_alter_table("audit_head", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_head_organization_id"))

    op.drop_table("audit_head")
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_event_subject_id"))
        batch_op.drop_index(batch_op.f("ix_audit_event_project_id"))
        batch_op.drop_index(batch_op.f("ix_audit_event_organization_id"))
        batch_op.drop_index(batch_op.f("ix_audit_event_action"))

    op.drop_table("audit_event")
    op.drop_table("user")
    with op.batch_alter_table("sign_in_try", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_try_counted_for"))

    op.drop_table("sign_in_try")
    op.drop_table("organization")
    forget_append_only("audit_event")
