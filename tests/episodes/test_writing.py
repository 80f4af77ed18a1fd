"""The extractive writer, on hand-made documents."""

import dataclasses
import random
from itertools import pairwise

import pytest

from app.documents.pages import Place, Role
from app.episodes.draft import Mode, Passage, SegmentRole, Source, WriteRequest, WritingError
from app.episodes.length import narrated_seconds
from app.episodes.writing import ExtractiveWriter

PAPER = """
# Abstract
We present Larder, a small store for kitchen recipes that works without a network. Larder keeps every
recipe in one
file and finds it by its ingredients. In a test with 40 cooks, Larder answered 95 % of the questions within
20 ms.

# 1 Introduction
Cooks often search for recipes while their hands are wet and their network is slow. Existing stores need a
server,
which many kitchens do not have [1, 2]. This makes them useless where they are needed most. However, a
small index
fits on any phone (see Figure 1). The store described in Section 3 was built for such kitchens.

# 2 Design
Larder divides its file into pages of 4 KB. Each page begins with a table of the ingredients it mentions.
It is
rebuilt whenever a recipe changes. As shown in Figure 2, the table needs little room. Figure 3 shows the
layout.
A query reads the tables first and opens only the pages that match (Miller et al., 2019).

# 3 Evaluation
Forty cooks used Larder for two weeks in their own kitchens. They asked 1,200 questions during that time. Most
questions named three ingredients or fewer. The slowest answer took 180 ms on a phone from 2015. where x =
3 and

# 4 Conclusion
A recipe store needs neither a server nor a network to be fast. We hope that Larder helps cooks in small
kitchens.

# References
[1] Miller, A. Stores of food. Proceedings of the Kitchen, pages 3-9, 2019.
"""


def source(text=PAPER, language="en", title="Larder: recipes without a network"):
    passages = []
    section, number = "", 0
    for block in text.strip().split("\n\n"):
        for line in block.splitlines():
            if line.startswith("# "):
                number += 1
                section = line[2:]
                place = Place(1, section, ((0.0, 0.0, 1.0, 1.0),))
                passages.append(Passage("paper", section, (place,), Role.HEADING, section, number, 1))
        number += 1
        body = " ".join(line for line in block.splitlines() if not line.startswith("# "))
        for sentence in body.replace(". ", ".\n").splitlines():
            sentence = sentence.replace("et al.\n", "et al. ")
            place = Place(1, sentence, ((0.0, float(len(passages)), 1.0, 1.0),))
            passages.append(Passage("paper", sentence, (place,), Role.BODY, section, number, 1))
    return Source("paper", title, language, tuple(passages))


def write(text=PAPER, mode=Mode.SUMMARY, minutes=1.2, **kwargs):
    return ExtractiveWriter().write([source(text, **kwargs)], WriteRequest(mode, minutes))


def sentences(draft):
    return [sentence for segment in draft.segments for sentence in segment.sentences]


@pytest.fixture(scope="module")
def summary():
    return write()


@pytest.fixture(scope="module")
def verbatim():
    return write(mode=Mode.VERBATIM)


def test_a_summary_has_an_opening_the_sections_a_recap_and_a_takeaway(summary):
    roles = [segment.role for segment in summary.segments]
    assert roles == [
        SegmentRole.HOOK,
        *[SegmentRole.BODY] * (len(roles) - 3),
        SegmentRole.RECAP,
        SegmentRole.TAKEAWAY,
    ]
    body = [segment.title for segment in summary.segments if segment.role is SegmentRole.BODY]
    assert " · ".join(body).split(" · ") == ["Introduction", "Design", "Evaluation"]
    assert summary.title == "Larder: recipes without a network"


def test_the_same_input_gives_the_same_draft(summary):
    assert write() == summary


def test_every_claim_has_its_source_and_every_other_sentence_none(summary):
    claims = [sentence for sentence in sentences(summary) if sentence.claim]
    assert len(claims) > 5
    for sentence in claims:
        (evidence,) = sentence.evidence
        assert evidence.document_id == "paper"
        assert evidence.boxes
        assert set(sentence.text.lower().split()[1:-1]) <= set(evidence.quote.lower().split())
    assert all(not sentence.evidence for sentence in sentences(summary) if not sentence.claim)


def test_nothing_is_said_twice(summary):
    texts = [sentence.text for sentence in sentences(summary)]
    assert len(texts) == len(set(texts))


def test_connecting_sentences_are_few_and_vary(summary):
    connecting = [sentence.text for sentence in sentences(summary) if not sentence.claim]
    assert len(connecting) == len(set(connecting)) <= len(summary.segments) + 1


def test_marks_and_pointers_are_taken_out(verbatim):
    text = " ".join(sentence.text for sentence in sentences(verbatim))
    assert "which many kitchens do not have." in text
    assert "A small index fits on any phone." in text or "However, a small index fits on any phone." in text
    assert "The table needs little room." in text
    assert "opens only the pages that match." in text
    for mark in ("[", "Figure", "Section", "(Miller", "where x"):
        assert mark not in text


def test_verbatim_leaves_out_the_references(verbatim):
    assert [segment.title for segment in verbatim.segments] == [
        "Abstract",
        "Introduction",
        "Design",
        "Evaluation",
        "Conclusion",
    ]


def test_numbers_and_units_are_unchanged(verbatim):
    text = " ".join(sentence.text for sentence in sentences(verbatim))
    for amount in ("4 KB", "1,200 questions", "95 %", "20 ms", "180 ms", "2015"):
        assert amount in text


def test_what_leans_on_a_sentence_follows_it(summary, verbatim):
    leaning = {
        "This makes them useless": "Existing stores need a server",
        "It is rebuilt whenever": "Each page begins",
        "They asked 1,200": "Forty cooks used",
    }
    seen = 0
    for draft in (summary, verbatim):
        texts = [sentence.text for sentence in sentences(draft)]
        for before, text in pairwise(texts):
            for start, antecedent in leaning.items():
                if text.startswith(start):
                    seen += 1
                    assert before.startswith(antecedent)
    assert seen >= len(leaning)


def test_minutes_come_out_right():
    chance = random.Random(1)
    syllables = ["ba", "ko", "mi", "tu", "ra", "se", "lo", "pa", "ne", "vi", "da", "fu"]
    words = ["".join(chance.choices(syllables, k=3)) for _ in range(900)]
    long = PAPER
    for number in range(5, 25):
        long += f"\n\n# {number} Recipe {number}\n"
        long += " ".join(f"Cooks have {' '.join(chance.sample(words, 14))} today." for _ in range(12))
    for minutes in (2.0, 5.0):
        draft = write(long, minutes=minutes)
        seconds = narrated_seconds(draft.segments, 150.0, "en")
        assert abs(seconds - minutes * 60) < 0.1 * minutes * 60
        assert len(draft.segments) <= 14


def test_a_faster_voice_gets_more_words():
    slow, fast = (
        ExtractiveWriter().write([source()], WriteRequest(Mode.SUMMARY, 0.7, pace)) for pace in (110.0, 190.0)
    )
    assert sum(len(s.text) for s in sentences(slow)) < sum(len(s.text) for s in sentences(fast))


def test_nothing_to_tell_is_said_plainly():
    for text in ("# Table 1\n3 4 5 6", "# A\nx = y + 3 and z_i", ""):
        with pytest.raises(WritingError, match="read aloud"):
            write(text)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "de",
            "# Einleitung\nDie Küche braucht ein Verzeichnis aller Rezepte. Es ist klein genug für alle.",
        ),
        (
            "fr",
            "# Introduction\nLa cuisine demande un index de toutes les recettes. Il est assez petit.",
        ),
        ("zh", "# 引言\n厨房需要一个快速的食谱索引。 这个索引足够小。"),
        ("ar", "# مقدمة\nيحتاج المطبخ إلى فهرس سريع لجميع الوصفات في كل يوم."),
    ],
)
def test_other_languages_are_told(language, text):
    draft = write(text, language=language, title="Küche")
    claims = [sentence.text for sentence in sentences(draft) if sentence.claim]
    assert claims[0] in text
    connecting = [sentence for sentence in sentences(draft) if not sentence.claim]
    assert bool(connecting) == (language in {"de", "fr"})


def test_hidden_or_floating_text_is_not_told():
    plain = source()
    caption = dataclasses.replace(
        plain.passages[1], role=Role.CAPTION, text="The caption of a figure says very little."
    )
    draft = ExtractiveWriter().write(
        [dataclasses.replace(plain, passages=(caption, *plain.passages))], WriteRequest(Mode.VERBATIM)
    )
    assert not any("caption" in sentence.text for sentence in sentences(draft))


def test_several_documents_are_told_in_turn_and_close_together():
    other = dataclasses.replace(
        source(PAPER.replace("Larder", "Pantry").replace("cooks", "bakers"), title="Pantry"), document_id="b"
    )
    draft = ExtractiveWriter().write([source(), other], WriteRequest(Mode.SUMMARY, 3))
    assert [segment.role for segment in draft.segments].count(SegmentRole.HOOK) == 2
    assert [segment.role for segment in draft.segments].count(SegmentRole.TAKEAWAY) == 1
    assert draft.segments[-1].role is SegmentRole.TAKEAWAY


def test_a_summary_within_the_text_closes_it_and_hides_nothing():
    text = PAPER.replace("# 4 Conclusion", "# 4 Summary")
    text = text[text.index("# 1 Introduction") :]
    titles = [segment.title for segment in write(text, minutes=2).segments]
    assert {"Design", "Evaluation"} <= set(" · ".join(titles).split(" · "))
    assert "Summary" not in titles


def test_a_long_request_does_not_empty_a_short_text_into_its_close():
    draft = write(PAPER[PAPER.index("# 1 Introduction") :], minutes=10)
    by_role = {role: [s for s in draft.segments if s.role is role] for role in SegmentRole}
    assert len(by_role[SegmentRole.BODY]) >= 2
    assert all(len(segment.sentences) <= 3 for segment in by_role[SegmentRole.TAKEAWAY])


def test_a_title_printed_twice_does_not_swallow_the_sections():
    title = "Larder: recipes without a network"
    covered = source(f"# {title}\n\n# {title}\n\n{PAPER}", title=title)
    deep = tuple(
        dataclasses.replace(passage, level=1 if passage.section in {title, "References"} else 2)
        for passage in covered.passages
    )
    draft = ExtractiveWriter().write([dataclasses.replace(covered, passages=deep)], WriteRequest())
    titles = [segment.title for segment in draft.segments if segment.role is SegmentRole.BODY]
    assert titles == ["Introduction", "Design", "Evaluation"]
