"""Words that point up or down, to more or less, to good or bad: two that point apart are no paraphrase."""

from app.episodes.words import listed

_IRREGULAR = {
    "rise": "rose risen rising", "fall": "fell fallen", "grow": "grew grown", "shrink": "shrank shrunk",
    "sink": "sank sunk", "lose": "lost losing", "win": "won winning", "drop": "dropped dropping",
    "beat": "beaten beating", "good": "better best", "bad": "worse worst", "cut": "cutting", "gain": "",
    "lag": "lagged lagging", "top": "topped topping", "big": "bigger biggest", "slim": "slimmer slimmest",
    "thin": "thinner thinnest", "hot": "hotter hottest", "far": "farther further",
    "early": "earlier earliest", "easy": "easier easiest", "heavy": "heavier heaviest",
    "costly": "costlier costliest",
}  # fmt: skip
_VERBS = (
    ("increase rise grow climb gain expand raise boost enhance extend multiply amplify escalate",
     "decrease fall shrink drop decline lose reduce lower cut diminish sink dwindle lessen shorten curtail"),
    ("improve enhance strengthen benefit help",
     "worsen degrade weaken impair deteriorate harm hamper hinder"),
    ("exceed surpass outperform beat outdo top outpace", "trail lag underperform undercut"),
    ("accelerate hasten quicken", "slow delay decelerate retard"),
    ("enable allow permit facilitate let", "prevent forbid prohibit block preclude hinder inhibit"),
    ("include contain", "exclude omit lack"), ("accept support favour favor", "reject oppose refuse"),
    ("encourage promote foster", "discourage deter"), ("begin start open", "end stop finish close"),
)  # fmt: skip
_DEGREES = (
    ("high great large big tall long wide broad deep thick heavy strong",
     "low few less small little short narrow shallow thin light weak slim"),
    ("fast quick rapid swift", "slow sluggish"), ("good", "bad poor"),
    ("easy simple", "hard difficult complicated complex tough"), ("cheap", "dear expensive costly pricey"),
    ("early", "late"), ("new young fresh", "old"), ("hot warm", "cold cool"), ("hard firm", "soft"),
    ("rich", "poor"), ("near close", "far distant"), ("bright", "dim dark"), ("clean", "dirty"),
)  # fmt: skip
_WORDS = (
    ("efficient effective economical useful", "wasteful inefficient ineffective useless"),
    ("advantage advantages benefit benefits strength strengths merit merits asset",
     "disadvantage disadvantages drawback drawbacks weakness weaknesses downside downsides flaw flaws"),
    ("increase rise growth gain gains", "decrease drop decline loss losses reduction fall"),
    ("superior", "inferior"), ("more", "less fewer"), ("most", "least fewest"),
    ("above over", "below under beneath"),
    ("before", "after"), ("plus", "minus"), ("majority most", "minority"), ("success", "failure"),
    ("optimistic", "pessimistic"), ("sufficient enough ample", "insufficient scarce"),
    ("abundant plentiful", "scarce"), ("frequent common widespread", "rare infrequent uncommon"),
)  # fmt: skip


def _inflected(word: str) -> list[str]:
    bare = word.removesuffix("e")
    return [word, word + "s", bare + "ed", bare + "ing", bare + "es", *_IRREGULAR.get(word, "").split()]


def _compared(word: str) -> list[str]:
    bare = word.removesuffix("e")
    return [word, bare + "er", bare + "est", *_IRREGULAR.get(word, "").split()]


def _sides() -> list[tuple[frozenset[str], frozenset[str]]]:
    made = [(listed(one), listed(other)) for one, other in _WORDS]
    for table, forms in ((_VERBS, _inflected), (_DEGREES, _compared)):
        for one, other in table:
            up, down = (
                frozenset(form for word in words.split() for form in forms(word)) for words in (one, other)
            )
            made.append((up, down))
    return made


_SIDES = _sides()


def apart(one: str, other: str) -> bool:
    """Whether two words, folded, point in opposite directions."""
    return (
        any((one in up and other in down) or (one in down and other in up) for up, down in _SIDES)
        and one != other
    )
