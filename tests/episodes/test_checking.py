"""The checks: a true sentence has no findings, a falsified one has the right finding with a remedy."""

import pytest

from app.episodes.checking import Severity, check, support_score
from app.episodes.draft import Evidence

SURVEY = (
    "In a survey in July 2012, 51 people (12.5 %) reported that MPI.jl may be faster than Python, but not "
    "all of the three users of version 1.5 agreed within 20 ms."
)
CLAIMS = "Most users on the Titan cluster increased their throughput because the cache holds 4 KB."
REPORT = "Smith et al. (2020) found that sleep is associated with memory in some adults [3]."


def evidence(*quotes):
    return [Evidence("document", 1, quote, ()) for quote in quotes]


def found(text, *quotes):
    return [finding.check for finding in check(text, True, evidence(*quotes))]


@pytest.mark.parametrize("text", [SURVEY, CLAIMS, REPORT])
def test_a_verbatim_sentence_has_no_findings(text):
    assert found(text, text) == []


def test_a_sentence_without_its_marks_has_no_findings():
    assert found("Smith et al. found that sleep is associated with memory in some adults.", REPORT) == []


def test_numbers_may_be_written_as_words():
    assert (
        found(
            SURVEY.replace("51", "fifty-one").replace("three", "3").replace("12.5 %", "12.5 percent"), SURVEY
        )
        == []
    )


def test_evidence_may_be_in_two_parts():
    head, word, tail = SURVEY.partition("reported")
    assert found(SURVEY, head.strip(), word + tail) == []


def test_a_claim_without_evidence_is_blocked():
    (finding,) = check("Cats sleep.", True, [])
    assert (finding.check, finding.severity) == ("claim_without_evidence", Severity.BLOCK)


def test_a_connecting_sentence_needs_no_evidence():
    assert check("Next, the history of 1999.", False, []) == []


FALSIFIED = [
    ("number", SURVEY, "51", "71"),
    ("number", SURVEY, "12.5", "15.2"),
    ("number", SURVEY, "2012", "2013"),
    ("number", SURVEY, "three", "four"),
    ("number", SURVEY, "1.5", "1.6"),
    ("unit", SURVEY, "ms", "s"),
    ("unit", CLAIMS, "4 KB", "4 MB"),
    ("name", SURVEY, "July", "June"),
    ("name", SURVEY, "Python", "Rust"),
    ("name", SURVEY, "MPI", "GPU"),
    ("name", CLAIMS, "Titan", "Summit"),
    ("negation", SURVEY, "but not all", "but all"),
    ("negation", CLAIMS, "cache holds", "cache never holds"),
    ("direction", SURVEY, "faster", "slower"),
    ("direction", CLAIMS, "increased", "decreased"),
    ("quantifier", CLAIMS, "Most", "All"),
    ("quantifier", REPORT, "some adults", "adults"),
    ("hedge", SURVEY, "may be", "is"),
    ("cause", REPORT, "is associated with", "causes"),
    ("attribution", REPORT, "Smith et al. (2020) found that sleep", "Sleep"),
]


@pytest.mark.parametrize(("name", "source", "true", "false"), FALSIFIED)
def test_a_falsified_sentence_is_found(name, source, true, false):
    assert true in source
    assert name in found(source.replace(true, false), source)


def test_advice_and_blocking_differ():
    severity = {
        name: check(source.replace(true, false), True, evidence(source))[0].severity
        for name, source, true, false in FALSIFIED
    }
    blocked = {name for name, value in severity.items() if value is Severity.BLOCK}
    assert blocked == {"number", "unit", "name", "negation", "direction"}


def test_a_wrong_number_is_marked_quoted_and_remedied():
    text = SURVEY.replace("51", "71")
    (finding,) = check(text, True, evidence(SURVEY))
    assert text[finding.start : finding.end] == "71"
    assert SURVEY[finding.quote_start : finding.quote_end] == finding.remedy == "51"
    assert finding.title == "Number differs"
    assert finding.message.startswith("The sentence says 71, the page says 51: “")
    assert check(text[: finding.start] + finding.remedy + text[finding.end :], True, evidence(SURVEY)) == []


def test_an_invented_sentence_has_hardly_any_support():
    findings = {
        finding.check: finding for finding in check("Cats and dogs sleep all day.", True, evidence(SURVEY))
    }
    assert findings["support"].severity is Severity.BLOCK


def test_support_counts_what_is_found_not_how_long_the_passage_is():
    assert support_score("MPI.jl may be faster.", evidence(SURVEY * 20)) == 1.0
    assert support_score("Cats sleep.", evidence(SURVEY)) == 0.0
    assert 0.3 < support_score("MPI.jl is loved by cats.", evidence(SURVEY)) < 0.7


@pytest.mark.parametrize(
    "text",
    [
        "这个方法在2020年将误差降低了35%。",
        "この方法は2020年に誤差を35%減らした。",
        "أدت هذه الطريقة إلى خفض الخطأ بنسبة 35% في عام 2020.",
        "השיטה הפחיתה את השגיאה ב-35% בשנת 2020.",
        "Das Verfahren senkte 2020 den Fehler der Größe um 35 %.",
        "Cette méthode n’a pas réduit l’erreur élevée en 2020.",
        "Метод снизил ошибку на 35 % в 2020 году.",
    ],
)
def test_no_script_is_wiped(text):
    assert found(text, text) == []
    assert support_score(text, evidence(text)) == 1.0
    assert "number" in found(text.replace("2020", "2021"), text)


def test_a_finding_can_be_stored():
    (finding,) = check("Cats sleep.", True, [])
    assert finding.as_dict()["severity"] == "block"
    assert finding.as_dict()["remedy"] == ""
