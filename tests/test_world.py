"""The world the other tests live in is what they take it for."""

from tests.world import World


async def test_acme_has_an_episode_in_review_and_another_to_listen_to(world: World) -> None:
    in_review, narrated = await world.script(), await world.script(world.known.things["narrated"])
    assert in_review.state == "in_review"
    assert narrated.state == "ready"
    assert len(in_review.sentences) >= 8
    assert any(sentence.evidence for sentence in in_review.sentences)
    assert not any(sentence.blocked for sentence in in_review.sentences)


async def test_globex_has_nothing_but_cleo(world: World) -> None:
    assert "document.read" in await world.actions("acme")
    assert {action.partition(".")[0] for action in await world.actions("globex")} == {
        "organization",
        "api_key",
    }
    answer = await world.browser("cleo").get("/globex")
    assert answer.status_code == 200
    assert "dunes" not in answer.text
