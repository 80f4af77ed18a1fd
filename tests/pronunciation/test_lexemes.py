"""Lexemes kept for an organization, project or episode: what they change, and nothing else."""

import re
from typing import Any

from sqlmodel import select

from app.narration.models import Clip
from tests.html import Page
from tests.world import World, approved, narrated


async def save(world: World, grapheme: str, value: str, who: str = "ada", **more: Any) -> Any:
    body = {"grapheme": grapheme, "value": value} | more
    return await world.program(who).post("/v1/lexemes", json=body)


async def clips(world: World) -> set[str]:
    async with world.reading() as session:
        return set((await session.exec(select(Clip.key))).all())


async def test_changing_a_lexeme_speaks_exactly_the_affected_again(world: World) -> None:
    ada, script = world.principal("ada"), await world.script()
    await approved(world.installation, ada, script.id)
    await narrated(world.installation, ada, script.id)
    before = await clips(world)
    grapheme = "dunes"
    affected = [row for row in script.sentences if re.search(r"\bdunes\b", row.spoken, re.I)]
    assert 0 < len(affected) < len(script.sentences)
    effect = await world.program("ed").get("/v1/lexemes/effect", params={"grapheme": grapheme, "value": "x"})
    assert (effect.json()["sentences"], effect.json()["episodes"]) == (len(affected), 1)
    assert (await save(world, grapheme, "doon")).status_code == 201
    await narrated(world.installation, ada, script.id)
    assert len(await clips(world) - before) == len({row.spoken for row in affected})
    assert (await world.script()).open_segments == []


async def test_the_same_words_are_replaced_not_doubled(world: World) -> None:
    first = (await save(world, "barchan", "bar can")).json()
    second = (await save(world, "barchan", "barkan")).json()
    assert first["id"] == second["id"]
    rows = (await world.program("lou").get("/v1/lexemes")).json()["items"]
    assert [(row["grapheme"], row["value"]) for row in rows] == [("barchan", "barkan")]


async def test_each_place_has_a_lexicon_of_its_own(world: World) -> None:
    script = await world.script()
    places: list[dict[str, str]] = [{}, {"project_id": script.project_id}, {"episode_id": script.id}]
    for number, place in enumerate(places):
        assert (await save(world, "barchan", f"way {number}", **place)).status_code == 201
    for number, place in enumerate(places):
        rows = (await world.program("ed").get("/v1/lexemes", params=place)).json()["items"]
        assert [row["value"] for row in rows if row["grapheme"] == "barchan"] == [f"way {number}"]


async def test_an_episodes_lexeme_reaches_no_other_episode(world: World) -> None:
    script = await world.script()
    word = script.sentences[0].spoken.split()[0]
    params = {"grapheme": word, "value": "mumble"}
    program = world.program("ed")
    everywhere = (await program.get("/v1/lexemes/effect", params=params)).json()
    here = (await program.get("/v1/lexemes/effect", params=params | {"episode_id": script.id})).json()
    assert here["episodes"] == 1
    assert everywhere["sentences"] >= here["sentences"] >= 1


async def test_what_another_lexeme_says_already_changes_nothing(world: World) -> None:
    word = (await world.script()).sentences[0].spoken.split()[0]
    await save(world, word, "mumble")
    params = {"grapheme": word, "value": "mumble"}
    assert (await world.program("ed").get("/v1/lexemes/effect", params=params)).json()["sentences"] == 0


async def test_a_file_goes_out_and_comes_in(world: World) -> None:
    await save(world, "barchan", "", says="letters")
    await save(world, "Euler", "ˈɔɪlɚ", says="phonemes", case_matters=True)
    program, episode = world.program("ed"), (await world.script()).id
    file = await program.get("/v1/lexemes/file")
    assert file.headers["content-type"].startswith("application/pls+xml")
    read = await program.post("/v1/lexemes/file", json={"content": file.text, "episode_id": episode})
    assert read.json() == {"lexemes": 2}
    rows = [
        (await program.get("/v1/lexemes", params=place)).json()["items"]
        for place in ({}, {"episode_id": episode})
    ]
    kept = [
        [(row["grapheme"], row["says"], row["value"], row["case_matters"]) for row in part] for part in rows
    ]
    assert kept[0] == kept[1]


async def test_an_editor_changes_the_lexicon_of_a_project_but_not_the_organizations(world: World) -> None:
    project = (await world.script()).project_id
    row = (await save(world, "barchan", "bar can")).json()
    assert (await save(world, "barchan", "barkan", "ed")).status_code == 403
    removal = f"/v1/lexemes/{row['id']}/removal"
    assert (await world.program("ed").post(removal)).status_code == 403
    assert (await save(world, "barchan", "barkan", "ed", project_id=project)).status_code == 201
    assert (await world.program("ada").post(removal)).status_code == 204


async def test_a_bad_lexeme_is_a_problem_that_names_its_field(world: World) -> None:
    answer = await save(world, "word", "")
    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json()["field"] == "value"


async def test_cleo_sees_no_word_of_acme(world: World) -> None:
    script, cleo = await world.script(), world.program("cleo")
    assert (await cleo.get("/v1/lexemes")).json()["items"] == []
    for place in ({"project_id": script.project_id}, {"episode_id": script.id}):
        assert (await cleo.get("/v1/lexemes", params=place)).status_code == 404
        body = {"grapheme": "x", "value": "y"} | place
        assert (await cleo.post("/v1/lexemes", json=body)).status_code == 404


async def test_the_page_counts_before_it_saves(world: World) -> None:
    browser = world.browser("ada")
    word = (await world.script()).sentences[0].spoken.split()[0]
    tried = await browser.get("/acme/settings/pronunciation", params={"grapheme": word, "value": "mumble"})
    assert "It would change" in tried.text
    assert Page(tried.text).check_page() == []
    refused = await browser.get("/acme/settings/pronunciation", params={"grapheme": word, "value": "?"})
    assert "Say how it sounds" in refused.text
    form = {"grapheme": word, "says": "alias", "value": "mumble", "match": "word", "case_matters": "false"}
    assert (await browser.post("/acme/settings/pronunciation", data=form)).status_code == 303
    assert "mumble" in (await browser.get("/acme/settings/pronunciation")).text
    assert "/removal" not in (await world.browser("ed").get("/acme/settings/pronunciation")).text


async def test_a_word_is_heard_before_it_is_saved(world: World) -> None:
    path = "/acme/settings/pronunciation/audio"
    params = {"grapheme": "Euler", "says": "phonemes", "value": "ˈɔɪlɚ"}
    answer = await world.browser("ed").get(path, params=params)
    assert answer.status_code == 200
    assert answer.content[:4] == b"RIFF"
