"""A topic chooses papers: the most relevant are told, and everybody can see which and why."""

from typing import Any

from app.episodes.models import Episode
from tests.fixtures.pdfs import scan
from tests.html import Page
from tests.world import World, uploaded


async def asked(world: World, **body: Any) -> Episode:
    async with world.program("ed") as program:
        answer = await program.post("/v1/episodes", json={"minutes": 1.0} | body)
    assert answer.status_code == 202, answer.json()
    await world.run()
    return await world.script(answer.json()["id"])


async def test_the_paper_that_says_most_is_told(world: World) -> None:
    episode = await asked(world, topic="oxygen in the water of a bay", papers=1)
    told = {span.document_id for sentence in episode.sentences for span in sentence.evidence}
    assert told == {world.known.things["told"]}
    assert [row["chosen"] for row in episode.choice] == [True, False]
    assert episode.choice[0]["share"] > episode.choice[1]["share"]


async def test_papers_that_say_nothing_are_left_out(world: World) -> None:
    episode = await asked(world, topic="barchan", papers=2)
    assert [(row["document_id"], row["chosen"]) for row in episode.choice] == [
        (world.known.things["document"], True),
        (world.known.things["told"], False),
    ]
    assert episode.choice[1]["reason"] == "It says too little about the topic."


async def test_nobody_says_anything_about_it(world: World) -> None:
    episode = await asked(world, topic="quantum chromodynamics")
    assert episode.state == "failed"
    assert "None of the papers says anything about “quantum chromodynamics”" in episode.reason


async def test_a_paper_that_cannot_be_read_does_not_stand_in_the_way(world: World) -> None:
    received = await uploaded(world.installation, world.principal("ed"), scan(), "scan.pdf")
    await world.run()
    named = [received.document.id, world.known.things["document"]]
    episode = await asked(world, topic="dunes", document_ids=named)
    assert episode.state == "in_review"
    assert [row["chosen"] for row in episode.choice] == [True, False]
    assert "no sentence that can be read" in episode.choice[1]["reason"]


async def test_the_choice_is_shown(world: World) -> None:
    episode = await asked(world, topic="oxygen and dunes", papers=1)
    async with world.browser("ben") as browser:
        page = (await browser.get(f"/acme/episodes/{episode.id}")).text
    async with world.program("ed") as program:
        shown = (await program.get(f"/v1/episodes/{episode.id}")).json()
    assert "Chosen for “oxygen and dunes”: 1 of 2 papers" in page
    assert Page(page).check_page() == []
    assert shown["topic"] == "oxygen and dunes"
    assert shown["choice"] == episode.choice


async def test_the_form_chooses_of_all_papers_where_none_is_ticked(world: World) -> None:
    async with world.browser("ed") as browser:
        answer = await browser.post("/acme/episodes", data={"topic": "oxygen", "minutes": "1"})
    assert answer.status_code == 303
    await world.run()
    episode = await world.script(answer.headers["Location"].rsplit("/", 1)[-1])
    assert [row["chosen"] for row in episode.choice] == [True, False]
