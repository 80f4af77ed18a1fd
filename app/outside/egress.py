"""The one guard for addresses people type in: where they may lead, how long and how large an answer is."""

import asyncio
import ipaddress
import re
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import httpx

from app.settings import Settings

SECONDS = 10.0
"""Longest for one exchange, name look-up and dripping included."""
MOST_BYTES = 1024 * 1024
ADDRESSES_TRIED = 4

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve = Callable[[str, int], Awaitable[Iterable[str]]]

_METADATA = {
    ipaddress.ip_address(address)
    for address in ("169.254.169.254", "168.63.129.16", "100.100.100.200", "fd00:ec2::254")
}
"""Where clouds tell a machine its secrets; one of them is a public address."""
_HOST = re.compile(r"[A-Za-z0-9._:-]+")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class EgressError(Exception):
    """Why an address was not asked or did not answer, for a person; `again` alone decides whether to retry.

    What the other side said is never in it.
    """

    def __init__(self, message: str, *, again: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.again = again


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer, within the limits."""

    status: int
    headers: httpx.Headers
    content: bytes = field(repr=False)

    def json(self) -> Any:
        """Raises EgressError for what is no JSON."""
        try:
            return httpx.Response(self.status, content=self.content).json()
        except ValueError:
            raise EgressError("The answer is not JSON.") from None


@dataclass(frozen=True, slots=True)
class Allowance:
    """What the installation lists although it is private: names and networks, some of them without TLS."""

    names: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()
    plain: tuple[str | Network, ...] = ()
    """Those of both that may be asked over http."""

    @classmethod
    def read(cls, listed: str) -> "Allowance":
        """From `idp.internal, 10.1.0.0/16, http://127.0.0.1`; raises ValueError for what is none of these."""
        names: set[str] = set()
        networks: list[Network] = []
        plain: list[str | Network] = []
        for entry in filter(None, (part.strip() for part in listed.split(","))):
            bare = entry.removeprefix("http://")
            try:
                found: str | Network = ipaddress.ip_network(bare)
            except ValueError:
                found = bare.rstrip(".").lower()
            if isinstance(found, str):
                if not found or set(found) & set("/:@?*[] "):
                    raise ValueError(f"{entry} is neither a host name nor an address nor a network") from None
                names.add(found)
            else:
                networks.append(found)
            if bare != entry:
                plain.append(found)
        return cls(frozenset(names), tuple(networks), tuple(plain))

    def admits(self, host: str, address: Address) -> bool:
        """Whether it may be asked although it may be private."""
        if address in _METADATA:
            return any(network.num_addresses == 1 and address in network for network in self.networks)
        return host in self.names or any(address in network for network in self.networks)

    def plainly(self, host: str, address: Address) -> bool:
        """Whether http will do."""
        return any(host == one if isinstance(one, str) else address in one for one in self.plain)


def public(address: Address) -> bool:
    """Whether an address belongs to the internet at large, whatever it is wrapped in."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
        if inner is not None:
            return public(inner)
        if address.teredo is not None:
            return False
    return address.is_global and not address.is_multicast and address not in _METADATA


async def resolve(host: str, port: int) -> list[str]:
    """Every address of a name, as the system knows it."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(row[4][0]) for row in found]


class Egress:
    """Asks addresses people typed in. Each is resolved once, checked, and connected to as checked.

    A name that leads to one forbidden address among several is refused: which of them is used would be up to
    whoever answers for the name. No redirect is followed, no proxy and no .netrc of ours is used.
    """

    def __init__(
        self,
        allowance: Allowance | None = None,
        *,
        resolve: Resolve = resolve,
        seconds: float = SECONDS,
        most_bytes: int = MOST_BYTES,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._allowance = allowance or Allowance()
        self._resolve = resolve
        self._seconds = seconds
        self._most_bytes = most_bytes
        self._tls = tls

    @classmethod
    def of(cls, settings: Settings) -> "Egress":
        return cls(Allowance.read(settings.egress_allow))

    async def check(self, url: str) -> None:
        """Raise EgressError for an address that would not be asked, without asking it."""
        target = _parsed(url)
        async with self._deadline(target):
            await self._checked(target)

    async def get(self, url: str, headers: Mapping[str, str] | None = None) -> Reply:
        return await self.send("GET", url, headers=headers)

    async def post(self, url: str, content: bytes, headers: Mapping[str, str] | None = None) -> Reply:
        return await self.send("POST", url, content=content, headers=headers)

    async def send(
        self, method: str, url: str, *, content: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Reply:
        """The answer, whatever its status but a redirect; else EgressError."""
        target = _parsed(url)
        async with self._deadline(target):
            addresses = await self._checked(target)
            return await self._exchange(method, target, addresses, content, headers or {})

    @asynccontextmanager
    async def _deadline(self, url: httpx.URL) -> AsyncIterator[None]:
        """One time limit over everything within."""
        try:
            async with asyncio.timeout(self._seconds):
                yield
        except TimeoutError:
            raise EgressError(f"{url.host} did not answer in time.", again=True) from None

    async def _checked(self, url: httpx.URL) -> list[Address]:
        """The addresses of its host, each of them allowed."""
        host = _host(url).rstrip(".").lower()
        try:
            found: Iterable[str] = await self._resolve(
                host, url.port or (443 if url.scheme == "https" else 80)
            )
        except (OSError, UnicodeError):
            found = []
        return self.allowed(url, found)

    def allowed(self, url: httpx.URL, found: Iterable[str]) -> list[Address]:
        """What a name was found to lead to, as addresses; EgressError unless all of them may be asked."""
        host = _host(url).rstrip(".").lower()
        try:
            addresses = [ipaddress.ip_address(one.partition("%")[0]) for one in dict.fromkeys(found)]
        except ValueError:
            addresses = []
        if not addresses:
            raise EgressError(f"There is no host {host}, or its name cannot be looked up now.", again=True)
        for address in addresses:
            if not public(address) and not self._allowance.admits(host, address):
                raise EgressError(
                    f"{host} leads to an address of this machine or a private network. "
                    "Whoever runs this installation can list it in TIC_EGRESS_ALLOW."
                )
            if url.scheme != "https" and not self._allowance.plainly(host, address):
                raise EgressError(f"{host} must be asked over https.")
        return addresses

    async def _exchange(
        self,
        method: str,
        url: httpx.URL,
        addresses: list[Address],
        content: bytes,
        headers: Mapping[str, str],
    ) -> Reply:
        named = {**headers, "Host": url.netloc.decode("ascii"), "Accept-Encoding": "identity"}
        async with httpx.AsyncClient(
            verify=self._tls or _trusted(), trust_env=False, follow_redirects=False, timeout=self._seconds
        ) as client:
            for at, address in enumerate(addresses[:ADDRESSES_TRIED], start=1):
                request = client.build_request(method, url, content=content or None, headers=named)
                request = pin(request, url, address)
                try:
                    return await self._read(client, request)
                except httpx.ConnectError as error:
                    if at == min(len(addresses), ADDRESSES_TRIED):
                        raise _unreachable(url.host, error) from None
                except httpx.HTTPError as error:
                    raise _unreachable(url.host, error) from None
        raise AssertionError("unreachable")

    async def _read(self, client: httpx.AsyncClient, request: httpx.Request) -> Reply:
        response = await client.send(request, stream=True)
        try:
            if response.is_redirect:
                raise EgressError(f"{_name(request)} sends us elsewhere. Type in the address it leads to.")
            if response.headers.get("Content-Encoding", "identity").lower() != "identity":
                raise EgressError(f"{_name(request)} answers compressed, which was not asked for.")
            content = bytearray()
            async for chunk in response.aiter_raw():
                content += chunk
                if len(content) > self._most_bytes:
                    raise EgressError(f"{_name(request)} answers more than {self._most_bytes:,} bytes.")
        finally:
            await response.aclose()
        return Reply(response.status_code, response.headers, bytes(content))


def pin(request: httpx.Request, url: httpx.URL, address: Address) -> httpx.Request:
    """The request, connected to this address of the host; the certificate must still bear its name."""
    request.extensions = {**request.extensions, "sni_hostname": _host(url)}
    request.url = url.copy_with(host=str(address))
    return request


def _parsed(url: str) -> httpx.URL:
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError, TypeError):
        raise EgressError("This is not an address.") from None
    if parsed.scheme not in ("https", "http") or not parsed.host:
        raise EgressError("An address begins with https:// and names a host.")
    if not _HOST.fullmatch(_host(parsed)) or not 0 < (parsed.port or 443) < 65536:
        raise EgressError("This is not the address of a host.")
    if parsed.userinfo or parsed.fragment:
        raise EgressError("An address holds neither a password nor a #.")
    return parsed


def _host(url: httpx.URL) -> str:
    """As it travels: in ASCII, without brackets."""
    return url.raw_host.decode("ascii")


def _name(request: httpx.Request) -> str:
    return str(request.headers["Host"])


def _unreachable(host: str, error: httpx.HTTPError) -> EgressError:
    if isinstance(error.__context__, ssl.SSLError) or "CERTIFICATE" in str(error).upper():
        return EgressError(f"The certificate of {host} is not one this installation trusts.")
    if isinstance(error, httpx.TimeoutException):
        return EgressError(f"{host} did not answer in time.", again=True)
    return EgressError(f"{host} could not be reached ({type(error).__name__}).", again=True)


@cache
def _trusted() -> ssl.SSLContext:
    """The usual certificates, read once, and those of SSL_CERT_FILE."""
    return httpx.create_ssl_context()
