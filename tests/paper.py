"""Two small papers with real sections, drawn so that the whole way of a document can be walked in a test."""

from datetime import UTC, datetime
from functools import cache

from fpdf import FPDF

Paper = tuple[str, tuple[tuple[str, str], ...]]
"""Title; heading and text of each section."""

DUNES: Paper = (
    "How sand dunes migrate in the desert wind",
    (
        (
            "Abstract",
            "Barchan dunes move across desert plains under steady wind. We followed 51 dunes in the Tarfaya "
            "desert for three years with a network of cameras. The dunes migrated 23 metres per year on "
            "average. Small dunes moved faster than large dunes. These results help engineers protect roads "
            "and villages against moving sand.",
        ),
        (
            "1 Introduction",
            "Moving sand threatens roads, canals and villages in many dry regions of the world. Engineers "
            "build fences and plant trees against the sand, but they rarely know how fast a dune will "
            "arrive. Earlier surveys measured single dunes during a few weeks. A longer record is needed, "
            "because the wind changes from season to season.",
        ),
        (
            "2 Methods",
            "We placed 18 cameras on masts around the dune field. Each camera took one picture per hour. The "
            "position of every dune was measured in the pictures with an error of 40 centimetres. Wind speed "
            "was recorded with two anemometers at a height of 10 metres.",
        ),
        (
            "3 Results",
            "The dunes migrated 23 metres per year on average. Small dunes moved twice as fast as large "
            "dunes. Migration stopped almost completely during the wet winter months. The direction of "
            "migration followed the strongest winds and not the most frequent winds.",
        ),
        (
            "4 Conclusion",
            "The speed of a dune can be predicted from its height and from the strength of the wind. Roads "
            "should be planned upwind of large dunes, which move slowly. Future work will extend the record "
            "to ten years.",
        ),
    ),
)
TIDES: Paper = (
    "Tidal mixing keeps a shallow bay alive",
    (
        (
            "Abstract",
            "Shallow bays lose oxygen in warm summers. We measured oxygen at 12 stations in Morrow Bay "
            "during 2 summers. Strong tides raised the oxygen near the bottom by 30 percent. Bays with weak "
            "tides need less fertilizer from farms to stay healthy.",
        ),
        (
            "1 Introduction",
            "Fish and mussels die when the oxygen near the bottom falls too low. Warm water holds less "
            "oxygen than cold water, so summers are dangerous. Tides stir the water and bring oxygen down.",
        ),
        (
            "2 Results",
            "Strong tides raised the oxygen near the bottom by 30 percent. During weak tides the oxygen fell "
            "within 5 days. The lowest values were found in the inner part of the bay.",
        ),
    ),
)


@cache
def pdf_of(paper: Paper = DUNES, *, encrypted: bool = False) -> bytes:
    """A paper as PDF; the same bytes each time, unless it is encrypted."""
    title, sections = paper
    pdf = FPDF(format="A4")
    if encrypted:
        pdf.set_encryption(owner_password="keys", user_password="closed")
    pdf.set_creation_date(datetime(2026, 1, 1, tzinfo=UTC))
    pdf.set_margin(25)
    pdf.add_page()
    pdf.set_font("Helvetica", "B", 18)
    pdf.multi_cell(0, 9, title, align="C", new_x="LMARGIN", new_y="NEXT")
    pdf.set_font("Helvetica", size=11)
    pdf.multi_cell(0, 8, "Ada Reyes and Ben Okafor", align="C", new_x="LMARGIN", new_y="NEXT")
    for heading, text in sections:
        pdf.ln(4)
        pdf.set_font("Helvetica", "B", 13)
        pdf.multi_cell(0, 8, heading, new_x="LMARGIN", new_y="NEXT")
        pdf.set_font("Helvetica", size=11)
        pdf.multi_cell(0, 6, text, align="L", new_x="LMARGIN", new_y="NEXT")
        if heading == "2 Methods":
            pdf.add_page()
    return bytes(pdf.output())
