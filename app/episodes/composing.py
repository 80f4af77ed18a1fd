"""The language-model writer: a script in words of its own, every sentence of which rests on passages."""

import asyncio
from collections.abc import Sequence
from typing import Any

from babel import Locale, UnknownLocaleError

from app.episodes.conversing import Conversation
from app.episodes.draft import Draft, Mode, Source, Style, Tell, WriteRequest, WritingError
from app.episodes.fitting import fill, lengthen, seconds_of, segments_of, trim
from app.episodes.offering import Offered, fence, offered
from app.episodes.planning import Brief, Planned, choose, plan, too_long
from app.episodes.prompting import Prompts
from app.episodes.telling import Tally, Told, tell_part
from app.episodes.untold import nothing_told
from app.episodes.writing import title_of
from app.outside.chat import Chat

ENOUGH = 0.5
"""Share of the length the model itself must fill; a script below it would not be its own."""


class LanguageModelWriter:
    """Tells documents through a chat endpoint: chosen over the whole, planned, told part by part.

    What the model says is never believed: each sentence is held against its passages by the checks, mended in
    at most two rounds, and then left to a person with its findings, or dropped if nothing stands behind it.
    """

    name = "language-model"
    version = "1"

    def __init__(self, chat: Chat, *, tokens: int, seconds: float, prompts_folder: str = "") -> None:
        self._chat = chat
        self._tokens = tokens
        self._seconds = seconds
        self._folder = prompts_folder

    async def draft(self, sources: Sequence[Source], request: WriteRequest, tell: Tell) -> Draft:
        """A summary in `request.language`; WritingError when hopeless, ChatError when the model fails."""
        if request.mode is not Mode.SUMMARY:
            raise WritingError("The language model writes summaries only.")
        prompts = Prompts.of(self._folder, request.organization)
        offers, others = offered(sources)
        if not offers:
            raise WritingError(nothing_told(sources))
        brief = _brief(sources, request, prompts, fence(offers))
        talk = Conversation(self._chat, prompts, tokens=self._tokens, seconds=self._seconds)
        large = {offer.id for offer in too_long(talk, brief, offers)}
        offers = [offer for offer in offers if offer.id not in large]
        if not offers:
            raise WritingError("No sentence of this document fits into TIC_WRITER_TOKENS.")
        chosen = await choose(talk, brief, offers, tell)
        tally = Tally()
        parts = await self._told(talk, brief, await plan(talk, brief, chosen), tell, tally)
        await lengthen(talk, brief, parts, chosen, tally)
        if seconds_of(parts, brief) < ENOUGH * _reachable(brief, chosen):
            raise WritingError(
                "Too little of what the language model wrote rests on the document. A more capable model may "
                "do better, or choose the extractive writer."
            )
        await asyncio.to_thread(fill, brief, parts, sources, offers, tally)
        await asyncio.to_thread(trim, brief, parts, tally)
        segments = tuple(segments_of(parts, brief))
        counts = {
            "offered": len(offers), "chosen": len(chosen), "too_long": len(large), "other_roles": others,
        }  # fmt: skip
        made_with = self._record(request, brief, talk, prompts, tally) | {"passages": counts}
        made_with["sentences"] |= {"kept": sum(len(part.sentences) for part in parts)}
        return Draft(
            title_of(sources[0]) or segments[0].title, segments, brief.language, brief.translated, made_with
        )

    async def _told(
        self, talk: Conversation, brief: Brief, planned: Sequence[Planned], tell: Tell, tally: Tally
    ) -> list[Told]:
        parts: list[Told] = []
        for number, part in enumerate(planned):
            await tell(0.35 + 0.6 * number / len(planned), f"Writing part {number + 1} of {len(planned)}")
            told = [each.text for other in parts for each in other.sentences]
            parts.append(Told(part, await tell_part(talk, brief, part, told, tally)))
        return parts

    def _record(
        self, request: WriteRequest, brief: Brief, talk: Conversation, prompts: Prompts, tally: Tally
    ) -> dict[str, Any]:
        """For the revision: enough to say how the script came about, and nothing the model said."""
        return {
            "writer": f"{self.name} {self.version}",
            "model": self._chat.model,
            "served_as": talk.served,
            "host": self._chat.host,
            "prompts_sha256": prompts.sha256,
            "settings": {
                "minutes": request.minutes,
                "style": request.style or Style.EVERYDAY,
                "language": brief.language,
                "translated": brief.translated,
                "hosts": request.hosts,
                "domain": request.domain,
                "tokens": self._tokens,
            },
            "calls": talk.calls,
            "tokens": talk.tokens,
            "unusable_answers": talk.unusable,
            "sentences": {"mended": tally.mended, "filled": tally.filled, "dropped": dict(tally.dropped)},
        }


def _brief(sources: Sequence[Source], request: WriteRequest, prompts: Prompts, line: str) -> Brief:
    spoken = sources[0].language
    language = request.language or ("en" if spoken == "und" else spoken)
    style = request.style or Style.EVERYDAY
    system = prompts.filled(
        "system",
        style=prompts.texts[f"styles/{style}"].strip(),
        hosts=prompts.texts[f"hosts/{request.hosts}"].strip(),
        domain=prompts.filled("domain", domain=request.domain) if request.domain else "",
        language=_called(language),
        fence=line,
    )
    translated = any(base(source.language) not in (base(language), "und") for source in sources)
    return Brief(
        request.minutes, request.words_per_minute, language, translated, title_of(sources[0]), system, line,
        request.hosts,
    )  # fmt: skip


def _reachable(brief: Brief, chosen: Sequence[Offered]) -> float:
    """Seconds asked for, or those the chosen passages last if they are less."""
    words = sum(len(offer.text.split()) for offer in chosen)
    return 60 * min(brief.minutes, words / brief.words_per_minute)


def base(language: str) -> str:
    """The language of a tag without its region: en of en-US."""
    return language.split("-")[0].lower()


def _called(language: str) -> str:
    try:
        return Locale.parse(language, sep="-").english_name or language
    except (UnknownLocaleError, ValueError):
        return language
