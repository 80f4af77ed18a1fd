"""Style sheets, scripts and templates fit together, and none needs what the content policy forbids."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "static"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted(STATIC.glob("*.js"))
SHEETS = sorted((STATIC / "css").glob("*.css"))

FORBIDDEN = {
    "a style attribute": r"\sstyle\s*=",
    "a style element": r"<style\b",
    "a script in the page": r"<script(?![^>]*\bsrc=)",
    "a handler attribute": r"\son[a-z]+\s*=",
    "hx-on": r"\bhx-on\b",
    "a computed value": r"""=["']js:""",
    "a trigger filter": r"""hx-trigger="[^"]*\[""",
}


def without_comments(template: Path) -> str:
    return re.sub(r"\{#.*?#\}", "", template.read_text(), flags=re.S)


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_needs_what_the_content_policy_forbids(what: str) -> None:
    assert len(TEMPLATES) > 15
    offenders = [path.name for path in TEMPLATES if re.search(FORBIDDEN[what], without_comments(path))]
    assert offenders == []


def test_every_sheet_is_imported_once_and_exists() -> None:
    imported = re.findall(r'@import url\("css/([^"]+)"\)', (STATIC / "app.css").read_text())
    assert len(imported) > 5
    assert sorted(imported) == [path.name for path in SHEETS]


def test_colours_are_named_in_one_file() -> None:
    literal = re.compile(r"#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(", re.I)
    assert [path.name for path in SHEETS if literal.search(path.read_text())] == []


def test_every_custom_property_that_is_used_is_set() -> None:
    text = "".join(path.read_text() for path in SHEETS)
    used, given = set(re.findall(r"var\((--[\w-]+)", text)), set(re.findall(r"(--[\w-]+):", text))
    assert len(used) > 20
    assert used - given == set()


def test_every_module_a_script_imports_exists() -> None:
    imports = [
        (path, name)
        for path in SCRIPTS
        for name in re.findall(r'(?:import|from) "\./([^"]+)"', path.read_text())
    ]
    assert len(imports) > 5
    assert [(path.name, name) for path, name in imports if not (STATIC / name).exists()] == []


def test_every_hook_the_scripts_look_for_stands_in_a_template() -> None:
    """Which ones are written by the scripts themselves is said here."""
    written_by_script = {"data-missing", "data-loading", "data-open", "data-theme"}
    hooks = {hook for path in SCRIPTS for hook in re.findall(r"\[(data-[a-z-]+)", path.read_text())}
    text = "".join(path.read_text() for path in TEMPLATES)
    assert len(hooks) > 20
    assert {hook for hook in hooks if hook not in text} <= written_by_script


def test_htmx_is_set_by_keys_the_vendored_release_knows() -> None:
    base = (ROOT / "templates" / "base.html").read_text()
    found = re.search(r"""name="htmx-config" content='([^']+)'""", base)
    assert found
    config = json.loads(found.group(1))
    htmx = (STATIC / "vendor" / "htmx.min.js").read_text()
    assert [key for key in config if key not in htmx] == []
    assert config["includeIndicatorCSS"] is False
    assert config["history"] == "reload"


def test_every_file_can_be_read_in_one_go() -> None:
    assert [
        path.name for path in [*SCRIPTS, *SHEETS, *TEMPLATES] if len(path.read_text().splitlines()) > 300
    ] == []
