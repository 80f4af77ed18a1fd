"""Templates as text: nothing inline, nothing that needs eval, every word for people through gettext."""

import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from app.web import ROOT, in_date, in_language

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


def test_who_has_no_javascript_is_asked_back_too() -> None:
    """By the macro `asking`; alone the approval of exact quotes, which one key takes back, goes without."""
    asking = {str(path.relative_to(FOLDER)) for path in TEMPLATES if "data-confirm=" in path.read_text()}
    assert asking == {"forms.html", "review/_quotes.html"}


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


def test_a_moment_is_told_with_its_zone() -> None:
    moment = datetime(2026, 11, 27, 18, 5, 9, tzinfo=timezone(timedelta(hours=1)))
    assert in_date(moment) == in_date(moment.astimezone(UTC)) == "Nov 27, 2026, 17:05 UTC"
    assert in_date(moment, exact=True) == "Nov 27, 2026, 17:05:09 UTC"


def test_a_language_is_told_by_its_name() -> None:
    names = [in_language(code) for code in ("en", "de", "pt-BR", "", "no such")]
    assert names == ["English", "German", "Portuguese (Brazil)", "", "no such"]
