"""A new version of the PDF: unchanged evidence moves along, exactly what changed is reviewed again."""

import re
from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import select

from app.documents.models import Document, DocumentVersion, Page
from app.documents.versions import versions_of
from app.episodes.draft import Mode
from app.episodes.following import follow
from app.episodes.models import Episode
from app.episodes.requesting import start_episode
from app.episodes.scripts import load_script
from app.narration.models import Clip
from app.organizations.policies import ApprovalPolicy
from app.queue.models import Job, JobState
from tests.paper import DUNES, Paper, pdf_of
from tests.world import World, approved

CHANGED = {
    "The dunes migrated 23 metres per year on average. Small dunes moved twice": (
        "The dunes migrated 25 metres per year on average. Small dunes moved twice"
    ),
    "Each camera took one picture per hour.": "Each camera took one picture per minute.",
    "Future work will extend the record to ten years.": "We thank the people of Tarfaya for their patience.",
}
"""One sentence in each of three paragraphs. The first also stands in the abstract, where it stays."""
AFFECTED = [
    "Each camera took one picture per hour.",
    "The dunes migrated 23 metres per year on average.",
    "Future work will extend the record to ten years.",
]


def second_version() -> Paper:
    """Three paragraphs changed; what follows has moved to the page before, which no longer breaks."""
    sections = []
    for heading, text in DUNES[1]:
        for before, after in CHANGED.items():
            text = text.replace(before, after)
        sections.append((heading.replace("2 Methods", "2 Methods and instruments"), text))
    assert sum(one != other for (_, one), (_, other) in zip(DUNES[1], sections, strict=True)) == 3
    return DUNES[0], tuple(sections)


async def upload(world: World, content: bytes, who: str = "ed") -> tuple[int, dict[str, object]]:
    path = f"/v1/documents/{world.known.things['document']}/versions"
    files = {"file": ("dunes-2.pdf", content, "application/pdf")}
    answer = await world.program(who).post(path, files=files)
    return answer.status_code, answer.json()


@pytest.fixture
async def read_aloud(world: World) -> str:
    """An episode that reads the whole paper, approved and spoken."""
    ada = world.principal("ada")
    async with world.writing() as session:
        documents = [world.known.things["document"]]
        episode, _ = await start_episode(session, ada, documents, minutes=1.0, mode=Mode.VERBATIM)
    await world.run()
    await approved(world.installation, ada, episode.id)
    return episode.id


async def test_exactly_what_changed_returns_to_review(world: World, read_aloud: str) -> None:
    before = {row.id: row for row in (await world.script(read_aloud)).sentences}
    assert all(row.state == "approved" for row in before.values())
    status, told = await upload(world, pdf_of(second_version()))
    assert (status, told["number"]) == (201, 2)
    await world.run()
    script = await world.script(read_aloud)
    after = {row.id: row for row in script.sentences}
    affected = [row for row in after.values() if row.state != "approved"]
    assert sorted(row.text for row in affected) == sorted(AFFECTED)
    document = await _document(world)
    moved = [row for row in after.values() if row.evidence and row not in affected]
    assert len(moved) > 10
    for row in moved:
        was = before[row.id]
        assert row.computed_hash() == was.computed_hash()
        assert {span.version_id for span in row.evidence} == {document.version_id}
        assert [span.quote for span in row.evidence] == [span.quote for span in was.evidence]
    assert any(row.evidence[0].page != before[row.id].evidence[0].page for row in moved)
    assert any(row.evidence[0].boxes != before[row.id].evidence[0].boxes for row in moved)
    assert script.state == "in_review"


async def test_the_review_is_shown_while_a_shorter_version_is_not_followed_yet(
    world: World, read_aloud: str
) -> None:
    await upload(world, pdf_of(second_version()))
    document = await _document(world)
    last = next(row for row in reversed((await world.script(read_aloud)).sentences) if row.evidence)
    async with world.writing() as session:
        (version,) = [row for row in await versions_of(session, document.id) if row.number == 2]
        (await session.get_one(Document, document.id)).version_id = version.id
        session.add(
            Page(
                version_id=version.id,
                number=1,
                width=595,
                height=842,
                organization_id=version.organization_id,
            )
        )
    assert last.evidence[0].page == 2
    page = await world.browser("ben").get(f"/acme/episodes/{read_aloud}?sentence={last.id}")
    assert page.status_code == 200


async def test_old_and_new_evidence_stand_side_by_side(world: World, read_aloud: str) -> None:
    await upload(world, pdf_of(second_version()))
    await world.run()
    script = await world.script(read_aloud)
    rows = {row.text: row for row in script.sentences if row.state == "in_review"}
    hourly, speed, future = (rows[text] for text in AFFECTED)
    assert hourly.evidence[0].quote == "Each camera took one picture per minute."
    assert [change.quote for change in hourly.changes] == [hourly.text]
    assert hourly.changes[0].content_hash == hourly.computed_hash()
    assert [finding["check"] for finding in speed.blocking] == ["number"]
    assert "25 metres" in speed.evidence[0].quote
    assert future.evidence == []
    assert [finding["check"] for finding in future.blocking] == ["claim_without_evidence"]
    page = (await world.browser("ben").get(f"/acme/episodes/{read_aloud}?sentence={speed.id}")).text
    part = page.split(f'id="sentence-{speed.id}"')[1]
    assert "The page changed" in part
    for number, boxes in ((1, speed.changes[0].was[0]["boxes"]), (2, speed.evidence[0].boxes)):
        image = f"/acme/documents/{world.known.things['document']}/versions/{number}/pages/"
        shown = re.search(rf'<a class="sheet sheet-marked" href="({image}\d+/image)".*?</a>', part, re.DOTALL)
        assert shown
        assert shown[0].count("<rect") == len(boxes)
        assert (await world.browser("ben").get(shown[1])).status_code == 200
    (told,) = [row for row in await _sentences(world, read_aloud) if row["id"] == speed.id]
    change = told["change"]
    assert (change["from_version"], change["to_version"]) == (1, 2)
    assert change["was"][0]["quote"] == speed.changes[0].was[0]["quote"]
    assert told["evidence"][0]["quote"] == speed.evidence[0].quote


async def _sentences(world: World, episode_id: str) -> list[dict[str, Any]]:
    segments = (await world.program("ben").get(f"/v1/episodes/{episode_id}/segments")).json()
    return [row for segment in segments for row in segment["sentences"]]


async def test_clips_of_what_is_unchanged_are_used_again(world: World, read_aloud: str) -> None:
    async with world.reading() as session:
        clips = len((await session.exec(select(Clip))).all())
    await upload(world, pdf_of(second_version()))
    await world.run()
    ed = world.principal("ed")
    async with world.writing() as session:
        from app.episodes.scripts import load_script
        from app.narration.narrating import start_narration
        from app.review.decisions import leave_out_rejected, reject

        episode = await load_script(session, read_aloud)
        for segment in episode.open_segments:
            reject(session, episode, segment, ed, "The paper changed.")
    async with world.writing() as session:
        episode = await load_script(session, read_aloud)
        leave_out_rejected(session, episode, ed)
        start_narration(session, episode, ed)
    await world.run()
    async with world.reading() as session:
        assert (await session.get_one(Episode, read_aloud)).state == "ready"
        assert len((await session.exec(select(Clip))).all()) == clips


async def test_a_second_run_changes_nothing(world: World, read_aloud: str) -> None:
    await upload(world, pdf_of(second_version()))
    await world.run()
    before = (await world.script(read_aloud)).revision
    async with world.writing() as session:
        episode = await load_script(session, read_aloud)
        assert await follow(session, episode, world.principal("ada")) == 0
    assert (await world.script(read_aloud)).revision == before
    told = [event for event in await world.events() if event.action == "episode.followed"]
    assert {event.subject_id for event in told} == {read_aloud, world.known.things["episode"]}
    assert len(told) == 2
    assert len(next(e for e in told if e.subject_id == read_aloud).details["affected"]) == len(AFFECTED)


async def test_a_draft_of_the_first_version_that_is_restored_follows(world: World, read_aloud: str) -> None:
    await upload(world, pdf_of(second_version()))
    await world.run()
    script = await world.script(read_aloud)
    path = f"/acme/episodes/{read_aloud}/history/{script.revision - 1}/restoration"
    assert (await world.browser("ed").post(path)).status_code == 303
    document = await _document(world)
    script = await world.script(read_aloud)
    assert {span.version_id for row in script.sentences for span in row.evidence} == {document.version_id}
    assert sorted(row.text for row in script.sentences if row.state != "approved") == sorted(AFFECTED)


async def test_a_version_that_cannot_be_read_changes_nothing(world: World) -> None:
    before = await _document(world)
    status, told = await upload(world, b"%PDF-1.7\n" + b"garbage " * 50)
    assert status == 201
    await world.run()
    document = await _document(world)
    assert (document.version_id, document.state) == (before.version_id, "ready")
    async with world.reading() as session:
        versions = await versions_of(session, document.id)
        assert (await session.get_one(Job, told["job_id"])).state is JobState.DEAD
    assert [bool(row.reason) for row in versions] == [False, True]
    page = (await world.browser("ed").get(f"/acme/documents/{document.id}")).text
    assert versions[1].reason in page.replace("&#39;", "'")


async def test_the_same_file_is_no_new_version(world: World) -> None:
    objects = len(world.storage.objects)
    status, told = await upload(world, pdf_of())
    assert (status, told["detail"]) == (409, "This file is version 1 of the document already.")
    assert len(world.storage.objects) == objects


async def test_the_page_of_the_first_version_can_still_be_seen(world: World) -> None:
    await upload(world, pdf_of(second_version()))
    await world.run()
    at = f"/acme/documents/{world.known.things['document']}"
    images = [
        (await world.browser("ben").get(f"{at}/{part}/image"))
        for part in ("versions/1/pages/2", "versions/2/pages/1", "pages/1")
    ]
    assert [image.status_code for image in images] == [200, 200, 200]
    assert images[1].content == images[2].content != images[0].content
    assert (await world.browser("ben").get(f"{at}/versions/3/pages/1/image")).status_code == 404


async def test_choosing_the_same_words_elsewhere_is_another_approval(world: World) -> None:
    """Moving along keeps what was chosen; choosing anew does not, be the words the same."""
    script = await world.script()
    row = next(each for each in script.sentences if each.evidence)
    before = row.computed_hash()
    span = row.evidence[0]
    span.origin = span.chosen
    span.page, span.version_id = span.page + 1, "another"
    assert row.computed_hash() == before
    span.origin = None
    assert row.computed_hash() != before
    assert not row.approved(replace(ApprovalPolicy()))


async def _document(world: World) -> Document:
    async with world.reading() as session:
        document = await session.get_one(Document, world.known.things["document"])
        assert await session.get(DocumentVersion, document.version_id)
    return document
