"""Which sentences can be told, and which can stand without the sentence before them."""

import re

from app.episodes.cleaning import ADDRESS, BARE_ADDRESS, MAIL, POINTED
from app.episodes.words import tokens

END = re.compile(r"[.!?。！？…؟।](?:[”’\"»)\]]*)$")
MATH = re.compile(
    r"[=<>≤≥∈∑∫∏√∂∇∞→↦⇒⇔∀∃⊂⊆∪∩∘∝≈≡∼^_{}\\|∥⟨⟩⊗⊕∗�\uf000-\uf8ff□]|[\U0001d400-\U0001d7ff]|[α-ωΑ-Ωϵϕ]"
)
PLAIN_RELATION = re.compile(
    r"\b[a-zA-Z]{1,3}\s?[=<>≤≥]\s?[−-]?\d[\d.,]*(?=[\s,;.)%])|(?<=\()[<>≤≥~∼]?\s?\d[\d.,]*\s?%?(?=\))"
)
VARIABLE = re.compile(r"(?<![\w'’.\-/])(?:[b-zBDE-HJ-QS-Z](?![\w'’.\-/])|[a-z]\d?(?=\s?[(_\[]))")
CODE = re.compile(
    r"::|\(\)|[{}\\|]|\w_\w|\w\.\w+[!(]|->|<-|\$\w|==|@\w|//|#\w|\w\(\w*\)|;\s*$|\b\w+\[[^\]]*\]"
)
IDENTIFIER = re.compile(r"(?<![\w.])[A-Za-z]\w*_\w+(?:!(?=[\s,.;:)]))?(?![\w(\[])")
"""A name such as sort_net can be said; a line of code cannot."""
RELATED = re.compile(r"(?:(?<=\s)|(?<=\())[<>~∼≈](?=\s?\d)")
LAYOUT = re.compile(
    r"\bthe following\b|\bfollowing:|\bas follows\b|\b(?:the|see|described|shown|given|listed|mentioned|discussed|defined|as) (?:above|below)\b|"
    r"\b(?:above|below)(?=[.,;)]|\s*$)|\b(?:left|right|top|bottom|upper|lower)(?:most)? (?:panel|plot|figure|column|row|subplot)s?\b|"
    r"\((?:left|right|top|bottom|center|[a-h])\)|\b(?:this|the|next|previous|following|preceding|last|each|these|final) (?:next |final |last |following |two |three |first |second )?(?:sub)?(?:section|chapter|figure|table|listing|plot|"
    r"appendix|graph|diagram|equation|panel|page|snippet|code block|screenshot)s?\b|\bfootnotes?\b|\b(?:dashed|dotted|solid|red|blue|green|orange) (?:lines?|curves?|dots?|bars?|circles?|arrows?)\b|"
    r"\b(?:remainder|rest) of (?:this|the) (?:paper|article|work)\b|\b(?:paper|article) is (?:organi[sz]ed|structured)\b|\b(?:code|listing|snippet)s? (?:above|below|shown)\b|"
    r"\b(?:wie folgt|folgende[rns]? (?:Abbildung|Tabelle|Abschnitt)|siehe (?:oben|unten)|diese[rsmn]? (?:Abbildung|Tabelle|Abschnitt|Kapitel))\b|\bcomme suit\b|\b(?:ci-dessous|ci-dessus)\b|"
    r"\b(?:a continuación|la siguiente (?:figura|tabla|sección))\b|\?\?",
    re.IGNORECASE,
)
FRONT_MATTER = re.compile(
    r"^(?:key ?words?|index terms|received|submitted|accepted|published|correspond\w+|e-?mail|doi|arxiv|©|copyright|licen[sc]e|editor|reviewers?|"
    r"authors? of papers|preprint|manuscript|issn|isbn|permission to|to cite|citation|cite (?:this|as)|available online|software|repository|archive|"
    r"this work is licensed|creative commons|how to cite|url|orcid|schlüsselwörter|stichwörter|mots[- ]clés|palabras clave)\b\s*[:—•.]?",
    re.IGNORECASE,
)
LICENCE = re.compile(
    r"creative commons|all rights reserved|licensed under (?:a|the) (?:cc|creative)|\bCC[- ]BY\b.*licen[sc]e|corresponding author",
    re.IGNORECASE,
)
ENTRY = re.compile(
    r"\bProceedings of the\b.*\b(?:pages?|pp\.|volume|ACM|IEEE)\b|\b(?:pages?|pp\.)\s\d+\s?[–-]\s?\d+|\b\d+\s?\(\d+\)\s?:\s?\d+|\bISBN\b|\barXiv preprint\b|"
    r"^(?:[A-Z][\w’'-]+, (?:[A-Z]\.[\s-]?)+|(?:[A-Z]\.\s?)+[A-Z][\w’'-]+,)"
)
"""An entry of a list of references."""
LABELLED = re.compile(
    r"^(?:Proof|Lemma|Theorem|Corollary|Proposition|Definition|Remark|Example|Note|Figure|Table|Listing|Algorithm|Beweis|Satz|Bemerkung|Behauptung|"
    r"Korollar|Beispiel|Hinweis|Preuve|Démonstration|Théorème|Remarque|Exemple|Demostración|Teorema|Ejemplo)\b\s*[\d.]*\s*[:.(–—]"
)
CITED_AS_WORD = re.compile(
    r"(?:^|\b(?:in|by|of|from|with|to|on|via|see|per|than|follows?|following|like|using|uses?|extends?|implements?|compare|cf\.?|e\.g\.,?|i\.e\.,?|both|also|at|for|"
    r"siehe|nach|von|aus|voir|dans|según|véase)\s)\s*\[\s*(?:[1-9]\d{0,2}|[A-Z][A-Za-z+]{1,8}\d{2})\b[^\]]*\]|\][,\s]+(?:shows?|proposes?|introduces?|describes?|presents?|uses?|reports?|argues?)\b"
)
"""A mark that is a word of its sentence, as in 'follows [3]': without it the sentence breaks."""
INTERLEAVED = re.compile(r"\s[—–•▪](?=[^\s—–\d])(?![^—–]*\w[—–](?:\s|[,.]))|\w-\s[A-Z]")
SPACED_LETTERS = re.compile(r"(?:(?<=\s)|^)(?:\w ){3,}\w(?=\s|$)")
NEVER = (
    POINTED,
    ADDRESS,
    BARE_ADDRESS,
    MAIL,
    LAYOUT,
    FRONT_MATTER,
    LICENCE,
    ENTRY,
    LABELLED,
    INTERLEAVED,
    SPACED_LETTERS,
)
ENUMERATED = re.compile(r"(?:^|(?<=\s))(?:\d{1,2}|[a-h]|i{1,3}|iv|v)\)(?=\s)")
SHORTEST, LONGEST = 4, 60


def tellable(source: str, text: str) -> bool:
    """Can `text`, the cleaned `source`, be read aloud whole: complete, without layout, code or formulas?"""
    words = tokens(text)
    if (
        not SHORTEST <= len(words) <= LONGEST * 2
        or not END.search(text)
        or text.rstrip('”’"»)').endswith(("..", ":."))
    ):
        return False
    if (
        not _begins_well(text)
        or not _balanced(text)
        or re.search(r"\S\s+[,;](?=\s|$)|\w\s+\.(?=\s|$)", source)
    ):
        return False
    if any(
        pattern.search(text)
        for pattern in (POINTED, ADDRESS, BARE_ADDRESS, MAIL, LAYOUT, FRONT_MATTER, LICENCE, SPACED_LETTERS)
    ):
        return False
    return not _formula(text, len(words)) and not _tabular(text, len(words))


def _begins_well(text: str) -> bool:
    first = next((character for character in text if character.isalnum()), "")
    if re.match(r"\d+(?:\.\d+)*\.?\s+[A-Z]", text) and not re.match(
        r"\d{1,4}\s+(?:[A-Z]{2,}|[A-Z]\w+s)\b", text
    ):
        return False
    if first.islower():
        word = tokens(text)[0].text
        return any(character.isupper() or character.isdigit() for character in word)
    return bool(first) and text[0] not in ",;.:)]%/&+="


def _balanced(text: str) -> bool:
    text = ENUMERATED.sub(" ", text)
    pairs = (("(", ")"), ("[", "]"), ("“", "”"), ("«", "»"), ("{", "}"))
    return all(text.count(one) == text.count(other) for one, other in pairs) and text.count('"') % 2 == 0


def _formula(text: str, count: int) -> bool:
    rest = IDENTIFIER.sub("name", RELATED.sub("", PLAIN_RELATION.sub("", text)), count=2)
    return (
        bool(MATH.search(rest))
        or len(VARIABLE.findall(rest)) > 1
        or len(CODE.findall(text)) > max(0, count // 25)
    )


def _tabular(text: str, count: int) -> bool:
    numbers = sum(token.text[0].isdigit() for token in tokens(text))
    capitals = len(re.findall(r"(?<![\w])[A-Z][\w.-]*", text))
    long = any(len(word) > 34 for word in re.split(r"[\s/\-–—.]", text) if word.isascii())
    return numbers > 0.36 * count or (count > 5 and capitals > 0.62 * count) or long


# What the paper says of itself needs no antecedent.
SELF = r"(?:paper|article|work|study|tutorial|report|package|survey|thesis|contribution|project|book|course|document|review|lesson|module|series|research|manuscript)s?"
CONNECTIVES = {
    "en": r"(?:However|Moreover|Furthermore|Additionally|In addition|Also|Besides|Finally|Lastly|Last|Indeed|Notably|Importantly|In fact|Of course|Naturally|"
          r"Interestingly|Surprisingly|Unfortunately|Fortunately|Nevertheless|Nonetheless|Therefore|Thus|Hence|Consequently|Accordingly|As a result|As a consequence|"
          r"In particular|Specifically|Similarly|Likewise|First|Firstly|First of all|Second|Secondly|Third|Thirdly|Fourth|To begin with|In short|In summary|To summari[sz]e|In conclusion|To conclude|"
          r"Overall|Again|Still|Yet|Meanwhile|Subsequently|Next|Then|Afterwards|For example|For instance|As an example|As such|In other words|That said|On the one hand|Thereby|Obviously|Clearly|Here|"
          r"More specifically|More precisely|More generally|In general|At the same time|Put differently|Put simply|Crucially|Conveniently|Alternatively|Typically)",
    "fr": r"(?:Cependant|Toutefois|De plus|En outre|Par ailleurs|Enfin|Ainsi|Par conséquent|Néanmoins|Donc|En effet|Par exemple|Finalement|D’abord|D'abord|Ensuite)",
    "es": r"(?:Sin embargo|Además|Por lo tanto|Por tanto|Asimismo|Finalmente|Por último|No obstante|Así|En efecto|Por ejemplo|Por consiguiente|En primer lugar)",
}  # fmt: skip
DEPENDENT = {
    "en": (
        r"^(?:This|These|Those|That|It|They|He|She|Its|Their|His|Her|Them|Such|Both|Neither|Either|Another|Others?|Others|One (?:is|was|of (?:these|those|them|which))|"
        r"Some of (?:these|those|them)|(?:Many|Most|All|Each|None|Several|Few|Two|Three) of (?:these|those|them|which)|The (?:former|latter|second|third|fourth|last|next|other|others|same|resulting|"
        r"above|previous|remaining|corresponding|first (?:is|was|one|approach|method|option|step|case)|reason|result is|latter’s)|A (?:second|third|similar|further)|An? (?:other|alternative|additional|example|exception)|"
        r"(?:But|And|Or|So|Nor|Yet|Instead|Otherwise|Conversely|Rather|Doing so|Then|Thereafter|Thereby|Note|Recall|Too|Likewise|Here|Hereby)(?=[ ,])|On the (?:other|contrary)|In (?:contrast|comparison|turn|this|that|these|those|such|both|each|the (?:same|latter|former|first|second))|"
        r"(?:For|To|By|With|From|At|On|Of|Under|Because of|Due to|Despite|Through|After|Before|During|Based on|Given|Using|Unlike|Like|Beyond|Besides|Since|Following|Apart from|Aside from|In addition to|Building on|As|While|Although|Though|If|When|Where|Until|Unless|Whereas|Even|Even though|Even if|Just) "
        r"(?:\w+ ){0,1}(?:this|that(?= (?:is|case|end|reason|point|time|way|purpose|effect|respect))|these|those|such(?! as)|it|they|them|the (?:former|latter|same|above)|both|doing so|its|their|each|one|another)\b|"
        r"Contrary to this|Similar to (?:this|that|these|those|the)|The same|More so|Not only|To do so|To this end|Doing (?:so|this)|Whether (?:this|these|it)|Most (?:notably|importantly)|As (?:mentioned|noted|described|discussed|stated|already)|Only (?:then|one)|In doing so|In so doing|That is)\b"
    ),
    "de": r"^(?:Dies\w*|Jene\w*|Er|Es|Sie|Ihr\w*|Sein\w*|Deren|Dessen|Solche\w*|Daher|Deshalb|Deswegen|Darum|Dadurch|Dabei|Dazu|Damit|Dafür|Dagegen|Danach|Dann|Darin|Daraus|Davon|Hierbei|Hierzu|Hierfür|Hier|So|Somit|Also|Jedoch|Allerdings|Außerdem|"
          r"Zudem|Ferner|Weiterhin|Trotzdem|Dennoch|Aber|Und|Oder|Denn|Auch|Ebenso|Letztere\w*|Erstere\w*|Andere|Beide|Dort|Stattdessen|Andernfalls|(?:In|Aus|Mit|Von|Bei|Zu|Für|Durch|Auf|An|Nach|Wegen) (?:diese\w*|dem|der|jene\w*|solche\w*)?(?:diese\w*|jene\w*|solche\w*))\b",
    "fr": r"^(?:Ce|C’est|C'est|Cet|Cette|Ces|Cela|Ceci|Celui\w*|Celle\w*|Ceux\w*|Il|Ils|Elle|Elles|Leur|Leurs|Son|Sa|Ses|Tel\w*|Mais|Et|Ou|Or|Donc|Ainsi|Alors|Aussi|Pour cela|Dans ce\w*|En ce\w*|De ce\w*|Les deux|Le premier|Le second|La dernière|Le dernier)\b",
    "es": r"^(?:Est[eao]s?|Es[eao]s?|Aquell?\w*|Ello|Él|Ella|Ellos|Ellas|Su|Sus|Dich[oa]s?|Tal|Tales|Pero|Y|O|Así|Entonces|También|Para ello|En est[eao]s?|De est[eao]s?|Por es[ot]o?|Ambos|Ambas|El primero|El segundo|La última)\b",
}  # fmt: skip
POINTING = {
    "en": re.compile(rf"\b(?:this|these|those|such an?|such(?= [a-z]+s\b)(?! as))\s+(?!(?:\w+\s)?{SELF}\b)(\w+)|\b(?:by|of|to|for|from|with|like|on|do|does|did|doing|than|in|through|after|before|as) (?:this|these|those)(?=[,.;]|\s(?:is|are|was|were|we|can|will|and|may|has|have)\b)|"
                     r"\bthe (?:latter|former|aforementioned|above|abovementioned|said|other two)\b|\bthis(?= (?:is|was|can|will|has|may|means|allows|makes|results|leads|would|should|could|does)\b)", re.IGNORECASE),
    "de": re.compile(r"\b(?:diese[rsmn]?|dieses|jene[rsmn]?|solche[rsmn]?)\s+(\w+)", re.IGNORECASE),
    "fr": re.compile(r"\b(?:cette|ces|cet)\s+(\w+)", re.IGNORECASE),
    "es": re.compile(r"\b(?:estos?|estas?|dich[oa]s?|esos?|esas?)\s+(\w+)", re.IGNORECASE),
}  # fmt: skip
PRONOUN = re.compile(r"\b(?:it|they|them|its|their|he|she|his|her)\b", re.IGNORECASE)
TO_BE = r"(?:is|was|has been|can be|would be|will be|may be|becomes?|became|remains?|seems?|appears?)"
JUDGED = (
    r"(?:possible|impossible|necessary|important|useful|clear|likely|unlikely|known|common|difficult|easy|hard|essential|crucial|worth|natural|desirable|"
    r"tempting|convenient|true|found|shown|assumed|expected|hoped|believed|argued|noted|recommended|sufficient|helpful|interesting|reasonable|advisable|"
    r"unclear|obvious|evident|advantageous|beneficial|vital|critical|fair|safe|straightforward|easier|harder|simpler|better|best|feasible|infeasible|only)"
)
EXPLETIVE = re.compile(
    rf"\bit {TO_BE}\s+(?:\w+\s){{0,2}}?{JUDGED}\b|\b(?:make|makes|made|making|find|finds|found|keep|render|renders) it\b|"
    r"\bit (?:seems|appears|follows|turns out) that\b|\bit (?:takes|took|helps|makes sense)\b",
    re.IGNORECASE,
)
EXPLETIVE_BEGIN = re.compile(
    rf"^It {TO_BE}\s+(?:\w+ ){{0,2}}?{JUDGED}\b.*\b(?:that|to|how|whether|for|if|when|what)\b"
)
EARLY_ADVERB = re.compile(
    r"^((?:\w[\w.’'-]*\s){1,3}?)(?:therefore|thus|hence|then|also|consequently|moreover|furthermore|likewise)\s(?!than\b)"
)
AFTER_SUBJECT = re.compile(
    r"^((?:The|A|An|Our|Its|We|[A-Z][\w.-]+)(?: [\w-]+){0,4}), (?:however|therefore|moreover|furthermore|thus|hence|consequently|in turn|then), "
)
BETWEEN_COMMAS = re.compile(
    r",\s(?:however|therefore|moreover|furthermore|thus|hence|consequently|then|in turn|too|though)(?=,\s)|,\s(?:however|though|too)(?=[.]$)"
)
LEANING = re.compile(
    r"^\w+ly, (?:it|they|its|their|he|she|this|these)\b|"
    r"^(?:If|When|Because|Since|As|While|Although|Though|Unless|Until|Once|Whenever|Where|Whereas|Before|After) [^,]{0,40}\b(?:it|them|they)\b[^,]*,|"
    r"\b(?:similarly|likewise|analogously|accordingly|as well|too|instead|otherwise|vice versa|differently|here|there|again|either|thereof|so)[.]$"
)
INTRODUCED = re.compile(
    r"^(?:In|On|At|For|With|By|From|To|Under|Over|During|After|Before|Through|Within|Using|Without|Internally|Currently|Today|Recently|Originally|Initially|Eventually|Nowadays|Unfortunately|"
    r"Typically|Usually|Often|Sometimes|Instead|Once|Here|There|Among|Compared|Depending|Despite|Throughout)\b[^,]*,\s(?:it|they|its|their|he|she|his|her)\b"
)


def standalone(text: str, language: str = "en") -> str | None:
    """The sentence as it can stand alone: an opening connective dropped; None when it points to what came before."""
    code = language.split("-")[0].lower()
    if code not in DEPENDENT:
        return text if code not in {"und", ""} else standalone(text, "en")
    if code in CONNECTIVES:
        opening = re.compile(rf"^{CONNECTIVES[code]},\s+(?:then,\s+)?")
        while (shorter := opening.sub("", text)) != text:
            text = shorter[0].upper() + shorter[1:]
    if code == "en":
        text = BETWEEN_COMMAS.sub("", AFTER_SUBJECT.sub(r"\1 ", EARLY_ADVERB.sub(r"\1", text)))
        if EXPLETIVE_BEGIN.match(text):
            return text
        if LEANING.search(EXPLETIVE.sub("", text)):
            return None
    if re.match(DEPENDENT[code], text) and not _of_itself(text):
        return None
    return None if _points_back(text, code) else text


def _of_itself(text: str) -> bool:
    """'This paper', 'In this work': the whole is its own antecedent."""
    return bool(
        re.match(rf"^(?:\w+ )?(?:This|this|these|These) (?:\w+ )?(?:{SELF})\b", text)
    ) and not re.match(r"^(?:At|By) this (?:time|point)", text)


def _points_back(text: str, code: str) -> bool:
    for match in POINTING[code].finditer(text):
        noun = (match[1] or "").lower() if match.lastindex else ""
        before = text[: match.start()].lower()
        if not noun or not _named_before(noun, before):
            return True
    if code != "en":
        return False
    if INTRODUCED.match(EXPLETIVE.sub("", text)):
        return True
    for match in PRONOUN.finditer(EXPLETIVE.sub("", text)):
        before = EXPLETIVE.sub("", text)[: match.start()]
        return not re.search(
            r"(?:\b[A-Z][\w.]+|\b(?:the|an?|our|we|these|this|each|every|all|some|many|most|[a-z]+s)\b\s+\w+|\b\w{4,}s\b|\b[a-z]{5,}\b)",
            before,
        )
    return False


def _named_before(noun: str, before: str) -> bool:
    root = noun.rstrip("s")[: max(4, len(noun) - 3)]
    return len(root) > 2 and root in before
