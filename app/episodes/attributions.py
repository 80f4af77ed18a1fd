"""How a text says that something is another's word: who, and that they say it."""

import re

_FORMS = (
    "reports? reported argues? argued claims? claimed finds? found shows? showed shown suggests? suggested "
    "proposes? proposed states? stated notes? noted concludes? concluded observes? observed estimates? "
    "estimated demonstrates? demonstrated writes? wrote written says? said believes? believed holds? held "
    "thinks? thought maintains? maintained asserts? asserted contends? contended warns? warned "
    "posits? posited speculates? speculated hypothesi[sz]ed? assumes? assumed mentions? mentioned "
    "alleges? alleged insists? insisted explains? explained recommends? recommended predicts? predicted"
)
_SAYS = rf"(?:{'|'.join(_FORMS.split())}|point(?:s|ed)?\sout)"
_NAMED = (
    r"\b[A-Z][\w’'-]+(?:\s(?:and|&)\s[A-Z][\w’'-]+)?(?:\s(?:et\sal\.?|and\s(?:colleagues|others|coworkers)))?"
    r"\s*(?:\[[^\]]*\]|\([^)]*\d{4}[^)]*\))?"
)
_PEOPLE = (
    r"(?:critics|experts|researchers|scientists|scholars|authors|studies|surveys|proponents|opponents|sceptics|"
    r"skeptics|observers|analysts|commentators|reviewers|users|developers|practitioners)"
)
# A study of others; what “this study”, “our results” or “we” say is the paper's own word.
_OTHERS = (
    r"\b(?:[Ss]ome|[Mm]any|[Mm]ost|[Oo]thers?|[Ss]everal|[Vv]arious|[Pp]revious|[Pp]rior|[Ee]arlier|[Rr]ecent|"
    rf"[Aa]n?|[Aa]nother|[Oo]ne|(?i:{_PEOPLE}))(?:\s[\w’'-]+){{0,5}}?"
)
_SOMEBODY = r"(?:et\sal\.|[^,;.]){2,60}"
ATTRIBUTIONS = re.compile(
    rf"(?:{_NAMED}|{_OTHERS})\s(?:(?:have|has|had|also|even|once|often)\s){{0,2}}{_SAYS}\sthat\b|"
    rf"\b[Aa]ccording\sto\b{_SOMEBODY}|"
    rf"\b[Ii]n\s(?:the\s)?(?:view|views|opinion|words|eyes|judge?ment|experience)\sof\b{_SOMEBODY}|"
    rf"\b[Ii]n\s[A-Z][\w-]+[’']s?\s(?:view|opinion|words)\b|"
    rf"\b[Aa]s\s(?:was\s|has\sbeen\s)?{_SAYS}\sby\b{_SOMEBODY}|"
    rf"\b[Ii]t\s(?:has\sbeen|is|was|had\sbeen)\s(?:\w+ly\s|often\s)?{_SAYS}(?:\sby\b{_SOMEBODY}?)?\sthat\b|"
    rf",\s(?:as\s)?(?:{_NAMED}\s{_SAYS}|{_SAYS}\s{_NAMED})(?=\s*[.,;]|$)"
)
"""Reporting phrases before, within or behind what they report."""
