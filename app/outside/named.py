"""Clients of hosts that the settings name, such as a language model's: they go through the guard, too."""

import socket
import ssl
from dataclasses import replace
from ipaddress import ip_address
from urllib.request import getproxies, proxy_bypass

import httpx

from app.outside.egress import ADDRESSES_TRIED, SECONDS, Allowance, Egress, pin, resolve


class GuardedTransport(httpx.AsyncBaseTransport):
    """Looks a host up once, checks where it leads, and connects to nothing else. Raises EgressError."""

    def __init__(self, guard: Egress, tls: ssl.SSLContext) -> None:
        self._guard = guard
        self._inner = httpx.AsyncHTTPTransport(verify=tls, trust_env=False)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        try:
            found = await resolve(url.host, _port(url))
        except OSError:
            found = []
        addresses = self._guard.allowed(url, found)[:ADDRESSES_TRIED]
        for address in addresses:
            try:
                return await self._inner.handle_async_request(pin(request, url, address))
            except httpx.ConnectError:
                if address == addresses[-1]:
                    raise
        raise AssertionError("unreachable")

    async def aclose(self) -> None:
        await self._inner.aclose()


class BlockingGuardedTransport(httpx.BaseTransport):
    """The same for threads."""

    def __init__(self, guard: Egress) -> None:
        self._guard = guard
        self._inner = httpx.HTTPTransport(trust_env=False)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        try:
            rows = socket.getaddrinfo(url.host, _port(url), type=socket.SOCK_STREAM)
        except OSError:
            rows = []
        addresses = self._guard.allowed(url, [str(row[4][0]) for row in rows])[:ADDRESSES_TRIED]
        for address in addresses:
            try:
                return self._inner.handle_request(pin(request, url, address))
            except httpx.ConnectError:
                if address == addresses[-1]:
                    raise
        raise AssertionError("unreachable")

    def close(self) -> None:
        self._inner.close()


def guard_for(url: str, allow: str, seconds: float = SECONDS) -> Egress:
    """The guard for the host of a setting; `allow` is TIC_EGRESS_ALLOW."""
    return Egress(_naming(Allowance.read(allow), httpx.URL(url)), seconds=seconds)


def _naming(known: Allowance, url: httpx.URL) -> Allowance:
    """The same with the host: an address, localhost or a name without a dot is listed by being named in a
    setting, and so is http. A full name that leads into a private network has to be listed as ever."""
    host = url.host.rstrip(".").lower()
    try:
        local = bool(ip_address(host))
    except ValueError:
        local = "." not in host
    names = known.names | {host} if local else known.names
    plain = (*known.plain, host) if url.scheme == "http" else known.plain
    return replace(known, names=names, plain=plain)


def proxied(url: str) -> bool:
    """Whether a proxy of the environment stands between us and the host; then the proxy looks it up."""
    parsed, proxies = httpx.URL(url), getproxies()
    through = parsed.scheme in proxies or "all" in proxies
    return through and not proxy_bypass(parsed.host)


def _port(url: httpx.URL) -> int:
    return url.port or (443 if url.scheme == "https" else 80)
