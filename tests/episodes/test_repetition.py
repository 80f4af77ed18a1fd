"""What a script says twice is pointed out, with the earlier sentence; what only sounds alike is not."""

import pytest

from app.episodes.repetition import echoes, repetitions
from app.episodes.revising import Edit, revise
from app.episodes.scripts import load_script
from tests.world import World

FIRST = "The dunes migrated 23 meters per year on average under steady wind."


@pytest.mark.parametrize(
    "later",
    [
        FIRST,
        "The dunes migrated 23 meters per year on average.",
        "On average, dunes migrated 23 meters per year.",
        "Under steady wind the dunes migrated 23 meters every year on average.",
    ],
)
def test_a_sentence_that_says_it_again_is_pointed_out(later: str) -> None:
    first, between, again = repetitions([FIRST, "Cameras took one picture per hour.", later])
    assert first is between is None
    assert again is not None
    assert (again.check, again.severity) == ("repetition", "advise")
    assert FIRST in again.message


@pytest.mark.parametrize(
    "later",
    [
        "The dunes migrated 31 meters per year on average under steady wind.",
        "The dunes migrated 23 kilometers per year on average under steady wind.",
        "The dunes of Tarfaya migrated 23 meters per year on average under steady wind.",
        "The dunes never migrated 23 meters per year on average under steady wind.",
        "Roads should be planned upwind of large dunes, which move slowly.",
        "Dunes migrated.",
    ],
)
def test_another_number_unit_name_or_negation_is_no_repetition(later: str) -> None:
    assert repetitions([FIRST, later]) == [None, None]


def test_a_summary_of_a_long_sentence_repeats_it_but_not_the_other_way_round() -> None:
    short, long = (
        "The dunes migrated 23 meters per year.",
        FIRST + " Small dunes moved faster than large dunes.",
    )
    assert repetitions([long, short])[1] is not None
    assert repetitions([short, long])[1] is None


def test_a_long_earlier_sentence_is_quoted_by_its_beginning() -> None:
    long = FIRST + " " + "Small dunes moved faster than large dunes in every month of the record. " * 4
    finding = repetitions([long, FIRST])[1]
    assert finding is not None
    assert long[:60] in finding.message
    assert len(finding.message) < 200


def test_the_share_that_was_said_before_is_counted_over_words() -> None:
    first, second = echoes(["Small dunes moved fast.", "Small dunes need little wind."])
    assert (first.share, first.earlier) == (0.0, None)
    assert (second.share, second.earlier, second.again) == (0.4, 0, False)


def test_chinese_is_compared_by_its_characters() -> None:
    assert repetitions(["沙丘每年移动二十三米。", "沙丘每年移动二十三米。"])[1] is not None
    assert repetitions(["沙丘每年移动二十三米。", "工程师在道路旁种树防沙。"])[1] is None


async def test_an_edit_that_repeats_another_segment_is_found_and_mended(world: World) -> None:
    script = await world.script()
    earlier = next(row for row in script.segments[0].sentences if row.claim)
    last = script.segments[-1]

    async def edited(text: str) -> list[str]:
        async with world.writing() as session:
            episode = await load_script(session, script.id)
            edits = [Edit(row.text, row.id) for row in episode.segments[-1].sentences]
            await revise(
                session, episode, episode.segments[-1], world.principal("ada"), [*edits[:-1], Edit(text)]
            )
        found = (await world.script()).segments[-1].sentences[-1].findings
        return [finding["message"] for finding in found if finding["check"] == "repetition"]

    assert len(last.sentences) > 0
    (message,) = await edited(earlier.text)
    assert earlier.text in message
    assert await edited("Fish and mussels live in the bay.") == []


async def test_a_repetition_ends_when_the_earlier_sentence_leaves(world: World) -> None:
    script = await world.script()
    row = next(row for row in script.segments[0].sentences if row.claim)
    async with world.writing() as session:
        episode = await load_script(session, script.id)
        edits = [Edit(each.text, each.id) for each in episode.segments[1].sentences]
        await revise(session, episode, episode.segments[1], world.principal("ada"), [*edits, Edit(row.text)])
    found = (await world.script()).segments[1].sentences[-1].findings
    assert "repetition" in {finding["check"] for finding in found}
    left = await world.browser("ada").post(f"/acme/segments/{script.segments[0].id}/removal")
    assert left.status_code == 303
    assert (await world.script()).segments[0].sentences[-1].text == row.text
    assert "repetition" not in {
        finding["check"] for finding in (await world.script()).segments[0].sentences[-1].findings
    }
