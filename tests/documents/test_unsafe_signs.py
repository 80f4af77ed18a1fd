"""What is read of a page holds no sign that a database, a terminal or a reader would stumble over."""

import pytest

from app.documents.tokens import clean

UNSAFE = ["\x00", "\x01", "\x1b", "\x7f", "\x85", "\ud800", "\udfff", "\u202e", "\u2066", "\u200f", "\ufffe"]


@pytest.mark.parametrize("sign", UNSAFE, ids=ascii)
def test_it_is_taken_out(sign: str) -> None:
    assert clean(f"The dunes {sign}moved.") == "The dunes moved."


@pytest.mark.parametrize("text", ["naïve 沙丘 Ωμέγα", "مرحبا بالعالم", "café", "a\u0301"])
def test_writing_stays_and_is_composed(text: str) -> None:
    assert clean(text) in (text, "á")
