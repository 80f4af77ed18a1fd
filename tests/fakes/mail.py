"""A letter box in memory."""

import re
from dataclasses import dataclass, field

from app.outside.mail import MailError, address_of, check_line


@dataclass
class LetterBox:
    """Keeps what was sent, as (to, subject, text); fails as often as `failures` says."""

    sent: list[tuple[str, str, str]] = field(default_factory=list)
    failures: list[MailError] = field(default_factory=list)

    async def send(self, to: str, subject: str, text: str, *, message_id: str = "") -> None:
        address_of(to)
        check_line(subject, "subject")
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append((to, subject, text))

    def link(self, to: str) -> str:
        """The path of the address in the latest mail to that person."""
        text = next(text for address, _, text in reversed(self.sent) if address == to)
        found = re.search(r"https?://[^/\s]+(/\S+)", text)
        assert found, text
        return found[1]
