"""A provider that keeps failing is left alone for a while."""

import json

import httpx
import pytest

from app.outside.breaker import FAILURES_MAX, REST_SECONDS
from app.outside.egress import Egress, EgressError, Reply
from app.outside.identity_provider import IdentityProviders, ProviderError

ISSUER = "https://login.example.org"
OTHER = "https://login.example.net"


class Providers(Egress):
    """Two providers; the first is away while it `fails`."""

    def __init__(self) -> None:
        self.fails = 503
        self.asked: list[str] = []

    async def get(self, url: str, headers: dict[str, str] | None = None) -> Reply:  # type: ignore[override]
        self.asked.append(url)
        issuer = url.partition("/.well-known")[0]
        if issuer == ISSUER and self.fails:
            if self.fails == 1:
                raise EgressError("It does not answer.", again=True)
            return Reply(self.fails, httpx.Headers(), b"")
        names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        said = {"issuer": issuer, **{name: f"{issuer}/{name}" for name in names}}
        return Reply(200, httpx.Headers(), json.dumps(said).encode())


@pytest.mark.parametrize("failing", [503, 1])
async def test_a_provider_that_keeps_failing_is_left_alone_for_a_while(failing: int) -> None:
    time, egress = [0.0], Providers()
    egress.fails = failing
    providers = IdentityProviders(egress, lambda: time[0])
    for _ in range(FAILURES_MAX + 3):
        with pytest.raises(ProviderError) as refused:
            await providers.metadata(ISSUER)
        assert refused.value.again
    assert "left alone for a moment" in refused.value.message
    assert len(egress.asked) == FAILURES_MAX
    assert (await providers.metadata(OTHER))["issuer"] == OTHER
    egress.fails = 0
    time[0] = REST_SECONDS + 1
    assert (await providers.metadata(ISSUER))["issuer"] == ISSUER


async def test_a_provider_that_is_not_where_somebody_said_is_asked_again() -> None:
    egress = Providers()
    egress.fails = 404
    providers = IdentityProviders(egress)
    for _ in range(FAILURES_MAX + 3):
        with pytest.raises(ProviderError, match="answers 404"):
            await providers.metadata(ISSUER)
    assert len(egress.asked) == FAILURES_MAX + 3
