"""Choosing what stands behind a sentence: passages of its documents, by their words or on the page."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from litestar import Router, get, post
from litestar.params import FromQuery, URLEncodedBody
from litestar.response import Response, Template
from sqlmodel.ext.asyncio.session import AsyncSession

from app.episodes.draft import Evidence, Passage
from app.episodes.lookups import SentenceAt, provide_sentence
from app.episodes.revising import Sources, cite
from app.permissions import Permission, Principal
from app.problems import Invalid, Stale
from app.review.answering import AtSentence, Caller, back
from app.review.screen import Leaves, leaves_of
from app.web import AnyRequest, Session, render

FOUND = 12
"""Passages a search shows."""
CITED_MAX = 6


@dataclass(frozen=True)
class Offered:
    """A passage that can be chosen; `key` names it and its words, so that no other is chosen by mistake."""

    key: str
    passage: Passage
    cited: bool


@dataclass
class PassagesForm:
    """One passage comes as text, several as a list."""

    content_hash: str
    passages: list[str] | str = field(default_factory=list)


def key_of(number: int, passage: Passage) -> str:
    words = "\n".join(place.quote for place in passage.places)
    return f"{number}-{hashlib.sha256(words.encode()).hexdigest()[:16]}"


def _evidence(passage: Passage) -> list[Evidence]:
    return [Evidence(passage.document_id, at.page, at.quote, at.boxes) for at in passage.places]


async def offer(
    session: AsyncSession, at: SentenceAt, find: str, document_id: str, page: int
) -> tuple[list[Offered], list[Leaves]]:
    """The passages of a page, or without one those that fit the words best; and the documents."""
    index = await Sources(session, at.episode).indexed()
    if page:
        numbers = [
            number
            for number, passage in enumerate(index.passages)
            if passage.document_id == document_id and any(place.page == page for place in passage.places)
        ]
    else:
        numbers = index.search(find or at.sentence.text, most=FOUND)
    quoted = {(span.document_id, span.page, span.quote) for span in at.sentence.evidence}
    offered = []
    for number in numbers:
        passage = index.passages[number]
        cited = any((passage.document_id, place.page, place.quote) in quoted for place in passage.places)
        offered.append(Offered(key_of(number, passage), passage, cited))
    return offered, await leaves_of(session, at.episode)


async def anchor(
    session: AsyncSession, at: SentenceAt, by: Principal, content_hash: str, keys: Sequence[str]
) -> None:
    """Put exactly these passages behind the sentence; its checks are done when this returns."""
    at.sentence.check_fresh(content_hash)
    if not 1 <= len(keys) <= CITED_MAX:
        raise Invalid(f"Choose 1 to {CITED_MAX} passages.", field="passages")
    sources = Sources(session, at.episode)
    index = await sources.indexed()
    known = {key_of(number, passage): passage for number, passage in enumerate(index.passages)}
    if not set(keys) <= known.keys():
        raise Stale("The document has changed since you chose from it. Choose again.")
    evidence = [piece for key in keys for piece in _evidence(known[key])]
    await cite(session, at.episode, at.segment, at.sentence, by, evidence, sources)


@get("/sentences/{sentence_id:str}/evidence", needs=Permission.READ)
async def show_evidence(
    request: AnyRequest,
    session: Session,
    at: AtSentence,
    find: FromQuery[str] = "",
    document: FromQuery[str] = "",
    page: FromQuery[int] = 0,
) -> Template:
    """Passages to choose from; each is a box on the page image, too."""
    offered, documents = await offer(session, at, find, document, page)
    first = offered[0].passage if offered else None
    shown = document or (first.document_id if first else documents[0].id)
    open_ = next((row for row in documents if row.id == shown), documents[0])
    number = page or (first.places[0].page if first else 1)
    context: dict[str, Any] = {
        "episode": at.episode,
        "sentence": at.sentence,
        "offered": offered,
        "documents": documents,
        "document": open_,
        "sheet": open_.pages[min(max(number, 1), len(open_.pages)) - 1],
        "find": find,
        "by_page": bool(page),
    }
    return render(request, "review/evidence.html", here="episodes", **context)


@post("/sentences/{sentence_id:str}/evidence", needs=Permission.WRITE)
async def create_evidence(
    request: AnyRequest,
    session: Session,
    principal: Caller,
    at: AtSentence,
    data: URLEncodedBody[PassagesForm],
) -> Response[Any]:
    keys = [data.passages] if isinstance(data.passages, str) else data.passages
    await anchor(session, at, principal, data.content_hash, keys)
    return back(request, at.episode, f"sentence-{at.sentence.id}")


router = Router(
    path="/{org:str}",
    route_handlers=[show_evidence, create_evidence],
    dependencies={"at": provide_sentence},
)
