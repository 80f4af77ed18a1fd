"""hibari: a small neural English voice that comes inside a wheel and needs no network."""

import hashlib
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from app.outside.ffmpeg import FfmpegError, filtered
from app.outside.hibari_words import words_sounded
from app.outside.ipa import stressed
from app.outside.speech import Samples, Speech, SpeechError, VoiceInfo, as_int16, trimmed

SAMPLE_RATE = 24_000
REVISION = 4
"""Counts our changes to how the package is used that change the sound."""
WORDS_PER_MINUTE = {"heart": 158.0}
USUAL_WORDS_PER_MINUTE = 155.0
PHONEMES_MAX = 400
"""Longest stretch the model is given at once."""
JOIN_SECONDS = 0.2
SHIFTED = {"heart-low": "heart"}
"""A second host without a second model: a voice made of another by `SHIFT`."""
SHIFT = (
    "asetrate=20640,aresample=24000,rubberband=tempo=1.162791:pitch=0.767442:formant=preserved:window=short,"
    "volume=2.1dB"
)
"""Formants at 0.86 and pitch at 0.66 of the original, like a man's voice to a woman's; as loud as it was.
A recognizer makes no more errors of it."""
SEED = 0
"""Fixes the noise in the voice: the same text gives the same samples."""


class HibariSpeech:
    """Bit-identical for the same text, voice and rate on one kind of processor."""

    name = "hibari"
    sends_text_out = False

    def __init__(self) -> None:
        # Imported here: it costs half a second that a process which never speaks should not pay.
        import hibari
        from hibari import voices

        self._package, self._catalog = hibari, voices
        self._loading = threading.Lock()
        self._loaded: dict[str, Any] = {}
        fingerprint = voices.VOICES[voices.DEFAULT]["sha256"][:12]
        self.version = f"{hibari.__version__}+{fingerprint}.{REVISION}"

    def voices(self) -> tuple[VoiceInfo, ...]:
        """Those whose models are here, bundled or in the package's cache, and the shifted ones."""
        own = [self._info(id, known) for id, known in self._catalog.VOICES.items() if self._model(id)]
        by_id = {info.id: info for info in own}
        recipe = hashlib.sha256(SHIFT.encode()).hexdigest()[:8]
        for id, original in SHIFTED.items():
            if info := by_id.get(original):
                own.append(replace(info, id=id, name=f"{info.name}, low", version=f"{info.version}-{recipe}"))
        return tuple(own)

    def _info(self, id: str, known: dict[str, Any]) -> VoiceInfo:
        return VoiceInfo(
            id=id,
            name=id.capitalize(),
            language=known["language"],
            licence="Apache-2.0",
            sample_rate=SAMPLE_RATE,
            words_per_minute=WORDS_PER_MINUTE.get(id, USUAL_WORDS_PER_MINUTE),
            version=known["sha256"][:12],
        )

    def speak(self, text: str, voice: str, rate: float = 1.0) -> Speech:
        model = self._voice(SHIFTED.get(voice, voice))
        noise = np.random.default_rng(SEED)
        spoken = [
            model.from_ids(model.ids(phonemes), rate, noise)
            for sentence in model.phonemize(words_sounded(text, self.sounded))
            for phonemes in stretches(sentence)
        ]
        if not spoken:
            raise SpeechError(f"hibari cannot pronounce {text[:80]!r}", again=False)
        samples = joined(spoken)
        if voice in SHIFTED:
            samples = shifted(samples)
        return Speech(samples, SAMPLE_RATE)

    def sounded(self, word: str, phonemes: str) -> str:
        return f"[{word}](/{in_its_alphabet(phonemes)}/)"

    def _model(self, voice: str) -> Path | None:
        """Where a voice's model lies on this machine; never downloads."""
        try:
            return Path(self._catalog.voice_path(voice, download_missing=False))
        except (FileNotFoundError, ValueError):
            return None

    def _voice(self, voice: str) -> Any:
        """The loaded model; its run method and its dictionaries are safe to use from several threads."""
        with self._loading:
            if voice not in self._loaded:
                path = self._model(voice)
                if path is None:
                    raise SpeechError(f"the model of voice {voice!r} is not on this machine", again=False)
                model = self._package.Hibari(voice=voice, model=str(path), threads=1)
                # Both load lazily, which two threads at once must not do.
                model.g2p.oov  # noqa: B018
                self._loaded[voice] = model
            return self._loaded[voice]


ALPHABET = (
    ("eɪ", "A"), ("aɪ", "I"), ("aʊ", "W"), ("oʊ", "O"), ("əʊ", "Q"), ("ɔɪ", "Y"), ("tʃ", "ʧ"), ("dʒ", "ʤ"),
    ("ɝ", "ɜɹ"), ("ɚ", "əɹ"), ("l̩", "ᵊl"), ("n̩", "ᵊn"), ("m̩", "ᵊm"), ("r", "ɹ"), ("g", "ɡ"), ("ː", ""),
    ("'", "ˈ"), ("/", ""), (".", ""),
)  # fmt: skip
"""IPA as dictionaries print it, and the letters this model knows it by: one for each diphthong."""


def in_its_alphabet(phonemes: str) -> str:
    """As misaki writes them."""
    for usual, its in ALPHABET:
        phonemes = phonemes.replace(usual, its)
    return stressed(phonemes)


def stretches(phonemes: str) -> Iterator[str]:
    """A clause too long for the model, cut between words."""
    while len(phonemes) > PHONEMES_MAX:
        cut = phonemes.rfind(" ", 0, PHONEMES_MAX)
        if cut <= 0:
            cut = PHONEMES_MAX
        yield phonemes[:cut]
        phonemes = phonemes[cut:].lstrip()
    yield phonemes


def shifted(samples: Samples) -> Samples:
    try:
        return filtered(samples, SAMPLE_RATE, SHIFT)
    except FfmpegError as error:
        raise SpeechError(str(error), again=error.again) from error


def joined(parts: Sequence[npt.NDArray[np.float32]]) -> npt.NDArray[np.int16]:
    """One clip of several stretches, the model's own long silences between them shortened."""
    if len(parts) == 1:
        return as_int16(parts[0])
    gap = np.zeros(int(JOIN_SECONDS * SAMPLE_RATE), np.int16)
    pieces: list[npt.NDArray[np.int16]] = []
    for part in parts:
        pieces += [trimmed(as_int16(part), SAMPLE_RATE), gap]
    return np.concatenate(pieces[:-1])
