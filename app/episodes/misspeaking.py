"""Whether a spoken form that somebody typed says what is written."""

from app.episodes.checking import check
from app.episodes.draft import Evidence
from app.episodes.finding import Finding, Severity

RESPELT = "name"
"""The check a spoken form may fail: names are respelt there so that they sound right."""


def misspoken(spoken: str, written: str) -> list[Finding]:
    """A blocking finding when the spoken form says something else than `written`, which the text gave."""
    if spoken == written:
        return []
    found = check(spoken, True, [Evidence("", 1, written, ())])
    if not any(row.severity is Severity.BLOCK and row.check != RESPELT for row in found):
        return []
    message = f"Aloud it would say “{spoken}”, which is not what the text says: “{written}”"
    return [Finding("spoken_form", Severity.BLOCK, "Spoken form differs", message, -1, -1)]
