"""FakeSpeech: a tone of plausible length a sentence, for unit and fault tests."""

import hashlib

import numpy as np

from app.outside.speech import Speech, VoiceInfo

SAMPLE_RATE = 24_000
CHARACTERS_A_SECOND = 15.0
PEAK = 0.4


class FakeSpeech:
    """Deterministic and fast; different texts give different tones."""

    name = "fake"
    version = "1"
    words_per_minute = 160.0
    sends_text_out = False

    def voices(self) -> tuple[VoiceInfo, ...]:
        return (VoiceInfo("tone", "Tone", "en-US", "Apache-2.0", SAMPLE_RATE, self.words_per_minute, "1"),)

    def speak(self, text: str, voice: str, rate: float = 1.0) -> Speech:
        """One burst a word, so that it rises and falls as speech does."""
        pitch = 120 + hashlib.sha256(f"{voice} {text}".encode()).digest()[0]
        count = int(max(0.3, len(text) / CHARACTERS_A_SECOND / rate) * SAMPLE_RATE)
        time = np.arange(count) / SAMPLE_RATE
        words = np.abs(np.sin(np.pi * np.arange(count) / count * len(text.split())))
        tone = PEAK * np.sin(2 * np.pi * pitch * time) * (0.2 + 0.8 * words)
        return Speech(np.rint(tone * 32767).astype(np.int16), SAMPLE_RATE)

    def sounded(self, word: str, phonemes: str) -> str:
        return f"{word} ({phonemes})"
