"""Taking out of a sentence what is for the eye only: citation marks, figure references, addresses."""

import re
import unicodedata

NUMBERED = re.compile(
    r"(?P<gap>\s*)\[\s*(?:(?:see|e\.g\.,?|cf\.?)\s+)?"
    r"(?P<keys>[1-9]\d{0,2}[a-z]?(?:\s*[,;–—-]\s*[1-9]\d{0,2}[a-z]?)*)"
    r"(?:,?\s*(?:pp?\.|(?i:chap(?:ter|\.)?|ch\.|sec(?:tion|t?\.)?s?|fig(?:ure|\.)?|tab(?:le|\.)?|th(?:eore)?m\.?|app(?:endix|\.)?|eq\.?|vol\.?|alg\.?)|§+)\s*[\w.–-]+)*\s*\]"
)
KEYED = re.compile(r"\s*\[(?:[A-Z][A-Za-z+]{1,8}\s?’?\d{2}[a-z]?(?:\s*[,;]\s*)?)+\]")
YEAR = r"(?:1[89]|20)\d\d[a-z]?"
PERSON = r"(?:(?:van|von|de|der|den|del|la|le|al|el|ter)\s+)*[A-ZÀ-ÖØ-ÞŁŠŽČ][\w’'.-]+"
PEOPLE = rf"{PERSON}(?:(?:,?\s*(?:and|&|und|et|y)\s+|,\s+|\s+){PERSON})*(?:,?\s+et\s+al\.?|,?\s+u\.\s?a\.)?"
ITEM = (
    rf"(?:(?:see|see also|e\.g\.|i\.e\.|cf\.|also|siehe|vgl\.|voir|véase|reviewed in|as in),?\s+)*"
    rf"{PEOPLE}(?:,?\s*(?:{YEAR}|\({YEAR}\)|n\.d\.|in press))(?:\s*,\s*{YEAR})*(?:,\s*(?:pp?\.|S\.|Sec\.|Ch\.)?\s*[\d–-]+)?"
)
PARENTHETIC = re.compile(rf"\s*[(\[]\s*{ITEM}(?:\s*[;,]\s*{ITEM})*\s*[;.]?\s*[)\]]")
YEAR_OF_NARRATIVE = re.compile(rf"(?<=[\w.])\s*[(\[]{YEAR}(?:[,;]\s*{YEAR})*[)\]]")
NARRATIVE_NAME = re.compile(r"(?:[A-ZÀ-ÖØ-Þ][\w’'-]+|al\.)$")
MONTHS = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
)
RELEASE = re.compile(
    r"\b(?:JuliaCon|Python|Java|Visual|Office|Windows|Version|Release|Edition|since|until|from|in)\b"
)

ADDRESS = re.compile(r"(?:https?://|ftp://|www\.)[^\s<>\"“”;,)\]]+|\b(?:doi|arXiv):\s?\S+", re.IGNORECASE)
BARE_ADDRESS = re.compile(
    r"\b[a-z0-9][\w-]*(?:\.[\w-]+)*\.(?:com|org|net|edu|io|gov|dev|info)(?:/[^\s)\]]*)?(?=[\s).,;]|$)"
)
MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")

KINDS = (
    r"(?:Figures?|Figs?\.?|Tables?|Tabs?\.|Equations?|Eqs?\.?|Eqns?\.?|Sections?|Secs?\.|Sects?\.|Subsections?|"
    r"Appendix|Appendices|Algorithms?|Alg\.|Listings?|Theorems?|Thm\.|Lemmas?|Lemmata|Definitions?|Corollar(?:y|ies)|"
    r"Propositions?|Prop\.|Chapters?|Chap\.|Boxe?s?|Schemes?|Examples?|Notebooks?|Parts?|Steps?|Lines?|Pages?|Seiten?|Remarks?|Supplementary|"
    r"Abbildung(?:en)?|Abb\.|Tabellen?|Gleichung(?:en)?|Gl\.|Abschnitte?s?|Abschn\.|Kapiteln?|Anhang|Satz|"
    r"Tableaux?|Équations?|Chapitres?|Annexes?|Figuras?|Tablas?|Ecuaci(?:ón|ones)|Secci(?:ón|ones)|Capítulos?|§§?)"
)
LABEL = r"(?:\(?(?:[A-Z]{0,2}\.?\d+(?:[.\-]\d+)*|[IVX]{1,4}|[A-Z](?![\w’']))[a-z]?\)?(?:\s?\([a-z]\))?)"
REFERENCE = rf"(?:[Tt]he\s+)?(?i:{KINDS})[\s~]*{LABEL}(?:\s*(?:,|and|&|or|to|through|–|-|und|bis|et|y)+\s*(?:(?i:{KINDS})[\s~]*)?{LABEL})*"
POINTED = re.compile(REFERENCE)
SEE = r"(?:(?:see|see also|cf\.|compare|refer to|shown in|as in|e\.g\.|i\.e\.|also|siehe|vgl\.|voir|ver|véase|top|bottom|left|right|panel|in|of),?\s+)*"
IN_BRACKETS = re.compile(
    rf"\s*[(\[]\s*{SEE}{REFERENCE}(?:\s*[,;]\s*{SEE}{REFERENCE})*[^()\[\]]{{0,18}}?[)\]]"
)
TAIL_IN_BRACKETS = re.compile(
    rf"[,;]\s*(?:see|cf\.|compare|siehe|vgl\.|voir|véase)\s+(?:also\s+)?{REFERENCE}\s*(?=\))"
)
PLACE_WORDS = r"(?:above|below|here|earlier|previously|before|oben|unten|ci-dessus|ci-dessous)"
SHOWN = (
    r"(?:shown|seen|illustrated|described|discussed|explained|depicted|summari[sz]ed|presented|given|listed|displayed|"
    r"demonstrated|detailed|outlined|mentioned|noted|introduced|defined|reported|indicated|stated|suggested|visuali[sz]ed)"
)
AS_SHOWN = (
    rf"as\s+(?:is\s+|was\s+|it\s+is\s+|can\s+be\s+|we\s+(?:have\s+)?)?(?:also\s+)?"
    rf"(?:(?:{SHOWN}\s+)?(?:in|by|on|from)\s+{REFERENCE}|{SHOWN}\s+{PLACE_WORDS}|{PLACE_WORDS})"
)
SHOW = r"(?:show|demonstrate|discuss|describe|explain|illustrate|see|present|argue|mention|note|detail|outline)"
AS_WE = rf"as\s+(?:we|I)\s+(?:will\s+|shall\s+|’ll\s+|also\s+|have\s+)?{SHOW}(?:ed|n)?\s+(?:later\s+)?(?:(?:in|by)\s+{REFERENCE}|{PLACE_WORDS}|later)"
WHICH_WE = re.compile(
    rf",\s(?:which|that|and)\s(?:we|I|is|are|will be)\s(?:will\s|shall\s|also\s|then\s|further\s)*(?:{SHOW}|{SHOWN})(?:\s(?:it|them))?(?:\s(?:further|later|in (?:more )?detail))?\s(?:in|by)\s{REFERENCE}(?=\s*[.;,])",
    re.IGNORECASE,
)
TRAILING = re.compile(
    rf"(?P<before>\S+)(?P<cut>(?:,?\s(?P<part>{SHOWN})\s(?:(?:in|on|by)\s{REFERENCE}|above|below|earlier|previously)|\s(?:in|on)\s{REFERENCE}))(?=\s*[.;,)](?!\d)|\s*$)"
)
AUXILIARY = frozenset("is are was were be been being as than like see of and or not also it them this that those these can will".split())
AS_SHOWN_BEGIN = re.compile(rf"^(?:{AS_SHOWN}|{AS_WE}|(?:See|Compare)\s+{REFERENCE}),?\s+(?:that\s+)?", re.IGNORECASE)
AS_SHOWN_WITHIN = re.compile(rf",\s*(?:{AS_SHOWN}|{AS_WE}|see\s+{REFERENCE})\s*(?:,|(?=[.;)](?!\d)))", re.IGNORECASE)
AS_SHOWN_END = re.compile(rf"\s*[,–—]?\s*(?:{AS_SHOWN}|see\s+{REFERENCE})(?=[.;]?\s*$)", re.IGNORECASE)
IN_REFERENCE_BEGIN = re.compile(
    rf"^(?:In|From|By|Im|In der|Dans la|Dans le|En la|En el)\s+{REFERENCE}\s*,\s*"
)
IN_SECTION_WE = re.compile(rf"^In\s+{REFERENCE}\s+(?=we\s)")
SHOWS_THAT = re.compile(
    rf"^(?:{REFERENCE}\s+(?:also\s+)?(?:shows?|demonstrates?|illustrates?|confirms?|reveals?)|"
    rf"(?:It\s+(?:can\s+be|is)|We\s+(?:can\s+)?|One\s+can\s+)\s*(?:see|seen|observe|observed)\s+(?:from|in)\s+{REFERENCE})\s+that\s+"
)

SUPERSCRIPT_MARK = re.compile(r"(?<=[A-Za-zÀ-ÿ]{3})[¹²³⁴-⁹⁰]{1,3}(?:[,⁻][¹²³⁴-⁹⁰]{1,3})*(?=[\s.,;:)]|$)")
MARK_AFTER_STOP = re.compile(r"(?<=[a-zà-ÿ)][.,;”\"])\d{1,2}(?=\s|$)")
SYMBOL_MARK = re.compile(r"[*†‡§¶]+(?=[\s.,;:)]|$)(?<=\w[*†‡§¶])|(?<=\w)[†‡¶]+")
BULLET = re.compile(r"^\s*(?:[•‣◦▪■●○∙·*–—-]\s*|\(?(?:\d{1,2}|[a-h]|[ivx]{1,4})\)\s+)")
EMPTY_BRACKETS = re.compile(r"\s*[(\[]\s*(?:[,;]\s*)*[)\]]")
SPACES = re.compile(r"\s+")


def without_citations(text: str) -> str:
    """The sentence without marks that cite: [12], [Knu98], (Smith et al., 2020), Smith (2020) -> Smith."""
    text = NUMBERED.sub(_keep_interval, text)
    text = KEYED.sub("", text)
    text = PARENTHETIC.sub(_keep_dated, text)
    text = YEAR_OF_NARRATIVE.sub(_keep_unnamed, text)
    text = MARK_AFTER_STOP.sub("", SUPERSCRIPT_MARK.sub("", text))
    return SYMBOL_MARK.sub("", text)


def _keep_interval(match: re.Match[str]) -> str:
    before = match.string[: match.start()].rstrip().lower()
    interval = before.endswith(("interval", "range", "∈", "=", "domain", "between"))
    indexed = match["gap"] == "" and before[-1:].isalnum() and "," not in match["keys"] and _code_like(before)
    return match[0] if interval or indexed else ""


def _code_like(before: str) -> bool:
    word = before.rsplit(" ", 1)[-1]
    return len(word) < 3 or "_" in word


def _keep_dated(match: re.Match[str]) -> str:
    return match[0] if MONTHS.search(match[0]) or RELEASE.search(match[0]) else ""


def _keep_unnamed(match: re.Match[str]) -> str:
    return "" if NARRATIVE_NAME.search(match.string[: match.start()].rstrip()) else match[0]


def without_pointers(text: str) -> str:
    """The sentence without side references to figures, tables, equations and sections.

    Only references the sentence does not need are taken out: in brackets, or in a phrase of their own.
    """
    text = IN_BRACKETS.sub("", text)
    text = TAIL_IN_BRACKETS.sub("", text)
    text = AS_SHOWN_WITHIN.sub(_comma_before_clause, text)
    text = WHICH_WE.sub("", AS_SHOWN_END.sub("", text))
    text = TRAILING.sub(_without_trailing, text)
    for pattern in (AS_SHOWN_BEGIN, IN_REFERENCE_BEGIN, IN_SECTION_WE, SHOWS_THAT):
        shorter = pattern.sub("", text)
        if shorter != text and shorter:
            text = shorter[0].upper() + shorter[1:]
    return text


def _comma_before_clause(match: re.Match[str]) -> str:
    return "," if match[0].endswith(",") and match.string[match.end() :].strip() else ""


def _without_trailing(match: re.Match[str]) -> str:
    """'the path shown in Figure 2.' loses its end; 'the path is shown in Figure 2.' would break."""
    before = match["before"].lower()
    needed = before in AUXILIARY or before.endswith("ly") or (not match["part"] and re.fullmatch(f"{SHOWN}|given|found", before))
    return match[0] if needed else match["before"]


def without_addresses(text: str) -> str:
    """The sentence without web addresses it does not need: in brackets, or after 'available at'."""
    address = rf"(?:{ADDRESS.pattern}|{BARE_ADDRESS.pattern}|{MAIL.pattern})"
    text = re.sub(rf"(?<=[(\[;,])\s*(?:see\s+|at\s+)?{address}\s*(?=[;,)\]])", "", text, flags=re.IGNORECASE)
    text = re.sub(rf"\s*[(\[<]\s*(?:see\s+|at\s+)?{address}\s*[)\]>]", "", text, flags=re.IGNORECASE)
    return re.sub(rf"(?<=available)(?:\s+online)?\s+(?:at|from|via|on|under):?\s+{address}(?=[.,;]?\s|[.,;]?$)",
                  lambda found: found[0][len(found[0]):] + (" online" if "online" in found[0] else ""), text)  # fmt: skip


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
    """The source sentence with everything taken out that only serves the eye; words and numbers are unchanged."""
    text = unicodedata.normalize("NFC", text).replace("\u00ad", "")
    text = re.sub(r"(?<=\w)/-\s(?=\w)", "/", text)
    text = BULLET.sub("", SPACES.sub(" ", text))
    text = without_addresses(without_pointers(without_citations(text)))
    return _closed(tidy(text))


INTRODUCES = re.compile(
    r"\b(?:is|are|was|were|be|as|by|with|include|includes|including|to|of|the|an?|and|or|that|via|example|instance|namely|follows?|following|from|using|where|written|given|"
    r"defined|reads?|has|have|had|yields?|gives?|obtain|get|say|says|note|e\.g\.|i\.e\.|like|looks|becomes?|steps?|these|this|those|one|in|on|for|if|then|when|call|consider|"
    r"ist|sind|durch|mit|von|wie|gilt|lautet|folgt|folgende\w*|est|sont|par|avec|comme|suivant\w*|es|son|por|con|como|siguiente\w*)\s*:$",
    re.IGNORECASE,
)


def _closed(text: str) -> str:
    """A sentence that leads to a list or display, complete in itself, ends with a full stop."""
    if text.endswith(":") and not INTRODUCES.search(text) and len(text.split()) >= 8:
        return text[:-1].rstrip() + "."
    return text
