"""A sentence told in another language than its page: numbers and names are held, the rest is for people."""

import pytest

from app.episodes.checking import Severity, check
from app.episodes.draft import Evidence

PAGE = "The GPU finished 1,250 of 3.5 million runs in 40 minutes at the Tarfaya site."
TRANSLATED = "Die GPU beendete 1.250 von 3,5 Millionen Läufen in 40 Minuten am Standort Tarfaya."


def blocking(text: str, quote: str = PAGE) -> list[str]:
    found = check(text, True, [Evidence("d", 1, quote, ())], translated=True)
    assert found[-1].check == "translation" or any(row.check == "translation" for row in found)
    return [row.check for row in found if row.severity is Severity.BLOCK]


def test_a_faithful_translation_is_not_called_unsupported() -> None:
    assert "support" in [row.check for row in check(TRANSLATED, True, [Evidence("d", 1, PAGE, ())])]
    assert blocking(TRANSLATED) == []


def test_it_asks_for_a_bilingual_reviewer() -> None:
    found = check(TRANSLATED, True, [Evidence("d", 1, PAGE, ())], translated=True)
    assert "Needs a bilingual reviewer" in [row.title for row in found]


@pytest.mark.parametrize(
    ("right", "wrong"), [("1.250", "1.260"), ("40", "41"), ("GPU", "TPU")], ids=["large", "small", "acronym"]
)
def test_a_wrong_number_or_acronym_blocks(right: str, wrong: str) -> None:
    assert right in TRANSLATED
    assert blocking(TRANSLATED) == []
    assert len(blocking(TRANSLATED.replace(right, wrong))) == 1


def test_a_claim_without_evidence_blocks_in_any_language() -> None:
    assert [row.check for row in check(TRANSLATED, True, [], translated=True)] == ["claim_without_evidence"]
