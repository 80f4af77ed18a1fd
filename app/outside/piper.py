"""Piper voices, from a folder or an installed package, spoken by a process of their own."""

import hashlib
import json
import re
import struct
import subprocess
import sys
import threading
import unicodedata
from contextlib import suppress
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from app.outside.ipa import stressed
from app.outside.speech import Speech, SpeechError, VoiceInfo
from app.settings import settings

REVISION = 3
"""Counts our changes to how Piper is used that change the sound."""
CHILD = Path(__file__).with_name("piper_child.py")
SECONDS = 45.0
"""Longest for one sentence, the loading of its model included."""
MOST_BYTES = 64 * 1024 * 1024
WORDS_PER_MINUTE = {"en_US-joe-medium": 178.0}
USUAL_WORDS_PER_MINUTE = 165.0
ALPHABET = (("ɝː", "ɜː"), ("ɝ", "ɜː"), ("ʧ", "tʃ"), ("ʤ", "dʒ"), ("g", "ɡ"), ("'", "ˈ"))
"""IPA as dictionaries print it, and as eSpeak does. Piper drops signs its voice has never seen, silently."""
PHONEMES = re.compile(r"\[\[[^\]]*\]\]")


class PiperSpeech:
    """One child that loads each model once. Piper is GPL, so it is never imported here.

    Its noise is off: the same text gives the same samples.
    """

    name = "piper"
    sends_text_out = False

    def __init__(self, folder: str = "", python: str = "") -> None:
        self._folder = folder or settings().piper_voices
        self._python = python or settings().piper_python or (sys.executable if find_spec("piper") else "")
        self._talking = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None

    @cached_property
    def _told(self) -> dict[str, Any]:
        """What is there: Piper's version and its voices."""
        command = [self._python, "-I", str(CHILD), "--list", self._folder]
        try:
            done = subprocess.run(command, capture_output=True, timeout=SECONDS, env={})  # noqa: S603
            told: dict[str, Any] = json.loads(done.stdout)
        except (OSError, subprocess.TimeoutExpired, ValueError):
            # No Piper in that Python, which the list of voices says by being empty.
            return {"version": "", "voices": []}
        return told

    @property
    def version(self) -> str:
        return f"{self._told['version']}.{REVISION}"

    def voices(self) -> tuple[VoiceInfo, ...]:
        """None where there is no Piper, or no voice for it."""
        return self._voices if self._python else ()

    @cached_property
    def _voices(self) -> tuple[VoiceInfo, ...]:
        return tuple(
            VoiceInfo(
                id=row["id"],
                name=row["name"],
                language=row["language"],
                licence=row["licence"],
                sample_rate=row["sample_rate"],
                words_per_minute=WORDS_PER_MINUTE.get(row["id"], USUAL_WORDS_PER_MINUTE),
                version=_fingerprint(Path(row["model"])),
            )
            for row in self._told["voices"]
        )

    def speak(self, text: str, voice: str, rate: float = 1.0) -> Speech:
        model = next(row for row in self._told["voices"] if row["id"] == voice)
        if model["language"].startswith("en"):
            # Dictionaries of English print r, which eSpeak keeps for the rolled one of other languages.
            text = PHONEMES.sub(lambda found: found.group().replace("r", "ɹ"), text)
        asked = {"model": model["model"], "text": text, "length_scale": 1 / rate}
        with self._talking:
            content = self._ask(json.dumps(asked).encode() + b"\n")
        return Speech(np.frombuffer(content, "<i2").astype(np.int16), model["sample_rate"])

    def sounded(self, word: str, phonemes: str) -> str:
        """As eSpeak writes them, which these voices were trained on."""
        for usual, its in ALPHABET:
            phonemes = phonemes.replace(usual, its)
        return f"[[{unicodedata.normalize('NFD', stressed(phonemes))}]]"

    def _ask(self, line: bytes) -> bytes:
        """The child's answer; one that is late, ends or talks nonsense is replaced."""
        child = self._running()
        assert child.stdin is not None
        assert child.stdout is not None
        late = threading.Timer(SECONDS, child.kill)
        late.daemon = True
        late.start()
        try:
            child.stdin.write(line)
            child.stdin.flush()
            (size,) = struct.unpack("<i", child.stdout.read(4))
            content = child.stdout.read(abs(size)) if abs(size) <= MOST_BYTES else b""
        except (OSError, struct.error):
            size, content = 0, b""
        finally:
            late.cancel()
        if size < 0 and len(content) == -size:
            raise SpeechError(f"Piper failed: {content.decode(errors='replace')[:200]}", again=True)
        if not size or len(content) != size:
            self.close()
            raise SpeechError("Piper ended or fell silent in the middle of a sentence", again=True)
        return content

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            command = [self._python, "-I", str(CHILD)]
            try:
                self._child = subprocess.Popen(  # noqa: S603
                    command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}
                )
            except OSError as error:
                raise SpeechError(f"Piper cannot be started: {error.strerror}", again=False) from None
        return self._child

    def close(self) -> None:
        """End the child; the next sentence starts another."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            for pipe in (child.stdin, child.stdout):
                if pipe is not None:
                    with suppress(OSError):
                        pipe.close()
            child.wait()


def _fingerprint(model: Path) -> str:
    """Of the model file, whose 60 MB take a twentieth of a second to read."""
    with model.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:12]
