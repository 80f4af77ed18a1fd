"""Marks that cite: taken out of a sentence without touching its words."""

import re

_LOCATOR = (
    r"(?:,?\s*(?:pp?\.|(?i:chap(?:ter|\.)?|ch\.|sec(?:tion|t?\.)?s?|fig(?:ure|\.)?|tab(?:le|\.)?|"
    r"th(?:eore)?m\.?|"
    r"app(?:endix|\.)?|eq\.?|vol\.?|alg\.?|ex\.?)|§+)\s*[\w.–-]+|,\s*\d+(?:\.\d+)+)*"
)
NUMBERED = re.compile(
    r"(?P<gap>\s*)\[\s*(?:(?:see|e\.g\.,?|cf\.?)\s+)?"
    rf"(?P<keys>[1-9]\d{{0,2}}[a-z]?(?:\s*[,;–—-]\s*[1-9]\d{{0,2}}[a-z]?)*){_LOCATOR}\s*\]"
)
"""[12], [3, 5-7], [16, Sec. 5.3]"""
KEYED = re.compile(r"\s*\[(?:[A-Z][A-Za-z+]{1,8}\s?’?\d{2}[a-z]?(?:\s*[,;]\s*)?)+\]")
"""[Knu98]"""
_YEAR = r"(?:1[89]|20)\d\d[a-z]?"
_PERSON = r"(?:(?:van|von|de|der|den|del|la|le|al|el|ter)\s+)*[A-ZÀ-ÖØ-ÞŁŠŽČ][\w’'.-]*"
_PEOPLE = (
    rf"{_PERSON}(?:(?:,?\s*(?:and|&|und|et|y)\s+|,\s+|\s+){_PERSON})*(?:,?\s+et\s+al\.?|,?\s+u\.\s?a\.)?"
)
_ITEM = (
    rf"(?:(?:see|see also|e\.g\.|i\.e\.|cf\.|also|siehe|vgl\.|voir|véase|reviewed in|as in|by|notably|"
    rf"for example|for instance|among others),?\s+)*"
    rf"{_PEOPLE}(?:,?\s*(?:{_YEAR}|\({_YEAR}\)|n\.d\.|in press))(?:\s*,\s*{_YEAR})*"
    r"(?:,\s*(?:pp?\.|S\.|Sec\.|Ch\.)?\s*[\d–-]+)?"
)
_REMARK = r"(?:,\s*(?:for|among|and|gives?|give|inter alia|who|which)\s[^;()\[\]]{2,60})?"
PARENTHETIC = re.compile(rf"\s*[(\[]\s*{_ITEM}(?:\s*[;,]\s*{_ITEM})*{_REMARK}\s*[;.]?\s*[)\]]")
"""(Smith et al., 2020; Jones & Lee 2019)"""
NARRATIVE_YEAR = re.compile(rf"(?<=[\w.])\s*[(\[]{_YEAR}(?:[,;]\s*{_YEAR})*[)\]]")
NARRATIVE_NAME = re.compile(r"(?:[A-ZÀ-ÖØ-Þ][\w’'-]+|al\.?)$")
DATED = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December|Version|"
    r"Release|"
    r"Edition|since|until|from|in|Windows|Office|Python|Java|Julia\w*)\b"
)
"""In brackets with a year, these make a date or a release, not a citation."""

SUPERSCRIPT_MARK = re.compile(r"(?<=[A-Za-zÀ-ÿ]{3})[¹²³⁴-⁹⁰]{1,3}(?:[,⁻][¹²³⁴-⁹⁰]{1,3})*(?=[\s.,;:)]|$)")
MARK_AFTER_STOP = re.compile(r"(?<=[a-zà-ÿ][.,;”\"])\d{1,2}(?=\s|$)")
SYMBOL_MARK = re.compile(r"(?<=\w)[*†‡§¶]+(?=[\s.,;:)]|$)|(?<=\w)[†‡¶]+")


def without_citations(text: str) -> str:
    """The sentence without marks that cite; 'Smith (2020) found' keeps its Smith."""
    text = NUMBERED.sub(_keep_interval, re.sub(r"(?<=\[\d)\]\s?[–—-]\s?\[(?=\d)", "–", text))
    text = KEYED.sub("", text)
    text = PARENTHETIC.sub(_keep_date, text)
    text = NARRATIVE_YEAR.sub(_keep_unnamed, text)
    text = MARK_AFTER_STOP.sub("", SUPERSCRIPT_MARK.sub("", text))
    return SYMBOL_MARK.sub("", text)


def _keep_interval(match: re.Match[str]) -> str:
    """[1, 2] is an interval behind such a word, and an index right behind a short name."""
    before = match.string[: match.start()].rstrip().lower()
    interval = before.endswith(("interval", "range", "∈", "=", "domain", "between"))
    word = before.rsplit(" ", 1)[-1]
    indexed = match["gap"] == "" and word[-1:].isalnum() and (len(word) < 3 or "_" in word)
    return match[0] if interval or (indexed and "," not in match["keys"]) else ""


def _keep_date(match: re.Match[str]) -> str:
    return match[0] if DATED.search(match[0]) else ""


def _keep_unnamed(match: re.Match[str]) -> str:
    return "" if NARRATIVE_NAME.search(match.string[: match.start()].rstrip()) else match[0]
