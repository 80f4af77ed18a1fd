"""One episode of several documents: chosen in the browser, reviewed beside their pages, reported apart."""

import json
import re

import pytest

from tests.html import Page
from tests.world import World


async def together(world: World, *names: str) -> str:
    """Ed ticks documents in the list and drafts; the episode's id when its script is there."""
    ids = [world.known.things[name] for name in names]
    form = {"document_ids": ids, "mode": "summary", "minutes": "2"}
    answer = await world.browser("ed").post("/acme/episodes", data=form)
    assert answer.status_code == 303, answer.text
    await world.run()
    return answer.headers["location"].rsplit("/", 1)[1]


async def test_the_list_offers_every_document_that_was_read(world: World) -> None:
    page = (await world.browser("ed").get("/acme/documents")).text
    boxes = re.findall(
        r'<input type="checkbox" name="document_ids" value="([^"]+)" form="new-episode">', page
    )
    assert set(boxes) == {world.known.things["document"], world.known.things["told"]}
    assert page.count('id="new-episode"') == 1
    assert 'type="hidden" name="document_ids"' not in page
    assert Page(page).check_page() == []


@pytest.mark.parametrize("who", ["ben", "lou"])
async def test_who_may_not_write_is_offered_no_choice(world: World, who: str) -> None:
    page = (await world.browser(who).get("/acme/documents")).text
    assert "document_ids" not in page


async def test_a_draft_from_nothing_says_what_is_missing(world: World) -> None:
    answer = await world.browser("ed").post("/acme/episodes", data={"mode": "summary", "minutes": "2"})
    assert answer.status_code == 422
    assert "Choose at least one document" in answer.text


async def test_the_evidence_names_the_document_it_is_from(world: World) -> None:
    episode_id = await together(world, "document", "told")
    segments = (await world.program("ed").get(f"/v1/episodes/{episode_id}/segments")).json()
    spans = [span for row in segments for sentence in row["sentences"] for span in sentence["evidence"]]
    assert {span["document_id"] for span in spans} == {
        world.known.things["document"],
        world.known.things["told"],
    }


async def test_the_page_beside_the_script_is_of_the_evidences_document(world: World) -> None:
    episode_id = await together(world, "document", "told")
    segments = (await world.program("ed").get(f"/v1/episodes/{episode_id}/segments")).json()
    titles = {
        row["id"]: row["title"] for row in (await world.program("ed").get("/v1/documents")).json()["items"]
    }
    cited = [row for each in segments for row in each["sentences"] if row["evidence"]]
    first = {row["evidence"][0]["document_id"]: row for row in reversed(cited)}
    assert len(first) == 2
    for document_id, row in first.items():
        number = row["evidence"][0]["page"]
        page = (await world.browser("ed").get(f"/acme/episodes/{episode_id}?sentence={row['id']}")).text
        head = re.search(r'<h2 id="page-title".*?</h2>', page, re.DOTALL)
        assert head
        assert f"Page {number}" in head[0]
        assert titles[document_id] in head[0]
        assert re.search(rf"/documents/{document_id}/(?:versions/\d+/)?pages/{number}/image", page)


async def test_the_report_covers_each_document_apart(world: World) -> None:
    episode_id = await together(world, "told", "document")
    found = (await world.program("ed").get(f"/v1/episodes/{episode_id}/quality")).json()["coverage"]
    assert [row["document_id"] for row in found] == [
        world.known.things["told"],
        world.known.things["document"],
    ]
    assert all(row["told"] > 0 for row in found)


async def test_a_new_sentence_is_cited_from_the_document_that_says_it(world: World) -> None:
    episode_id = await together(world, "document", "told")
    client = world.program("ed")
    segment = (await client.get(f"/v1/episodes/{episode_id}/segments")).json()[1]
    known = [{"id": row["id"], "text": row["text"]} for row in segment["sentences"]]
    told = [
        ("document", "Wind speed was recorded with two anemometers at 10 metres."),
        ("told", "During weak tides the oxygen fell within 5 days."),
    ]
    edits = {"sentences": [*known, *({"text": text} for _, text in told)]}
    answer = await client.post(f"/v1/segments/{segment['id']}/revision", json=edits)
    assert answer.status_code == 200, answer.text
    for row, (name, _) in zip(answer.json()["sentences"][-2:], told, strict=True):
        assert {span["document_id"] for span in row["evidence"]} == {world.known.things[name]}, json.dumps(
            row
        )


async def test_a_sentence_told_anew_is_cited_from_where_it_is_said_now(world: World) -> None:
    episode_id = await together(world, "document", "told")
    client = world.program("ed")
    segments = (await client.get(f"/v1/episodes/{episode_id}/segments")).json()
    ours = world.known.things["document"]
    row = next(
        sentence
        for segment in segments
        for sentence in segment["sentences"]
        if any(span["document_id"] == ours for span in sentence["evidence"])
    )
    form = {"content_hash": row["content_hash"], "text": "During weak tides the oxygen fell within 5 days."}
    answer = await world.browser("ed").post(f"/acme/sentences/{row['id']}/revision", data=form)
    assert answer.status_code == 303
    again = (await client.get(f"/v1/episodes/{episode_id}/segments")).json()
    found = next(each for part in again for each in part["sentences"] if each["id"] == row["id"])
    assert {span["document_id"] for span in found["evidence"]} == {world.known.things["told"]}
    assert [finding for finding in found["findings"] if finding["severity"] == "block"] == []
