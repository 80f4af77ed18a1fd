"""What a domain says of itself in its TXT records: the one thing asked of the name service."""

import asyncio
from typing import Protocol

SECONDS = 5.0


class NamesError(Exception):
    """The name service does not answer; that there is no record is an answer."""


class Names(Protocol):
    """Looks up TXT records."""

    async def txt(self, name: str) -> list[str]:
        """Every TXT record of a name, the parts of each joined. Raises NamesError when nobody answers."""
        ...


class SystemNames:
    """Asks the resolvers of this machine, each time anew."""

    async def txt(self, name: str) -> list[str]:
        import dns.asyncresolver
        import dns.exception
        import dns.resolver

        try:
            async with asyncio.timeout(SECONDS):
                resolver = dns.asyncresolver.Resolver()
                answer = await resolver.resolve(name, "TXT", lifetime=SECONDS)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except (dns.exception.DNSException, OSError, TimeoutError) as error:
            raise NamesError(f"The name service does not answer ({type(error).__name__}).") from None
        return [b"".join(row.strings).decode("utf-8", "replace") for row in answer]
