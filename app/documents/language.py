"""Which language a text is in, by its most frequent small words and its script."""

import re
from collections import Counter

_SMALL = {
    "en": "the of and to in is that for with as are this be on by we from it which not",
    "de": "der die und das ist in den von mit zu ein eine nicht des auf für sich im dem als",
    "fr": "le la les de des et est un une dans que pour par sur qui en du au ne pas",
    "es": "el la los las de y que en un una es por con para del se no al como su",
    "it": "il la di che e un una per in del della è sono con non si le dei al come",
    "pt": "o a os as de e que em um uma do da para com não é por dos no ao",
    "nl": "de het een van en in is dat op te voor met zijn niet aan er om die ook als",
}
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7a3]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
)
_WORDS = {code: frozenset(words.split()) for code, words in _SMALL.items()}


def guess(text: str) -> str:
    """BCP 47 code of the likeliest language, or 'und' where too little speaks for one."""
    sample = text[:40_000]
    letters = sum(1 for c in sample if c.isalpha())
    for code, script in _SCRIPTS:
        if letters and len(script.findall(sample)) > 0.2 * letters:
            return code
    counts = Counter(re.findall(r"[^\W\d_]+", sample.casefold()))
    total = sum(counts.values())
    votes = {code: sum(counts[word] for word in words) for code, words in _WORDS.items()}
    best = max(votes, key=lambda code: votes[code])
    rival = max(votes[code] for code in votes if code != best)
    return best if total >= 12 and votes[best] >= 0.12 * total and votes[best] > 1.15 * rival else "und"
