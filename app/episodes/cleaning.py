"""Taking out of a sentence what is for the eye only: citation marks, figure references, addresses."""

import re
import unicodedata

from app.episodes.citations import without_citations
from app.episodes.pointers import without_pointers

ADDRESS = re.compile(
    r"(?:https?://|ftp://|www\.)[^\s<>\"“”;,)\]]+(?:(?<=\.) (?:com|edu|net|org)/[^\s<>\"“”;,)\]]*)?|"
    r"\b(?:doi|arXiv):\s?\S+",
    re.IGNORECASE,
)
BARE_ADDRESS = re.compile(
    r"\b[a-z0-9][\w-]*(?:\.[\w-]+)*\.(?:com|org|net|edu|io|gov|dev|info)(?:/[^\s)\]]*)?(?=[\s).,;]|$)"
)
MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")

_ANY = rf"(?:{ADDRESS.pattern}|{BARE_ADDRESS.pattern}|{MAIL.pattern})"
INNER_ADDRESS = re.compile(rf"(?<=[(\[;,])\s*(?:see\s+|at\s+)?{_ANY}\s*(?=[;,)\]])", re.IGNORECASE)
BRACKETED_ADDRESS = re.compile(
    rf"\s*[(\[<]\s*(?:see\s+|at\s+|available (?:at|from|on|under|via):?\s+)?{_ANY}\s*[)\]>]", re.IGNORECASE
)
AVAILABLE_AT = re.compile(
    rf"(?<=available)\s+(?:at|from|via|on|under):?\s+{_ANY}(?=[.,;]?\s|[.,;]?$)|"
    rf"(?<=available online)\s+(?:at|from|via|on|under):?\s+{_ANY}(?=[.,;]?\s|[.,;]?$)"
)

BULLET = re.compile(r"^\s*(?:[•‣◦▪■●○∙·*–—\u2700-\u27bf-]\s*|\(?(?:\d{1,2}|[a-h]|[ivx]{1,4})\)\s+)")
EMPTY_BRACKETS = re.compile(r"\s*[(\[]\s*(?:[,;?]\s*)*[)\]]")
"""What a citation leaves, or a question mark in place of one that its authors misspelt."""
INTRODUCES = re.compile(
    r"\b(?:is|are|was|were|be|as|by|with|include|includes|including|to|of|the|an?|and|or|that|via|"
    r"example|instance|namely|follows?|following|from|using|where|written|given|"
    r"defined|reads?|has|have|had|yields?|gives?|obtain|get|say|says|note|e\.g\.|i\.e\.|like|looks|"
    r"becomes?|steps?|these|this|those|one|in|on|for|if|then|when|call|consider|"
    r"ist|sind|durch|mit|von|wie|gilt|lautet|folgt|folgende\w*|est|sont|par|avec|comme|suivant\w*|es|son|"
    r"por|con|como|siguiente\w*)\s*:$",
    re.IGNORECASE,
)
"""A colon behind these leaves the sentence unfinished."""
SPACES = re.compile(r"\s+")
ASIDE = re.compile(r"^\(([^()]*(?:\([^()]*\)[^()]*)*[.!?])\)$")
"""A whole sentence in brackets."""
RUN_IN = re.compile(
    r"^(?:Abstract|Summary|Zusammenfassung|Résumé|Resumen|Sommario)(?:\s*[.:—–-]\s*|\s+(?=(?:The|This|These|We|In|An?|"
    r"It|Our|There|Wir|Die|Der|Das|Nous|Cet?|Cette|Este|Esta)\s))(?=[A-ZÀ-Ž])"
)
"""A heading that stands in the line of the text it heads."""


def without_addresses(text: str) -> str:
    """The sentence without web addresses it does not need: in brackets, or after 'available at'."""
    text = INNER_ADDRESS.sub("", text)
    text = BRACKETED_ADDRESS.sub("", text)
    return AVAILABLE_AT.sub("", text)


def tidy(text: str) -> str:
    """Spaces and punctuation as if the removed parts had never stood there."""
    text = EMPTY_BRACKETS.sub("", text)
    text = SPACES.sub(" ", text).strip()
    text = re.sub(r"\s+([,.;:!?])(?!\w)", r"\1", text)
    text = re.sub(r"([(\[])\s+", r"\1", re.sub(r"\s+([)\]])", r"\1", text))
    text = re.sub(r",\s*([.;:)])", r"\1", re.sub(r"([,;])(?:\s*[,;])+", r"\1", text))
    text = re.sub(r"([(\[])[,;]\s*", r"\1", re.sub(r"[,;]\s*([)\]])", r"\1", text))
    return re.sub(r"(?<!\.)\.\.$", ".", EMPTY_BRACKETS.sub("", text))


def cleaned(text: str) -> str:
    """The source sentence without what only serves the eye; words and numbers are unchanged."""
    text = unicodedata.normalize("NFC", text).replace("\u00ad", "")
    text = re.sub(r"(?<=\w)/-\s(?=\w)", "/", text)
    text = ASIDE.sub(r"\1", RUN_IN.sub("", BULLET.sub("", SPACES.sub(" ", text))))
    text = without_addresses(without_pointers(without_citations(text)))
    return _closed(tidy(text))


def _closed(text: str) -> str:
    """A sentence that leads to a list or display, complete in itself, ends with a full stop."""
    if text.endswith(":") and not INTRODUCES.search(text) and len(text.split()) >= 8:
        return text[:-1].rstrip() + "."
    return text
