"""Names in prose: which are heard by the product's recognizer, by another one, by both, by neither.

A name no recognizer hears may be said wrong; one that only one of them misses is that one's error.
TIC_BENCH_WHISPER: folder of another Whisper model (as faster-whisper reads it), for instance base.en.
"""

import os
from collections.abc import Callable
from typing import Any

import hibari

from app.episodes.speaking import spoken_form
from app.narration.hearing import words_of
from app.outside.recognizer import Whisper, normalized
from app.outside.speech import Samples, engine
from benchmarks.narration.episode import NAME, RATE
from benchmarks.narration.heldout import COUNTED, PROSE
from benchmarks.narration.names import CITED

Ears = Callable[[Samples], str]


def ears() -> dict[str, Ears]:
    """The product's, and the other where there is one."""
    product = Whisper()
    found: dict[str, Ears] = {"product": lambda sound: product.transcribe(sound, RATE)}
    if folder := os.environ.get("TIC_BENCH_WHISPER"):
        from faster_whisper import WhisperModel

        other = Whisper()
        other._model = WhisperModel(folder, device="cpu", compute_type="int8", cpu_threads=1)
        found["other"] = lambda sound: other.transcribe(sound, RATE)
    return found


def named(lines: list[str], heard_by: dict[str, Ears]) -> list[tuple[str, dict[str, bool]]]:
    """Each name, and whether each recognizer heard it, or a word the voice says in the same way."""
    voice = hibari.Hibari(voice="heart")
    found = []
    for line in filter(NAME.search, lines):
        spoken = spoken_form(line)
        sound = engine().speak(spoken, "heart").samples
        texts = {who: words_of(hear(sound)).split() for who, hear in heard_by.items()}
        for name in NAME.findall(spoken):
            same = voice.phonemize(name)
            heard = {
                who: normalized(name) in words or same in [voice.phonemize(word) for word in words]
                for who, words in texts.items()
            }
            found.append((name, heard))
    return found


def told(found: list[tuple[str, dict[str, bool]]]) -> dict[str, Any]:
    missed = {who: [name for name, heard in found if not heard[who]] for who in found[0][1]}
    return {
        "names": len(found),
        "missed": {who: f"{len(names)}: {', '.join(names)}" for who, names in missed.items()},
        "missed by all": ", ".join(name for name, heard in found if not any(heard.values())),
    }


if __name__ == "__main__":
    hearing = ears()
    for label, lines in (("prose", [*PROSE, *COUNTED]), ("cited names", CITED)):
        print(label, told(named(lines, hearing)), flush=True)
