"""W3C Pronunciation Lexicon Specification 1.0: the file other programs exchange lexicons in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from app.problems import Invalid
from app.pronunciation.models import Entry, Match, Says

PLS = "http://www.w3.org/2005/01/pronunciation-lexicon"
OURS = "urn:thinking-in-code:lexicon"
"""Namespace of what PLS has no words for: patterns, letters, and whether case matters."""
MEDIA_TYPE = "application/pls+xml"
ENTRIES_MAX = 5000


def write_pls(entries: Iterable[Entry], language: str = "en") -> str:
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<lexicon version="1.0" xmlns="{PLS}" xmlns:tic="{OURS}"',
        f'    alphabet="ipa" xml:lang={quoteattr(language)}>',
    ]
    for entry in entries:
        marks = f' tic:match="{entry.match}" tic:says="{entry.says}"'
        marks += f' tic:case="{str(entry.case_matters).lower()}"'
        tag = "phoneme" if entry.says is Says.PHONEMES else "alias"
        said = " ".join(entry.grapheme) if entry.says is Says.LETTERS else entry.value
        lines += [
            f"  <lexeme{marks}>",
            f"    <grapheme>{escape(entry.grapheme)}</grapheme>",
            f"    <{tag}>{escape(said)}</{tag}>",
            "  </lexeme>",
        ]
    return "\n".join([*lines, "</lexicon>", ""])


def read_pls(content: str) -> list[Entry]:
    """Its entries, checked; Invalid when it is no PLS in IPA, or declares document types or entities."""
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(content.encode(), True)
    except expat.ExpatError as error:
        raise Invalid(f"This is no XML: line {error.lineno}.", field="content") from None
    if not reader.seen:
        raise Invalid("This is no pronunciation lexicon (PLS 1.0).", field="content")
    return reader.entries


def _refuse(*declaration: object) -> None:
    raise Invalid("A lexicon may not declare document types or entities.", field="content")


@dataclass
class _Reader:
    """Collects lexemes as expat meets them."""

    entries: list[Entry] = field(default_factory=list)
    seen: bool = False
    _marks: dict[str, str] = field(default_factory=dict)
    _texts: list[tuple[str, str]] = field(default_factory=list)
    _open: str = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == f"{PLS} lexicon":
            self.seen = True
            if attributes.get("alphabet", "ipa").lower() != "ipa":
                raise Invalid("Only phonemes of the alphabet ipa can be read.", field="content")
        elif name == f"{PLS} lexeme":
            self._marks, self._texts = attributes, []
        self._open = name.removeprefix(f"{PLS} ")
        if self._open in ("grapheme", "alias", "phoneme"):
            self._texts.append((self._open, ""))

    def text(self, data: str) -> None:
        if self._texts and self._open in ("grapheme", "alias", "phoneme"):
            tag, before = self._texts[-1]
            self._texts[-1] = (tag, before + data)

    def end(self, name: str) -> None:
        self._open = ""
        if name == f"{PLS} lexeme":
            self.entries += self._lexeme()
            if len(self.entries) > ENTRIES_MAX:
                raise Invalid(f"A lexicon has at most {ENTRIES_MAX} entries.", field="content")

    def _lexeme(self) -> Iterator[Entry]:
        """One entry a grapheme; of several ways to say it, the first."""
        ways = [(tag, text) for tag, text in self._texts if tag != "grapheme"]
        if not ways:
            return
        tag, value = ways[0]
        says = Says.PHONEMES if tag == "phoneme" else Says.ALIAS
        if self._marks.get(f"{OURS} says") == Says.LETTERS:
            says = Says.LETTERS
        match = Match.PATTERN if self._marks.get(f"{OURS} match") == Match.PATTERN else Match.WORD
        case = self._marks.get(f"{OURS} case") == "true"
        for kind, grapheme in self._texts:
            if kind == "grapheme":
                yield Entry(grapheme, says, value, match, case).checked()
