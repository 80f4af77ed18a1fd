"""Every table: its walls, its moments, its keys. Read from the metadata, so a new table is held to them."""

from sqlalchemy import DateTime, Enum, ForeignKeyConstraint, Table, UniqueConstraint

from app.database import Row, Utc, metadata
from app.migrating import models
from app.tenancy import UNSCOPED, InWorkspace, Tenanted, tenanted

models()
INSTALLATION_WIDE = {
    "organization",
    "user",
    "address_change",
    "login_session",
    "sign_in_link",
    "sign_in_step",
    "sign_in_try",
    "authenticator",
    "passkey",
    "recovery_code",
    "spent_challenge",
    "signing_key",
}


def walled() -> dict[Table, type[Tenanted]]:
    found = tenanted()
    assert len(found) > 25
    return found


def uniques(table: Table) -> list[list[str]]:
    return [[c.name for c in row.columns] for row in table.constraints if isinstance(row, UniqueConstraint)]


def foreign_keys(table: Table) -> list[tuple[list[str], str, list[str]]]:
    """(columns, table, columns there) of each foreign key."""
    return [
        (row.column_keys, row.referred_table.name, [element.column.name for element in row.elements])
        for row in table.constraints
        if isinstance(row, ForeignKeyConstraint)
    ]


def test_only_the_installations_own_tables_have_no_organization() -> None:
    open_tables = {table.name for table in metadata.tables.values() if table not in walled()}
    assert open_tables == INSTALLATION_WIDE
    assert frozenset() == UNSCOPED


def test_every_tenanted_table_names_its_organization() -> None:
    for table in walled():
        column = table.columns["organization_id"]
        assert not column.nullable
        assert (["organization_id"], "organization", ["id"]) in foreign_keys(table), table.name


def test_foreign_keys_between_tenanted_tables_cannot_cross_organizations() -> None:
    names = {table.name for table in walled()}
    looked = 0
    for table in walled():
        for columns, other, there in foreign_keys(table):
            if other in names:
                looked += 1
                assert columns[0] == there[0] == "organization_id", (table.name, columns)
                assert there[1:] == ["id"], (table.name, other)
                assert ["organization_id", "id"] in uniques(metadata.tables[other]), other
    assert looked > 30


def test_every_id_that_names_a_row_is_a_foreign_key_or_says_why_not() -> None:
    """Ids that outlive what they name, or are written before it."""
    free = {
        "approval.actor_id",
        "audit_event.actor_id",
        "comment.actor_id",
        "decoy.sentence_id",
        "audit_event.project_id",
        "audit_event.subject_id",
        "document.version_id",
        "episode.job_id",
        "job.actor_id",
        "job.subject_id",
        "job.workspace_id",
        "kept_answer.actor_id",
        "override.actor_id",
        "pickup.clip_id",
        "rejection.actor_id",
        "rejection.sentence_id",
        "schedule.job_id",
        "scim_group.external_id",
        "scim_user.external_id",
        "script_revision.actor_id",
        "sentence.author_id",
        "sso_connection.client_id",
    }
    loose = set()
    for table in metadata.tables.values():
        keyed = {name for columns, _, _ in foreign_keys(table) for name in columns}
        for column in table.columns:
            if column.name.endswith("_id") and column.name not in keyed and column.name != "request_id":
                loose.add(f"{table.name}.{column.name}")
    in_workspace = {
        f"{t.name}.workspace_id" for t, model in walled().items() if issubclass(model, InWorkspace)
    }
    assert loose - in_workspace == free


def test_what_is_found_through_a_workspace_starts_at_one() -> None:
    """Projects, documents and episodes point at the workspace; what is below points at them."""
    roots = {
        table.name
        for table, model in walled().items()
        if issubclass(model, InWorkspace) and "workspace" in [other for _, other, _ in foreign_keys(table)]
    }
    assert roots == {"project", "document", "episode"}


def test_moments_are_utc() -> None:
    looked = 0
    for table in metadata.tables.values():
        for column in table.columns:
            assert not isinstance(column.type, DateTime), f"{table.name}.{column.name}"
            looked += isinstance(column.type, Utc)
    assert looked > 40


def test_words_are_stored_as_the_api_writes_them() -> None:
    looked = 0
    for table in metadata.tables.values():
        for column in table.columns:
            if isinstance(column.type, Enum):
                looked += 1
                assert column.type.enums == [word.value for word in column.type.enum_class]
                assert not column.type.native_enum, f"{table.name}.{column.name}"
    assert looked >= 9


def test_ids_are_text_of_one_length() -> None:
    for table in metadata.tables.values():
        assert table.columns["id"].primary_key
        assert table.columns["id"].type.length == 36, table.name  # type: ignore[attr-defined]


def test_every_table_is_a_row() -> None:
    mapped = {model.__tablename__ for model in _below(Row) if hasattr(model, "__table__")}
    assert mapped == set(metadata.tables)


def _below(model: type) -> list[type]:
    return [child for sub in model.__subclasses__() for child in (sub, *_below(sub))]


def test_constraints_have_names_that_migrations_can_speak_of() -> None:
    looked = 0
    for table in metadata.tables.values():
        for row in table.constraints:
            looked += 1
            assert row.name, (table.name, row)
    assert looked > 100
