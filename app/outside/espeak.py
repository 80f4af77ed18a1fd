"""espeak-ng where the system has it: many languages, hardly any time, the voice of a machine."""

import re
import shutil
import subprocess
from functools import cached_property

from app.outside.speech import Speech, SpeechError, VoiceInfo, as_int16
from app.outside.wav import read_wav
from app.settings import settings

REVISION = 1
"""Counts our changes to how the program is used that change the sound."""
SAMPLE_RATE = 22_050
WORDS_PER_MINUTE = 165
LANGUAGES = ("en-us", "en-gb", "de", "es", "fr-fr", "it", "nl", "pl", "pt", "pt-br")
"""Offered of the hundred it has, for lists that can be read."""
ROW = re.compile(r" *\d+ +(\S+) +\S+ +(\S+) +(\S+)")
SECONDS = 30.0
MARK = re.compile(r"\[\[|\]\]")


class EspeakSpeech:
    """Runs the program once a sentence. It is GPL, so it stays a program of its own."""

    name = "espeak-ng"
    sends_text_out = False

    def __init__(self, program: str = "") -> None:
        self._program = shutil.which(program or settings().espeak or "espeak-ng") or ""

    @cached_property
    def version(self) -> str:
        told = self._run("--version").decode(errors="replace")
        found = re.search(r"\d+(\.\d+)+", told)
        return f"{found.group() if found else 'unknown'}.{REVISION}"

    def voices(self) -> tuple[VoiceInfo, ...]:
        """None where the program is not installed."""
        return self._voices if self._program else ()

    @cached_property
    def _voices(self) -> tuple[VoiceInfo, ...]:
        rows = ROW.findall(self._run("--voices").decode(errors="replace"))
        # Others need the voices of another program (mbrola), which is rarely there.
        names = {code.lower(): name for code, name, file in rows if not file.startswith("mb/")}
        return tuple(self._info(code, names[code]) for code in LANGUAGES if code in names)

    def _info(self, code: str, name: str) -> VoiceInfo:
        language, _, region = code.partition("-")
        return VoiceInfo(
            id=code,
            name=name.replace("_", " "),
            language=f"{language}-{region.upper()}" if region else language,
            licence="GPL-3.0-or-later",
            sample_rate=SAMPLE_RATE,
            words_per_minute=WORDS_PER_MINUTE,
            version=self.version,
        )

    def speak(self, text: str, voice: str, rate: float = 1.0) -> Speech:
        pace = str(round(WORDS_PER_MINUTE * rate))
        # Double brackets would switch it to phonemes of its own alphabet.
        said = MARK.sub(" ", text).encode()
        output = self._run("-v", voice, "-s", pace, "-b", "1", "--stdin", "--stdout", feed=said)
        samples, sample_rate = read_wav(output, self.name)
        return Speech(as_int16(samples), sample_rate)

    def sounded(self, word: str, phonemes: str) -> str:
        """The word as it is: espeak-ng knows no IPA."""
        return word

    def _run(self, *arguments: str, feed: bytes = b"") -> bytes:
        try:
            done = subprocess.run(  # noqa: S603
                [self._program, *arguments], input=feed, capture_output=True, timeout=SECONDS
            )
        except subprocess.TimeoutExpired:
            raise SpeechError(f"espeak-ng did not finish within {SECONDS:.0f} s", again=True) from None
        except OSError as error:
            raise SpeechError(f"espeak-ng cannot be started: {error.strerror}", again=False) from None
        if done.returncode:
            raise SpeechError(f"espeak-ng ended with {done.returncode}", again=True)
        return done.stdout
