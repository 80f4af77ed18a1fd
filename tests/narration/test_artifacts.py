"""The files of an episode: which there are, whole or by range, with tags, and that they agree."""

import hashlib
import json
import re
from typing import Any

import httpx
import pytest
from sqlmodel import select

from app.narration.models import Artifact
from tests.world import World

KINDS = {"audio", "captions", "transcript", "script", "chapters", "quality", "manifest"}


async def files(world: World) -> dict[str, dict[str, Any]]:
    path = f"/v1/episodes/{world.known.things['narrated']}/artifacts"
    return {row["kind"]: row for row in (await world.program("lou").get(path)).json()}


async def content(world: World, kind: str, **headers: str) -> httpx.Response:
    artifact = (await files(world))[kind]
    return await world.program("lou").get(f"/v1/artifacts/{artifact['id']}/content", headers=headers)


async def test_every_file_is_what_the_list_says(world: World) -> None:
    found = await files(world)
    assert set(found) >= KINDS
    first, *_, last = found
    assert (first, last) == ("audio", "manifest")
    for kind, row in found.items():
        answer = await content(world, kind)
        assert answer.status_code == 200
        assert len(answer.content) == row["bytes"]
        assert hashlib.sha256(answer.content).hexdigest() == row["sha256"]
        assert answer.headers["content-type"].startswith(row["media_type"].partition(";")[0])
        assert row["name"] in answer.headers["content-disposition"]


async def test_the_manifest_names_the_others_and_who_approved(world: World) -> None:
    found = await files(world)
    manifest = (await content(world, "manifest")).json()
    assert {row["kind"]: row["sha256"] for row in manifest["artifacts"]} == {
        kind: row["sha256"] for kind, row in found.items() if kind != "manifest"
    }
    script = await world.script(world.known.things["narrated"])
    assert [row["id"] for row in manifest["sentences"]] == [row.id for row in script.sentences]
    assert [row["content_hash"] for row in manifest["sentences"]] == [
        row.computed_hash() for row in script.sentences
    ]
    assert {yes["name"] for row in manifest["sentences"] for yes in row["approved_by"]} == {"ada"}


async def test_the_transcript_says_what_was_approved(world: World) -> None:
    script = await world.script(world.known.things["narrated"])
    transcript = (await content(world, "transcript")).text
    captions = (await content(world, "captions")).text
    markdown = (await content(world, "script")).text
    assert captions.startswith("WEBVTT")
    for row in script.sentences:
        assert row.text in transcript
        assert row.text in re.sub(r"\[\^\d+\]", "", markdown)
    for row in script.sentences:
        for span in row.evidence:
            assert f"p. {span.page}: “{span.quote}”" in markdown


async def test_the_quality_report_counts_the_script(world: World) -> None:
    script = await world.script(world.known.things["narrated"])
    report = json.loads((await content(world, "quality")).content)["episode"]
    claims = [row for row in script.sentences if row.claim]
    assert report["sentences"] == len(script.sentences)
    assert (report["claims"], report["claims_with_evidence"]) == (len(claims), len(claims))
    assert report["blocking_findings"] == 0


async def test_the_sound_is_an_mp3(world: World) -> None:
    sound = (await content(world, "audio")).content
    assert sound[:3] == b"ID3"


RANGES = [
    ("bytes=0-99", 206, 0, 100),
    ("bytes=100-", 206, 100, None),
    ("bytes=-50", 206, -50, None),
    ("bytes=0-", 200, 0, None),
    ("bytes=0-999999999", 200, 0, None),
    ("bytes=10-10", 206, 10, 11),
    ("items=0-9", 200, 0, None),
    ("bytes=", 200, 0, None),
    ("bytes=-", 200, 0, None),
    ("bytes=0-9,20-29", 200, 0, None),
    ("bytes=" + "9" * 5000 + "-", 200, 0, None),
    ("bytes=٣-", 200, 0, None),
    ("bytes=20-10", 200, 0, None),
]


@pytest.mark.parametrize(("asked", "status", "start", "end"), RANGES)
async def test_players_get_the_range_they_ask_for(
    world: World, asked: str, status: int, start: int, end: int | None
) -> None:
    whole = (await content(world, "audio")).content
    artifact = (await files(world))["audio"]
    headers = {"Range": asked.encode()}
    answer = await world.program("lou").get(f"/v1/artifacts/{artifact['id']}/content", headers=headers)
    assert answer.status_code == status
    assert answer.content == whole[start:end]
    assert answer.headers["content-length"] == str(len(answer.content))
    assert answer.headers["accept-ranges"] == "bytes"
    if status == 206:
        first = start if start >= 0 else len(whole) + start
        expected = f"bytes {first}-{first + len(answer.content) - 1}/{len(whole)}"
        assert answer.headers["content-range"] == expected


@pytest.mark.parametrize("asked", ["bytes=999999999-", "bytes=-0"])
async def test_a_range_beyond_the_end_is_416(world: World, asked: str) -> None:
    answer = await content(world, "audio", Range=asked)
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{(await files(world))['audio']['bytes']}"


async def test_a_known_tag_is_304_and_a_changed_one_gets_everything(world: World) -> None:
    tag = (await content(world, "audio")).headers["etag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        answer = await content(world, "audio", **{"If-None-Match": known})
        assert (answer.status_code, answer.content) == (304, b""), known
    assert (await content(world, "audio", **{"If-None-Match": '"other"'})).status_code == 200
    for condition, status in ((tag, 206), ('"other"', 200)):
        answer = await content(world, "audio", **{"If-Range": condition, "Range": "bytes=0-9"})
        assert answer.status_code == status


async def test_the_page_and_the_api_serve_the_same(world: World) -> None:
    artifact = (await files(world))["transcript"]
    path = f"/artifacts/{artifact['id']}/content"
    page = await world.browser("lou").get(f"/acme{path}")
    assert page.content == (await world.program("lou").get(f"/v1{path}")).content
    assert page.headers["content-disposition"].startswith("inline")
    saved = await world.browser("lou").get(f"/acme{path}?download=true")
    assert saved.headers["content-disposition"].startswith("attachment")


async def test_an_episode_that_was_never_narrated_has_none(world: World) -> None:
    path = f"/v1/episodes/{world.known.things['episode']}/artifacts"
    assert (await world.program("lou").get(path)).json() == []


async def test_the_artifacts_page_shows_kind_size_digest_and_beginning(world: World) -> None:
    page = (await world.browser("lou").get(f"/acme/episodes/{world.known.things['narrated']}/artifacts")).text
    for row in (await files(world)).values():
        assert row["name"] in page
        assert row["sha256"][:8] in page
    assert "WEBVTT" in page


async def test_what_is_stored_is_encrypted(world: World) -> None:
    async with world.reading() as session:
        artifacts = (await session.exec(select(Artifact))).all()
    assert artifacts
    stored = b"".join(world.storage.objects.values())
    assert b"WEBVTT" not in stored
    assert b"Tides stir the water" not in stored
