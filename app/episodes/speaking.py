"""The spoken form of a sentence: every number, unit, symbol and acronym written the way it is said."""

import re
import unicodedata

from app.episodes.citations import without_citations
from app.episodes.cleaning import MAIL, tidy
from app.episodes.notations import rewritten
from app.episodes.quantities import spoken_quantities
from app.episodes.spoken_words import (
    ABBREVIATIONS,
    FILE_ENDINGS,
    GREEK,
    NUMBERED,
    PLAIN_CAPITALS,
    SAID_AS_WORDS,
    SAID_AS_WRITTEN,
    SYMBOLS,
)

URL = re.compile(
    r"(?:https?://\s?|ftp://)?(?:www\.)?((?:[a-zA-Z0-9-]+\.)+[a-z]{2,})(?::\d+)?((?:/[^\s<>\"”)\]]*)?)"
)
LINK = re.compile(
    r"(?:https?://\s?|ftp://|www\.)[^\s<>\"”)\]]+(?<![.,;:])"
    r"|\b(?:[a-z0-9-]+\.)+(?:com|org|net|edu|io|gov|dev|info)(?:/[^\s<>\"”)\]]*)?(?<![.,;:])\b"
)
CALL = re.compile(r"\b([A-Za-z_][\w.]*!?)\(\s*\)")
FILE = re.compile(r"(?<=\w)\.(" + "|".join(FILE_ENDINGS) + r")\b(?!\.\w)")
DOTTED = re.compile(r"(?<=[A-Za-z_\d][a-zA-Z_])\.(?=[A-Za-z_])")
SNAKE = re.compile(r"(?<=[^\W_])_+(?=[^\W_])|\b_+(?=\w)|(?<=\w)_+\b")
CAMEL = re.compile(r"\w*[a-z]{2}[A-Z][a-z]{2}\w*|\w*[A-Z]{3}[a-z]{2}\w*")
HUMP = re.compile(r"(?<=[a-z]{2})(?=[A-Z][a-z]{2})|(?<=[A-Z]{2})(?=[A-Z][a-z]{2})")
SPELLED_NAMES = tuple(name for name in SAID_AS_WORDS if not name.isalpha())
ACRONYM = re.compile(r"(?<![\w])([A-Z][A-Z0-9]*[A-Z0-9])(s|'s)?(?![\w])")
SYLLABLES = re.compile(
    r"(?:(?:[BCDFGHKLMNPRSTVWZ]|[BCFGPKS]L|[BCDFGPKT]R|S[CKLMNPTW]|TH|SH|CH|QU)?[AEIOU]{1,2}"
    r"(?:[BCDFGKLMNPRSTXZ]|[LMNRS][DKPT]|CK|NG|SH|TH|CH)?)+E?"
)
BRACKETS = re.compile(r"\s*[(\[{⟨]\s*([^()\[\]{}⟨⟩]*?)\s*[)\]}⟩]")
TAG = re.compile(r"</?[A-Za-z][^<>]*>")
MARKUP = re.compile(r"\*\*|__|`+|\$(?!\d)|\\[a-zA-Z]+|[{}\\|^]")
HARD_SPACE = re.compile(r"[\u00a0\u2000-\u200a\u202f\u205f\u3000]")


def spoken_form(text: str, language: str = "en") -> str:
    """What a voice is given to read for `text`: no brackets, addresses, markup or citation marks.

    In English numbers, units, symbols and abbreviations become words. Acronyms said letter by letter stay in
    capitals without dots or spaces ("MPI"): engines spell capitals with the right stress, but read "A P I"
    with the article "a" and "A.P.I." ends a sentence. Acronyms said as words lose their capitals ("Nasa").
    In other languages only what no voice should read is taken out.
    """
    text = TAG.sub("", HARD_SPACE.sub(" ", unicodedata.normalize("NFC", text)))
    text = tidy(without_citations(text))
    if language.split("-")[0].lower() not in {"en", "und", ""}:
        return _plain(_without_links(text), signs=r"[#*_\\]", dropped="C")
    text = re.sub(
        r"\b(about|around|approximately|roughly|nearly|some)\s+[~∼≈]\s?", r"\1 ", text, flags=re.IGNORECASE
    )
    text = _without_links(rewritten(text), say=True)
    text = re.sub(r"(?<![\w(])(\d{1,2}|[a-h])\)(?=\s)", r"\1,", _abbreviations(text))
    text = _identifiers(text)
    text = spoken_quantities(text)
    text = _symbols(text)
    text = _acronyms(text)
    return _plain(text)


def _without_links(text: str, *, say: bool = False) -> str:
    def mail(match: re.Match[str]) -> str:
        return match[0].replace("@", " at ").replace(".", " dot ") if say else ""

    def link(match: re.Match[str]) -> str:
        host = URL.match(match[0])
        if not say or not host:
            return ""
        parts = [part for part in host[2].split("/") if re.fullmatch(r"[A-Za-z]{2,20}", part)]
        return " slash ".join([host[1].replace(".", " dot ").replace("-", " dash "), *parts[:2]])

    return LINK.sub(link, MAIL.sub(mail, text))


def _abbreviations(text: str) -> str:
    for short in sorted(ABBREVIATIONS, key=len, reverse=True):
        if short not in text:
            continue
        end = r"(?!\w)" if short[-1].isalpha() else r"(?=[\s,;:)\]]|$)" if short != "w/" else r"\s*"
        pattern = rf"(?<![\w.]){re.escape(short)}{end}"
        text = re.sub(pattern, lambda match, short=short: _said(match, short), text)  # type: ignore[misc]
    for short in sorted(NUMBERED, key=len, reverse=True):
        text = re.sub(rf"(?<![\w.]){re.escape(short)}\s?(?=\d)", _before_number(short), text)
    return text


def _said(match: re.Match[str], short: str) -> str:
    long = ABBREVIATIONS[short]
    if match.end() == len(match.string) and short.endswith("."):
        return long.rstrip(",") + "."
    if match.string[match.end() :].lstrip().startswith(","):
        return long.rstrip(",")
    return long


def _before_number(short: str) -> str:
    return NUMBERED[short].strip() + " "


def _identifiers(text: str) -> str:
    """MPI.jl -> MPI dot J L, send_buffer -> send buffer, finalize() -> finalize."""
    for name in SPELLED_NAMES:
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", SAID_AS_WORDS[name], text)
    text = CALL.sub(r"\1", text)
    text = re.sub(r"(?<=\w)!(?=\s+[a-z]|[,;:).\w])", "", text)
    text = re.sub(r"::|(?<![\w.]):(?=[a-z])", " ", text)
    text = FILE.sub(lambda match: f" dot {FILE_ENDINGS[match[1]]}", text)
    text = re.sub(r"(?<=\b[A-Z])\.(?=[A-Z][a-z])", " ", text)
    text = DOTTED.sub(" dot ", text)
    text = CAMEL.sub(_humps, SNAKE.sub(" ", text))
    return re.sub(r"(?<!\w)@(?=[A-Za-z])", "at ", text)


def _humps(match: re.Match[str]) -> str:
    return match[0] if match[0] in SAID_AS_WORDS or match[0] in SAID_AS_WRITTEN else HUMP.sub(" ", match[0])


def _symbols(text: str) -> str:
    text = re.sub(r"\band/or\b", "and or", text)
    text = re.sub(r"(?<=[A-Za-z])\s?/\s?-?(?=[A-Za-z])", " or ", text)
    text = re.sub(r"(?<=\S)\s?/\s?(?=\S)", " slash ", text)
    text = re.sub(r"((?:^|[(,]|\b[A-Za-z]{3,})\s?)>\s?(?=\d|[a-z])", r"\1more than ", text)
    text = re.sub(
        r"<=", "≤", re.sub(r">=", "≥", re.sub(r"(?<!\w)(?:-->|->|=>)|(?<=\w)(?:-->|->|=>)", "→", text))
    )
    text = re.sub(r"(?<=[a-z])\s?[–—]\s?(?=[a-zA-Z])", ", ", text)
    out = []
    for character in text:
        if character in GREEK:
            out.append(f" {GREEK[character]} ")
        elif character in SYMBOLS:
            out.append(f" {SYMBOLS[character]} ")
        else:
            out.append(character)
    return "".join(out)


def _acronyms(text: str) -> str:
    text = re.sub(r"(?<=[A-Z]{2})-(?=[A-Za-z]{2})|(?<=[A-Za-z]{2})-(?=[A-Z]{2})", " ", text)
    for name, said in SAID_AS_WORDS.items():
        if name in text:
            text = re.sub(rf"(?<![\w]){re.escape(name)}(?![\w])", said, text)
    return ACRONYM.sub(_acronym, text)


def _acronym(match: re.Match[str]) -> str:
    letters, ending = match[1], match[2] or ""
    if letters in PLAIN_CAPITALS:
        return letters.lower() + ending
    if len(letters) >= 4 and SYLLABLES.fullmatch(letters):
        return letters.capitalize() + ending
    return letters + ending


def _plain(text: str, signs: str = r"[#*@/\\%&§_]", dropped: str = "CS") -> str:
    """Only letters, digits and the punctuation a voice pauses at."""
    text = MARKUP.sub(" ", text)
    for _ in range(3):
        text = BRACKETS.sub(lambda match: f", {match[1]}," if match[1].strip(" ,") else " ", text)
    text = re.sub(r"[()\[\]{}<>⟨⟩]", " ", text)
    text = re.sub(r"‘([^‘’]{1,60})’(?!\w)", r"\1", re.sub(r"[“”„«»‹›\"]", "", text))
    text = re.sub(r"(?<!\w)['‘’](?=\w)|(?<=\w)['‘](?!\w)|(?<=[.,])['’]", "", text).replace("’", "'")
    text = re.sub(r"\s*(?:—|--+|\s–|–\s)\s*", ", ", text)
    text = re.sub(r"(?<=\w)[–‐‑](?=\w)", "-", text)
    text = re.sub(signs, " ", text)
    text = "".join(character for character in text if unicodedata.category(character)[0] not in dropped)
    text = tidy(text)
    text = re.sub(r",\s*,+", ",", re.sub(r"\s+([,.;:!?])", r"\1", text))
    text = re.sub(r"^[,;:\s]+", "", re.sub(r",\s*([.;:!?])", r"\1", text))
    return re.sub(r"\s+", " ", text).strip()
