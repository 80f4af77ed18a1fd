"""Captions: readable screens, true times, and text that cannot break the file."""

import re
from itertools import pairwise

from app.narration.captions import Cue, broken, clock, srt, webvtt

RATE = 24_000
LONG = (
    "The training of the larger model took eleven days on the cluster, although the smaller one, which has "
    "almost the same accuracy on every benchmark of the study, was ready within a single afternoon."
)
TIMES = re.compile(r"(\S+) --> (\S+)")


def test_a_short_sentence_is_one_cue() -> None:
    assert broken(Cue(0, RATE, "It works.", "a")) == [Cue(0, RATE, "It works.", "a")]


def test_a_long_sentence_is_shown_two_lines_of_42_characters_at_a_time() -> None:
    pieces = broken(Cue(0, 12 * RATE, LONG))
    assert len(pieces) > 2
    for piece in pieces:
        lines = piece.text.split("\n")
        assert len(lines) <= 2
        assert max(map(len, lines)) <= 42
    assert " ".join(" ".join(piece.text for piece in pieces).split()) == LONG


def test_pieces_share_the_time_without_gap_by_their_length() -> None:
    pieces = broken(Cue(RATE, 13 * RATE, LONG))
    assert pieces[0].start == RATE
    assert pieces[-1].end == 13 * RATE
    assert all(one.end == next.start for one, next in pairwise(pieces))
    speeds = [len(piece.text) / (piece.end - piece.start) for piece in pieces]
    assert max(speeds) < 1.1 * min(speeds)


def test_a_word_longer_than_a_line_is_broken_and_none_of_it_lost() -> None:
    word = "methionylthreonylthreonyl" * 5
    assert "".join("".join(piece.text.split()) for piece in broken(Cue(0, RATE, word))) == word


def test_webvtt_is_what_browsers_read() -> None:
    text = webvtt([Cue(7200, 31_200, "First.", "s-1"), Cue(40_000, 24_000 * 3661, "Second.")], RATE, "en-US")
    assert text == (
        "WEBVTT\n\nNOTE Language: en-US\n\n"
        "s-1\n00:00:00.300 --> 00:00:01.300\nFirst.\n\n"
        "00:00:01.667 --> 01:01:01.000\nSecond.\n"
    )


def test_cues_of_one_sentence_are_numbered_after_it() -> None:
    text = webvtt([Cue(0, 12 * RATE, LONG, "s-7")], RATE)
    assert re.findall(r"^s-7-\d+$", text, re.MULTILINE) == ["s-7-1", "s-7-2", "s-7-3"]


def test_text_cannot_break_out_of_its_cue() -> None:
    hostile = "a < b --> c & <v Bob>\n\n00:00:00.000 --> 00:00:01.000\nforged"
    text = webvtt([Cue(0, RATE, hostile)], RATE)
    assert len(TIMES.findall(text)) == 1
    assert "<" not in text
    assert "&lt; b --&gt; c &amp; &lt;v Bob&gt;" in text


def test_srt_counts_from_one_and_writes_decimal_commas() -> None:
    assert (
        srt([Cue(7200, 31_200, "First & only.")], RATE) == "1\n00:00:00,300 --> 00:00:01,300\nFirst & only.\n"
    )
    assert srt([Cue(0, RATE, "a\n\n2\nb")], RATE).count("\n\n") == 0


def test_no_cues_make_an_empty_but_valid_file() -> None:
    assert webvtt([], RATE).startswith("WEBVTT\n")
    assert srt([], RATE) == ""


def test_clock_carries_milliseconds_over() -> None:
    assert clock(RATE * 3600 - 1, RATE) == "01:00:00.000"
    assert clock(RATE * 100 * 3600, RATE) == "100:00:00.000"
