"""Which sentences can be read aloud whole: complete, without layout, code or formulas."""

import re

from app.episodes.cleaning import ADDRESS, BARE_ADDRESS, MAIL
from app.episodes.pointers import POINTED
from app.episodes.words import tokens

END = re.compile(r"[.!?。！？…؟।](?:[”’\"»)\]]*)$")
MATH = re.compile(
    r"[=<>≤≥∈∑∫∏√∂∇∞→↦⇒⇔∀∃⊂⊆∪∩∘∝≈≡∼^_{}\\|∥⟨⟩⊗⊕∗`\ufffd\uf000-\uf8ff□]|[\U0001d400-\U0001d7ff]|[α-ωΑ-Ωϵϕ]"
)
_RELATION = r"\b[a-zA-Z]{1,3}\s?[=<>≤≥]\s?[−-]?\d[\d.,]*%?"
BRACKETED_RELATION = re.compile(rf"\((?:{_RELATION}(?:[,;]\s)?)+\)|\([<>≤≥~∼]?\s?\d[\d.,]*\s?%?\)")
PLAIN_RELATION = re.compile(rf"{_RELATION}(?=[\s,;.])")
"""p < 0.05, n = 12: short enough to be said, more than one only in brackets."""
ABOUT = re.compile(r"(?:(?<=\s)|(?<=\())[<>~∼≈](?=\s?\d)")
IDENTIFIER = re.compile(r"(?<![\w.])[A-Za-z]\w*_\w+(?:!(?=[\s,.;:)]))?(?![\w(\[])")
"""A name such as sort_net can be said; a line of code cannot."""
VARIABLE = re.compile(r"(?<![\w'’.\-/])(?:[b-zBDE-HJ-QS-Z](?![\w'’.\-/])|[a-z]\d?(?=\s?[(_\[]))")
"""Single letters but for the words a, A and I and the languages C and R."""
CODE = re.compile(
    r"::|\(\)|[{}\\|]|\w_\w|\w\.\w+[!(]|->|<-|\$\w|==|@\w|//|#\w|\w\(\w*\)|;\s*$|\b\w+\[[^\]]*\]"
)
_FLOATING = r"(?:figure|listing|plot|diagram|snippet|code block|screenshot|panel|equation|appendix)s?"
_PLACED = rf"(?:(?:sub)?section|chapter|table|graph|page)s?|{_FLOATING}"
LAYOUT = re.compile(
    r"\bthe following\b|\bfollowing:|\bas follows?\b|"
    r"\b(?:as|by|from|has|have|in|is|of|using|with) following (?:arguments|classes|codes?|commands?|"
    r"examples?|formulas?|functions|lines?|options|output|parameters|slots?|steps|syntax|ways?)\b|"
    r"\b(?:the|see|described|shown|given|listed|mentioned|discussed|introduced|defined|as|from|range|"
    r"examples?) "
    r"(?:above|below)\b|\b(?:above|below)(?=[.,;)]|\s*$)|\b(?:shown|depicted|pictured) here\b|"
    r"\b(?:left|right|top|bottom|upper|lower)(?:most)? (?:panel|plot|figure|column|row|subplot|diagram)s?\b|"
    r"\b(?:upper|lower|top|bottom)[- ](?:left|right)\b|\b(?:first|second|third|last) diagram\b|"
    r"\((?:left|right|top|bottom|center|[a-h])\)|"
    rf"\bthe {_FLOATING}\b|\b(?:this|next|previous|following|preceding|last|these|final) "
    rf"(?:next |final |last |following |two |three |first |second )?(?:{_PLACED})\b|\bfootnotes?\b|"
    r"\b(?:dashed|dotted|solid|red|blue|green|orange) (?:lines?|curves?|dots?|bars?|circles?|arrows?)\b|"
    r"\b(?:remainder|rest) of (?:this|the) (?:paper|article|work|section)\b|"
    r"\b(?:paper|article) is (?:organi[sz]ed|structured)\b|\b(?:code|listing|snippet)s? (?:above|below|"
    r"shown)\b|"
    r"\bcode snippets?\b|\b(?:wie folgt|siehe (?:oben|unten))\b|"
    r"\b(?:folgende|diese|nächste|vorige)[rsmn]? (?:Abbildung|Tabelle|Abschnitt|Kapitel)\b|"
    r"\bcomme suit\b|\bci-dess(?:o)?us\b|\ba continuación\b|\bla siguiente (?:figura|tabla|sección)\b|\?\?",
    re.IGNORECASE,
)
FRONT_MATTER = re.compile(
    r"^(?:key ?words?|index terms|received|submitted|accepted|published|correspond(?:ence|ing)|e-?mail|"
    r"doi|arxiv|©|"
    r"copyright|licen[sc]e|editor|reviewers?|authors? of papers|preprint|manuscript|issn|isbn|permission "
    r"to|to cite|"
    r"citation|cite (?:this|as)|available online|this work is licensed|creative commons|how to cite|url|"
    r"orcid|"
    r"schlüsselwörter|stichwörter|mots[- ]clés|palabras clave)\b\s*[:—•.]?",
    re.IGNORECASE,
)
LICENCE = re.compile(
    r"creative commons|all rights reserved|licensed under (?:a|the) (?:cc|creative)|\bCC[- ]BY\b|"
    r"corresponding author|\bpermission is granted to copy, distribute\b|"
    r"\bcopy of the licen[sc]e is included\b",
    re.IGNORECASE,
)
ENTRY = re.compile(
    r"\bProceedings of the\b.*\b(?:pages?|pp\.|volume|ACM|IEEE)\b|\b(?:pages?|pp\.)\s\d+\s?[–-]\s?\d+|"
    r"\b\d+\s?\(\d+\)\s?:\s?\d+|\bISBN\b|\barXiv preprint\b|"
    r"^(?:[A-Z][\w’'-]+, (?:[A-Z]\.[\s-]?)+|(?:[A-Z]\.\s?)+[A-Z][\w’'-]+,)"
)
"""An entry of a list of references."""
LABELLED = re.compile(
    r"^(?:Proof|Lemma|Theorem|Corollary|Proposition|Definition|Remark|Example|Note|Figure|Table|Listing|"
    r"Algorithm|Source|"
    r"Code|Beweis|Satz|Bemerkung|Behauptung|Korollar|Beispiel|Hinweis|Preuve|Démonstration|Théorème|Remarque|"
    r"Exemple|Demostración|Teorema|Ejemplo)\b\s*[\d.]*\s*[:.(–—]"
)
CITED_AS_WORD = re.compile(
    r"(?:^|\b(?:in|by|of|from|with|to|on|via|see|per|than|follows?|following|like|using|uses?|extends?|"
    r"implements?|"
    r"compare|cf\.?|e\.g\.,?|i\.e\.,?|both|also|at|for|siehe|nach|von|aus|voir|dans|según|véase)\s)"
    r"\s*\[\s*(?:[1-9]\d{0,2}|[A-Z][A-Za-z+]{1,8}\d{2})\b[^\]]*\]|"
    r"\][,\s]+(?:shows?|proposes?|introduces?|describes?|presents?|uses?|reports?|argues?)\b"
)
"""A mark that is a word of its sentence, as in 'follows [3]': without it the sentence breaks."""
INTERLEAVED = re.compile(
    r"\s[—–•▪](?=[^\s—–\d])(?![^—–]*\w[—–](?:\s|[,.]))|\w-\s[A-Z]|[a-z]{4,}\.\s(?!\w*[A-Z\d])[a-z]"
)
"""Another column's words, or a list's, in the middle of the sentence."""
BRACKETED_NUMBER = re.compile(r"\[[^\]]*\d[^\]]*\]")
"""An interval, an index, or a citation in a form unknown: nothing to hear in any case."""
RUN_ON = re.compile(
    r"[a-zà-ÿ\d)] (?:The|This|These|Those|We|However|If|When|Since|Our|There|Here|Thus|Hence|It|In|For)"
    r"\s[a-zà-ÿ]{2}"
)
"""A sentence that begins inside another: what stood between them, a display or a table, is not here."""
LOOSE_SCRIPT = re.compile(r"(?<=\s)[₀-₉⁰¹²³⁴-⁹](?=[\s.,;)]|$)")
SPACED_LETTERS = re.compile(r"(?:(?<=\s)|^)(?:\w ){3,}\w(?=\s|$)")
LOST_SYMBOL = re.compile(r"\S\s+[,;](?=\s|$)|\w\s+\.(?=\s|$)")
"""A space before a comma, as a formula or a mark that was lost leaves it."""
BROKEN_OFF = re.compile(
    r"\b(?:i\.\s?e|e\.\s?g|d\.\s?h|z\.\s?B|p\.\s?ex|viz|cf|namely|such as|where|whereas|and|or|the|nämlich|"
    r"wobei|und|oder|et|ou)\.$",
    re.IGNORECASE,
)
"""What was to come stands in a formula or a list that is not part of the sentence."""
NEVER = (
    POINTED, ADDRESS, BARE_ADDRESS, MAIL, LAYOUT, FRONT_MATTER, LICENCE, ENTRY, LABELLED, INTERLEAVED,
    SPACED_LETTERS, BRACKETED_NUMBER, BROKEN_OFF, RUN_ON, LOOSE_SCRIPT,
)  # fmt: skip
ENUMERATED = re.compile(r"(?:^|(?<=\s))(?:\d{1,2}|[a-h]|i{1,3}|iv|v)\)(?=\s)")
PAIRS = (("(", ")"), ("[", "]"), ("“", "”"), ("«", "»"), ("{", "}"))
BRIEF = 8
"""Words; a shorter sentence with a relation in it is a formula with a verb, as in 'We set w = 0'."""
SHORTEST, LONGEST = 4, 100
"""Words; a longer 'sentence' is a table or a list without full stops."""


def tellable(source: str, text: str) -> bool:
    """Can `text`, the cleaned `source`, be read aloud whole?"""
    count = len(tokens(text))
    if not SHORTEST <= count <= LONGEST or not END.search(text) or text.endswith(("..", ":.")):
        return False
    if not _begins_well(text) or not _balanced(text) or LOST_SYMBOL.search(source):
        return False
    if CITED_AS_WORD.search(source) or any(pattern.search(text) for pattern in NEVER):
        return False
    return not _formula(text, count) and not tabular(text, count)


def _begins_well(text: str) -> bool:
    """With a capital, a number that is no heading's, or a name such as mpi4py."""
    if re.match(r"\d+(?:\.\d+)*\.?\s+[A-Z]", text) and not re.match(
        r"\d{1,4}\s+(?:[A-Z]{2,}|[A-Z]\w+s)\b", text
    ):
        return False
    first = next((character for character in text if character.isalnum()), "")
    if first.islower():
        word = tokens(text)[0].text
        return any(character.isupper() or character.isdigit() for character in word)
    return bool(first) and text[0] not in ",;.:)]%/&+="


def _balanced(text: str) -> bool:
    text = ENUMERATED.sub(" ", text)
    return all(text.count(one) == text.count(other) for one, other in PAIRS) and text.count('"') % 2 == 0


def _formula(text: str, count: int) -> bool:
    rest, relations = PLAIN_RELATION.subn("amount", BRACKETED_RELATION.sub("", text), count=1)
    if relations and count < BRIEF:
        return True
    rest = IDENTIFIER.sub("name", ABOUT.sub("", rest), count=2)
    return bool(MATH.search(rest)) or len(VARIABLE.findall(rest)) > 1 or len(CODE.findall(rest)) > count // 25


def tabular(text: str, count: int) -> bool:
    """Whether it is a row of numbers or names rather than a sentence."""
    numbers = sum(token.text[0].isdigit() for token in tokens(text))
    capitals = len(re.findall(r"(?<!\w)[A-Z][\w.-]*", text))
    glued = any(len(word) > 34 for word in re.split(r"[\s/\-–—.]", text) if word.isascii())
    return numbers > 0.4 * count or (count > 5 and capitals > 0.62 * count) or glued
