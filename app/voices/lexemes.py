"""Lexeme: how one word, or words of one pattern, are to be said; of an organization, project or episode."""

from enum import StrEnum

from sqlmodel import Field

from app.database import addressable, inside, word
from app.tenancy import Tenanted

GRAPHEME_MAX, VALUE_MAX = 80, 200


class Match(StrEnum):
    """What a grapheme is: a word or phrase, or a pattern in which * stands for letters and # for digits."""

    WORD = "word"
    PATTERN = "pattern"


class Says(StrEnum):
    """How it is said: other words, IPA phonemes, or letter by letter."""

    ALIAS = "alias"
    PHONEMES = "phonemes"
    LETTERS = "letters"


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
    """The alias or the phonemes; empty for letters."""
