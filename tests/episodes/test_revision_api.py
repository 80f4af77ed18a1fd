"""Every revision can be had again: its script, its measures, and what was read to write it."""

from tests.world import World


async def test_every_revision_is_kept_with_its_measures(world: World) -> None:
    episode_id = world.known.things["episode"]
    segment = (await world.script()).segments[1]
    sentences = [{"id": row.id, "text": row.text} for row in segment.sentences]
    sentences[-1]["text"] = "The dunes migrated 99 metres per year on average."
    async with world.program("ed") as program:
        edited = await program.post(f"/v1/segments/{segment.id}/revision", json={"sentences": sentences})
        assert edited.status_code == 200, edited.json()
        listed = (await program.get(f"/v1/episodes/{episode_id}/revisions")).json()
        first = (await program.get(f"/v1/episodes/{episode_id}/revisions/1")).json()
        missing = await program.get(f"/v1/episodes/{episode_id}/revisions/3")
    assert [(row["number"], row["cause"]) for row in listed] == [(2, "edited"), (1, "drafted")]
    assert listed[0]["measures"]["blocked"] > listed[1]["measures"]["blocked"]
    texts = [row["text"] for part in first["script"]["segments"] for row in part["sentences"]]
    assert sentences[-1]["text"] not in texts
    assert missing.status_code == 404


async def test_a_revision_as_markdown_cites_its_pages(world: World) -> None:
    async with world.program("ed") as program:
        path = f"/v1/episodes/{world.known.things['episode']}/revisions/1/script.md"
        answer = await program.get(path)
    assert answer.headers["content-type"] == "text/markdown; charset=utf-8"
    assert answer.text.startswith("# How sand dunes migrate")
    assert "[^1]: dunes.pdf, p. 1: “" in answer.text


async def test_what_was_read_can_be_read(world: World) -> None:
    document_id = world.known.things["document"]
    async with world.program("ed") as program:
        text = (await program.get(f"/v1/documents/{document_id}/text")).text
        passages = (await program.get(f"/v1/documents/{document_id}/passages")).json()
    assert "Barchan dunes move across desert plains" in " ".join(text.split())
    [found] = passages["documents"]
    assert found["passages"][0]["places"][0]["boxes"]
