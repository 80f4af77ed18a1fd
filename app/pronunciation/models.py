"""Lexeme: how one word, or words of one pattern, are to be said; of an organization, project or episode."""

import re
from dataclasses import asdict, dataclass
from enum import StrEnum

from sqlmodel import Field

from app.audit import AuditEvent
from app.database import addressable, inside, word
from app.permissions import Principal
from app.plain import plain
from app.problems import Invalid
from app.tenancy import Tenanted

GRAPHEME_MAX, VALUE_MAX = 80, 200
WILDCARDS_MAX = 2
PHONEMES = re.compile(r"[^\W\d_][\w \u0300-\u036fˈˌːˑ'ʰʲʷ̩]*")
"""Letters of the phonetic alphabet and its marks: no brackets, which engines read as commands."""


class Match(StrEnum):
    """What a grapheme is: a word or phrase, or a pattern in which * stands for letters and # for digits."""

    WORD = "word"
    PATTERN = "pattern"


class Says(StrEnum):
    """How it is said: other words, IPA phonemes, or letter by letter."""

    ALIAS = "alias"
    PHONEMES = "phonemes"
    LETTERS = "letters"


@dataclass(frozen=True, slots=True)
class Entry:
    """What a lexeme says, wherever it came from. `value`: the alias or the phonemes; empty for letters."""

    grapheme: str
    says: Says = Says.ALIAS
    value: str = ""
    match: Match = Match.WORD
    case_matters: bool = False

    def checked(self) -> "Entry":
        """Without invisible signs; Invalid, naming the field, when it could not be said or not be found."""
        grapheme, value = plain(self.grapheme), plain(self.value)
        pattern = self.match is Match.PATTERN
        if not any(sign.isalnum() for sign in grapheme) or len(grapheme) > GRAPHEME_MAX:
            raise Invalid(
                f"Give the word as it is spoken, with at most {GRAPHEME_MAX} characters.", field="grapheme"
            )
        wild = [sign for sign in grapheme if sign in "*#"]
        if pattern and not 1 <= len(wild) <= WILDCARDS_MAX:
            raise Invalid("A pattern has one or two of * (letters) and # (digits).", field="grapheme")
        if pattern and re.search(r"[*#]{2}", grapheme):
            raise Invalid("Two of * and # cannot stand side by side.", field="grapheme")
        if self.says is Says.LETTERS:
            if pattern:
                raise Invalid("Only a word can be said letter by letter.", field="says")
            value = ""
        elif len(value) > VALUE_MAX or not any(sign.isalnum() for sign in value):
            raise Invalid(f"Say how it sounds, with at most {VALUE_MAX} characters.", field="value")
        if self.says is Says.PHONEMES and (pattern or not PHONEMES.fullmatch(value)):
            raise Invalid(
                "Phonemes are letters of the IPA and its marks, for a word and not a pattern.", field="value"
            )
        return Entry(grapheme, self.says, value, self.match, self.case_matters)


class Lexeme(Tenanted, table=True):
    """One entry of a lexicon. An episode's comes before its project's, which comes before the others."""

    __tablename__ = "lexeme"
    __table_args__ = (addressable(), inside("project"), inside("episode"))

    project_id: str | None = Field(default=None, index=True, max_length=36)
    episode_id: str | None = Field(default=None, index=True, max_length=36)
    """Of a project when this is empty; of the organization when both are."""
    grapheme: str = Field(max_length=GRAPHEME_MAX)
    match: Match = Field(default=Match.WORD, sa_type=word(Match))
    case_matters: bool = False
    says: Says = Field(default=Says.ALIAS, sa_type=word(Says))
    value: str = Field(default="", max_length=VALUE_MAX)

    @property
    def rank(self) -> int:
        """How near it is: 2 of an episode, 1 of a project, 0 of the organization."""
        return 2 if self.episode_id else 1 if self.project_id else 0

    @property
    def entry(self) -> Entry:
        return Entry(self.grapheme, Says(self.says), self.value, Match(self.match), self.case_matters)

    def say(self, by: Principal, entry: Entry) -> AuditEvent | None:
        """Take over a checked entry; None when it says so already."""
        if entry == self.entry:
            return None
        before = asdict(self.entry)
        self.grapheme, self.says, self.value = entry.grapheme, entry.says, entry.value
        self.match, self.case_matters = entry.match, entry.case_matters
        return AuditEvent.of(self, "saved", by, before=before, after=asdict(entry))

    def remove(self, by: Principal) -> AuditEvent:
        return AuditEvent.of(self, "removed", by, grapheme=self.grapheme)
