"""Finding evidence by words: which source sentence, where it stands, and when there is none."""

import pytest

from app.documents.pages import Place, Role
from app.episodes.draft import Passage
from app.episodes.retrieval import SourceIndex, find_evidence, quotable_text, terms

BOX = (10.0, 20.0, 200.0, 32.0)
DUNES = (
    (1, "Barchan dunes move across desert plains under steady wind."),
    (1, "We followed 51 dunes in the Tarfaya desert for three years with a network of cameras."),
    (2, "Engineers build fences and plant trees against the sand."),
    (2, "They rarely know how fast a dune will arrive."),
    (3, "We followed 12 dunes in the Namib desert for three years with a network of cameras."),
    (3, "Wind speed was recorded with two anemometers at a height of 10 metres."),
)


def passage(text: str, page: int, document: str = "dunes", role: Role = Role.BODY) -> Passage:
    return Passage(document, text, (Place(page, text, (BOX,)),), role, "", 1)


PASSAGES = [passage(text, page) for page, text in DUNES]
INDEX = SourceIndex(PASSAGES)


def quotes(text: str, index: SourceIndex = INDEX, pages: tuple[int, ...] = ()) -> list[str]:
    return [found.evidence.quote for found in find_evidence(text, index, pages)]


@pytest.mark.parametrize("number", range(len(DUNES)))
def test_a_sentence_of_the_source_finds_itself(number: int) -> None:
    assert quotes(DUNES[number][1]) == [DUNES[number][1]]


def test_what_is_found_has_its_page_and_boxes() -> None:
    (found,) = find_evidence("Two anemometers recorded the speed of the wind.", INDEX)
    assert (found.evidence.document_id, found.evidence.page, found.evidence.boxes) == ("dunes", 3, (BOX,))


def test_a_name_tells_two_alike_sentences_apart() -> None:
    for name, number in (("Tarfaya", 1), ("Namib", 4)):
        assert quotes(f"In the {name} desert they followed dunes with cameras.") == [DUNES[number][1]]


def test_a_number_tells_two_alike_sentences_apart() -> None:
    for count, number in (("51", 1), ("12", 4)):
        assert quotes(f"We followed {count} dunes for three years with cameras.") == [DUNES[number][1]]


def test_a_wrong_number_still_finds_its_sentence() -> None:
    assert quotes("Wind speed was recorded with nine anemometers at a height of 99 metres.") == [DUNES[5][1]]


def test_two_neighbours_are_cited_where_one_is_not_enough() -> None:
    told = "Engineers build fences against the sand, but rarely know how fast a dune will arrive."
    assert quotes(told) == [DUNES[2][1], DUNES[3][1]]


def test_a_second_sentence_that_adds_little_is_not_cited() -> None:
    assert len(quotes("Engineers build fences and plant many trees against the sand.")) == 1


def test_sentences_of_two_documents_are_no_neighbours() -> None:
    apart = SourceIndex([passage(DUNES[2][1], 1, "one"), passage(DUNES[3][1], 1, "other")])
    told = "Engineers build fences against the sand, but rarely know how fast a dune will arrive."
    assert len(quotes(told, apart)) < 2


@pytest.mark.parametrize("told", ["The committee elected a new treasurer in spring.", "Dunes sing.", "…", ""])
def test_nothing_is_better_than_a_wrong_passage(told: str) -> None:
    assert quotes(told) == []


def test_the_search_can_be_held_to_pages() -> None:
    told = "We followed dunes in the desert for three years with a network of cameras."
    assert quotes(told, pages=(1, 2)) == [DUNES[1][1]]
    assert quotes(told, pages=(3,)) == [DUNES[4][1]]
    assert quotes(told, pages=(2,)) == []


def test_a_heading_supports_nothing() -> None:
    index = SourceIndex([passage("Dunes follow the strongest winds", 1, role=Role.HEADING)])
    assert quotes("Dunes follow the strongest winds.", index) == []


def test_the_words_around_a_quote_stand_around_it_in_the_document() -> None:
    text = quotable_text(PASSAGES, "dunes")
    looked = 0
    for _, told in DUNES:
        for found in find_evidence(told, INDEX):
            looked += 1
            assert found.prefix + found.evidence.quote + found.suffix in text
            assert found.prefix or text.startswith(found.evidence.quote)
            assert found.suffix or text.endswith(found.evidence.quote)
    assert looked == len(DUNES)


def test_a_sentence_on_two_pages_gives_a_quote_on_each() -> None:
    places = (Place(4, "Small dunes moved twice", (BOX,)), Place(5, "as fast as large dunes.", (BOX,)))
    both = Passage("dunes", "Small dunes moved twice as fast as large dunes.", places, Role.BODY, "", 9)
    one, other = find_evidence("Small dunes moved as fast as large dunes.", SourceIndex([*PASSAGES, both]))
    assert (one.evidence.page, other.evidence.page) == (4, 5)
    assert one.suffix.startswith(" as fast as")
    assert other.prefix.endswith("moved twice ")


def test_chinese_and_japanese_are_found_by_their_characters() -> None:
    told = ("沙丘每年移动二十三米。", "工程师在道路旁边种树防沙。", "風速は十メートルの高さで記録した。")
    index = SourceIndex([passage(text, 1) for text in told], "zh")
    assert [quotes(text, index) for text in told] == [[text] for text in told]
    assert quotes("沙丘每年移动约二十三米。", index) == [told[0]]
    assert quotes("委员会选出了新的财务主管。", index) == []
    assert "沙丘" in set(terms(told[0]))


def test_an_index_of_nothing_finds_nothing() -> None:
    assert quotes("Dunes move.", SourceIndex([])) == []


SAND = "Barriers and bushes hold the grains back."


def told_as(text: str, near: dict[int, float], pages: tuple[int, ...] = ()) -> list[str]:
    return [found.evidence.quote for found in find_evidence(text, INDEX, pages, near)]


def test_what_means_the_same_is_found_where_words_find_nothing() -> None:
    assert quotes(SAND) == []
    assert told_as(SAND, {2: 0.8, 3: 0.3}) == [DUNES[2][1]]


def test_what_is_only_a_little_alike_is_not_cited() -> None:
    assert told_as(SAND, {2: 0.6}) == []


def test_words_that_are_there_decide_against_a_likeness() -> None:
    """Vectors hardly tell one number, or one name, from another."""
    told = "We followed 12 dunes in the Namib desert for three years with cameras."
    assert told_as(told, {1: 0.99, 4: 0.97}) == [DUNES[4][1]]


def test_shared_words_help_one_of_two_that_mean_the_same() -> None:
    assert INDEX.search("Two masts noted the wind.", near={0: 0.6, 5: 0.6})[0] == 5


def test_meaning_is_held_to_the_pages_and_finds_no_heading() -> None:
    assert told_as(SAND, {2: 0.8}, pages=(3,)) == []
    heading = SourceIndex([passage("Fences against the sand", 1, role=Role.HEADING)])
    assert find_evidence(SAND, heading, near={0: 0.9}) == []


def test_without_likenesses_the_search_is_by_words_alone() -> None:
    for _, text in DUNES:
        assert INDEX.search(text, near={}) == INDEX.search(text)
