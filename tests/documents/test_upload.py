"""Uploads: what is taken, under which name, found again when it is there; nothing is kept of the refused."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from sqlmodel import select

from app.documents.models import Document, DocumentVersion
from app.documents.upload import clean_name, receive
from app.objects import StoredObject, fetch
from app.organizations.places import project_for
from app.outside.storage import StorageError
from app.queue.turns import next_due
from tests.conftest import Build
from tests.paper import DUNES, pdf_of
from tests.world import Blueprint, World, approved, pieces

PDF = "application/pdf"


async def upload(
    world: World, content: bytes, name: str = "dunes.pdf", who: str = "ed", **data: str
) -> httpx.Response:
    files = {"file": (name, content, PDF)}
    return await world.program(who).post("/v1/documents", files=files, data=data)


async def kept(world: World) -> tuple[int, int]:
    """How many documents and objects there are."""
    async with world.reading() as session:
        return len((await session.exec(select(Document))).all()), len(world.storage.objects)


async def test_a_pdf_is_kept_as_it_came_and_read(empty: World) -> None:
    answer = await upload(empty, pdf_of())
    assert answer.status_code == 201
    assert set(answer.json()) >= {"id", "state", "job_id"}
    assert answer.json()["state"] == "reading"
    async with empty.reading() as session:
        version = (await session.exec(select(DocumentVersion))).one()
        stored = await session.get_one(StoredObject, version.object_id)
    assert await fetch(empty.installation, stored) == pdf_of()
    assert pdf_of() not in b"".join(empty.storage.objects.values())
    await empty.run()
    shown = (await empty.program("ed").get(f"/v1/documents/{answer.json()['id']}")).json()
    assert (shown["state"], shown["pages"], shown["title"]) == ("ready", 2, DUNES[0])
    assert shown["sha256"] == version.sha256


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        (b"", 422, "empty"),
        (b"PK\x03\x04 a docx", 422, "not a PDF"),
        (b"<html>%PDF</html>", 422, "not a PDF"),
        (b"x" * 1024 + b"%PDF-1.7", 422, "not a PDF"),
        (b"%PDF-1.7\n" + b"x" * 200_000, 413, "larger"),
    ],
)
async def test_what_is_refused_leaves_nothing(
    build: Build, empty_blueprint: Blueprint, content: bytes, status: int, words: str
) -> None:
    world = build(empty_blueprint, upload_max_bytes=100_000)
    answer = await upload(world, content)
    assert answer.status_code == status
    assert words in answer.json()["detail"]
    assert await kept(world) == (0, 0)
    form = await world.browser("ed").post("/acme/documents", files={"file": ("a.pdf", content, PDF)})
    assert form.status_code == status
    assert words in form.text
    assert await kept(world) == (0, 0)


async def test_a_body_far_beyond_the_limit_is_not_even_read(build: Build, empty_blueprint: Blueprint) -> None:
    world = build(empty_blueprint, upload_max_bytes=100_000)
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7\n'
        while read < 1000:
            read += 1
            yield b"x" * 65536

    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = await world.program("ed").post("/v1/documents", content=endless(), headers=headers)
    assert answer.status_code == 413
    assert read < 100
    assert await kept(world) == (0, 0)


async def test_a_form_without_a_file_is_told_so(empty: World) -> None:
    for body in ({"data": {"workspace_id": "x"}}, {"files": {"other": ("a.pdf", b"%PDF-", PDF)}}, {}):
        answer = await empty.program("ed").post("/v1/documents", **body)
        assert answer.status_code in (400, 422), answer.text
        page = await empty.browser("ed").post("/acme/documents", **body)
        assert page.status_code in (400, 422), page.text
    assert await kept(empty) == (0, 0)


NAMES = {
    "dunes.pdf": "dunes.pdf",
    "../../etc/passwd": "passwd",
    "..\\..\\windows\\system.ini": "system.ini",
    "C:\\Users\\Ada\\dunes.pdf": "dunes.pdf",
    "/": "document.pdf",
    "": "document.pdf",
    "...": "document.pdf",
    "a\r\nSet-Cookie: x=y.pdf": "aSet-Cookie xy.pdf",
    "a\x00b.pdf": "ab.pdf",
    "invoice\u202efdp.exe": "invoicefdp.exe",
    "\u2066dunes\u2069.pdf": "dunes.pdf",
    "<script>alert(1)</script>.pdf": "script.pdf",
    '"quoted".pdf': "quoted.pdf",
    "Dünen – ein Überblick.pdf": "Dünen – ein Überblick.pdf",
    "沙丘.pdf": "沙丘.pdf",
    "x" * 300 + ".pdf": "x" * 200,
    "\ud800.pdf": "pdf",
}


@pytest.mark.parametrize("given", NAMES)
def test_names_of_files_are_cleaned(given: str) -> None:
    name = clean_name(given)
    assert name.isprintable()
    assert "/" not in name
    assert "\\" not in name
    assert 0 < len(name) <= 200
    if "=" not in given:
        assert name == NAMES[given]


async def test_an_original_is_an_attachment_in_a_sandbox(world: World) -> None:
    answer = await world.browser("ben").get(f"/acme/documents/{world.known.things['document']}/file")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize("given", ["../../dunes.pdf", "a\r\nb.pdf", "\u202efdp.pdf", "沙丘.pdf", 'a"b.pdf'])
async def test_a_hostile_name_is_harmless_all_the_way(empty: World, given: str) -> None:
    async with empty.reading() as session:
        project = await project_for(session)
    by = empty.principal("ed")
    received = await receive(empty.installation, by, project, given, pieces(pdf_of()))
    answer = await empty.browser("ed").get(f"/acme/documents/{received.document.id}/file")
    assert answer.status_code == 200
    header = answer.headers["content-disposition"]
    assert header.startswith("attachment; filename=")
    assert header.isascii()
    assert header.count('"') == 2
    assert answer.content == pdf_of()
    page = await empty.browser("ed").get("/acme/documents")
    assert page.status_code == 200
    assert "\u202e" not in page.text


async def test_the_same_bytes_again_are_the_document_that_is_there(world: World) -> None:
    before = await kept(world)
    answer = await upload(world, pdf_of(), "another name.pdf")
    assert answer.status_code == 200
    assert (answer.json()["id"], answer.json()["duplicate"]) == (world.known.things["document"], True)
    assert answer.json()["job_id"] is None
    form = await world.browser("ed").post("/acme/documents", files={"file": ("b.pdf", pdf_of(), PDF)})
    assert form.headers["location"] == f"/acme/documents/{world.known.things['document']}?known=1"
    assert await kept(world) == before


async def test_the_same_bytes_in_another_house_are_a_document_of_their_own(world: World) -> None:
    answer = await upload(world, pdf_of(), who="cleo")
    assert answer.status_code == 201
    assert answer.json()["duplicate"] is False
    assert answer.json()["id"] != world.known.things["document"]


async def test_the_same_bytes_of_a_failed_document_are_read_again(empty: World) -> None:
    broken = b"%PDF-1.7\nnot really"
    first = (await upload(empty, broken)).json()
    await empty.run()
    shown = (await empty.program("ed").get(f"/v1/documents/{first['id']}")).json()
    assert shown["state"] == "failed"
    again = await upload(empty, broken)
    assert (again.json()["id"], again.json()["state"]) == (first["id"], "reading")
    assert again.json()["job_id"]
    assert await kept(empty) == (1, 1)


async def test_two_uploads_of_the_same_at_once_make_one_document(empty: World) -> None:
    answers = await asyncio.gather(*(upload(empty, pdf_of()) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 201]
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert await kept(empty) == (1, 1)


async def test_a_connection_that_is_cut_leaves_nothing(empty: World) -> None:
    async with empty.reading() as session:
        project = await project_for(session)

    async def cut() -> AsyncIterator[bytes]:
        yield pdf_of()[:2000]
        raise ConnectionResetError("the line went dead")

    with pytest.raises(ConnectionResetError):
        await receive(empty.installation, empty.principal("ed"), project, "dunes.pdf", cut())
    assert await kept(empty) == (0, 0)


async def test_what_was_committed_is_kept_though_nobody_could_be_told(
    empty: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker may be stopped, or the doorbell fail, in the moment after the commit."""

    async def stopped(session: Any) -> None:
        if session.info.get("asked"):
            raise asyncio.CancelledError

    async with empty.reading() as session:
        project = await project_for(session)
    with monkeypatch.context() as patch:
        patch.setattr(empty.installation, "announce", stopped)
        with pytest.raises(asyncio.CancelledError):
            await receive(empty.installation, empty.principal("ed"), project, "a.pdf", pieces(pdf_of()))
    assert await kept(empty) == (1, 1)
    await empty.run()
    async with empty.reading() as session:
        assert (await session.exec(select(Document))).one().state == "ready"


async def test_it_lands_where_it_was_sent(world: World) -> None:
    async with world.reading() as session:
        project = await project_for(session)
    answer = await upload(world, b"%PDF-1.7 new", project_id=project.id, workspace_id=project.workspace_id)
    shown = (await world.program("ed").get(f"/v1/documents/{answer.json()['id']}")).json()
    assert (shown["project_id"], shown["workspace_id"]) == (project.id, project.workspace_id)
    assert (await upload(world, b"%PDF-1.7 newer", project_id="nowhere")).status_code == 404


async def test_lou_does_not_upload(empty: World) -> None:
    assert (await upload(empty, pdf_of(), who="lou")).status_code == 403
    assert await kept(empty) == (0, 0)


async def test_a_full_disk_is_said_and_nothing_is_kept(empty: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def full(key: str, chunks: AsyncIterator[bytes]) -> int:
        raise StorageError("The disk that holds the files is full.", again=True)

    before = await kept(empty)
    with monkeypatch.context() as patch:
        patch.setattr(empty.storage, "put", full)
        answer = await upload(empty, pdf_of())
        assert answer.status_code == 503
        assert "full" in answer.json()["detail"]
    assert await kept(empty) == before
    assert (await upload(empty, pdf_of())).status_code == 201


async def test_it_is_read_before_what_was_approved_earlier_is_spoken(world: World) -> None:
    await approved(world.installation, world.principal("ada"), world.known.things["episode"], spoken=False)
    uploaded = (await upload(world, pdf_of() + b"%another", "other.pdf")).json()
    async with world.reading() as session:
        due = [job.kind for job in await next_due(session, 20)]
        first = (await next_due(session, 1))[0]
    assert "speak_segment" in due
    assert (first.kind, first.id) == ("read_document", uploaded["job_id"])
