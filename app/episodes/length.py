"""How long a script takes to narrate, before anything is narrated."""

from collections.abc import Sequence
from functools import lru_cache

from app.episodes.draft import DraftSegment
from app.episodes.speaking import spoken_form
from app.episodes.words import tokens

SENTENCE_PAUSE = 0.35
"""Seconds of silence after a sentence, typical of the pacing presets."""
SEGMENT_PAUSE = 0.9
"""Seconds of silence after a segment."""
WIDE = ("\u3040", "\uffef")


def narrated_seconds(segments: Sequence[DraftSegment], words_per_minute: float, language: str) -> float:
    """Words of the spoken forms at the voice's pace, plus a typical pause after each sentence and segment.

    Chinese and Japanese are counted two characters to a word, which is their usual ratio in translation.
    """
    seconds = 0.0
    for segment in segments:
        for sentence in segment.sentences:
            seconds += spoken_words(sentence.text, language) * 60 / words_per_minute + SENTENCE_PAUSE
        seconds += SEGMENT_PAUSE - SENTENCE_PAUSE
    return seconds


@lru_cache(maxsize=8192)
def spoken_words(text: str, language: str) -> float:
    """Words of the spoken form."""
    words = tokens(spoken_form(text, language))
    return sum(0.5 if WIDE[0] <= word.text[0] <= WIDE[1] else 1.0 for word in words)
