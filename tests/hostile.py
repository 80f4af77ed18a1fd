"""One corpus of hostile text, the fields it is put into, and what of it has come to life on a page."""

import inspect
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from html.parser import HTMLParser
from typing import Any, get_args, get_type_hints

from litestar import Litestar
from litestar.routes import HTTPRoute

from tests.addresses import PLACE, Address

MARK = "hstl"
PRODUCT = "54444439"
"""What {{ 7*7777777 }} is where a template reads it."""
CORPUS = (
    f"<script>{MARK}(1)</script>",
    f'"><img src=x onerror={MARK}(2)>',
    f"' autofocus onfocus='{MARK}(3)' x='",
    f"<svg/onload={MARK}(4)><a xlink:href=javascript:{MARK}(4)>",
    f"javascript:{MARK}(5)//",
    f"{{{{ 7*7777777 }}}}{{% {MARK} %}}",
    f"\u202e{MARK}\u2066\u200b",
    f"{MARK}\x00<b onclick={MARK}(8)>",
    f"</textarea></title></script><script>{MARK}(9)</script><!--",
    f"&lt;script&gt;{MARK}(10)&#x22;&#62;",
)
ALL = " ".join(CORPUS)
ADDRESSES = ("href", "src", "action", "formaction", "xlink:href", "poster", "data-src", "hx-get", "hx-post")
INVISIBLE = "\u202e\u2066\x00"


@dataclass
class Alive(HTMLParser):
    """What of the corpus a browser would run or obey in a piece of HTML; `shown` counts the rest of it."""

    text: str
    shown: int = 0

    def __post_init__(self) -> None:
        super().__init__()
        self.found: list[str] = [f"{sign!r}" for sign in INVISIBLE if sign in self.text]
        self.found += ["a template was read"] * (PRODUCT in self.text)
        self.within = ""
        self.feed(self.text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.within = tag
        for name, value in attrs:
            self.shown += MARK in (value or "")
            if MARK in name or name.startswith(("on", "hx-on")) or name in ("style", "srcdoc"):
                self.found.append(f"<{tag} {name}={value!r}>")
            address = "".join((value or "").split()).lower()
            if name in ADDRESSES and address.startswith(("javascript:", "data:", "vbscript:")):
                self.found.append(f"<{tag} {name}={value!r}>")
        if MARK in tag:
            self.found.append(f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        self.within = ""

    def handle_data(self, data: str) -> None:
        self.shown += MARK in data
        if MARK in data and self.within in ("script", "style", "svg"):
            self.found.append(f"<{self.within}> {data!r}")

    def handle_comment(self, data: str) -> None:
        if MARK in data:
            self.found.append(f"<!--{data}-->")


def taken(app: Litestar) -> dict[str, set[str]]:
    """By address, the text fields a POST takes, whether or not a good body needs them."""
    found = {}
    for route in app.routes:
        for handler in route.route_handlers if isinstance(route, HTTPRoute) else []:
            if "POST" in handler.http_methods:
                given = get_type_hints(inspect.unwrap(handler.fn)).get("data")
                found[PLACE.sub(r"{\1}", route.path)] = set(_texts(given))
    return found


def _texts(given: Any) -> Iterator[str]:
    """Names of fields of text, of lists of texts, and of texts that may be left out."""
    for model in (given, *get_args(given)):
        if is_dataclass(model):
            hints = get_type_hints(model)
            yield from (each.name for each in fields(model) if _is_text(hints[each.name]))


def _is_text(hint: Any) -> bool:
    return hint is str or (hint is not dict and any(_is_text(part) for part in get_args(hint)))


def poisoned(address: Address, body: dict[str, Any], names: set[str]) -> Iterator[dict[str, Any]]:
    """The body with one field hostile at a time: once with the whole corpus, once with one line of it."""
    for place, name in enumerate(sorted(names | {key for key, value in body.items() if _holds_text(value)})):
        for bad in (ALL, CORPUS[(place + len(address.template)) % len(CORPUS)]):
            yield body | {name: _with(body.get(name, ""), bad)}


def _holds_text(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, list | dict | tuple) and bool(value))


def _with(value: Any, bad: str) -> Any:
    """The same shape, with the hostile text where text was."""
    if isinstance(value, tuple):
        _, content, media_type = value
        return (
            f"{bad}.pdf"[-200:],
            content + b" " if media_type != "application/pdf" else content,
            media_type,
        )
    if isinstance(value, list):
        return [_with(each, bad) for each in value]
    if isinstance(value, dict):
        return {key: _with(each, bad) for key, each in value.items()}
    return bad if isinstance(value, str) else value
