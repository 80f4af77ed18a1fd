"""Mail: one contract over the console and a real SMTP server, encrypted in each way; and honest errors."""

import io
import re
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

from app.outside.mail import ConsoleMail, Mail, MailError, SmtpMail, open_mail
from app.settings import Settings
from tests.fakes.mail_server import HOST, NAME, PASSWORD, Post, certificate, mail_server

SENDER = "Episodes <tic@example.org>"
WITH_PASSWORD = f"{NAME}:{quote(PASSWORD, safe='')}@"


@dataclass
class Sent:
    to: str
    subject: str
    text: str


@dataclass
class Sender:
    """An implementation, and what arrived by it."""

    mail: Mail
    arrived: Callable[[], list[Sent]]


@pytest.fixture(scope="session")
def contexts(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    return certificate(tmp_path_factory.mktemp("mail"))


@pytest.fixture(params=["console", "plain", "starttls", "tls"])
async def sender(
    request: pytest.FixtureRequest, contexts: tuple[ssl.SSLContext, ssl.SSLContext]
) -> AsyncIterator[Sender]:
    shows, trusts = contexts
    if request.param == "console":
        stream = io.StringIO()
        yield Sender(ConsoleMail(stream), lambda: _printed(stream.getvalue()))
        return
    kinds = {"plain": {}, "starttls": {"starttls": shows}, "tls": {"tls": shows}}
    async with mail_server(**kinds[request.param]) as post:
        scheme = "smtps" if request.param == "tls" else "smtp"
        password = "" if request.param == "plain" else WITH_PASSWORD
        mail = SmtpMail(f"{scheme}://{password}{HOST}:{post.port}", SENDER, trusts)
        yield Sender(mail, lambda: _taken(post))
        assert post.names == ([NAME] * len(post.messages) if password else [])


def _printed(output: str) -> list[Sent]:
    found = re.findall(r"--- Mail ---\nTo: ([^\n]*)\nSubject: ([^\n]*)\n\n(.*?)\n---\n", output, re.S)
    return [Sent(*parts) for parts in found]


def _taken(post: Post) -> list[Sent]:
    return [
        Sent(row["To"], row["Subject"], row.get_content().replace("\r\n", "\n").rstrip("\n"))
        for row in post.messages
    ]


async def test_what_is_sent_arrives_as_it_was(sender: Sender) -> None:
    link = f"https://tic.example.org/invitations/{'x' * 120}"
    text = f"Grüße.\n.\nFollow this link:\n{link}"
    await sender.mail.send("ada@example.org", "Join Acmé – today", text)
    await sender.mail.send("ben@example.org", "Again", "Short.")
    first, second = sender.arrived()
    assert first == Sent("ada@example.org", "Join Acmé – today", text)
    assert second.to == "ben@example.org"


@pytest.mark.parametrize("subject", ["Hello\r\nBcc: all@example.org", "Hello\nyou", "a\x00b", "a\u2028b"])
async def test_a_subject_cannot_begin_another_header(sender: Sender, subject: str) -> None:
    with pytest.raises(MailError, match="one line") as refused:
        await sender.mail.send("ada@example.org", subject, "Hello.")
    assert not refused.value.again
    assert sender.arrived() == []


@pytest.mark.parametrize(
    "to", ["", "ada", "a@x.org\r\nBcc: b@x.org", "a@x.org, b@x.org", "A <a@x.org>", "a b@x.org"]
)
async def test_only_one_address_is_written_to(sender: Sender, to: str) -> None:
    with pytest.raises(MailError) as refused:
        await sender.mail.send(to, "Hello", "Hello.")
    assert not refused.value.again
    assert sender.arrived() == []


async def test_nothing_drives_the_terminal_of_who_reads_along() -> None:
    stream = io.StringIO()
    await ConsoleMail(stream).send("ada@example.org", "Hello", "Name: \x1b[2J\x07Eve\nNext line")
    assert "\x1b" not in stream.getvalue()
    assert "Eve\nNext line" in stream.getvalue()


async def test_a_mail_sent_twice_can_be_recognized() -> None:
    async with mail_server() as post:
        mail = SmtpMail(f"smtp://{HOST}:{post.port}", SENDER)
        for _ in range(2):
            await mail.send("ada@example.org", "Hello", "Hello.", message_id="01a2")
    assert [row["Message-ID"] for row in post.messages] == ["<01a2@example.org>"] * 2
    assert post.messages[0]["From"] == SENDER
    assert post.messages[0]["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    ("answers", "again", "words"),
    [
        ({"refuses": "451 try later"}, True, "451"),
        ({"refuses": "554 spam, said the secret"}, False, "554"),
        ({"refuses_address": "450 greylisted"}, True, "ada@example.org"),
        ({"refuses_address": "550 no such user"}, False, "ada@example.org"),
    ],
)
async def test_a_refusal_says_whether_to_try_again(answers: dict[str, str], again: bool, words: str) -> None:
    async with mail_server() as post:
        for name, value in answers.items():
            setattr(post, name, value)
        with pytest.raises(MailError, match=words) as refused:
            await SmtpMail(f"smtp://{HOST}:{post.port}", SENDER).send("ada@example.org", "Hello", "Hello.")
    assert refused.value.again is again
    assert "secret" not in str(refused.value)


async def test_a_wrong_password_is_hopeless(contexts: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    async with mail_server(starttls=contexts[0]) as post:
        mail = SmtpMail(f"smtp://tic:wrong@{HOST}:{post.port}", SENDER, contexts[1])
        with pytest.raises(MailError, match="TIC_SMTP_URL") as refused:
            await mail.send("ada@example.org", "Hello", "Hello.")
    assert not refused.value.again
    assert "wrong" not in repr(mail)


async def test_a_certificate_nobody_vouches_for_gets_no_password(
    contexts: tuple[ssl.SSLContext, ssl.SSLContext],
) -> None:
    async with mail_server(tls=contexts[0]) as post:
        with pytest.raises(MailError, match="certificate") as refused:
            await SmtpMail(f"smtps://{WITH_PASSWORD}{HOST}:{post.port}", SENDER).send("a@x.org", "H", "H")
    assert refused.value.again
    assert post.names == []


async def test_a_server_elsewhere_must_encrypt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.outside.mail._loopback", lambda host: False)
    async with mail_server() as post:
        url = f"smtp://{HOST}:{post.port}"
        with pytest.raises(MailError):
            await SmtpMail(url, SENDER).send("ada@example.org", "Hello", "Hello.")
        assert post.messages == []
        await SmtpMail(f"{url}?tls=none", SENDER).send("ada@example.org", "Hello", "Hello.")
        assert len(post.messages) == 1


async def test_nobody_there_and_silence_are_worth_another_try() -> None:
    with socket.create_server((HOST, 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(MailError, match="silent") as refused:
            await SmtpMail(f"smtp://{HOST}:{port}", SENDER, seconds=0.2).send("a@x.org", "H", "H")
        assert refused.value.again
    with pytest.raises(MailError, match="reached") as refused:
        await SmtpMail(f"smtp://{HOST}:{port}", SENDER).send("a@x.org", "H", "H")
    assert refused.value.again


def test_the_settings_choose(tmp_path: Path) -> None:
    def settings(**values: str) -> Settings:
        return Settings(_env_file=None, data_dir=tmp_path, **values)  # type: ignore[call-arg,arg-type]

    assert isinstance(open_mail(settings()), ConsoleMail)
    chosen = open_mail(settings(smtp_url="smtp://mail.example.org", mail_from=SENDER))
    assert isinstance(chosen, SmtpMail)
    for values in ({"smtp_url": "http://mail"}, {"smtp_url": "smtp://mail"}):
        with pytest.raises(ValueError, match="TIC_"):
            settings(**values)
