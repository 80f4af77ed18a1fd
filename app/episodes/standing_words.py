"""Word lists, per language, that tell whether a sentence leans on the one before it."""

import re

LEADING = re.IGNORECASE


def either(words: str) -> str:
    """A group of alternatives from lines of words separated by bars."""
    return (
        "(?:"
        + "|".join(word.strip() for line in words.strip().splitlines() for word in line.split("|") if word)
        + ")"
    )


SELF = either(
    """
    paper|article|work|study|tutorial|report|package|survey|thesis|contribution|project|book|course|document
    review
    lesson|module|series|research|manuscript|software|library|toolbox
    """
)
"""What the text says of itself ('this paper') needs no antecedent."""

CONNECTIVES = {
    "en": either(
        """
        However|Moreover|Furthermore|Additionally|In addition|Also|Besides|Finally|Lastly|Last|Indeed|Notably
        Importantly|In fact|Of course|Naturally|Interestingly|Surprisingly|Unfortunately|Fortunately
        Nevertheless
        Nonetheless|Therefore|Thus|Hence|Consequently|Accordingly|As a result|As a consequence|In particular
        Specifically|Similarly|Likewise|Firstly|First of all|First|Secondly|Second|Thirdly|Third|Fourth
        To begin with|In short|In summary|To summari[sz]e|In conclusion|To conclude|Overall|Again|Still|Yet
        Meanwhile|Subsequently|Next|Then|Afterwards|As such
        In other words
        That said|That being said|On the one hand|Thereby|Obviously|Clearly|Here|More specifically
        More precisely
        At the same time|Put differently|Put simply|Crucially|Conveniently
        Alternatively
        Now|Further
        """
    ),
    "fr": either(
        """
        Cependant|Toutefois|De plus|En outre|Par ailleurs|Enfin|Ainsi|Par conséquent|Néanmoins|Donc|En effet
        Finalement|D’abord|D'abord|Ensuite
        """
    ),
    "es": either(
        """
        Sin embargo|Además|Por lo tanto|Por tanto|Asimismo|Finalmente|Por último|No obstante|Así|En efecto
        Por consiguiente|En primer lugar
        """
    ),
}
"""Openings that can be dropped before a comma: what is left means the same.

Not 'Typically' or 'For example', without which an instance becomes a rule.
"""

PREPOSITIONS = """
    For|To|By|With|From|At|On|Of|Under|Because of|Due to|Despite|Through|After|Before|During|Based on|Given
    Using
    Unlike|Like|Beyond|Besides|Since|Following|Apart from|Aside from|In addition to|Building on|As|While
    Although
    Though|If|When|Where|Until|Unless|Whereas|Even though|Even if|Even|Just
    """
REFERRING = """
    this|that(?= (?:is|case|end|reason|point|time|way|purpose|effect|respect))|these|those|such(?! as)|it
    they|them
    the (?:former|latter|same|above)|both|doing so|its|their|each|one|another
    """
DEPENDENT = {
    "en": re.compile(
        "^"
        + either(
            rf"""
            This|These|Those|That|It|They|He|She|Its|Their|His|Her|Them|Such|Both|Neither|Either|Another
            Others?
            One (?:is|was|of (?:these|those|them|which))|Some of (?:these|those|them)
            (?:Many|Most|All|Each|None|Several|Few|Two|Three) of (?:these|those|them|which)
            The (?:former|latter|second|third|fourth|last|next|others?|same|resulting|above|previous
            remaining)
            The (?:corresponding|reason|result is|first (?:is|was|one|approach|method|option|step|case))
            A (?:second|third|similar|further|final)|An? (?:other|alternative|additional|exception)
            (?:But|And|Or|So|Nor|Yet|Instead|Otherwise|Conversely|Rather|Doing so|Then|Thereafter
            Thereby)(?=[ ,])
            (?:Note|Recall|Too|Likewise|Here|Hereby|Equivalently|Analogously)(?=[ ,])|On the (?:other
            contrary)
            For (?:example|instance)(?=,)|As an example(?=,)
            In (?:contrast|comparison|turn|this|that|these|those|such|both|each)
            In the (?:same|latter|former|first|second)
            {either(PREPOSITIONS)} (?:\w+ )?{either(REFERRING)}
            Contrary to this|Similar to (?:this|that|these|those|the)|The same|More so|Not only|To do so
            To this end
            Doing (?:so|this)|Whether (?:this|these|it)|Most (?:notably|importantly)|Only (?:then|one)
            As (?:mentioned|noted|described|discussed|stated|already)|In doing so|In so doing|That is
            """
        )
        + r"\b"
    ),
    "de": re.compile(
        "^"
        + either(
            r"""
            Dies\w*|Jene\w*|Er|Es|Sie|Ihr\w*|Sein\w*|Deren|Dessen|Solche\w*|Daher|Deshalb|Deswegen|Darum
            Dadurch
            Dabei|Dazu|Damit|Dafür|Dagegen|Danach|Dann|Darin|Daraus|Davon|Hierbei|Hierzu|Hierfür|Hier|So
            Somit|Also
            Jedoch|Allerdings|Außerdem|Zudem|Ferner|Weiterhin|Trotzdem|Dennoch|Aber|Und|Oder|Denn|Auch|Ebenso
            Letztere\w*|Erstere\w*|Andere|Beide|Dort|Stattdessen|Andernfalls|Analog|Zweitens|Drittens
            (?:In|Aus|Mit|Von|Bei|Zu|Für|Durch|Auf|An|Nach|Wegen) (?:diese\w*|jene\w*|solche\w*)
            """
        )
        + r"\b"
    ),
    "fr": re.compile(
        "^"
        + either(
            r"""
            Par exemple
            Ce|C’est|C'est|Cet|Cette|Ces|Cela|Ceci|Celui\w*|Celle\w*|Ceux\w*|Ils?|Elles?|Leurs?|Son|Sa|Ses
            Tel\w*
            Mais|Et|Ou|Or|Donc|Ainsi|Alors|Aussi|Pour cela|Dans ce\w*|En ce\w*|De ce\w*|Les deux|Le premier
            Le second
            La dernière|Le dernier|L’un|L'un
            """
        )
        + r"\b"
    ),
    "es": re.compile(
        "^"
        + either(
            r"""
            Por ejemplo
            Est[eao]s?|Es[eao]s?|Aquell?\w*|Ello|Él|Ella|Ellos|Ellas|Sus?|Dich[oa]s?|Tal|Tales|Pero|Y|O|Así
            Entonces
            También|Para ello|En est[eao]s?|De est[eao]s?|Por es[ot]o?|Ambos|Ambas|El primero|El segundo
            La última
            """
        )
        + r"\b"
    ),
}
"""Openings that need the sentence before them."""

POINTING = {
    "en": re.compile(
        rf"\b(?:this|such an?)\s+(?!(?:\w+\s)?{SELF}\b)(\w+)|"
        r"\b(?:these|those|such(?= [a-z]+s\b)(?! as))\s+(\w+)|"
        r"\b(?:by|of|to|for|from|with|like|on|do|does|did|doing|than|in|through|after|before|as) (?:this|"
        r"these|those)"
        r"(?=[,.;]|\s(?:is|are|was|were|we|can|will|and|may|has|have)\b)|"
        r"\bthe (?:latter|former|aforementioned|above|abovementioned|said|other two)\b|"
        r"\bthis(?= (?:is|was|can|will|has|may|means|allows|makes|results|leads|would|should|could|does)\b)",
        re.IGNORECASE,
    ),
    "de": re.compile(r"\b(?:diese[rsmn]?|dieses|jene[rsmn]?|solche[rsmn]?)\s+(\w+)", re.IGNORECASE),
    "fr": re.compile(r"\b(?:cette|ces|cet)\s+(\w+)", re.IGNORECASE),
    "es": re.compile(r"\b(?:estos?|estas?|dich[oa]s?|esos?|esas?)\s+(\w+)", re.IGNORECASE),
}
"""Words that point back from inside a sentence; the group is the noun they point with."""

PRONOUN = re.compile(r"\b(?:it|they|them|its|their|he|she|his|her)\b", re.IGNORECASE)
TO_BE = r"(?:is|was|has been|can be|would be|will be|may be|becomes?|became|remains?|seems?|appears?)"
JUDGED = either(
    """
    possible|impossible|necessary|important|useful|clear|likely|unlikely|known|common|difficult|easy|hard
    essential
    crucial|worth|natural|desirable|tempting|convenient|true|found|shown|assumed|expected|hoped|believed
    argued|noted
    recommended|sufficient|helpful|interesting|reasonable|advisable|unclear|obvious|evident|advantageous
    beneficial
    vital|critical|fair|safe|straightforward|easier|harder|simpler|better|best|feasible|infeasible|time
    """
)
EXPLETIVE = re.compile(
    rf"\bit {TO_BE}\s+(?:\w+\s){{0,2}}?{JUDGED}\b|"
    r"\b(?:make|makes|made|making|find|finds|found|keep|render|renders) it\b|"
    r"\bit (?:seems|appears|follows|turns out) that\b|\bit (?:takes|took|helps|makes sense)\b|\bit’s "
    r"(?:\w+ )?to\b",
    re.IGNORECASE,
)
"""An 'it' that stands for nothing."""
EXPLETIVE_BEGIN = re.compile(
    rf"^It {TO_BE}\s+(?:\w+ ){{0,2}}?{JUDGED}\b.*\b(?:that|to|how|whether|for|if|when|what)\b"
)
INNER = either("therefore|thus|hence|then|also|consequently|moreover|furthermore|likewise|however|in turn")
EARLY_ADVERB = re.compile(
    r"^((?:\w[\w.’'-]*\s){1,3}?)(?:therefore|thus|hence|then|also|consequently|furthermore|"
    r"likewise)\s(?!than\b)"
)
AFTER_SUBJECT = re.compile(
    rf"^((?:The|An?|Our|We|(?![A-Z][a-z]{{1,6}} [A-Z])[A-Z]\w*[A-Z.]\w*)(?: [\w-]+){{0,4}}), {INNER}, "
)
AFTER_BEGINNING = re.compile(
    r"^((?!(?:According|After|Against|Although|Among|As|At|Because|Before|Behind|Beside|Besides|Between|Beyond|By|"
    r"Compared|Contrary|Depending|Despite|During|Even|Except|Following|For|From|Given|If|In|Instead|Like|Of|On|Once|"
    r"Over|Rather|Since|So|Then|Through|Throughout|To|Under|Unless|Unlike|Until|Upon|When|Whenever|Where|While|With|"
    r"Within|Without|\w+ly|\w+ing)\b)[A-Z][\w’-]*(?: [\w’-]+){0,4}), " + INNER + r",\s"
)
"""What is put between a sentence's first words and the rest; both commas go with it."""
BETWEEN_COMMAS = re.compile(rf",\s(?:{INNER}|too|though)(?=,\s)|,\s(?:however|though|too)(?=[.]$)")
LEANING = re.compile(
    r"^\w+ly, (?:it|they|its|their|he|she|this|these)\b|"
    r"^(?:If|When|Because|Since|As|While|Although|Though|Unless|Until|Once|Whenever|Where|Whereas|Before|"
    r"After) "
    r"[^,]{0,40}\b(?:it|them|they)\b[^,]*,|"
    r"\b(?:similarly|likewise|analogously|accordingly|as well|too|instead|otherwise|vice versa|"
    r"differently|here|there|"
    r"again|either|thereof|so)[.]$"
)
INTRODUCED = re.compile(
    r"^(?:In|On|At|For|With|By|From|To|Under|Over|During|After|Before|Through|Within|Using|Without|"
    r"Internally|Currently|"
    r"Today|Recently|Originally|Initially|Eventually|Nowadays|Unfortunately|Typically|Usually|Often|"
    r"Sometimes|Instead|"
    r"Once|Here|There|Among|Together|Along|Combined|Compared|Depending|Despite|Throughout|Now)\b[^,]*,\s(?:it|they|its|their|he|"
    r"she|his|her)\b"
)
"""'In the short term, it is designed': the pronoun has nothing to stand for in its sentence."""
ANTECEDENT = re.compile(
    r"^[A-Z]\w*[A-Z.]\w+|(?<=\w )[A-Z][\w.]+|\b\w{4,}s\b|"
    r"^[A-Z][\w’-]+(?: [a-z]+)?,? "
    r"(?:is|are|was|were|has|have|had|does|do|can|could|will|would|may|might|must)\b|"
    r"(?i:\b(?:the|an?|our|we|each|every|all|some|many|most|any|no|two|three)\b\s+(?!of\b)\w+)",
)
"""Something before a pronoun that it can stand for: a name, a noun with its article, a plural."""
