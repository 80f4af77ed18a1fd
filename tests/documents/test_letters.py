"""Characters a font does not explain, accents drawn apart from letters, faces that only look bold."""

import pytest

from app.documents.tokenizing import Frame, Style, TokenWriter
from app.documents.tokens import Font, letters


@pytest.mark.parametrize(
    ("code", "meant"),
    [
        ("\x1b", "ff"),
        ("\x1c", "fi"),
        ("\x1e", "ffi"),
        ("\x0c", "fi"),
        ("\x10", "“"),
        ("\x15", "–"),
        ("\x88", "•"),
    ],
)
def test_codes_of_text_fonts_are_spelt_out(code: str, meant: str) -> None:
    assert letters(code) == meant


def test_the_same_codes_in_a_font_of_symbols_are_none() -> None:
    assert letters("\x0c", math=True) == ""


@pytest.mark.parametrize("face", ["LMRoman10-Regular", "ABCDEF+CharterBT-Roman", "LMRoman12-Italic"])
def test_a_face_that_says_its_style_is_not_bold_by_its_weight(face: str) -> None:
    assert not Font.of(face, weight=625).bold


@pytest.mark.parametrize("face", ["LMRoman12-Bold", "SomeFace"])
def test_a_bold_face_is_bold(face: str) -> None:
    assert Font.of(face, weight=700).bold


def written(*drawn: tuple[str, float, float]) -> list[str]:
    """The tokens of characters drawn from x0 to x1 on one line."""
    writer = TokenWriter()
    style = Style(Font("Face"), 10.0, 0, Frame((0, 0, 100, 100), 0), 50.0, False, False)
    for character, x0, x1 in drawn:
        if not writer.quick(character, x0, x1, style):
            writer.put(character, x0, x1, style)
    return [token.text for _, token in writer.tokens]


@pytest.mark.parametrize("accent", [(15.0, 20.0), (15.5, 19.5)], ids=["of its width", "narrower"])
def test_an_accent_drawn_before_its_letter_crowns_it(accent: tuple[float, float]) -> None:
    drawn = [("h", 10.0, 15.0), ("¨", *accent), ("o", 15.0, 20.0), ("l", 20.0, 23.0)]
    assert written(*drawn) == ["höl"]


def test_an_accent_drawn_after_its_letter_crowns_it() -> None:
    assert written(("h", 10.0, 15.0), ("o", 15.0, 20.0), ("¨", 15.5, 19.5), ("l", 20.0, 23.0)) == ["höl"]
