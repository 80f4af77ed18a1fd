"""What a document holds of which nothing can be told, in words for a person."""

from collections import Counter
from collections.abc import Sequence

from app.documents.pages import Role
from app.episodes.cleaning import ADDRESS, BARE_ADDRESS, MAIL, cleaned
from app.episodes.coverage import back_matter
from app.episodes.draft import Passage, Source
from app.episodes.tellable import ENTRY, FRONT_MATTER, LICENCE, MATH, SHORTEST, tabular, tellable
from app.episodes.words import tokens

LOOK = "Look at its pages: if they hold more, upload a version with that as text."
ROLES = {Role.CAPTION: "captions", Role.FOOTNOTE: "footnotes"}
LEANING = "sentences that need another, which cannot be read aloud, before them"


def nothing_told(sources: Sequence[Source]) -> str:
    """Why no sentence of these documents can be told: what they hold, most of it first."""
    found = Counter[str]()
    for source in sources:
        under = ""
        for passage in source.passages:
            if passage.role is Role.HEADING:
                under = passage.text
            else:
                found[_kind(passage, passage.section or under)] += len(passage.text)
    these = "This document has" if len(sources) == 1 else "These documents have"
    if not found:
        return f"{these} nothing to read aloud: not one sentence was found. {LOOK}"
    return f"{these} nothing to read aloud, only {_listed([name for name, _ in found.most_common()])}. {LOOK}"


def _kind(passage: Passage, section: str) -> str:
    text = passage.text
    if passage.role in ROLES:
        return ROLES[passage.role]
    if back_matter(section):
        return f"“{section}”"
    if any(pattern.search(text) for pattern in (ADDRESS, BARE_ADDRESS, MAIL)):
        return "addresses"
    if ENTRY.search(text):
        return "references"
    if FRONT_MATTER.search(text) or LICENCE.search(text):
        return "notes on authors, rights and licences"
    if tellable(text, cleaned(text)):
        return LEANING
    if MATH.search(text):
        return "formulas"
    if tabular(text, count := len(tokens(text))) or count < SHORTEST:
        return "names, numbers or single words"
    return "pieces of sentences"


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
