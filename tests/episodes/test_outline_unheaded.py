"""Where text goes on without a heading, and what is said of one that holds a formula."""

from app.documents.pages import Place, Role
from app.episodes.draft import Passage, Source
from app.episodes.outline import Kind, heading, outline


def test_a_heading_is_said_without_its_formula() -> None:
    assert heading("1 One factor: y ∼ f1") == "One factor"
    assert heading("Values of μα") == ""


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
