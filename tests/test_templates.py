"""Templates as text: nothing inline, nothing that needs eval, every word for people through gettext."""

import re
from pathlib import Path

import pytest

from app.web import ROOT

FOLDER = ROOT / "templates"
TEMPLATES = sorted(FOLDER.rglob("*.html"))
BANNED = {
    "an inline style": r"\sstyle\s*=|<style",
    "an inline handler": r"\son[a-z]+\s*=\s*[\"']",
    "hx-on": r"hx-on[:-]",
    "an inline script": r"<script(?![^>]*\bsrc=)",
    "a trigger filter": r"hx-trigger=\"[^\"]*\w\[",
    "js: values": r"(?:hx-vals|hx-headers)=[\"'](?:js|javascript):",
    "a script address": r"(?:href|src|action)=\"javascript:",
    "something from elsewhere": r"(?:src|href)=\"(?:https?:)?//",
    "a value that is not escaped": r"\|\s*safe\b|autoescape\s+false",
    "a put, patch or delete": r"hx-(?:put|patch|delete)",
}


@pytest.mark.parametrize("what", BANNED)
def test_no_template_has(what: str) -> None:
    assert len(TEMPLATES) > 25
    found = [
        str(path.relative_to(FOLDER)) for path in TEMPLATES if re.search(BANNED[what], path.read_text(), re.I)
    ]
    assert found == []


def test_the_patterns_find_what_they_are_for() -> None:
    examples = [
        '<p style="x">',
        '<p onclick="x">',
        '<p hx-on:click="x">',
        "<script>x</script>",
        '<p hx-trigger="keyup[key==1]">',
        "<p hx-vals='js:x'>",
        '<a href="javascript:x">',
        '<img src="//x">',
        "{{ x | safe }}",
        '<p hx-put="/x">',
    ]
    for example, pattern in zip(examples, BANNED.values(), strict=True):
        assert re.search(pattern, example, re.I), pattern


def test_forms_only_get_and_post() -> None:
    methods = [method for path in TEMPLATES for method in re.findall(r'method="(\w+)"', path.read_text())]
    assert len(methods) > 10
    assert set(methods) <= {"get", "post", "dialog"}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_every_template_is_short(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 300


def test_a_page_of_a_thing_is_named_as_the_thing() -> None:
    """A partial begins with an underscore and draws one thing; pages extend the base."""
    for path in TEMPLATES:
        whole = '{% extends "base.html" %}' in path.read_text()
        if path.name.startswith("_"):
            assert not whole, path
        elif path.parent.name not in ("templates", "reference") and path.name in ("show.html", "list.html"):
            assert whole, path
