"""Asking a language model for one thing after the other, within one deadline, believing nothing it says."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from app.episodes.answers import Unusable, parsed
from app.episodes.offering import tokens_in
from app.episodes.prompting import Prompts
from app.outside.chat import Chat, ChatError, Form, Message

ASKED_TWICE = 2
"""Times a question is put when the answer cannot be used."""
LONGEST_SHARE = 0.5
"""Of the time for the whole script that one question may take."""
MARGIN = 100
"""Tokens for what a server puts around messages."""
LEAST_ROOM = 400
"""Tokens of passages below which a model is too small to be asked."""
T = TypeVar("T")


class Unanswered(ChatError):
    """The model answered, but nothing that can be used."""


class Conversation:
    """One script's worth of questions; counts what they cost."""

    def __init__(self, chat: Chat, prompts: Prompts, *, tokens: int, seconds: float) -> None:
        self._chat, self._prompts = chat, prompts
        self._window = tokens
        self._longest = seconds * LONGEST_SHARE
        self._ends = asyncio.get_running_loop().time() + seconds
        self.calls = self.tokens = self.unusable = 0
        self.served = ""
        """The model that answered, as the server calls it."""

    @property
    def answer_tokens(self) -> int:
        """Kept free for the answer."""
        return min(4096, self._window // 3)

    def room(self, name: str, system: str) -> int:
        """Tokens of passages that fit into a question."""
        frame = sum(map(tokens_in, (system, self._prompts.texts[name], self._prompts.texts["again"])))
        room = self._window - self.answer_tokens - frame - MARGIN
        if room < LEAST_ROOM:
            raise ChatError("TIC_WRITER_TOKENS is too small for the prompts.", again=False)
        return room

    async def ask(
        self, system: str, name: str, form: Form, read: Callable[[dict[str, Any]], T], **values: object
    ) -> T:
        """What `read` makes of the answer; Unanswered when it can make nothing of it, twice."""
        question = self._prompts.filled(name, **values)
        problem = Unusable("")
        for turn in range(ASKED_TWICE):
            reminder = self._prompts.filled("again", problem=problem) if turn else ""
            try:
                return read(await self._answer(system, f"{question}\n\n{reminder}".strip(), form))
            except Unusable as unusable:
                problem = unusable
                self.unusable += 1
        reason = f"The language model gave no usable answer: {problem}. A larger model may do better."
        raise Unanswered(reason, again=True)

    async def _answer(self, system: str, question: str, form: Form) -> dict[str, Any]:
        left = self._ends - asyncio.get_running_loop().time()
        if left <= 0:
            raise ChatError("The language model took too long for the whole script.", again=True)
        messages = [Message("system", system), Message("user", question)]
        seconds = min(left, self._longest)
        reply = await self._chat.complete(messages, form, tokens=self.answer_tokens, seconds=seconds)
        self.calls += 1
        self.tokens += reply.tokens
        self.served = reply.model or self.served
        if not reply.whole:
            raise Unusable("it was longer than there is room for")
        return parsed(reply.text)
