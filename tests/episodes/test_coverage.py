"""Coverage: which sentences, pages and sections of a document a script tells."""

from app.documents.pages import Place, Role
from app.episodes.coverage import coverage
from app.episodes.draft import Evidence, Passage, Source

TOLD = (
    (1, "Introduction", "Barchan dunes move across desert plains under steady wind."),
    (1, "Introduction", "Engineers build fences and plant trees against the sand."),
    (2, "2 Methods", "Wind speed was recorded with two anemometers at a height of 10 metres."),
    (3, "3 Results", "Small dunes moved twice as fast as large dunes."),
)
NOT_TELLABLE = (
    (3, "3 Results", Role.BODY, "x = a + b · ∑ c"),
    (3, "3 Results", Role.CAPTION, "The dune field was photographed from the north in spring."),
    (3, "3 Results", Role.HEADING, "3 Results"),
    (4, "Acknowledgements", Role.BODY, "We thank the people of Tarfaya for their help with the cameras."),
    (4, "References", Role.BODY, "The dunes of the world were described in a book of 1941."),
)


def passage(page: int, section: str, text: str, role: Role = Role.BODY) -> Passage:
    return Passage("dunes", text, (Place(page, text, ((1.0, 2.0, 3.0, 4.0),)),), role, section, 1)


SOURCE = Source(
    "dunes",
    "Dunes",
    "en",
    (
        *(passage(*row) for row in TOLD),
        *(passage(page, section, text, role) for page, section, role, text in NOT_TELLABLE),
    ),
)


def cited(*numbers: int) -> list[Evidence]:
    return [Evidence("dunes", TOLD[number][0], TOLD[number][2], ()) for number in numbers]


def test_only_whole_sentences_of_the_text_count() -> None:
    found = coverage(SOURCE, 4, [])
    assert (found.tellable, found.told, found.share) == (len(TOLD), 0, 0.0)


def test_what_is_cited_is_told() -> None:
    found = coverage(SOURCE, 4, cited(0, 3))
    assert (found.told, found.share, found.pages_told) == (2, 0.5, 2)


def test_a_sentence_cited_twice_counts_once() -> None:
    assert coverage(SOURCE, 4, cited(0, 0)).told == 1


def test_every_page_is_listed_also_where_nothing_can_be_told() -> None:
    pages = coverage(SOURCE, 5, cited(0)).pages
    assert [(page.page, page.tellable, page.told) for page in pages] == [
        (1, 2, 1), (2, 1, 0), (3, 1, 0), (4, 0, 0), (5, 0, 0),
    ]  # fmt: skip


def test_sections_nothing_is_told_of_are_named() -> None:
    found = coverage(SOURCE, 4, cited(0, 1))
    assert [section.title for section in found.sections] == ["Introduction", "2 Methods", "3 Results"]
    assert [section.title for section in found.left_out] == ["2 Methods", "3 Results"]


def test_a_part_of_a_sentence_cites_it() -> None:
    part = Evidence("dunes", 2, "recorded with two anemometers at a height of 10 metres", ())
    assert coverage(SOURCE, 4, [part]).told == 1
    assert coverage(SOURCE, 4, [Evidence("dunes", 2, "two", ())]).told == 0


def test_evidence_of_another_document_or_page_tells_nothing_of_this_one() -> None:
    quote = TOLD[0][2]
    assert coverage(SOURCE, 4, [Evidence("tides", 1, quote, ()), Evidence("dunes", 2, quote, ())]).told == 0


def test_a_document_without_text_is_covered_by_nothing() -> None:
    found = coverage(Source("scan", "Scan", "und", ()), 2, [])
    assert (found.tellable, found.share, len(found.pages), found.sections) == (0, 0.0, 2, [])
