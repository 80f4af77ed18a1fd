"""A long made-up document, and the language-model writer on a local server, for the tests of that writer."""

from itertools import cycle

from app.documents.pages import Place, Role
from app.episodes.composing import LanguageModelWriter
from app.episodes.draft import Draft, DraftSentence, Passage, Source, WriteRequest
from app.outside.chat import ChatEndpoint
from tests.fakes.chat_server import ChatServer

SECTIONS = (
    "Abstract",
    "Introduction",
    "Methods",
    "Sensors",
    "Wind",
    "Rain",
    "Results",
    "Limits",
    "Conclusion",
)
PLACES = (
    "Tarfaya", "Morrow", "Lindau", "Ostrava", "Pelham", "Quito", "Ravenna", "Sorrento", "Tromso", "Uppsala",
    "Vilnius", "Windhoek",
)  # fmt: skip
THINGS = (
    "gravel on the northern road", "sand behind wooden fences", "snow near the upper station",
    "salt along the old harbour", "clay under the railway bridge", "dust inside the greenhouse",
    "water below the eastern well", "moss between the stone walls", "leaves around the quiet pond",
    "smoke above the brick kilns", "pollen over the orchard rows",
)  # fmt: skip
VERBS = ("measured", "collected", "removed", "weighed", "counted", "photographed", "mapped")


def long_source(count: int = 48, extra: tuple[str, ...] = (), language: str = "en") -> Source:
    """Sentences with a number and a name each, evenly under the sections; `extra` are put in the middle."""
    told = list(zip(range(count), cycle(PLACES), cycle(THINGS), cycle(VERBS), strict=False))
    texts = [
        f"The team from {place} {verb} {number + 11} kilograms of {thing} during week {number % 47 + 3}."
        for number, place, thing, verb in told
    ]
    texts[count // 2 : count // 2] = extra
    return Source("paper", "Slow matter in small towns", language, tuple(_passages(texts)))


def _passages(texts: list[str]) -> list[Passage]:
    passages = []
    size = -(-len(texts) // len(SECTIONS))
    for number, text in enumerate(texts):
        section = SECTIONS[number // size]
        if number % size == 0:
            passages.append(_passage(section, Role.HEADING, section, number))
        passages.append(_passage(text, Role.BODY, section, number))
    return passages


def _passage(text: str, role: Role, section: str, number: int) -> Passage:
    place = Place(1 + number // 30, text, ((50.0, 10.0 * (number % 30), 500.0, 10.0 * (number % 30) + 9.0),))
    return Passage("paper", text, (place,), role, section, number // 6, 1)


async def compose(
    server: ChatServer,
    source: Source | None = None,
    request: WriteRequest | None = None,
    *,
    tokens: int = 16_000,
    seconds: float = 20.0,
    folder: str = "",
) -> Draft:
    """The draft the writer makes with that server."""
    chat = ChatEndpoint(server.url, "asked-model", "sk-key", backoff=0.01)
    writer = LanguageModelWriter(chat, tokens=tokens, seconds=seconds, prompts_folder=folder)
    wanted = request or WriteRequest(minutes=1.0)
    return await writer.draft([source or long_source()], wanted, tell)


async def tell(fraction: float, note: str) -> None:
    """Nobody listens."""
    assert 0 <= fraction <= 1
    assert note


def claims(draft: Draft) -> list[DraftSentence]:
    """All but connecting sentences."""
    return [each for segment in draft.segments for each in segment.sentences if each.claim]
