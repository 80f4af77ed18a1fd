"""Mail behind one interface: an SMTP server, or the console where none is configured."""

import ssl
import sys
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid, parseaddr
from ipaddress import ip_address
from typing import Protocol, TextIO
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib

from app.ids import now
from app.outside.breaker import breaker_of
from app.settings import Settings

SECONDS = 30.0
"""Longest for one exchange with the server."""
PORTS = {"smtp": 587, "smtps": 465}
NOWHERE = "directory.invalid"
"""The domain of stand-ins for addresses nobody proved (RFC 2606); no mail goes there."""


class MailError(Exception):
    """A mail was not taken, with a sentence for a person; `again` alone decides whether to retry.

    The server's own words are never in it: they may quote the message.
    """

    def __init__(self, message: str, *, again: bool) -> None:
        super().__init__(message)
        self.again = again


class Mail(Protocol):
    """Sends plain text to one person."""

    async def send(self, to: str, subject: str, text: str, *, message_id: str = "") -> None:
        """Hand the message over; raises MailError.

        The same `message_id` (an id of ours) lets mailboxes recognize a message that had to be sent twice.
        """
        ...


def check_line(value: str, what: str) -> str:
    """The value, unless it could begin another header: then MailError."""
    if any(ord(letter) < 32 or letter in "\x7f\x85\u2028\u2029" for letter in value):
        raise MailError(f"The {what} of a mail must be one line without control characters.", again=False)
    return value


def address_of(to: str) -> Address:
    """One address; MailError for none, several, or what is none."""
    try:
        return Address(addr_spec=check_line(to, "address"))
    except (MessageError, ValueError, IndexError):
        raise MailError(f"“{to}” is not an e-mail address.", again=False) from None


@dataclass
class ConsoleMail:
    """Prints every message, so that somebody who runs this on their own machine can copy the link."""

    stream: TextIO | None = None

    async def send(self, to: str, subject: str, text: str, *, message_id: str = "") -> None:
        head = f"To: {address_of(to)}\nSubject: {check_line(subject, 'subject')}"
        body = "\n".join(_printable(line) for line in text.splitlines())
        print(f"\n--- Mail ---\n{head}\n\n{body}\n---", file=self.stream or sys.stdout, flush=True)


def _printable(line: str) -> str:
    """Without what could drive a terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in line)


@dataclass
class SmtpMail:
    """One connection a message. Encrypted: smtps:// from the start, smtp:// by STARTTLS.

    smtp:// goes on without it only to this very machine, where it is used if offered, and with `?tls=none`.
    """

    url: str = field(repr=False)
    sender: str
    context: ssl.SSLContext | None = None
    """Whom to trust; None: what the system trusts."""
    seconds: float = SECONDS

    async def send(self, to: str, subject: str, text: str, *, message_id: str = "") -> None:
        message = self._message(to, subject, text, message_id)
        server = urlsplit(self.url)
        host = server.hostname or ""
        with breaker_of("The mail server", self.url).asking():
            try:
                await aiosmtplib.send(
                    message,
                    hostname=host,
                    port=server.port or PORTS[server.scheme],
                    username=unquote(server.username) if server.username else None,
                    password=unquote(server.password) if server.password else None,
                    use_tls=server.scheme == "smtps",
                    start_tls=self._start_tls(),
                    tls_context=self.context,
                    timeout=self.seconds,
                )
            except (aiosmtplib.SMTPException, OSError) as error:
                raise _told(error, to, host) from None

    def _start_tls(self) -> bool | None:
        """None: as the server offers it."""
        server = urlsplit(self.url)
        if server.scheme == "smtps" or parse_qs(server.query).get("tls") == ["none"]:
            return False
        return None if _loopback(server.hostname or "") else True

    def _message(self, to: str, subject: str, text: str, message_id: str) -> EmailMessage:
        message = EmailMessage(policy=SMTP)
        message["From"] = self.sender
        message["To"] = address_of(to)
        message["Subject"] = check_line(subject, "subject")
        message["Date"] = format_datetime(now())
        domain = parseaddr(self.sender)[1].rpartition("@")[2]
        message["Message-ID"] = f"<{message_id}@{domain}>" if message_id else make_msgid(domain=domain)
        # Keeps vacation notices from answering.
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text)
        return message


def _told(error: Exception, to: str, host: str) -> MailError:
    """What went wrong, in words of ours."""
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        return MailError("The mail server refuses our name and password. Check TIC_SMTP_URL.", again=False)
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        code = max(each.code for each in error.recipients)
        return MailError(f"The mail server does not take mail for {to} ({code}).", again=code < 500)
    if isinstance(error, aiosmtplib.SMTPNotSupported):
        return MailError(f"The mail server {host} cannot do what this mail needs.", again=False)
    if isinstance(error, aiosmtplib.SMTPResponseException):
        again = error.code < 500
        return MailError(f"The mail server {host} refused the message ({error.code}).", again=again)
    if isinstance(error, (aiosmtplib.SMTPTimeoutError, TimeoutError)):
        return MailError(f"The mail server {host} fell silent.", again=True)
    if isinstance(error.__cause__ or error, ssl.SSLError):
        return MailError(f"The certificate or encryption of the mail server {host} fails.", again=True)
    return MailError(f"The mail server {host} could not be reached ({type(error).__name__}).", again=True)


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def open_mail(settings: Settings) -> Mail:
    """As the settings say: by SMTP, or to the console."""
    if settings.smtp_url:
        return SmtpMail(settings.smtp_url, settings.mail_from)
    return ConsoleMail()
