"""The quality report of an episode: what it counts, where it is given, and who may see it."""

import csv
import json

import pytest

from app.episodes.draft import DraftSegment, DraftSentence
from app.episodes.length import narrated_seconds
from app.episodes.quality import QualityReport, report_of
from app.episodes.readability import lix
from app.episodes.scripts import load_script
from tests.html import Page
from tests.world import World


async def report(world: World, episode_id: str = "") -> QualityReport:
    async with world.reading() as session:
        return await report_of(
            session, await load_script(session, episode_id or world.known.things["episode"])
        )


async def misquoted(world: World) -> str:
    """Ada gives a claim a number its page does not have; the sentence's id."""
    script = await world.script()
    claim = next(row for row in script.sentences if row.evidence)
    form = {"content_hash": claim.content_hash, "text": "There are 4,711 dunes."}
    answer = await world.browser("ada").post(f"/acme/sentences/{claim.id}/revision", data=form)
    assert answer.status_code == 303
    return claim.id


async def test_every_claim_of_a_fresh_draft_is_supported(world: World) -> None:
    found = (await report(world)).episode
    assert found.claims == found.claims_with_evidence > 3
    assert (found.blocking_findings, found.overrides, found.repetitions) == (0, 0, 0)
    assert found.support_min is not None
    assert found.support_min > 0.9


async def test_segments_add_up_to_the_episode(world: World) -> None:
    found = await report(world)
    assert len(found.segments) > 2
    for name in ("sentences", "claims", "claims_with_evidence", "words", "blocking_findings"):
        parts = [getattr(segment.measures, name) for segment in found.segments]
        assert sum(parts) == getattr(found.episode, name), name
    seconds = sum(segment.measures.seconds for segment in found.segments)
    assert found.episode.seconds == pytest.approx(seconds, abs=0.5)


async def test_the_length_is_what_the_writer_reckons_with(world: World) -> None:
    script = await world.script()
    drafted = [
        DraftSegment(
            row.role, row.title, tuple(DraftSentence(each.text, each.claim) for each in row.sentences)
        )
        for row in script.segments
    ]
    reckoned = narrated_seconds(drafted, 150.0, script.language)
    assert (await report(world)).episode.seconds == pytest.approx(reckoned, abs=1)


async def test_a_wrong_number_is_counted_under_its_check(world: World) -> None:
    sentence_id = await misquoted(world)
    found = await report(world)
    assert found.episode.blocking_findings >= 1
    assert found.episode.findings["number"] == 1
    rows = [row for segment in found.segments for row in segment.sentences if row.id == sentence_id]
    assert [finding["check"] for row in rows for finding in row.findings if finding["check"] == "number"]


async def test_coverage_names_the_document_and_its_pages(world: World) -> None:
    (found,) = (await report(world)).coverage
    assert found.document_id == world.known.things["document"]
    assert 0 < found.told <= found.tellable
    assert len(found.pages) == 2
    assert sum(page.told for page in found.pages) == found.told


async def test_the_api_gives_the_report(world: World) -> None:
    answer = await world.program("ben").get(f"/v1/episodes/{world.known.things['episode']}/quality")
    assert answer.status_code == 200
    found = answer.json()
    assert found["episode"]["claims"] > 3
    assert found["coverage"][0]["pages"][0]["page"] == 1
    assert found["segments"][0]["sentences"][0]["readability"] > 0


async def test_the_page_says_what_was_found(world: World) -> None:
    at = f"/acme/episodes/{world.known.things['episode']}/quality"
    before = (await world.browser("ben").get(at)).text
    assert "Nothing stands in the way" in before
    sentence_id = await misquoted(world)
    answer = await world.browser("ben").get(at)
    assert Page(answer.text).check_page() == []
    assert "1 sentence is blocked" in answer.text
    assert f"?sentence={sentence_id}#sentence-{sentence_id}" in answer.text


async def test_the_review_screen_leads_to_it(world: World) -> None:
    at = f"/acme/episodes/{world.known.things['episode']}"
    assert f'href="{at}/quality"' in (await world.browser("ben").get(at)).text


async def test_the_table_of_pages_comes_as_csv(world: World) -> None:
    at = f"/acme/episodes/{world.known.things['episode']}/quality?form=csv"
    answer = await world.browser("ben").get(at)
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(answer.text.splitlines()))
    assert [row["page"] for row in rows] == ["1", "2"]
    assert sum(int(row["told"]) for row in rows) > 0


async def test_an_episode_without_a_script_says_there_is_nothing_yet(world: World) -> None:
    asked = {"document_ids": [world.known.things["document"]]}
    episode_id = (await world.program("ada").post("/v1/episodes", json=asked)).json()["id"]
    answer = await world.browser("ada").get(f"/acme/episodes/{episode_id}/quality")
    assert answer.status_code == 200
    assert "Nothing to measure yet" in answer.text
    given = await world.program("ada").get(f"/v1/episodes/{episode_id}/quality")
    assert (given.json()["episode"]["sentences"], given.json()["segments"]) == (0, [])


async def test_a_stranger_finds_no_report(world: World) -> None:
    episode_id = world.known.things["episode"]
    assert (await world.program("cleo").get(f"/v1/episodes/{episode_id}/quality")).status_code == 404
    assert (await world.browser("cleo").get(f"/globex/episodes/{episode_id}/quality")).status_code == 404


async def test_a_narrated_episode_keeps_the_report_as_a_file(world: World) -> None:
    client, at = world.program("ada"), f"/v1/episodes/{world.known.things['narrated']}"
    files = {row["kind"]: row["id"] for row in (await client.get(f"{at}/artifacts")).json()}
    kept = json.loads((await client.get(f"/v1/artifacts/{files['quality']}/content")).text)
    given = (await client.get(f"{at}/quality")).json()
    assert kept["episode"] == given["episode"]
    assert kept["coverage"] == given["coverage"]
    assert kept["audio"]["lufs"] < 0


def test_readability_grows_with_long_words_and_long_sentences() -> None:
    easy = lix(["The sand is hot.", "It can blow far."])
    hard = lix(["Geomorphological investigations demonstrate considerable interdependencies."])
    assert easy is not None
    assert hard is not None
    assert easy == 4.0
    assert hard > 90


def test_readability_is_not_claimed_for_scripts_it_was_not_made_for() -> None:
    assert lix(["沙丘每年移动二十三米。"]) is None
    assert lix([]) is None
    assert lix(["…"]) is None


async def drafted_for(world: World, minutes: str, mode: str = "summary") -> str:
    """The id of an episode of the dunes, of the minutes asked for."""
    form = {"document_ids": [world.known.things["document"]], "mode": mode, "minutes": minutes}
    answer = await world.browser("ed").post("/acme/episodes", data=form)
    assert answer.status_code == 303, answer.text
    await world.run()
    return answer.headers["location"].rsplit("/", 1)[1]


@pytest.mark.parametrize(("minutes", "mode", "short"), [("9", "summary", True), ("9", "verbatim", False)])
async def test_a_script_shorter_than_asked_for_says_so(
    world: World, minutes: str, mode: str, short: bool
) -> None:
    at = f"/acme/episodes/{await drafted_for(world, minutes, mode)}"
    room, measured = [(await world.browser("ed").get(f"{at}{page}")).text for page in ("", "/quality")]
    assert "about 9 min" not in room
    assert "about 9 min" not in (await world.browser("ada").get("/acme/episodes")).text
    assert ("of 9 asked for" in room) is short
    assert ("9 minutes were asked for" in measured) is short
    assert Page(measured).check_page() == []


async def test_a_script_of_the_length_asked_for_says_nothing_of_it(world: World) -> None:
    at = f"/acme/episodes/{world.known.things['episode']}"
    for page in ("", "/quality"):
        assert "asked for" not in (await world.browser("ed").get(f"{at}{page}")).text
