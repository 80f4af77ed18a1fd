"""The guard before addresses people type in: where they may lead, and what an answer may be."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.outside.egress import Allowance, Egress, EgressError
from app.settings import Settings
from tests.fakes.certificates import certified
from tests.fakes.web_server import Asked, Handler, WebServer, web_server

LOOPBACK = Allowance.read("http://127.0.0.1")


def hello(handler: Handler, asked: Asked) -> None:
    handler.give(b'{"hello": "world"}')


@pytest.fixture
def server() -> Iterator[WebServer]:
    with web_server(hello) as running:
        yield running


def knowing(**names: str) -> Egress:
    """A guard with a resolver that knows these names; several addresses have commas between."""

    async def resolve(host: str, port: int) -> list[str]:
        if (known := names.get(host.replace(".", "_"))) is None:
            raise OSError("no such host")
        return known.split(",")

    return Egress(LOOPBACK, resolve=resolve)


async def test_an_allowed_address_answers(server: WebServer) -> None:
    reply = await Egress(LOOPBACK).get(f"{server.url}/a?b=c", headers={"X-Ours": "1"})
    assert (reply.status, reply.json()) == (200, {"hello": "world"})
    (asked,) = server.asked
    assert (asked.method, asked.path, asked.headers["X-Ours"]) == ("GET", "/a?b=c", "1")
    assert asked.headers["Host"] == f"127.0.0.1:{server.port}"


async def test_a_body_arrives(server: WebServer) -> None:
    await Egress(LOOPBACK).post(f"{server.url}/a", b"x=1", {"Content-Type": "text/plain"})
    assert (server.asked[0].method, server.asked[0].body) == ("POST", b"x=1")


async def test_the_name_is_told_and_the_checked_address_is_used(server: WebServer) -> None:
    """Nothing but the resolver knows this name, so nothing can look it up a second time."""
    egress = knowing(idp_example="127.0.0.1")
    await egress.get(f"http://idp.example:{server.port}/")
    assert server.asked[0].headers["Host"] == f"idp.example:{server.port}"


async def test_a_name_that_changes_its_mind_is_asked_once(server: WebServer) -> None:
    answers = [["127.0.0.1"], ["169.254.169.254"]]

    async def rebinding(host: str, port: int) -> list[str]:
        return answers.pop(0)

    egress = Egress(LOOPBACK, resolve=rebinding)
    assert (await egress.get(f"http://idp.example:{server.port}/")).status == 200
    with pytest.raises(EgressError, match="TIC_EGRESS_ALLOW"):
        await egress.get(f"http://idp.example:{server.port}/")
    assert len(server.asked) == 1


FORBIDDEN = [
    "127.0.0.2",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "169.254.169.254",
    "168.63.129.16",
    "100.100.100.200",
    "224.0.0.1",
    "255.255.255.255",
    "240.0.0.1",
    "::1",
    "::",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "2002:7f00:1::",
    "2001:0:7f00:1::1",
    "64:ff9b::7f00:1",
]


@pytest.mark.parametrize("address", FORBIDDEN)
async def test_what_is_not_public_is_refused(address: str) -> None:
    for found in (address, f"93.184.216.34,{address}"):
        with pytest.raises(EgressError, match="private network") as refused:
            await knowing(idp_example=found).check("https://idp.example/")
        assert not refused.value.again


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f000001", "017700000001", "localhost", "[::1]"])
async def test_other_ways_to_write_loopback_are_refused(host: str) -> None:
    with pytest.raises(EgressError):
        await Egress().get(f"https://{host}/")


async def test_a_public_address_passes_over_https_only() -> None:
    egress = knowing(idp_example="93.184.216.34,2606:2800:220:1::1")
    await egress.check("https://idp.example/")
    with pytest.raises(EgressError, match="https"):
        await egress.check("http://idp.example/")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "idp.example",
        "ftp://idp.example/",
        "file:///etc/passwd",
        "https://",
        "https://a:b@idp.example/",
        "https://idp.example/#x",
        "https://idp.exa mple/",
        "https://idp.example:99999/",
        "gopher://127.0.0.1/",
    ],
)
async def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(EgressError) as refused:
        await knowing(idp_example="93.184.216.34").check(url)
    assert not refused.value.again


async def test_no_redirect_is_followed(server: WebServer) -> None:
    server.answer = lambda handler, asked: handler.give(b"", 302, Location=f"{server.url}/secret")
    with pytest.raises(EgressError, match="elsewhere") as refused:
        await Egress(LOOPBACK).get(server.url)
    assert not refused.value.again
    assert [asked.path for asked in server.asked] == ["/"]


async def test_an_answer_without_end_is_cut(server: WebServer) -> None:
    def endless(handler: Handler, asked: Asked) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(10_000):
            handler.wfile.write(b"x" * 1000)

    server.answer = endless
    with pytest.raises(EgressError, match="more than 5,000 bytes"):
        await Egress(LOOPBACK, most_bytes=5000).get(server.url)


async def test_a_compressed_answer_is_not_unpacked(server: WebServer) -> None:
    server.answer = lambda handler, asked: handler.give(b"\x1f\x8b", Content_Encoding="gzip")
    with pytest.raises(EgressError, match="compressed"):
        await Egress(LOOPBACK).get(server.url)
    assert server.asked[0].headers["Accept-Encoding"] == "identity"


async def test_dripping_does_not_stretch_the_time(server: WebServer) -> None:
    def drip(handler: Handler, asked: Asked) -> None:
        handler.send_response(200)
        handler.end_headers()
        while not server.closing.wait(0.05):
            handler.wfile.write(b"x")

    server.answer = drip
    started = time.monotonic()
    with pytest.raises(EgressError, match="in time") as refused:
        await Egress(LOOPBACK, seconds=0.3).get(server.url)
    assert refused.value.again
    assert time.monotonic() - started < 2


async def test_nobody_there_may_be_tried_again(server: WebServer) -> None:
    with web_server(hello) as gone:
        url = gone.url
    with pytest.raises(EgressError, match="could not be reached") as refused:
        await Egress(LOOPBACK).get(url)
    assert refused.value.again


async def test_an_unknown_name_may_be_tried_again() -> None:
    async def nobody(host: str, port: int) -> list[str]:
        raise OSError("no such host")

    with pytest.raises(EgressError, match="no host") as refused:
        await Egress(resolve=nobody).check("https://idp.example/")
    assert refused.value.again


async def test_the_second_address_is_tried_when_the_first_is_dead(server: WebServer) -> None:
    allowance = Allowance.read("http://127.0.0.0/8")

    async def two(host: str, port: int) -> list[str]:
        return ["127.0.0.9", "127.0.0.1"]

    reply = await Egress(allowance, resolve=two).get(f"http://idp.example:{server.port}/")
    assert reply.status == 200


async def test_the_certificate_must_bear_the_name_and_not_the_address(tmp_path: Path) -> None:
    serving, trusting = certified("idp.example", tmp_path)

    async def here(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    egress = Egress(Allowance.read("127.0.0.1"), resolve=here, tls=trusting)
    with web_server(hello, serving) as server:
        assert (await egress.get(f"https://idp.example:{server.port}/")).status == 200
        with pytest.raises(EgressError, match=r"certificate of other\.example"):
            await egress.get(f"https://other.example:{server.port}/")
        with pytest.raises(EgressError, match="certificate"):
            await Egress(Allowance.read("127.0.0.1"), resolve=here).get(f"https://idp.example:{server.port}/")
        assert len(server.asked) == 1


async def test_what_is_no_json_says_so(server: WebServer) -> None:
    server.answer = lambda handler, asked: handler.give(b"<html>")
    with pytest.raises(EgressError, match="JSON"):
        (await Egress(LOOPBACK).get(server.url)).json()


async def test_a_listed_name_may_be_private_with_tls() -> None:
    async def inside(host: str, port: int) -> list[str]:
        return ["10.0.0.7"]

    listed = Egress(Allowance.read("idp.internal, 10.9.0.0/16"), resolve=inside)
    await listed.check("https://IDP.internal./")
    with pytest.raises(EgressError, match="https"):
        await listed.check("http://idp.internal/")
    with pytest.raises(EgressError, match="private network"):
        await listed.check("https://other.internal/")


async def test_metadata_is_opened_by_its_own_address_only() -> None:
    async def metadata(host: str, port: int) -> list[str]:
        return ["169.254.169.254"]

    for listed in ("idp.internal", "169.254.0.0/16", "0.0.0.0/0"):
        with pytest.raises(EgressError):
            await Egress(Allowance.read(listed), resolve=metadata).check("https://idp.internal/")
    await Egress(Allowance.read("169.254.169.254"), resolve=metadata).check("https://idp.internal/")


@pytest.mark.parametrize(
    "listed", ["https://idp.internal", "idp.internal:8080", "*.internal", "a b", "10.0.0.1/8"]
)
def test_a_list_that_is_not_understood_keeps_the_installation_from_starting(listed: str) -> None:
    with pytest.raises(ValueError, match="neither"):
        Egress.of(Settings(_env_file=None, egress_allow=listed))  # type: ignore[call-arg]
