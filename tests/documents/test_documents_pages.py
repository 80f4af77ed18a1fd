"""Documents on pages and over the API: lists, one document, its file, the images of its pages, its news."""

import pytest
from sqlmodel import select

from app.documents.models import Document, Page
from app.objects import StoredObject
from tests.paper import pdf_of
from tests.streams import opened
from tests.world import World, uploaded


async def test_lists_are_newest_first_and_go_on(world: World) -> None:
    ada = world.program("ada")
    first = (await ada.get("/v1/documents?limit=1")).json()
    (newest,) = first["items"]
    assert newest["id"] == world.known.things["document"]
    second = (await ada.get(f"/v1/documents?limit=1&cursor={first['next']}")).json()
    assert [row["id"] for row in second["items"]] == [world.known.things["told"]]
    assert second["next"] is None


@pytest.mark.parametrize("limit", [0, 201, -1])
async def test_a_list_has_its_limits(world: World, limit: int) -> None:
    for what in ("documents", "episodes"):
        assert (await world.program("ada").get(f"/v1/{what}?limit={limit}")).status_code == 422


async def test_an_encrypted_pdf_says_what_to_do(empty: World) -> None:
    received = await uploaded(empty.installation, empty.principal("ed"), pdf_of(encrypted=True), "a.pdf")
    await empty.run()
    shown = (await empty.program("ed").get(f"/v1/documents/{received.document.id}")).json()
    assert (shown["state"], shown["problem"]) == ("failed", "encrypted")
    assert "password" in shown["reason"]
    page = await empty.browser("ed").get(f"/acme/documents/{received.document.id}")
    assert shown["reason"] in page.text
    assert (await empty.actions())[-1] == "job.died"
    assert "document.failed" in await empty.actions()


async def test_a_broken_pdf_says_what_to_do_and_can_be_read_again(empty: World) -> None:
    broken = b"%PDF-1.7\n" + pdf_of()[500:900]
    received = await uploaded(empty.installation, empty.principal("ed"), broken, "a.pdf")
    await empty.run()
    path = f"/acme/documents/{received.document.id}"
    ed = empty.browser("ed")
    shown = (await empty.program("ed").get(f"/v1/documents/{received.document.id}")).json()
    assert (shown["state"], shown["problem"]) == ("failed", "damaged")
    assert (await ed.post(f"{path}/reading")).status_code == 303
    assert (await ed.post(f"{path}/reading")).status_code == 409
    await empty.run()
    assert (await empty.actions()).count("document.failed") == 2


async def test_nothing_is_drafted_from_what_could_not_be_read(empty: World) -> None:
    received = await uploaded(empty.installation, empty.principal("ed"), pdf_of(encrypted=True), "a.pdf")
    await empty.run()
    answer = await empty.program("ed").post("/v1/episodes", json={"document_ids": [received.document.id]})
    assert answer.status_code == 409
    assert "password" in answer.json()["detail"]


async def test_a_page_is_drawn_once(world: World) -> None:
    document = world.known.things["document"]
    path = f"/acme/documents/{document}/pages/1/image"
    lou = world.browser("lou")
    objects = set(world.storage.objects)
    first = await lou.get(path)
    assert first.status_code == 200
    assert first.headers["content-type"] == "image/png"
    assert first.content.startswith(b"\x89PNG")
    made = set(world.storage.objects) - objects
    assert len(made) == 1
    assert (await lou.get(path)).content == first.content
    assert set(world.storage.objects) - objects == made
    known = await lou.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")
    async with world.reading() as session:
        images = (await session.exec(select(Page.image_id).where(Page.number == 1))).all()
        stored = await session.get_one(StoredObject, next(image for image in images if image))
    assert stored.media_type == "image/png"


@pytest.mark.parametrize("number", ["0", "3", "-1", "99999999999999999999", "one"])
async def test_a_page_that_is_not_there_is_404(world: World, number: str) -> None:
    path = f"/acme/documents/{world.known.things['document']}/pages/{number}/image"
    assert (await world.browser("ada").get(path)).status_code == 404


async def test_the_file_is_what_was_uploaded_and_is_never_shown_inside_the_page(world: World) -> None:
    answer = await world.browser("lou").get(f"/acme/documents/{world.known.things['document']}/file")
    assert answer.content == pdf_of()
    assert answer.headers["content-disposition"].startswith('attachment; filename="dunes.pdf"')
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_whoever_looks_at_a_document_hears_when_it_was_read(empty: World) -> None:
    received = await uploaded(empty.installation, empty.principal("ed"), pdf_of(), "a.pdf")
    async with opened(empty, f"/acme/documents/{received.document.id}/live", "lou") as stream:
        assert stream.status == 200
        assert stream.headers["content-type"].startswith("text/event-stream")
        await empty.run()
        names = set()
        while "document" not in names:
            event = await stream.event()
            assert event is not None
            names.add(event["event"])
            assert event["id"]
    async with empty.reading() as session:
        assert (await session.exec(select(Document))).one().state == "ready"


async def test_whoever_was_away_hears_what_they_missed(empty: World) -> None:
    received = await uploaded(empty.installation, empty.principal("ed"), pdf_of(), "a.pdf")
    path = f"/acme/documents/{received.document.id}/live"
    async with opened(empty, path, "lou") as stream:
        await empty.run()
        first = await stream.event()
    assert first is not None
    async with opened(empty, path, "lou", **{"Last-Event-ID": first["id"]}) as stream:
        again = await stream.event()
    assert again is not None
    assert again["id"] != first["id"]
