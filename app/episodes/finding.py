"""A finding: one way in which a sentence differs from its evidence, put as a colleague would."""

from dataclasses import asdict, dataclass
from enum import StrEnum


class Severity(StrEnum):
    """Blocking needs a named override before the sentence is voiced; advising asks for a look."""

    BLOCK = "block"
    ADVISE = "advise"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found; start and end count characters of the display text, -1 where there is no place."""

    check: str
    severity: Severity
    title: str
    message: str
    start: int
    end: int
    quote_start: int = -1
    """In the evidence's quotes joined by one space."""
    quote_end: int = -1
    remedy: str = ""
    """Replacement for the marked span, or ''."""

    def as_dict(self) -> dict[str, str | int]:
        """As stored beside the sentence and given by the API."""
        return {**asdict(self), "severity": self.severity.value}
