"""Where text goes on without a heading, and what is said of one that holds a formula."""

from app.documents.pages import Place, Role
from app.episodes.draft import Passage, Source
from app.episodes.outline import Kind, heading, outline


def test_a_heading_is_said_without_its_formula() -> None:
    assert heading("1 One factor: y ∼ f1") == "One factor"
    assert heading("Values of μα") == ""


def outlined(*headings: str) -> list[tuple[str, int]]:
    """The parts and their lines, of a document with two sentences under each heading."""
    passages, box = [], ((0.0, 0.0, 1.0, 1.0),)
    for number, title in enumerate(headings):
        passages.append(Passage("paper", title, (Place(1, title, box),), Role.HEADING, title, number, 1))
        for count in (1, 2):
            text = f"The kitchen of cook {number} has {count} large tables for all of the guests."
            passages.append(Passage("paper", text, (Place(1, text, box),), Role.BODY, title, number, 1))
    return [
        (part.title, len(part.lines)) for part in outline(Source("paper", "Cooks", "en", tuple(passages)))
    ]


def test_a_heading_that_comes_again_and_again_opens_no_section() -> None:
    found = outlined("Bread", "Purpose", "Cakes", "Purpose", "Soups", "Purpose")
    assert found == [("Bread", 4), ("Cakes", 4), ("Soups", 4)]


def test_a_heading_printed_again_on_the_next_page_goes_on() -> None:
    assert outlined("Bread", "Cakes", "Cakes", "Cakes", "Soups") == [("Bread", 2), ("Cakes", 6), ("Soups", 2)]


def test_two_sections_of_one_name_stay_two() -> None:
    assert len(outlined("Study one", "Results", "Study two", "Results")) == 4


def test_an_abstract_too_long_to_be_one_goes_on_as_text() -> None:
    place = (Place(1, "A", ((0.0, 0.0, 1.0, 1.0),)),)
    passages = [Passage("paper", "Abstract", place, Role.HEADING, "Abstract", 0, 1)]
    for number in range(60):
        text = f"The kitchen of cook {number} has a large table for all of the guests."
        quoted = (Place(1, text, ((0.0, 0.0, 1.0, 1.0),)),)
        passages.append(Passage("paper", text, quoted, Role.BODY, "Abstract", 1 + number // 10, 1))
    parts = outline(Source("paper", "Kitchens", "en", tuple(passages)))
    assert [(part.title, part.kind) for part in parts] == [("Abstract", Kind.ABSTRACT), ("", Kind.BODY)]
    assert [len(part.lines) for part in parts] == [10, 50]
