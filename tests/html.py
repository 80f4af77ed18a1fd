"""Reads a page as a browser and a screen reader do, and says what is wrong with it."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
SENT = ("href", "src", "action", "hx-get", "hx-post", "hx-sse:connect", "data-src", "poster", "formaction")
FIELDS = ("input", "select", "textarea")
FILTER = re.compile(r"\w\s*\[")


@dataclass
class Page(HTMLParser):
    """What stands in a piece of HTML, and `wrong` with it."""

    text: str
    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.labelled: list[int] = []
        self.title = ""
        self.feed(self.text)
        self.wrong += [f"<{tag}> is never closed" for tag in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.tags.append((tag, found))
        if tag in FIELDS and "label" in self.open:
            self.labelled.append(id(found))
        if len({name for name, _ in attrs}) != len(attrs):
            self.wrong.append(f"<{tag}> has an attribute twice")
        if tag not in VOID and not self._self_closed():
            self.open.append(tag)

    def _self_closed(self) -> bool:
        return (self.get_starttag_text() or "").endswith("/>")

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID or self._self_closed_svg(tag):
            return
        if not self.open or self.open[-1] != tag:
            self.wrong.append(f"</{tag}> closes {self.open[-1:]}")
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def _self_closed_svg(self, tag: str) -> bool:
        return (self.get_starttag_text() or "").endswith("/>") and tag not in self.open

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "title" and "svg" not in self.open:
            self.title += data

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def addresses(self) -> list[tuple[str, str]]:
        """(method, address) of everything this page leads to, loads or sends."""
        found = []
        for tag, attributes in self.tags:
            posts = tag == "form" and attributes.get("method", "").lower() == "post"
            for name in SENT:
                if address := attributes.get(name):
                    post = name == "hx-post" or (name == "action" and posts)
                    found.append(("POST" if post else "GET", address))
        return found

    def check_parts(self) -> list[str]:
        """Of any piece: nothing inline, ids once, names for pictures and fields."""
        wrong = list(self.wrong)
        ids = [attributes["id"] for _, attributes in self.tags if "id" in attributes]
        wrong += [f"two elements are #{name}" for name in {x for x in ids if ids.count(x) > 1}]
        labels = {attributes.get("for") for attributes in self.all("label")}
        for tag, attributes in self.tags:
            wrong += self._inline(tag, attributes)
            if tag == "img" and "alt" not in attributes:
                wrong.append("a picture without alt")
            if tag in FIELDS and not self._named(attributes, labels):
                wrong.append(f"a field without a label: {attributes}")
            for name in ("aria-labelledby", "aria-describedby", "aria-controls"):
                missing = [part for part in attributes.get(name, "").split() if part not in ids]
                wrong += [f"{name} speaks of #{part}, which is not there" for part in missing]
        return wrong

    def _inline(self, tag: str, attributes: dict[str, str]) -> list[str]:
        wrong = [
            f"{tag} {name}" for name in attributes if name == "style" or name.startswith(("on", "hx-on"))
        ]
        if tag == "style" or (tag == "script" and not attributes.get("src")):
            wrong.append(f"inline {tag}")
        if FILTER.search(attributes.get("hx-trigger", "")) or "js:" in attributes.get("hx-vals", ""):
            wrong.append(f"{tag} needs eval")
        return wrong

    def _named(self, attributes: dict[str, str], labels: set[str | None]) -> bool:
        hidden = attributes.get("type") in ("hidden", "submit")
        named = attributes.get("aria-label") or attributes.get("aria-labelledby")
        wrapped = id(attributes) in self.labelled
        return hidden or bool(named) or attributes.get("id") in labels or wrapped

    def check_page(self) -> list[str]:
        """Of a whole page, too: a language, a title, one heading, one main."""
        wrong = self.check_parts()
        if not self.text.lstrip().lower().startswith("<!doctype html>"):
            wrong.append("no doctype")
        if [bool(row.get("lang")) for row in self.all("html")] != [True]:
            wrong.append("no language")
        if not self.title.partition("·")[0].strip():
            wrong.append("no title")
        for tag in ("h1", "main"):
            if len(self.all(tag)) != 1:
                wrong.append(f"{len(self.all(tag))} times {tag}")

        return wrong
