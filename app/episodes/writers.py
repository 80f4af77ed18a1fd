"""The writers by name, which controls each honours, and which of them an installation has."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass

from babel import Locale, UnknownLocaleError

from app.episodes.asking import HOSTS_MAX, WORDS_MAX
from app.episodes.composing import LanguageModelWriter, base
from app.episodes.draft import Mode, Style, Writer, WritingError
from app.episodes.writing import ExtractiveWriter
from app.installation import Installation
from app.plain import plain
from app.problems import Invalid


@dataclass(frozen=True, slots=True)
class Kind:
    """One writer: how it is made, or None where it cannot be, and what it honours beyond minutes."""

    make: Callable[[Installation], Writer | None]
    called: str
    modes: frozenset[Mode]
    style: bool = False
    language: bool = False
    hosts: bool = True
    domain: frozenset[Mode] = frozenset({Mode.SUMMARY})
    """The modes in which it can prefer one thing to another."""


def _language_model(installation: Installation) -> Writer | None:
    settings = installation.settings
    if installation.chat is None:
        return None
    return LanguageModelWriter(
        installation.chat,
        tokens=settings.writer_tokens,
        seconds=settings.writer_seconds,
        prompts_folder=settings.writer_prompts,
    )


EXTRACTIVE, LANGUAGE_MODEL = ExtractiveWriter.name, LanguageModelWriter.name
# One entry a writer. Where nobody names one, the first that honours everything asked for writes.
WRITERS: dict[str, Kind] = {
    LANGUAGE_MODEL: Kind(
        _language_model, "language model", frozenset({Mode.SUMMARY}), style=True, language=True
    ),
    EXTRACTIVE: Kind(lambda installation: ExtractiveWriter(), "extractive writer", frozenset(Mode)),
}


@dataclass(frozen=True, slots=True)
class Telling:
    """Who writes an episode and how: all of it can be honoured."""

    writer: str = EXTRACTIVE
    style: Style | None = None
    language: str = ""
    """BCP 47; empty: that of the first document."""
    hosts: int = 1
    domain: str = ""

    def as_dict(self) -> dict[str, str | int]:
        """What was asked for, for the record."""
        facts = asdict(self) | {"hosts": self.hosts if self.hosts > 1 else 0}
        return {name: value for name, value in facts.items() if value}


OWN_WORDS = Telling()
"""The source's own sentences: what every installation has."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks for, before anybody knows who can honour it; empty: no wish."""

    writer: str = ""
    style: str = ""
    language: str = ""
    hosts: int = 1
    domain: str = ""


NO_WISH = Wanted()


@dataclass(frozen=True, slots=True)
class Controls:
    """What the form that asks for an episode shows beside mode and minutes."""

    writers: list[str]
    styles: list[Style]
    languages: list[tuple[str, str]]
    """Tag and what the language calls itself."""
    hosts: bool
    """Whether there are two voices to share the telling."""


def configured(installation: Installation) -> dict[str, Kind]:
    """The writers this installation has, the preferred one first."""
    return {name: kind for name, kind in WRITERS.items() if kind.make(installation) is not None}


def writer_named(installation: Installation, name: str) -> Writer:
    """The writer; WritingError where it is not configured, or no longer."""
    writer = WRITERS[name].make(installation) if name in WRITERS else None
    if writer is None:
        raise WritingError(f"The writer “{name}” is not set up here. Draft the episode with another one.")
    return writer


async def controls(installation: Installation) -> Controls:
    """Only what a configured writer honours, and only languages a voice speaks."""
    kinds = configured(installation)
    styles = list(Style) if any(kind.style for kind in kinds.values()) else []
    translates = any(kind.language for kind in kinds.values())
    speakers = await speakers_by_language(installation)
    spoken = sorted(speakers) if translates else []
    two = max(speakers.values(), default=0) >= HOSTS_MAX
    return Controls(list(kinds), styles, [(tag, called(tag)) for tag in spoken], two)


def called(language: str) -> str:
    """The language's own name."""
    try:
        return Locale.parse(language, sep="-").get_display_name() or language
    except (UnknownLocaleError, ValueError):
        return language


async def speakers_by_language(installation: Installation) -> Counter[str]:
    """How many voices speak each language, without regions."""
    # In a thread: the first question loads the engine.
    voices = await asyncio.to_thread(
        lambda: [voice for engine in installation.speakers() for voice in engine.voices()]
    )
    return Counter(base(voice.language) for voice in voices)


async def decide(installation: Installation, mode: Mode, wanted: Wanted = NO_WISH) -> Telling:
    """Who writes what was asked for; Invalid when nobody here, or not the writer named, can honour it."""
    kinds = configured(installation)
    writer, style, language = wanted.writer, wanted.style, wanted.language
    domain = plain(wanted.domain)
    if writer and writer not in kinds:
        raise Invalid(f"There is no such writer here. There are: {', '.join(kinds)}.", field="writer")
    if style and style not in list(Style):
        raise Invalid(f"There is no such style. There are: {', '.join(Style)}.", field="style")
    candidates = {writer: kinds[writer]} if writer else kinds
    refusals = [_refusal(kind, mode, wanted) for kind in candidates.values()]
    able = [name for name, refusal in zip(candidates, refusals, strict=True) if refusal is None]
    if not able:
        # The preferred writer's reason would name a writer nobody asked for.
        raise next(refusal for refusal in reversed(refusals) if refusal is not None)
    if len(domain) > WORDS_MAX:
        raise Invalid(f"Name the field in at most {WORDS_MAX} characters.", field="domain")
    await _check_voices(installation, language, wanted.hosts)
    return Telling(able[0], Style(style) if style else None, language, wanted.hosts, domain)


async def _check_voices(installation: Installation, language: str, hosts: int) -> None:
    if not 1 <= hosts <= HOSTS_MAX:
        raise Invalid("An episode has one host or two.", field="hosts")
    if hosts == 1 and not language:
        return
    speakers = await speakers_by_language(installation)
    if language and base(language) not in speakers:
        known = ", ".join(sorted(speakers))
        raise Invalid(f"No voice here speaks this language. They speak: {known}.", field="language")
    able = speakers[base(language)] if language else max(speakers.values(), default=0)
    if able < hosts:
        raise Invalid("There are not voices enough here for two hosts.", field="hosts")


def _refusal(kind: Kind, mode: Mode, wanted: Wanted) -> Invalid | None:
    if mode not in kind.modes:
        return Invalid(f"The {kind.called} does not write in this mode.", field="mode")
    if wanted.style and not kind.style:
        return Invalid(f"The {kind.called} has no styles. Leave style out.", field="style")
    if wanted.language and not kind.language:
        reason = f"The {kind.called} keeps the document's language. Leave it out."
        return Invalid(reason, field="language")
    if wanted.domain and mode not in kind.domain:
        return Invalid("The whole text is read in this mode. Leave the field out.", field="domain")
    return None
