"""What an ear cannot take in without the page: code, symbols, pointers, and nouns nobody has introduced."""

import re

from app.episodes.standing_words import SELF, either

CODE = re.compile(
    r"[\w.]\((?!e?s\)|[-–])[^\s()]|(?<=\s)\?\w|\w\[|(?:\.\w+){3,}|\(\)|[⋅ℎ]|\s\*\s|\w\$\w|\$\s|\.\.\.|"
    r"##|;[.]|\?/|(?<=\s)/\w+/|\w\./\w|(?<!\w)\d+[.]\d+[a-z]{5,}|\b[Tt]odo\b|\bfirst line\b|\bpoints \d|"
    r"\b(?:use|uses|with|set|for|where|when|take|assume|have|has) [=<>]"
)
"""A call with its arguments, a help page, a chain of file endings, an operator."""
RELEASES = re.compile(r"(?:\b\d+\.\d+[-.]\d\S*.*){2}|\d\.\d{7}")
"""Several version numbers, or a number nobody can remember."""
CITED = re.compile(
    r"\([^()]*\b[A-Z][\w’'-]+,? (?:1[89]|20)\d\d[a-z]?\b[^()]*\)|\b([A-Z][\w’-]+)(?:,| and) \1\b|"
    r"\b([A-Z][\w’'-]+ and [A-Z][\w’'-]+) and \2\b|"
    r"\bpp?\. ?\d|\(as \w+\)|\bet al\.,? \(?(?:1[89]|20)\d\d|"
    r"\b(?:1[89]|20)\d\d[a-e]\b|\bJr\. \(|’s? \((?:1[89]|20)\d\d|\bcf\. [A-Z]|[a-z][⁰¹²³⁴-⁹]+(?=[\s.,;]|$)"
)
"""A citation that could not be taken out, or whose years were, so that one name stands twice."""
_CITED = r"[A-Z][\w’-]+(?:,? (?:and |& )?[A-Z][\w’-]+)*(?: et al\.)? \((?:1[89]|20)\d\d"
CITED_AS_NAME = re.compile(
    rf"\b(?:packages?|functions?|library|libraries|software) (?:[\w.]+ )?{_CITED}|"
    rf"\busing [\w.]+ {_CITED}|\bpackages?\b[^.]* and [\w.]+ {_CITED}"
)
"""Its authors are no word of the sentence, as in 'the package larder Cook (2017)'; only the year would go."""
TORN = re.compile(
    r"\w[-‐] (?!(?:and|or|to|nor|und|oder|bis|et|ou|y|o|as well)\b)[a-z]|\b[a-z]{3,}[.][A-Z][a-z]+ [a-z]"
)
"""A word at the end of a line whose other half follows; two sentences with no space between."""
LABEL = re.compile(
    r"^(?:#|For \d+,|\d{1,2}\.|[A-Z]\.(?= [A-Z][a-z]+ (?:the|an?)\b)|"
    r"(?:Rule|Step|Case|Option|Item|Type|Method) \w{1,3}[.:]|[A-Z]\w{0,15}:|\w{1,20}: (?=[A-Z])|"
    r"[A-Z][\w -]{0,40}: (?=[A-Z])|[a-z]+[A-Z]\w*: )\s?"
)
"""A list's label, read as if it were the sentence's beginning."""
BRACKETED_NUMBER = re.compile(r"\((\d{1,3})[a-z]?\)")

_SHORT_WORDS = either(
    """
    a|i|an|as|am|at|be|by|do|eg|et|al|go|he|ie|if|in|is|it|me|my|no|of|oh|ok|on|or|ox|re|so|to|up|us|vs|we|ca
    cf|de|la|le|du|en|el|un|es|il|lo|da|di|te|mm|cm|km|kg|mg|ml|ms|ns|hz|kb|mb|gb|tb|db|pp|px|pt|nm
    ad|pi|mu|nu|xi|ha|ft|oz|lb|hr|hp|kw|id|ui|os|pc|tv|uk|eu|iv|ii|vi|ix|ed|eq|fs|ps|pm|js|py|md|ex
    """
)
_MEANT = either(
    """
    tests?|statistics?|scores?|values?|distributions?|means?|nearest|fold|axis|axes|chromosomes?|cells?|rays?
    language|programs?|gates?|ratios?|percent
    """
)
SYMBOL = re.compile(
    rf"(?<![\w'’.\-/@#&])(?!{_SHORT_WORDS}(?!\w))"
    r"(?:[a-z]{2}|[b-df-hj-np-tv-xz]{3}|[a-z]\d{1,2}|[a-z][A-Z]|[b-zBD-HJ-QS-Z]\d?|\w*[₀-₉]+|"
    r"(?!Zn|Ti)[RTUVWXYZ][nijkt]|(?!Ok)[A-Z][jk]|[MKGQWVU]i|[V-Z]{2}|[À-ßâ-ÿ])"
    rf"(?![\w'’\-/&])(?!\.\w)(?! {_MEANT}\b)|[ˆ˜¨˙¯´]"
)
"""A letter or two that stand for a quantity which was defined in a formula."""
NAMED = re.compile(
    r"\b(?:vitamin|hepatitis|type|class|grade|group|plan|option|model|phase|schedule|part|influenza) \w+|"
    r"\(e?s\)",
    re.IGNORECASE,
)
"""A letter that is a name, as in 'vitamin D', or a plural's."""

_SAID = either(
    """
    outlined|explained|discussed|described|illustrated|exemplified|reviewed|compiled|listed|tabulated|plotted
    sketched
    """
)
_SAYING = either(
    """
    describe|illustrate|discuss|outline|present|turn|consider|exemplify|review|recall|generate
    """
)
POINTER = re.compile(
    rf"""
    ^(?:See|Cf|Below|Above|Let|Suppose|Assume|Denote)\b
    | \bfor\ (?:more|further|additional|full|a?\s?complete)\ (?:details?|information|examples?|discussion)\b
    | \b(?:can|may)\ (?:also\ )?be\ found\ (?:in|at|on)\b | \bwe\ refer\ to\b | \b(?:see|check)\ the\b
    | ^(?:More|Further|Additional|Many\ more|Other)\ (?:examples|details|information)\b
    | \bexamples?\ (?:are|is)\ (?:available|given|provided|included|shown)\b | \bseveral\ examples[.]$
    | \breferences\ (?:are|is)\ (?:\w+\ )?(?:provided|given)\b | \blater[.]$
    | \bas\ (?:\w+\ )?(?:above|before)\b | \bin\ the\ (?:tables?|figures?|graphs?|output|listings?|
        histograms?|heat\ ?maps?|diagrams?|charts?|scatter\ ?plots?)\b
    | \bheat\ ?map\ (?:shows|indicates)\b | \b(?:columns?|rows?)\ (?:indicates?|shows?|gives?|lists?)\b
    | \bon\ the\ (?:left|right)[.,] | ^Here(?:\ is|\ are|’s|'s)\b | \bhere\ are\ some\b
    | \breader\ is\ referred\b | ^Starting\ from\ the\ (?:top|left|bottom)\b
    | \b(?:horizontal|vertical)\ ax[ei]s\b
    | ^(?:Blue|Red|Green|White|Black|Gr[ae]y)\ (?:colou?rs?|line|dot|bar|point)s?\b
    | \bfar\ to\ the\ (?:left|right)\b | \b(?:triangle|square|circle)\ symbols?\b | ^(?:Choose|Click|Press)\b
    | \bwe\ (?:have\ )?just\ \w+ed\b | \bdetails,?\ see\b | \blisted\ here\b
    | \bin\ the\ (?:last|previous|next|first|second|third)\ example\b
    | \b(?:solid|dashed|dotted)\b[^,]*\b(?:line|curve)s?\b
    | \b(?:resulting|corresponding)\ (?:figure|plot|graph)\b
    | \b(?:assumption|condition|criterion|property|requirement)\ \d | ^Output\ (?:is|are)\b
    | ^(?:Now|Next),?\ (?:we\ )?(?:consider|look|turn)\b
    | \bthe\ (?:commands?|output|calls?)\ (?:\w+ly\ )?
      (?:leads?|shows?|produces?|returns?|yields?|gives?|prints?)\b
    | \bthanks?\ (?:goes?|are\ due|is\ due)\b
    | ^(?:We|I|The\ authors?)\ (?:would\ like\ to\ |wish\ to\ )?thank\b
    | ^As\ (?:you|we|one)\ can\ see\b | \bthe\ interested\ reader\b
    | \boriginally\ published\b | \bcomplete\ discussion\b
    | \b(?:not|skipped)\ (?:\w+\ )?(?:discussed|displayed|shown|considered)?\ ?here\b
    | \bbelow(?!\s+(?:the\b|an?\b|\d|zero|average|that|their|its|this|which|\w+\ (?:percent|degrees)))
    | \b(?:described|discussed|explained|introduced|shown|mentioned|defined)\ (?:later|earlier|before)\b
    | ^We\ (?:now\ |already\ |here\ |briefly\ |will\ )*(?:summari[sz]ed?|indicated?|list(?:ed)?|defined|
        introduced)\b
    | \b(?:was|were|been)\ already\ (?:introduced|defined|described|discussed|mentioned|used|seen)\b
    | ^In\ a\ first\ (?:step|case|example)\b
    | \b(?:is|are)\ (?:marked|connected|drawn|depicted)\ (?:by|as|with|in)\b
    | \bwe\ (?:give|present|show)\ here\b | ^Here\ we\ (?:give|present|show)\b
    | \b(?:representation|equation|example|model|result|code|definition|expression)s?\ (?:above|below)\b
    | \b(?:term|part|side|row|line)s?\ of\ \d+\b | \bon\ lines?\ (?:\d+|one|two|three|four|five|six|seven)\b
    | \blet\ [a-z]\b | \b(?:in|using|by|from)\ \(\d+\)
    | ^As\ (?:will\ be|(?:has|have|was|were)\ (?:already\ )?been)\b
    | \blet(?:[’']s|\ us)\ (?:\w+\ )?(?:take\ a\ look|look|see)\b | \bwe\ (?:give|offer)\ (?:some|a\ few)\b
    | \b(?:type|kind|step|case|item|model|equation|option|form)\ \(\d
    | \b\w+ed\ above\b | \bin\ what\ follows\b | \bfrom\ the\ (?:introduction|previous\ section)\b
    | \b(?:indicated|shown|marked|drawn|displayed|plotted|highlighted)\ (?:in|by)\ (?:red|blue|green|gr[ae]y|
        black|bold|orange|colou?r)\b | \b(?:is|are)\ (?:now\ )?outlined\b
    | \blater\ on\b | \bin\ the\ sequel\b | \bas\ we\ did\b | \bdenoted\ (?:by|as)\b
    | \bthe\ (?:text|figures?|plots?)\ (?:below|above)\b
    | \b(?:end|rest|beginning)\ of\ (?:the|this)\ section\b
    | \b(?:in\ (?:many|most|all|both|some)|as|the)\ plots\b | \b(?:gr[ae]y|shaded)\ (?:area|region)s?\b
    | \b(?:are|is)\ (?:\w+ly\ )?{_SAID}
      (?:\ (?:as\ well|in\ (?:more\ |some\ )?detail|separately|next|here))?[.]$
    | \b(?:we|I|let\ us)\ (?:first|then|now|next|finally|also)\ (?:\w+ly\ )?{_SAYING}\b
    | \b(?:vignettes?|manual|help\ page|documentation)\b(?:\ in\ [^,]*)?
      \ (?:discuss|describe|explain|give|provide|show)\w*\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Sends the listener somewhere else, or says what will be said."""
PLANS = re.compile(
    r"\bwe (?:will|shall|want|plan|hope|intend|aim|would like) to\b|\bfuture\b|\bfurther work\b",
    re.IGNORECASE,
)
"""What is yet to come sums nothing up."""

GERUND = re.compile(
    r"^[A-Z][a-z]+ing\b(?!.*\b(?:is|are|was|were|has|have|can|may|must|should|will|would|requires?|allows?|leads?|"
    r"gives?|makes?|means?|ensures?|results?|helps?|[a-z]+s (?:an?|the|to|us))\b)[^,]*$"
)
ERRAND = re.compile(
    r"^(?:Provide|Add|Explore|Implement|Extend|Improve|Support|Allow|Develop|Fix|Investigate|Make|Use|Keep)\b"
)
"""An item that is a task on somebody's list."""
ITEM = re.compile(r"^\s*[•‣◦▪■●○∙·*–—▷►\u2700-\u27bf-]\s*")
RELATIVE = re.compile(r",? (?:which|that|who|whose|where)\b.*")
VERB = re.compile(
    either(
        r"""
        \b(?:is|are|was|were|be|been|being|has|have|had|can|could|will|would|may|might|must|should|do|does|did)\b
        \b(?:we|you|they|it|there|let|lets)\b
        (?<!\bas )\b(?!based|related|aged|so-called)[a-z]{2,}ed\b(?! (?:by|in|with|to|on|from|for|as)\b)
        \b(?:found|went|made|took|gave|led|became|wrote|held|built|got|saw|came|began|grew|kept|left|lost|meant)\b
        \b(?:allows?|provides?|uses?|gives?|makes?|shows?|contains?|includes?|becomes?|requires?|needs?)\b
        \b(?:takes?|offers?|returns?|computes?|enables?|helps?|works?|runs?|follows?|means?|implies|imply)\b
        \b\w*[^s\W]s (?!of|in|for|from|with|and|or|on|at|by|as)[a-z]+ (?:an?|the|that|us|to|its|their|both)\b
        \b\w*[^s\W] [a-z]{3,}s (?:an?|the|that|how|all|both|its|their|our|us|to|only|\w+ly|many|from|on)\b
        """
    ),
    re.IGNORECASE,
)
"""Words that make a whole sentence; an item of a list without them is mostly none."""
LIKE_A_VERB = re.compile(
    r"\b[a-z]{2,}[^\Wsuic]s (?!of|in|for|from|with|and|or|on|at|by|as)\w|"
    r"\b(?:reflect|support|include|provide|fall|report|consider|note|add|reshape|pass|integrate|implement|say|"
    r"see|find|show|describe|use|apply|give|make|take|tend|seem|remain|exist|choose|look)\b"
)
"""What may be a verb: without even that, no sentence."""
LISTED = re.compile(r"\bas (?:described|implemented|proposed|introduced|suggested)\b")
"""What else sounds like an item."""

BRACKETS = re.compile(r" ?\([^()]*\)")
NO_MAIN = re.compile(
    r"^(?:If|Whereas|Because|Although|While|Since|Supposing|Assuming|In case(?! of))\b"
    r"(?!.*\b(?:then|we|you|one|it|they)\b)[^,]*[.]$"
)
"""A condition of which nothing follows."""

_RUNS_ON = (
    r"(?:is|are|was|were|has|have|had|can|could|will|would|may|might|must|should|do|does|did|itself|of both|"
    r"\w+[^s\W]s|\w+ed|include|provide|allow|use|contain|show|require|depend|give|take|implement|lead|offer|make|consist|"
    r"represent|follow|agree|differ|come|work|need|return|produce|suggest|indicate|conclude|confirm|support)"
)
SUBJECT = re.compile(
    r"^(?:\w+ly,? )?(?:In addition to |For |With |Using |In |By )?[Tt]he "
    r"((?:[\w’-]+ ){0,2}?[\w’-]+(?: of the (?:[\w’-]+ ){0,2}?[\w’-]+)?)"
    rf"(?: \w+ly| also| then)?,? {_RUNS_ON}\b|^Arguments? "
)
"""A noun behind 'the' with nothing of its own to say which one: known from the title, or told before."""
_COUNTED = either(
    """
    quantities|models|groups|cases|hierarchies|classes|components|principles|parts|methods|approaches|functions
    steps|packages|implementations|variables
    """
)
_RELATIONS = either(
    """
    differences?|advantages?|disadvantages?|approach|approaches|choices?|drawbacks?|exceptions?|reasons?
    applications?|examples?|consequences?|problems?|solutions?|possibility|possibilities|options?|extensions?
    benefits?|limitations?|issues?|cases?|aspects?|ways?|strategy|strategies|methods?|requirements?|results?
    conditions?|assumptions?|properties|property|effects?|interpretations?|explanations?|purposes?
    """
)
"""Nouns of which one asks: of what?"""
LEANS = re.compile(
    rf"""
    \b[Tt]he\ (?:corresponding|associated|respective|resulting|afore?\w+|previous(?:ly)?|preceding|initial|
        remaining|further|same|second|third|fourth|fifth|intermediate|stored|fitted|reweighted|raw|above)\s
    | ^(?!The\ (?:main|first|present|current|proposed)?\ ?{SELF}\b)
      (?:Alternatives?|Further|Additional|Other|All\ further|All\ (?:two|three|four|other)|Similar|Also)\b
    | ^(?:E\.g\.|I\.e\.)
    | \b(?:all|both|the|these|of|consider|between)\ (?:two\ |three\ |four\ |five\ )?(?:\w+\ )?{_COUNTED}
      (?=\s(?:are|is|have|allow|less))
    | \b[Hh]ere\ also\b | \bdo\ so\b | \btherefore\b | \bits?\ (?:most|main)\b | \bhowever\b
    | \ball\ (?:two|three|four|five|six|of\ the)\b | \bboth\b(?!.*\band\b) | \bthere\ are\ two\ here\b
    | \binstead\b(?!\ of) | \balternative\b(?!\ to) | \blike\ this\b | \bsuch\ (?!as\b|an?\b)\w+
    | \beven\ more\b | \bagain\b | ^(?:Hence|In\ addition)\b | ^(?!If\b|When\b|Given\b)[^,]*\bthen\b(?!\ on)
    | \b(?:simpler|larger|smaller|better|easier|faster)\ \w+\b(?!.*\bthan\b)(?=\ (?:is|are|was)\b)
    | \b(?:full|restricted|simpler|reduced|null)\ model\b
    | \b[Oo]n\ the\ other\ hand\b | \bmore\ formal\b | \bwe\ (?:have\ )?also\b
    | ^As\ an?\ (?:second|third|fourth|further|final|last|remedy|result|consequence)\b
    | ^(?:Similarly|Likewise)\b
    | \beven\ then\b | ^Even\ so\b | ^In\ (?:other|either|any|all)\ (?:situation|case|word)s?\b
    | ^If\ (?:TRUE|FALSE|NULL)\b | ^(?:An|The)\ optional\b
    | ^More\ \w+\ \w+\b(?!.*\bthan\b) | ^All\ (?:have|are|can|were|of)\b
    | ^(?:Notice|Observe|Remember)\ that\b | ^We\ \w+\ its\b | ^With\ \d
    | \b(?:is|are)\ thereby\b | \bin\ that\ (?:paper|article|study|work|case)\b | ^If\ so\b | ^Even\ the\b
    | \bthe\ (?:two|three|four|five|six)\ (?:[a-z-]+\ )?[a-z]+s\b(?!\ (?:of|that|in|used|for)\b)
    | ^We\ (?:can\ |also\ )?(?:\w+ly\ )?(?:see|observe)\b
    | \bboth\ [a-z]+s\ and\ the\b | ^(?:For|In|With)\ (?:the\ )?other\b
    | ,\ the\ (?:method|approach|algorithm|procedure|estimator|technique|test)\ (?:is|was|has|can|[a-z]+s)\b
    | ^We\ (?:\w+ly\ |now\ |then\ )?(?:run|rerun|repeat|calculate|fit|refit|plot|load|estimate|update)
      \ the\ [\w-]+(?:[.,]|\ (?:again|for|and|with|once|twice|three|on|from|to)\b)
    | ^(?:From\ |For\ |In\ |With\ )?[Tt]he\ (?:estimated|reconstructed|obtained|chosen|selected|modified|
        updated|simulated|generated)\ | ^The\ results?\b(?!\ of\ this)
    | \bin\ the\ (?:publication|(?:original|same)\ (?:paper|article))\b
    | ^(?:An?|One|The|Some|Obvious|Common|Typical|Possible|Natural|Another|Important)\ (?:[\w-]+\ ){{0,2}}?
      {_RELATIONS}\ (?:\w+ly\ )?(?:is|are|was|were|lies|arises?|stems?|would|can\ be|could\ be)\b
    | ^(?:Two|Three|Four|Five|Six|Several|Many)\ (?:[\w-]+\ ){{1,3}}(?:have|had|(?:are|were)
      \ (?:available|considered|used))\b
    | \bthe\ example\b | ^The\ authors?\b(?!\ of) | ^Each\ (?:is|are|has|can|was)\b | ^The\ related\b
    | ^Examples?\ include\b | ^Related\ to\ (?:that|this)\b | \bthe\ others\b | \bonly\ now\b
    | ^The\ (?:first|second|third)\ \w+\ (?!(?:is|was)\ (?:of|to|that)\b)\w*[^\Ws]s\b(?!.*\bof\ (?:the|our)\b)
    | ^(?!i[A-Z])[a-z]+[A-Z]\w*\ (?:is|are|should|specifies|can\ be)\b
    | ^Not\ (?:all|every)\ (?:are|is|of\ (?:these|them))\b
    | ^Our\ (?:first|second|third|next|last|final)\ \w+ | \bwould\ (?:not\ )?have\ (?:shown|been|given)\b
    | ^(?:Upper|Lower|Left|Right)\b | \bsimilar\b(?!.*\b(?:to|as|than)\b) | \bour\ [A-Z]{{2,}}\b
    | ^In\ (?:a|the)\ (?:second|third|fourth|next|last|final)\ step\b
    | \b(?:in|for)\ our\ (?:experiment|example)\b
    | \b(?:now|then)\ (?:contains?|has|becomes?|simply)\b | ^(?:But|And|So|Then)\b
    | ^(?:But\ )?(?:How|What|Why)\b[^?]*\?$ | ^(?:A|Another)\ (?:second|third|further|more)\b
    """,
    re.VERBOSE,
)
"""What needs something said just before, wherever it stands in the sentence."""
ORDINAL = re.compile(
    r"^(?:First(?:ly| of all)?|Second(?:ly)?|Third(?:ly)?|Fourth(?:ly)?|Fifth(?:ly)?|Last(?:ly)?), "
)
SHOWN_NOUN = re.compile(
    r"\b(?:[Tt]his|[Tt]hese|[Tt]hose|[Ss]uch) (?:two |three |new |latter )?"
    r"(studies|study|papers?|articles?|authors?|works?|datasets?|data|plots?|figures?|tables?|samples?|"
    r"patients|subjects|variables?|packages?|functions?|results?|output|examples?|experiments?|values?|formulas?|equations?)\b"
)
DEFINITE = re.compile(
    r"^The (functions?|methods?|algorithms?|procedures?|tests?|commands?|arguments?|options?|estimates?|"
    r"variables?|column|program|experiments?|samples?)(?= [a-z]+)"
)
"""A thing pointed at that has to have been named; of others ('this idea') a sentence is enough."""
SUCH = re.compile(r"(?<!all )\b(?:such|these) (?=([a-z]+s)\b)")
CASES = re.compile(
    r"\b(?:examples?|applications?|illustrations?|illustrative|case stud(?:y|ies)|real[- ]world|worked)\b",
    re.IGNORECASE,
)
"""Titles of sections that go from one set of data to the next."""
