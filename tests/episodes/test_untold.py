"""A document with nothing to tell: what it holds instead is said truly."""

import dataclasses

import pytest

from app.episodes.draft import Mode, WriteRequest, WritingError
from app.episodes.writing import ExtractiveWriter
from tests.episodes.test_writing import source, write

THANKS = "# Acknowledgements\nWe thank the cooks for the many soups they made."
NOTHING = {
    "addresses": "It is at https://example.org/a for all.\n\nYou can write to ada@example.org any time.",
    "references": "[1] Miller: Stores of food, Proceedings of the Kitchen, pages 3-9, 2019.",
    "names, numbers or single words": "Ada Lovelace, 12 St James Square, London SW1Y 4JH, United Kingdom.",
    "formulas": "We get x = y + 3 and z_i ∈ Z² ≤ 4.",
    "sentences that need another, which cannot be read aloud, before them": "This makes them useless.",
    "pieces of sentences": "and so on for all that is left of the soup",
    "addresses and references": "All of the code is at https://example.org/where/it/always/was/and/is for "
    "everybody who wants it.\n\nMiller: Proceedings of the Kitchen, pages 3-9.",
}


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("what", NOTHING)
def test_what_there_is_instead_is_said_truly(what: str, mode: Mode) -> None:
    with pytest.raises(WritingError) as refusal:
        write(NOTHING[what], mode=mode)
    assert str(refusal.value).startswith(f"This document has nothing to read aloud, only {what}. ")


def test_back_matter_is_named_as_it_is_headed():
    with pytest.raises(WritingError, match="nothing to read aloud, only “Acknowledgements”"):
        write(THANKS, mode=Mode.VERBATIM)


def test_what_stands_under_a_title_alone_is_named_by_it():
    thanks = source(THANKS)
    unnamed = tuple(dataclasses.replace(passage, section="") for passage in thanks.passages)
    with pytest.raises(WritingError, match="only “Acknowledgements”"):
        ExtractiveWriter().write(
            [dataclasses.replace(thanks, passages=unnamed)], WriteRequest(Mode.VERBATIM, 3.0, 150.0)
        )


def test_several_documents_are_told_of_together():
    empty = source("https://example.org/a")
    with pytest.raises(WritingError, match="These documents have nothing to read aloud, only addresses"):
        ExtractiveWriter().write([empty, empty], WriteRequest(Mode.SUMMARY, 3.0, 150.0))


def test_where_not_one_sentence_was_found_nothing_is_made_up():
    with pytest.raises(WritingError, match="not one sentence was found"):
        write("")
