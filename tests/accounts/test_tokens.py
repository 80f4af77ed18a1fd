"""Tokens made for keys: what they open, how they end, and the forged ones that open nothing."""

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey
from sqlmodel import select

from app.accounts import tokens
from app.accounts.keys import create_key
from app.accounts.programs import ApiKey
from app.accounts.tokens import SigningKey, replace_keys, signer
from app.ids import now
from app.permissions import Principal
from tests.accounts.world import World

KEYS = "/.well-known/jwks.json"


async def ask(world: World, secret: str, path: str = "/v1/documents", **body: Any) -> Any:
    browser = world.browser(Authorization=f"Bearer {secret}")
    return await (browser.post(path, json=body) if body or path == "/v1/token" else browser.get(path))


async def exchanged(world: World, **body: Any) -> tuple[str, str]:
    """A key of Acme and a token made for it."""
    key = await create_key(world.installation, "acme", "ci", ["read", "write"])
    answer = await ask(world, key, "/v1/token", **body)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    return key, answer.json()["access_token"]


def opened(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    header, claims, _ = token.split(".")
    return tuple(json.loads(base64.urlsafe_b64decode(part + "==")) for part in (header, claims))  # type: ignore[return-value]


async def test_a_token_opens_what_its_key_does(world: World) -> None:
    _, token = await exchanged(world)
    answer = await ask(world, token)
    assert answer.json() == {"actor": "key ci of service account ci"}
    header, claims = opened(token)
    assert header == {"alg": "ES256", "typ": "at+jwt", "kid": header["kid"]}
    assert claims["exp"] - claims["iat"] == 900
    assert (claims["iss"], claims["aud"]) == ("http://127.0.0.1:8000", "http://127.0.0.1:8000/v1")
    assert (claims["org"], claims["scope"]) == (world.acme.id, "read write")


async def test_it_can_be_narrower_and_never_wider(world: World) -> None:
    key, token = await exchanged(world, scopes=["read"])
    assert (await ask(world, token)).status_code == 200
    narrow = world.browser(Authorization=f"Bearer {token}")
    assert (await narrow.post("/v1/documents")).status_code == 403
    assert (await ask(world, key, "/v1/token", scopes=["manage"])).status_code == 422


async def test_anybody_can_check_it_with_the_published_key(world: World) -> None:
    _, token = await exchanged(world)
    (shown,) = (await world.browser().get(KEYS)).json()["keys"]
    assert "d" not in shown
    assert jwt.decode(token, ECKey.import_key(shown), algorithms=["ES256"]).claims["org"] == world.acme.id


async def test_it_ends_with_its_key_at_once(world: World) -> None:
    _, token = await exchanged(world)
    async with world.installation.work(world.acme.id) as session:
        key = (await session.exec(select(ApiKey))).one()
        session.add(key.revoke(Principal.system(world.acme.id)))
    assert (await ask(world, token)).status_code == 401


async def test_it_ends_after_fifteen_minutes(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    earlier = now() - timedelta(seconds=901)
    monkeypatch.setattr(tokens, "now", lambda: earlier)
    _, token = await exchanged(world)
    monkeypatch.undo()
    assert (await ask(world, token)).status_code == 401


async def test_a_token_makes_no_token(world: World) -> None:
    _, token = await exchanged(world)
    assert (await ask(world, token, "/v1/token")).status_code == 403
    assert (await ask(world, "", "/v1/token")).status_code == 401


async def test_forged_tokens_open_nothing(world: World) -> None:
    _, token = await exchanged(world)
    header, claims = opened(token)
    (shown,) = (await world.browser().get(KEYS)).json()["keys"]
    ours, own = ECKey.import_key(shown), ECKey.generate_key("P-256")
    part = lambda what: base64.urlsafe_b64encode(json.dumps(what).encode()).rstrip(b"=").decode()  # noqa: E731
    # The library itself refuses the public key in its usual form as a secret.
    hs256 = OctKey.import_key(json.dumps(ours.as_dict(private=False)).encode())
    rs256 = RSAKey.generate_key(2048)
    forged = [
        f"{part(header | {'alg': 'none'})}.{part(claims)}.",
        jwt.encode({**header, "alg": "HS256"}, claims, hs256, algorithms=["HS256"]),
        jwt.encode({**header, "alg": "RS256"}, claims, rs256, algorithms=["RS256"]),
        jwt.encode(header, claims, own),
        jwt.encode({**header, "jwk": own.as_dict(private=False)}, claims, own),
        jwt.encode({**header, "kid": "unknown"}, claims, own),
        token[:-4] + "AAAA",
        "a.b.c",
        "..",
    ]
    for secret in forged:
        assert (await ask(world, secret)).status_code == 401, secret


@pytest.mark.parametrize(
    "wrong",
    [
        {"aud": "other"},
        {"iss": "https://evil.example"},
        {"exp": 1},
        {"exp": None},
        {"sub": "nobody"},
        {"typ": "JWT"},
    ],
)
async def test_what_we_signed_for_something_else_opens_nothing(world: World, wrong: dict[str, Any]) -> None:
    _, token = await exchanged(world)
    header, claims = opened(token)
    async with world.installation.work(writes=False) as session:
        row = (await session.exec(select(SigningKey))).one()
    changed = {name: value for name, value in (claims | wrong).items() if value is not None and name != "typ"}
    if "typ" in wrong:
        pem = tokens.decrypt_field(row.private_key, world.installation.master_key, row._context)
        forged = jwt.encode(header | wrong, changed, ECKey.import_key(pem))
    else:
        forged = row.sign(changed, world.installation.master_key)
    assert (await ask(world, forged)).status_code == 401


async def test_signing_keys_follow_each_other_with_overlap(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    start, found = now(), []
    for days in (0, 29, 30.1, 31.2, 33):
        monkeypatch.setattr(tokens, "now", lambda at=start + timedelta(days=days): at)
        async with world.installation.work() as session:
            signing = await signer(session, world.installation.master_key)
            await session.flush()
            found.append((signing.id, len(await tokens.shown_keys(session))))
    first = found[0][0]
    assert [one == first for one, _ in found] == [True, True, True, False, False]
    assert [shown for _, shown in found] == [1, 1, 2, 2, 1]


async def test_after_a_theft_every_token_is_refused(world: World) -> None:
    _, token = await exchanged(world)
    async with world.installation.work() as session:
        assert await replace_keys(session, world.installation.master_key) == 1
    assert (await ask(world, token)).status_code == 401


async def test_the_private_key_is_sealed(world: World) -> None:
    await exchanged(world)
    async with world.installation.work(writes=False) as session:
        row = (await session.exec(select(SigningKey))).one()
    assert b"PRIVATE" not in row.private_key
