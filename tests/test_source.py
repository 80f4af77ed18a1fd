"""Rules for the source: sizes, the direction of imports, what only one place may do."""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import jobs.tasks  # noqa: F401 - registers every kind of job
from app.queue.registry import KINDS
from app.settings import Settings
from app.web import ROOT

LINES_MAX, FUNCTION_MAX = 300, 40
FOLDERS = ("app", "jobs", "migrations", "tests", "e2e", "benchmarks")
FEATURES = [
    "mail",
    "organizations",
    "accounts",
    "members",
    "scim",
    "sso",
    "quotas",
    "documents",
    "episodes",
    "voices",
    "pronunciation",
    "review",
    "branding",
    "narration",
    "inbox",
    "publishing",
    "record",
    "usage",
    "retention",
    "admin",
]
EDGES = {"routes", "api", "images"}
"""Modules that speak HTTP: they may use every feature, and only they and main may be used by nobody."""
LAST = {
    "main",
    "cli",
    "cli_orgs",
    "commanding",
    "key_commands",
    "making",
    "seeding",
    "supervisor",
    "reference",
    "telemetry",
    "migrating",
    "opening",
}
"""Platform files that put the others together."""


@cache
def parsed() -> dict[Path, ast.Module]:
    found = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]
    kept = [path for path in found if not {"versions", "__pycache__"} & set(path.parts)]
    return {path.relative_to(ROOT): ast.parse(path.read_text()) for path in kept}


def sources(*folders: str) -> dict[Path, ast.Module]:
    return {path: tree for path, tree in parsed().items() if path.parts[0] in folders}


@cache
def nodes(tree: ast.Module) -> list[ast.AST]:
    return list(ast.walk(tree))


def calls(tree: ast.Module) -> Iterator[ast.Call]:
    return (node for node in nodes(tree) if isinstance(node, ast.Call))


def name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def test_files_are_short() -> None:
    found = sources(*FOLDERS)
    assert len(found) > 200
    long = {str(path): len((ROOT / path).read_text().splitlines()) for path in found}
    assert {path: lines for path, lines in long.items() if lines > LINES_MAX} == {}


def test_functions_are_short() -> None:
    long = {}
    counted = 0
    for path, tree in sources("app", "jobs", "migrations").items():
        for node in nodes(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                counted += 1
                lines = (node.end_lineno or 0) - node.lineno + 1
                if lines > FUNCTION_MAX:
                    long[f"{path}:{node.name}"] = lines
    assert counted > 700
    assert long == {}


def test_every_file_says_what_is_in_it() -> None:
    silent = [
        str(path) for path, tree in sources(*FOLDERS).items() if tree.body and not ast.get_docstring(tree)
    ]
    assert silent == []


def imports(tree: ast.Module) -> Iterator[str]:
    """Modules of ours a module needs to be imported; what only types need does not count."""
    for node in tree.body:
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def place(module: str) -> tuple[int, int, str]:
    """Where a module of app stands: lower numbers are imported by higher ones."""
    parts = module.split(".")[1:]
    if not parts:
        return (0, 0, "")
    if len(parts) == 1:
        return (6 if parts[0] in LAST else 0, 0, parts[0])
    folder, name = parts[0], parts[1]
    if folder in ("outside", "queue") and name not in EDGES:
        return (1, 0, folder)
    order = FEATURES.index(folder) if folder in FEATURES else 0
    return (5 if name in EDGES else 2, order, folder)


def test_imports_point_one_way() -> None:
    wrong, looked = [], 0
    modules = {".".join(path.with_suffix("").parts): tree for path, tree in sources("app").items()}
    for module, tree in modules.items():
        for imported in imports(tree):
            if imported in modules and imported.startswith("app."):
                looked += 1
                if not allowed(module, imported):
                    wrong.append(f"{module} imports {imported}")
    assert looked > 500
    assert wrong == []


def allowed(module: str, imported: str) -> bool:
    (level, order, folder), (other, others_order, other_folder) = place(module), place(imported)
    if level == 0 and other > 0:
        return f"{module} {imported}" in PLATFORM
    if level == 5 and other == 5:
        # Forms, dependencies and views of a feature serve the routes beside and after it.
        return True
    if level == other and folder != other_folder and other_folder in FEATURES:
        return others_order < order
    return level >= other


PLATFORM = {
    "app.idempotency app.queue.clock",
    "app.installation app.outside.chat",
    "app.installation app.outside.egress",
    "app.installation app.outside.dns",
    "app.installation app.outside.embedding",
    "app.installation app.outside.identity_provider",
    "app.installation app.outside.limiter",
    "app.installation app.outside.mail",
    "app.installation app.outside.recognizer",
    "app.installation app.outside.speech",
    "app.installation app.outside.storage",
    "app.installation app.outside.vectors",
    "app.installation app.queue.doorbell",
    "app.objects app.outside.storage",
}
"""The installation names the interfaces it holds; requests are held by the clock of leases."""


def test_only_main_and_jobs_choose_implementations() -> None:
    chosen = {}
    for path, tree in sources("app", "jobs").items():
        for call in calls(tree):
            if name_of(call) == "Installation":
                chosen[str(path)] = call.lineno
    assert set(chosen) <= {"app/opening.py", "app/making.py", "jobs/worker.py"}
    assert len(chosen) == 3


def test_nothing_imports_jobs_but_what_starts_it() -> None:
    importing = {
        str(path)
        for path, tree in sources("app").items()
        if any(name.split(".")[0] == "jobs" for name in imports(tree))
    }
    assert importing == {"app/main.py", "app/making.py", "app/opening.py"}


def test_every_process_knows_the_kinds_of_jobs() -> None:
    """The web process once did not, and what was cancelled there went on being narrated for ever."""
    for path in ("app/main.py", "app/making.py", "app/opening.py", "jobs/worker.py"):
        assert "jobs.tasks" in imports(parsed()[Path(path)]), path


def test_every_job_asked_for_can_be_run() -> None:
    tasks = parsed()[Path("jobs/tasks.py")]
    asked = {
        str(call.args[1].value)
        for tree in sources("app").values()
        for call in calls(tree)
        if name_of(call) == "ask" and len(call.args) > 1 and isinstance(call.args[1], ast.Constant)
        if isinstance(call.args[0], ast.Name) and call.args[0].id == "session"
    }
    scheduled = {str(call.args[0].value) for call in calls(tasks) if name_of(call) == "every"}  # type: ignore[attr-defined]
    assert len(asked) >= 4
    # Tests of the worker register jobs of their own in the same process.
    ours = {name for name, kind in KINDS.items() if kind.handler.__module__.startswith(("app.", "jobs."))}
    assert asked | scheduled == ours


def test_the_example_lists_every_setting_with_its_default() -> None:
    text = (ROOT / ".env.example").read_text()
    listed = dict(re.findall(r"^#?\s*(TIC_[A-Z_]+)=(.*)$", text, re.M))
    settings = {f"TIC_{name.upper()}": field for name, field in Settings.model_fields.items()}
    assert len(settings) > 20
    assert set(listed) == set(settings)
    for name, field in settings.items():
        assert listed[name] == written(field.default), name
        assert (field.description or "") in text, name


def written(default: object) -> str:
    return str(default).lower() if isinstance(default, bool) else str(default)


def test_settings_are_read_in_one_place() -> None:
    """Except what a server or a tool reads for itself."""
    reading = {
        str(path)
        for path, tree in sources("app", "jobs").items()
        for node in nodes(tree)
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv")
    }
    assert reading <= {
        "app/cli.py",
        "app/supervisor.py",
        "app/documents/sandbox.py",
        "app/outside/recognizer.py",
    }


@pytest.mark.parametrize("word", ["utils", "helpers", "services", "managers"])
def test_no_file_is_an_attic(word: str) -> None:
    found = sources(*FOLDERS)
    assert not [path for path in found if word in path.stem or word in path.parts]


def test_git_keeps_no_working_data() -> None:
    kept = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    if not kept:
        pytest.skip("not a git checkout")
    wrong = re.compile(r"(^|/)(var|\.venv|__pycache__)/|\.(db|db-wal|pyc|key|mp3\.part)$|^\.env$")
    assert [name for name in kept.split() if wrong.search(name)] == []


def test_only_the_review_screen_knows_what_is_planted() -> None:
    """A reader of scripts that is added elsewhere cannot come to know of them without naming the module."""
    knowing = {
        str(path)
        for path, tree in sources("app", "jobs").items()
        if "app.review.decoys" in set(imports(tree))
    }
    screen = {"answering", "decisions", "edits", "routes", "screen", "talking", "undoing", "vigilance"}
    assert knowing == {f"app/review/{name}.py" for name in screen}
