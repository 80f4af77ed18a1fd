"""Where sentences end: abbreviations, initials, decimals and citations do not end one."""

import re

_END = re.compile(r"(?:[.!?…]+|[。！？｡])[\"”’»)\]』」]*(?:\s?\[\d[\d,;\s–-]*\](?=\s|$))?")
_CJK_END = "。！？｡"
_SHORT = """
e.g i.e cf vs viz al etc resp approx ca c fig figs eq eqs eqn eqns ref refs sec secs sect tab ch chap
chaps app no nos vol vols pp p ed eds est dr prof mr mrs ms st jr sr inc ltd co corp dept univ rev gen
sen rep gov capt lt col sgt hon thm lem def prop cor rem ex art arts para paras cl sub supp suppl ver
w.r.t a.k.a i.i.d s.t u.s u.k u.n e.u d.c ph.d m.sc b.sc jan feb mar apr jun jul aug sep sept oct nov dec
mon tue wed thu fri incl excl min max avg std dev var phys appl math trans soc proc int conf lett acad
sci comput chem biol med nat z.b d.h u.a u.ä u.u s.o s.u o.ä i.d.r i.a i.allg v.a usw bzw bspw evtl ggf
sog vgl abb kap nr bd hrsg aufl abs s bes zzgl inkl exkl ungef mind mio mrd tel str hl geb gest dipl ing
bem bsp beh bew z d u p.ex c.-à-d env éd réf mme mlle av pág núm sra dra ud uds ej p.ej ecc sig dott es
aa vv
"""
_NEEDING = """
e.g i.e cf vs viz fig figs eq eqs eqn eqns sec sect z.b d.h vgl abb bspw resp dr prof mr mrs ms z d u bzw
ggf evtl sog inkl exkl zzgl ungef approx incl excl ca hrsg hl geb
"""
_ABBREVIATIONS = frozenset(_SHORT.split())
"""Compared without their last dot, in lower case."""
_NEVER_LAST = frozenset(_NEEDING.split())
"""These need something after them, so that not even a capital letter ends the sentence there."""
_WORD = re.compile(r"[^\s(\[{“„\"'‘«]+$")
_INITIAL = re.compile(r"^(?:[A-Z]|[A-Z]\.)+$|^[A-Z]\.-[A-Z]$|^(?:Th|Ch|Yu|Ph|Dz|Wm|Chr|Jos)$")
_NUMERAL = re.compile(r"^\(?(?:\d{1,3}|[ivxIVX]{1,5})\)?$")
_ORDINAL = re.compile(r"^\(?\d{1,3}$")
_OPENERS = "\"“„«‘'([{¿¡—–-•"


def spans(text: str, language: str = "und") -> list[tuple[int, int]]:
    """Start and end of every sentence, without the spaces between; together they hold all other text."""
    found: list[tuple[int, int]] = []
    start = _skip(text, 0)
    for match in _END.finditer(text):
        end = match.end()
        if end <= start or not _ends(text, start, match, language):
            continue
        found.append((start, end))
        start = _skip(text, end)
    last = len(text.rstrip())
    if start < last:
        found.append((start, last))
    return found


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _ends(text: str, start: int, match: re.Match[str], language: str) -> bool:
    mark, end = match.group(), match.end()
    if mark[0] in _CJK_END:
        return True
    if mark[-1] == "]" and "[" in mark:
        return True
    after = text[end : end + 40]
    if not after.strip():
        return True
    if not after[0].isspace():
        return False
    rest = after.lstrip()
    if rest[0] in ".,;:":
        return False  # Z1, . . . , Zn
    if mark[0] in "!?":
        return not rest[0].islower() and not (mark[-1] in ')”"]' and rest[0] in ",;:")
    if mark.startswith(("...", "…", "..")):
        return not rest[0].islower()
    return _dot_ends(text, start, match.start(), rest, language)


def _dot_ends(text: str, start: int, dot: int, rest: str, language: str) -> bool:
    """Whether a dot followed by a space ends the sentence, judged by the words before and after."""
    found = _WORD.search(text, max(start, dot - 40), dot)
    word = found.group() if found else ""
    bare = word.casefold().strip("().,;")
    opener = rest.lstrip(_OPENERS)[:1]
    lower = opener.islower()
    if bare in _NEVER_LAST:
        return False
    if lower:
        return False
    if bare in _ABBREVIATIONS and not _STARTER.match(rest):
        return False
    if dot - len(word) <= start and (len(word) == 1 or _NUMERAL.match(word)):
        return False
    if _INITIAL.match(word):
        return not _name_follows(text, start, dot, rest)
    if _ORDINAL.match(word):
        return not (dot - len(word) <= start + 1 or (language == "de" and _month_or_noun(rest)))
    return True


_STARTER = re.compile(
    r"(?:The|This|These|Those|That|It|In|We|He|She|They|I|A|An|However|Moreover|For|If|When|While|As|At|On|To|Our|There|"
    r"But|And|Thus|Hence|Here|Then|Such|Since|With|From|By|Der|Die|Das|Ein|Eine|Es|In|Im|Wir|Sie|Er|Dies\w*|Le|La|Les|"
    r"Il|Elle|Nous|Ce|Cette|Ces|El|Los|Las|Un|Una)\b"
)


_ANOTHER = re.compile(r"[A-Z]\.\s?(?:[A-Z]\.\s?)*[A-Z][a-z]")
"""More initials and a family name: the A. Fisher of R. A. Fisher."""


def _name_follows(text: str, start: int, dot: int, rest: str) -> bool:
    """Whether an initial is one of a name (J. Smith, R. A. Fisher) rather than the sentence's last word."""
    if _STARTER.match(rest) and not _ANOTHER.match(rest) and dot - start > 3:
        return False
    before = text[max(start, dot - 3) : dot]
    return bool(re.match(r"[^\W\d_]", rest)) or before.strip() == text[start:dot].strip()


_MONTHS = re.compile(
    r"(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|Jahrhundert|"
    r"Auflage|Kapitel|Klasse|Tag|Jahrestag|Grad|Ordnung|Semester)"
)


def _month_or_noun(rest: str) -> bool:
    return bool(_MONTHS.match(rest))
