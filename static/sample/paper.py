"""Draws paper.pdf, the sample paper of a fresh installation: two columns, our own words.

Run `python static/sample/paper.py` after changing the text; it needs fpdf2 from the dev extra.
"""

from datetime import UTC, datetime
from pathlib import Path

from fpdf import FPDF

HERE = Path(__file__).parent
TITLE = "Listening to a Paper Without Losing the Page"
AUTHORS = "The makers of Thinking in Code"
ABSTRACT = (
    "Audio lets people take in documents while walking, cooking or resting their eyes. A listener cannot "
    "glance back at the page, so every spoken sentence has to be right the first time. This paper describes "
    "a way of narrating documents in which each sentence keeps its place on the page and a person approves "
    "it before it is spoken. We explain how the text is read, how a script is written from it, how the "
    "script is checked, and how the sound is made. The sample episode of this installation was made from "
    "this paper."
)
SECTIONS = [
    (
        "1. Introduction",
        [
            "Reading aloud is older than silent reading. A voice carries a text to people who cannot look at "
            "it, and it sets a pace of its own. For long documents a steady pace can be welcome.",
            "A voice also hides its sources. On paper a claim stands beside its footnote, and a doubtful "
            "reader can check it in a moment. In a recording the claim has passed before the doubt arrives. "
            "A narrated document therefore needs a script that was checked in advance, and a way back from "
            "every second of sound to the passage that supports it.",
            "Summaries written by statistical models make the problem sharper. A fluent sentence can change "
            "a number, drop a negation or turn a guess into a fact, and nothing in its sound gives the "
            "change away. We concluded that no automatic score should decide what is spoken. A person "
            "should, with the page in view.",
        ],
    ),
    (
        "2. Reading the page",
        [
            "A page of a PDF file holds characters and their positions, and little else. Columns, headings "
            "and footnotes exist only for the eye. The reader groups characters into words, words into lines "
            "and lines into blocks, and then decides in which order the blocks are read.",
            "Running heads, page numbers and reference lists are recognized and kept out of the script. They "
            "help somebody who turns pages and disturb somebody who listens. Words that were divided at the "
            "end of a line are joined again.",
            "Each sentence keeps one box for every line it occupies. The boxes are what a reviewer later "
            "sees as a yellow mark on the page. If a sentence begins in one column and ends in the next, it "
            "keeps its place in both.",
        ],
    ),
    (
        "3. Writing the script",
        [
            "The simplest writer invents nothing. It chooses sentences of the document that together tell "
            "its story, in the order of the sections, to the length that was asked for. Sentences that "
            "point at something the listener has not heard are left out or brought together with what they "
            "point at.",
            "Short connecting sentences announce the next part. They claim nothing about the subject, and "
            "they are marked as such. Every other sentence carries its evidence: the page, the quotation and "
            "the boxes.",
            "The same document with the same settings always gives the same script. This makes the result "
            "easy to test, and it lets an organization repeat an episode years later.",
        ],
    ),
    (
        "4. Checking and approving",
        [
            "Before anybody sees the script, every claim is compared with its evidence. Numbers, units, "
            "names, negations and comparisons have to agree. A sentence that says 71 where the page says 51 "
            "is stopped, and the reviewer is shown both.",
            "The reviewer moves through the script with one hand on the keyboard. The page follows the "
            "sentence, so nothing has to be searched for. A sentence is approved, edited or sent back with "
            "a reason.",
            "An approval belongs to the exact content it was given to. If one letter of the sentence, of its "
            "spoken form or of its evidence changes, the approval no longer counts. Nothing is spoken that "
            "a person did not approve.",
        ],
    ),
    (
        "5. Making the sound",
        [
            "Each approved sentence becomes one clip. A clip is stored under a digest of its words and its "
            "voice, so a correction costs one new clip and leaves the others as they are. The first clip can "
            "be heard within two seconds of the approval.",
            "The clips are joined with pauses and brought to a loudness of minus 16 LUFS, measured as the "
            "broadcasting standard prescribes [1]. The captions are timed from the samples themselves. "
            "Chapters follow the sections of the document.",
            "Listeners can stop at any sentence and open the page it came from. What they heard, what was "
            "approved and what is printed are then side by side.",
        ],
    ),
    (
        "6. Conclusion",
        [
            "Trust in a narrated document does not come from the voice alone: it comes from the path that "
            "leads from each sentence back to the page, and from the person who walked that path first. We "
            "believe that this path should be part of every recording that asks to be believed.",
        ],
    ),
]
REFERENCES = [
    "[1] ITU-R BS.1770, Algorithms to measure audio programme loudness and true-peak audio level.",
]


class Paper(FPDF):
    """US letter, two columns of 18.5 pica, with a running head and page numbers."""

    def header(self) -> None:
        if self.page_no() == 1:
            return
        self.set_font("Times", "I", 9)
        self.set_y(30)
        self.cell(0, 10, TITLE, align="C")
        self.set_y(54)

    def footer(self) -> None:
        self.set_y(-40)
        self.set_font("Times", "", 9)
        self.cell(0, 10, str(self.page_no()), align="C")


def draw() -> bytes:
    """The PDF; the same bytes every time."""
    paper = Paper("P", "pt", "letter")
    paper.set_creation_date(datetime(2026, 1, 1, tzinfo=UTC))
    paper.set_title(TITLE)
    paper.set_author(AUTHORS)
    paper.set_lang("en")
    paper.set_margins(54, 54)
    paper.set_auto_page_break(True, 60)
    paper.add_page()
    paper.set_font("Times", "B", 18)
    paper.multi_cell(0, 24, TITLE, align="C", new_x="LMARGIN", new_y="NEXT")
    paper.set_font("Times", "", 11)
    paper.multi_cell(0, 16, AUTHORS, align="C", new_x="LMARGIN", new_y="NEXT")
    paper.ln(14)
    with paper.text_columns(ncols=2, gutter=22, text_align="J", line_height=1.15) as columns:
        _section(paper, columns, "Abstract", [ABSTRACT])
        for heading, paragraphs in SECTIONS:
            _section(paper, columns, heading, paragraphs)
        _section(paper, columns, "References", REFERENCES)
    return bytes(paper.output())


def _section(paper: FPDF, columns: object, heading: str, paragraphs: list[str]) -> None:
    paper.set_font("Times", "B", 11.5)
    with columns.paragraph(text_align="L", top_margin=8, bottom_margin=3) as paragraph:  # type: ignore[attr-defined]
        paragraph.write(heading)
    paper.set_font("Times", "", 10)
    for text in paragraphs:
        with columns.paragraph(bottom_margin=5) as paragraph:  # type: ignore[attr-defined]
            paragraph.write(text)


if __name__ == "__main__":
    (HERE / "paper.pdf").write_bytes(draw())
