"""References to figures, tables, equations and sections: taken out where the sentence does not need them."""

import re

KINDS = (
    r"(?:Figures?|Figs?\.?|Tables?|Tabs?\.|Equations?|Eqs?\.?|Eqns?\.?|Sections?|Secs?\.|Sects?\.|Subsections?|"
    r"Appendix|Appendices|Algorithms?|Alg\.|Listings?|Theorems?|Thm\.|Lemmas?|Lemmata|Definitions?|"
    r"Corollar(?:y|ies)|Propositions?|Prop\.|Chapters?|Chap\.|Boxe?s?|Schemes?|Examples?|Notebooks?|Parts?|"
    r"Steps?|Code|Lines?|Pages?|Remarks?|Supplementary|Seiten?|Abbildung(?:en)?|Abb\.|Tabellen?|Gleichung(?:en)?|"
    r"Gl\.|Abschnitte?s?|Abschn\.|Kapiteln?|Anhang|Satz|Tableaux?|Équations?|Chapitres?|Annexes?|Figuras?|"
    r"Tablas?|Ecuaci(?:ón|ones)|Secci(?:ón|ones)|Capítulos?|§§?)"
)
LABEL = r"(?:\(?(?:[A-Z]{0,2}\.?\d+(?:[.\-]\d+)*|[IVX]{1,4}|[A-Z](?![\w’']))[a-z]?\)?(?:\s?\([a-z]\))?)"
REFERENCE = (
    rf"(?:[Tt]he\s+)?(?i:{KINDS})[\s~]*{LABEL}"
    rf"(?:\s*(?:,|and|&|or|to|through|–|-|und|bis|et|y)+\s*(?:(?i:{KINDS})[\s~]*)?{LABEL})*"
)
POINTED = re.compile(REFERENCE)
_SEE = (
    r"(?:(?:see|see also|cf\.|compare|refer to|shown in|as in|e\.g\.|i\.e\.|also|siehe|vgl\.|voir|ver|véase|"
    r"top|bottom|left|right|panel|in|of),?\s+)*"
)
IN_BRACKETS = re.compile(
    rf"\s*[(\[]\s*{_SEE}{REFERENCE}(?:\s*[,;]\s*{_SEE}{REFERENCE})*[^()\[\]]{{0,18}}?[)\]]"
)
TAIL_IN_BRACKETS = re.compile(
    rf"[,;]\s*(?:see|cf\.|compare|siehe|vgl\.|voir|véase)\s+(?:also\s+)?{REFERENCE}\s*(?=\))"
)
PLACE_WORDS = r"(?:above|below|here|earlier|previously|before|oben|unten|ci-dessus|ci-dessous)"
SHOW = (
    r"(?:show|demonstrate|discuss|describe|explain|illustrate|see|present|argue|mention|note|detail|outline)"
)
SHOWN = (
    r"(?:shown|seen|illustrated|described|discussed|explained|depicted|summari[sz]ed|presented|given|listed|"
    r"displayed|demonstrated|detailed|outlined|mentioned|noted|introduced|defined|reported|indicated|stated|"
    r"suggested|visuali[sz]ed)"
)
AS_SHOWN = (
    r"as\s+(?:is\s+|was\s+|it\s+is\s+|can\s+be\s+|we\s+(?:have\s+)?)?(?:also\s+)?"
    rf"(?:(?:{SHOWN}\s+)?(?:in|by|on|from)\s+{REFERENCE}|{SHOWN}\s+{PLACE_WORDS}|{PLACE_WORDS})"
)
AS_WE_SHOW = (
    rf"as\s+(?:we|I)\s+(?:will\s+|shall\s+|’ll\s+|also\s+|have\s+)?{SHOW}(?:ed|n)?\s+(?:later\s+)?"
    rf"(?:(?:in|by)\s+{REFERENCE}|{PLACE_WORDS}|later)"
)
AS_SHOWN_BEGIN = re.compile(
    rf"^(?:{AS_SHOWN}|{AS_WE_SHOW}|(?:See|Compare)\s+{REFERENCE}),?\s+(?:that\s+)?", re.IGNORECASE
)
AS_SHOWN_WITHIN = re.compile(
    rf",\s*(?:{AS_SHOWN}|{AS_WE_SHOW}|see\s+{REFERENCE})\s*(?:,|(?=[.;)](?!\d)))", re.IGNORECASE
)
AS_SHOWN_END = re.compile(rf"\s*[,–—]?\s*(?:{AS_SHOWN}|see\s+{REFERENCE})(?=[.;]?\s*$)", re.IGNORECASE)
WHICH_WE_SHOW = re.compile(
    r",\s(?:which|that|and)\s(?:we|I|is|are|will be)\s(?:will\s|shall\s|also\s|then\s|further\s)*"
    rf"(?:{SHOW}|{SHOWN})(?:\s(?:it|them))?(?:\s(?:further|later|in (?:more )?detail))?\s"
    rf"(?:in|by)\s{REFERENCE}(?=\s*[.;,])",
    re.IGNORECASE,
)
TRAILING = re.compile(
    rf"(?P<before>\S+)(?:,?\s(?P<part>{SHOWN})\s(?:(?:in|on|by)\s{REFERENCE}|above|below|earlier|previously)|"
    rf"\s(?:in|on)\s{REFERENCE})(?=\s*[.;,)](?!\d)|\s*$)"
)
NEEDING = re.compile(
    r"appear(?:s|ed)?|contained|included|is|are|was|were|be|been|being|as|than|like|see|of|and|or|not|also|it|them|this|that|those|these|can|will|"
    rf"\w+ly|(?P<shown>{SHOWN}|given|found)"
)
"""Words before a reference that would be left hanging without it."""
IN_REFERENCE_BEGIN = re.compile(
    rf"^(?:In|From|By|Im|In der|Dans la|Dans le|En la|En el)\s+{REFERENCE}\s*,\s*|"
    rf"^In\s+{REFERENCE}\s+(?=we\s)"
)
SHOWS_THAT = re.compile(
    rf"^(?:{REFERENCE}\s+(?:also\s+)?(?:shows?|demonstrates?|illustrates?|confirms?|reveals?)|"
    r"(?:It\s+(?:can\s+be|is)|We\s+(?:can\s+)?|One\s+can\s+)\s*(?:see|seen|observe|observed)\s+"
    rf"(?:from|in)\s+{REFERENCE})\s+that\s+"
)


def without_pointers(text: str) -> str:
    """The sentence without side references to figures, tables, equations and sections.

    Only references the sentence does not need are taken out: in brackets, or in a phrase of their own.
    """
    text = TAIL_IN_BRACKETS.sub("", IN_BRACKETS.sub("", text))
    text = AS_SHOWN_WITHIN.sub(_comma_before_clause, text)
    text = WHICH_WE_SHOW.sub("", AS_SHOWN_END.sub("", text))
    text = TRAILING.sub(_without_trailing, text)
    for pattern in (AS_SHOWN_BEGIN, IN_REFERENCE_BEGIN, SHOWS_THAT):
        shorter = pattern.sub("", text)
        if shorter != text and shorter:
            text = shorter[0].upper() + shorter[1:]
    return text


def _comma_before_clause(match: re.Match[str]) -> str:
    return "," if match[0].endswith(",") and match.string[match.end() :].strip() else ""


def _without_trailing(match: re.Match[str]) -> str:
    """'the path shown in Figure 2.' loses its end; 'the path is shown in Figure 2.' would break."""
    before = NEEDING.fullmatch(match["before"].lower())
    needed = before is not None and not (match["part"] and before["shown"])
    return match[0] if needed else match["before"]
