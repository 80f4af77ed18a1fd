"""How hard a script is to follow, as one number that needs neither syllables nor a dictionary."""

import re
from collections.abc import Sequence

from app.episodes.words import CJK, tokens

LONG = 6
"""A word of more letters is a long one."""
WIDE = re.compile(f"[{CJK}]")


def lix(sentences: Sequence[str]) -> float | None:
    """LIX (Björnsson 1968): words a sentence plus long words in a hundred; 30 is easy, 40 middling, 55 hard.

    Made for languages written with an alphabet and spaces; None for Chinese and Japanese, and without words.
    """
    words = [token.text for sentence in sentences for token in tokens(sentence)]
    wide = sum(bool(WIDE.match(word)) for word in words)
    if not words or wide > len(words) / 2:
        return None
    spoken = [sentence for sentence in sentences if tokens(sentence)]
    long = sum(len(word) > LONG for word in words)
    return round(len(words) / len(spoken) + 100 * long / len(words), 1)
