"""Names in prose: which are heard in the default voice, in other voices, by another recognizer, by none.

A name nobody hears in any voice is the recognizer's error; one that is heard only in other voices may be
said wrong by the default one.
TIC_BENCH_WHISPER: folder of another Whisper model (as faster-whisper reads it), for instance base.en.
TIC_BENCH_VOICES: other voices, as engine:voice, with commas between; for instance piper:en_US-joe-medium.
"""

import os
from collections.abc import Callable
from typing import Any

import hibari

from app.episodes.speaking import spoken_form
from app.narration.hearing import words_of
from app.outside.recognizer import Whisper, normalized
from app.outside.speech import DEFAULT_ENGINE, Speech, engine
from benchmarks.narration.episode import NAME
from benchmarks.narration.heldout import COUNTED, PROSE
from benchmarks.narration.names import CITED

Ears = Callable[[Speech], str]
Named = list[tuple[str, dict[str, bool]]]
DEFAULT_VOICE = f"{DEFAULT_ENGINE}:heart"


def ears() -> dict[str, Ears]:
    """The product's, and the other where there is one."""
    product = Whisper()
    found: dict[str, Ears] = {"product": lambda said: product.transcribe(said.samples, said.sample_rate)}
    if folder := os.environ.get("TIC_BENCH_WHISPER"):
        from faster_whisper import WhisperModel

        other = Whisper()
        other._model = WhisperModel(folder, device="cpu", compute_type="int8", cpu_threads=1)
        found["other"] = lambda said: other.transcribe(said.samples, said.sample_rate)
    return found


def voices() -> list[str]:
    return [DEFAULT_VOICE, *filter(None, os.environ.get("TIC_BENCH_VOICES", "").split(","))]


def named(lines: list[str], voice: str, heard_by: dict[str, Ears]) -> Named:
    """Each name, and whether each recognizer heard it, or a word the default voice says in the same way."""
    own = hibari.Hibari(voice="heart")
    speaks, _, speaker = voice.partition(":")
    found = []
    for line in filter(NAME.search, lines):
        spoken = spoken_form(line)
        said = engine(speaks).speak(spoken, speaker)
        texts = {who: words_of(hear(said)).split() for who, hear in heard_by.items()}
        for name in NAME.findall(spoken):
            same = own.phonemize(name)
            heard = {
                who: normalized(name) in words or same in [own.phonemize(word) for word in words]
                for who, words in texts.items()
            }
            found.append((name, heard))
    return found


def told(found: Named) -> dict[str, Any]:
    missed = {who: [name for name, heard in found if not heard[who]] for who in found[0][1]}
    return {
        "names": len(found),
        "missed": {who: f"{len(names)}: {', '.join(names)}" for who, names in missed.items()},
        "missed by all": listed([name for name, heard in found if not any(heard.values())]),
    }


def compared(by_voice: dict[str, Named]) -> dict[str, dict[str, str]]:
    """What each recognizer misses in every voice, and in the default one but not in another; then all."""
    rows = list(zip(*by_voice.values(), strict=True))
    each = list(rows[0][0][1])
    found = {}
    for ears in dict.fromkeys([*((who,) for who in each), tuple(each)]):
        missed = [(row[0][0], [not any(heard[who] for who in ears) for _, heard in row]) for row in rows]
        found[" and ".join(ears)] = {
            "in every voice": listed([name for name, by in missed if all(by)]),
            "in the default, not in another": listed([name for name, by in missed if by[0] and not all(by)]),
        }
    return found


def listed(names: list[str]) -> str:
    return f"{len(names)}: {', '.join(names)}"


if __name__ == "__main__":
    hearing = ears()
    for label, lines in (("prose", [*PROSE, *COUNTED]), ("cited names", CITED)):
        by_voice = {voice: named(lines, voice, hearing) for voice in voices()}
        for voice, found in by_voice.items():
            print(label, voice, told(found), flush=True)
        if len(by_voice) > 1:
            print(label, "missed", compared(by_voice), flush=True)
