"""Where voices expect the marks of stress in a word's phonemes."""

import re

VOWELS = "aeiouyæøœɐɑɒɔəɘɚɛɜɝɞɤɨɪɯɵɶʉʊʌʏᵊᵻ" + "AIOQWY"
"""Those of the IPA, and misaki's letters for diphthongs."""
_EARLY = re.compile(rf"([ˈˌ])([^{VOWELS}\sˈˌ-]+)(?=[{VOWELS}])")


def stressed(phonemes: str) -> str:
    """The phonemes with each mark of stress right before its vowel: məˈɹi is məɹˈi.

    Dictionaries mark the beginning of the syllable; eSpeak and misaki, which voices learn from, the vowel.
    A voice stumbles over a mark where it has never seen one.
    """
    return _EARLY.sub(r"\2\1", phonemes)
