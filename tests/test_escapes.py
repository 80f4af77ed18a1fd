"""What may look past the walls: raw SQL and sessions across organizations, each place a decision."""

import ast

from tests.test_source import calls, name_of, nodes, sources


def test_what_escapes_the_scope_is_written_in_few_places() -> None:
    raw: set[str] = set()
    looked = 0
    for path, tree in sources("app", "jobs").items():
        looked += 1
        for node in nodes(tree):
            if isinstance(node, ast.Attribute) and node.attr in ("__table__", "exec_driver_sql"):
                raw.add(str(path))
        raw |= {str(path) for call in calls(tree) if name_of(call) in ("insert", "text") and _sql(tree, call)}
    assert looked > 100
    assert raw == {"app/tenancy.py", "app/database.py", "app/migrating.py", "app/queue/claims.py"}


def _sql(tree: ast.Module, call: ast.Call) -> bool:
    """Whether the name called comes from SQLAlchemy; lists and pages have inserts and texts, too."""
    if not isinstance(call.func, ast.Name):
        return False
    froms = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    return any(
        (node.module or "").startswith(("sqlalchemy", "sqlmodel"))
        and call.func.id in {n.name for n in node.names}
        for node in froms
    )


def test_few_places_look_across_organizations() -> None:
    """The escape is a word to grep; each new user of it is a decision."""
    using = {
        str(path)
        for path, tree in sources("app", "jobs").items()
        if any(name_of(call) == "across_organizations" for call in calls(tree))
    }
    assert using == {
        "app/accounts/keys.py",
        "app/accounts/lookups.py",
        "app/accounts/entering.py",
        "app/accounts/tries.py",
        "app/admin/writes.py",
        "app/review/guests.py",
        "app/members/inviting.py",
        "app/members/operating.py",
        "app/organizations/moving.py",
        "app/queue/claims.py",
        "app/queue/schedules.py",
        "app/queue/scheduling.py",
        "app/queue/shares.py",
        "app/queue/turns.py",
        "app/sso/keeping.py",
        "app/sso/lookups.py",
        "app/record/sink.py",
        "app/seeding.py",
        "app/telemetry.py",
    }
