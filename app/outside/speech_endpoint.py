"""Any server that speaks the OpenAI protocol for speech: POST {url}/audio/speech, a WAV file back."""

import time
from ipaddress import ip_address
from typing import cast
from urllib.parse import urlsplit

import httpx

from app.outside.breaker import breaker_of
from app.outside.chat import retry_after
from app.outside.egress import EgressError
from app.outside.named import BlockingGuardedTransport, guard_for, proxied
from app.outside.speech import Samples, Speech, SpeechError, VoiceInfo
from app.outside.wav import read_wav
from app.settings import settings

REVISION = 1
"""Counts our changes to how it is asked that change the sound."""
CONNECT_SECONDS = 10.0
SECONDS = 50.0
"""Longest for one sentence, whatever drips meanwhile."""
MOST_BYTES = 32 * 1024 * 1024
WORDS_PER_MINUTE = 165.0
BUSY = {408, 409, 425, 429}


class EndpointSpeech:
    """Sends the text to the server of the settings, with its key, and nothing else of ours."""

    name = "endpoint"

    def __init__(
        self,
        url: str = "",
        key: str = "",
        model: str = "",
        voices: str = "",
        *,
        language: str = "",
        sample_rate: int = 0,
        seconds: float = SECONDS,
    ) -> None:
        known = settings()
        self._url = (url or known.speech_url).rstrip("/")
        self._key = key or known.speech_key
        self._model = model or known.speech_model
        self._ids = [voice.strip() for voice in (voices or known.speech_voices).split(",") if voice.strip()]
        self._language = language or known.speech_language
        self._sample_rate = sample_rate or known.speech_sample_rate
        self._seconds = seconds
        self.host = urlsplit(self._url).hostname or ""
        self.version = f"{self._model}.{REVISION}"

    @property
    def sends_text_out(self) -> bool:
        """Unless the server runs on this very machine."""
        return not _loopback(self.host)

    def voices(self) -> tuple[VoiceInfo, ...]:
        """As the settings list them: the protocol has no way to ask. None without an address."""
        if not self._url:
            return ()
        return tuple(
            VoiceInfo(
                id=voice,
                name=voice.replace("_", " ").capitalize(),
                language=self._language,
                licence=f"Terms of {self.host}",
                sample_rate=self._sample_rate,
                words_per_minute=WORDS_PER_MINUTE,
                version=self._model,
            )
            for voice in self._ids
        )

    def speak(self, text: str, voice: str, rate: float = 1.0) -> Speech:
        asked = {
            "model": self._model,
            "input": text,
            "voice": voice,
            "response_format": "wav",
            "speed": rate,
        }
        with breaker_of("The speech server", self._url).asking():
            content = self._told(asked)
        samples, sample_rate = read_wav(content, "The speech server")
        # Whatever they are: the check that follows makes them 16-bit, or refuses them.
        return Speech(cast(Samples, samples), sample_rate)

    def _told(self, asked: dict[str, object]) -> bytes:
        try:
            return self._answer(asked)
        except httpx.TimeoutException:
            raise SpeechError("The speech server fell silent.", again=True) from None
        except EgressError as error:
            raise SpeechError(f"TIC_SPEECH_URL: {error.message}", again=error.again) from None
        except (httpx.InvalidURL, httpx.UnsupportedProtocol):
            raise SpeechError("TIC_SPEECH_URL is not an address.", again=False) from None
        except httpx.HTTPError as error:
            kind = type(error).__name__
            raise SpeechError(f"The speech server could not be reached ({kind}).", again=True) from None

    def sounded(self, word: str, phonemes: str) -> str:
        """The word as it is: the protocol has no phonemes."""
        return word

    def _answer(self, asked: dict[str, object]) -> bytes:
        ends = time.monotonic() + self._seconds
        headers = {"Accept": "audio/wav", "Accept-Encoding": "identity"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        timeout = httpx.Timeout(self._seconds, connect=min(CONNECT_SECONDS, self._seconds))
        with (
            self._client(timeout) as client,
            client.stream("POST", f"{self._url}/audio/speech", json=asked, headers=headers) as response,
        ):
            if response.status_code != 200:
                raise _refused(response)
            content = bytearray()
            for chunk in response.iter_raw():
                content += chunk
                if len(content) > MOST_BYTES:
                    raise SpeechError("The speech server answered without end.", again=True)
                if time.monotonic() > ends:
                    raise SpeechError("The speech server is too slow.", again=True)
            return bytes(content)

    def _client(self, timeout: httpx.Timeout) -> httpx.Client:
        if self.sends_text_out and proxied(self._url):
            return httpx.Client(timeout=timeout)
        guard = guard_for(self._url, settings().egress_allow)
        return httpx.Client(timeout=timeout, transport=BlockingGuardedTransport(guard))


def _refused(response: httpx.Response) -> SpeechError:
    """What the status means; its own words may hold the text or the key, so they are not repeated."""
    status = response.status_code
    if status in (401, 403):
        return SpeechError(f"The speech server refuses the key ({status}).", again=False)
    if status in (404, 405):
        return SpeechError(
            f"There is no such model or address ({status}). Check TIC_SPEECH_URL and TIC_SPEECH_MODEL.",
            again=False,
        )
    again = status in BUSY or status >= 500
    after = retry_after(response.headers.get("Retry-After", ""))
    return SpeechError(f"The speech server answered {status}.", again=again, after=after)


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
