"""Lexicons as W3C PLS: written, read back the same, read from others, and no danger to the reader."""

import pytest

from app.problems import Invalid
from app.pronunciation.models import Entry, Match, Says
from app.pronunciation.pls import PLS, read_pls, write_pls

ENTRIES = [
    Entry("Euler", value="Oiler"),
    Entry("R&D <lab>", value='research "and" development'),
    Entry("Nguyễn", Says.PHONEMES, "ŋwiən"),
    Entry("HTTP", Says.LETTERS),
    Entry("GPT-#", value="G P T #", match=Match.PATTERN),
    Entry("Polish", value="Poh lish", case_matters=True),
]


def test_what_is_written_is_read_the_same() -> None:
    assert read_pls(write_pls(ENTRIES)) == ENTRIES
    assert read_pls(write_pls([])) == []


def test_a_file_of_another_program_is_read() -> None:
    content = f"""<?xml version="1.0" encoding="UTF-8"?>
    <p:lexicon version="1.0" xmlns:p="{PLS}" alphabet="ipa" xml:lang="en-US">
      <p:meta name="author" content="somebody"/>
      <p:lexeme><p:grapheme>judgment</p:grapheme><p:grapheme>judgement</p:grapheme>
        <p:phoneme>ˈdʒʌdʒmənt</p:phoneme><p:phoneme>other</p:phoneme></p:lexeme>
      <p:lexeme><p:grapheme>W3C</p:grapheme><p:alias>World Wide Web <!-- ! -->Consortium</p:alias></p:lexeme>
      <p:lexeme><p:grapheme>silent</p:grapheme></p:lexeme>
    </p:lexicon>"""
    assert read_pls(content) == [
        Entry("judgment", Says.PHONEMES, "ˈdʒʌdʒmənt"),
        Entry("judgement", Says.PHONEMES, "ˈdʒʌdʒmənt"),
        Entry("W3C", value="World Wide Web Consortium"),
    ]


LAUGHS = """<?xml version="1.0"?><!DOCTYPE lexicon [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>
<lexicon xmlns="http://www.w3.org/2005/01/pronunciation-lexicon"><lexeme><grapheme>&b;</grapheme></lexeme></lexicon>"""


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (LAUGHS, "document types"),
        ('<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>', "document types"),
        ("<lexicon", "no XML"),
        ("", "no XML"),
        ("hello", "no XML"),
        ("<html></html>", "no pronunciation lexicon"),
        (f'<lexicon xmlns="{PLS}" alphabet="x-sampa"/>', "alphabet"),
        (
            f'<lexicon xmlns="{PLS}"><lexeme><grapheme>x</grapheme><alias></alias></lexeme></lexicon>',
            "sounds",
        ),
    ],
)
def test_what_is_no_harmless_lexicon_is_refused(content: str, message: str) -> None:
    with pytest.raises(Invalid, match=message):
        read_pls(content)
