"""Passkeys (WebAuthn): what a browser is asked to sign, and whether what it sends is an answer to that."""

import hmac
import ipaddress
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    base64url_to_bytes,
    bytes_to_base64url,
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.accounts.factors import ISSUER, NAME_MAX, Passkey, SpentChallenge
from app.accounts.models import User, digest
from app.ids import now
from app.problems import Invalid

CHALLENGE_SECONDS = 600
CREDENTIAL_MAX = 12_000
_RANDOM, _MOMENT = 16, 8
_MALFORMED = (WebAuthnException, ValueError, TypeError, KeyError, AttributeError, RecursionError)


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """Us, as browsers know us: the host passkeys are bound to, and the origin of our pages."""

    id: str
    origin: str

    @classmethod
    def reached_as(cls, origin: str) -> "RelyingParty":
        return cls(urlsplit(origin).hostname or "", origin)

    @property
    def named(self) -> bool:
        """Passkeys are bound to names; browsers make none for a bare address."""
        with suppress(ValueError):
            ipaddress.ip_address(self.id)
            return False
        return bool(self.id)


@dataclass(frozen=True, slots=True)
class Ceremony:
    """One exchange with a browser: with whom, what for, and the key its challenges are sealed with.

    A challenge carries its own expiry and a seal over what it is for and the browser it was made for, so a
    page can show one without a row being written; the answer is what gets written down, once.
    """

    party: RelyingParty
    purpose: str
    bound_to: str
    """What only this browser can know, such as the secret of its session; '' at the door."""
    master_key: bytes

    def challenge(self) -> bytes:
        start = int(time.time()).to_bytes(_MOMENT, "big") + secrets.token_bytes(_RANDOM)
        return start + self._seal(start)

    def made(self, challenge: bytes) -> bool:
        """Whether it is one of ours, for this, for this browser, and not too old."""
        start, seal = challenge[: _MOMENT + _RANDOM], challenge[_MOMENT + _RANDOM :]
        age = time.time() - int.from_bytes(start[:_MOMENT], "big")
        return hmac.compare_digest(seal, self._seal(start)) and age < CHALLENGE_SECONDS

    def _seal(self, start: bytes) -> bytes:
        about = f"passkey challenge 1 {self.purpose} {self.party.id} {digest(self.bound_to)} ".encode()
        return hmac.digest(self.master_key, about + start, "sha256")

    def creation(self, user: User, known: list[Passkey]) -> str:
        """Options for navigator.credentials.create, as JSON."""
        options = generate_registration_options(
            rp_id=self.party.id,
            rp_name=ISSUER,
            user_name=user.email,
            user_display_name=user.name or user.email,
            user_id=user.id.encode(),
            challenge=self.challenge(),
            exclude_credentials=_descriptors(known),
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.PREFERRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
        )
        return options_to_json(options)

    def request(self, allowed: list[Passkey]) -> str:
        """Options for navigator.credentials.get; with nothing allowed, the browser offers what it has."""
        options = generate_authentication_options(
            rp_id=self.party.id,
            challenge=self.challenge(),
            allow_credentials=_descriptors(allowed),
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        return options_to_json(options)

    async def register(self, session: AsyncSession, user: User, name: str, answer: str) -> Passkey:
        """The passkey a browser has made; raises Invalid when it is not what was asked for."""
        try:
            credential = parse_registration_credential_json(_short(answer))
            challenge = parse_client_data_json(credential.response.client_data_json).challenge
            await self._spend(session, challenge)
            verified = verify_registration_response(
                credential=credential,
                expected_challenge=challenge,
                expected_rp_id=self.party.id,
                expected_origin=self.party.origin,
                require_user_verification=True,
            )
        except _MALFORMED as error:
            raise _Unusable from error
        credential_id = bytes_to_base64url(verified.credential_id)
        if (await session.exec(select(Passkey).where(Passkey.credential == credential_id))).first():
            raise Invalid("This passkey is here already.", field="credential")
        return Passkey(
            user_id=user.id,
            name=name.strip()[:NAME_MAX] or "Passkey",
            credential=credential_id,
            public_key=verified.credential_public_key,
            sign_count=verified.sign_count,
            transports=[transport.value for transport in credential.response.transports or []],
            host=self.party.id,
        )

    async def prove(self, session: AsyncSession, answer: str, user: User | None = None) -> Passkey:
        """The passkey that signed, its use noted; of this user where one is given. Raises Invalid."""
        try:
            credential = parse_authentication_credential_json(_short(answer))
            statement = select(Passkey).where(Passkey.credential == credential.id).with_for_update()
            passkey = (await session.exec(statement)).first()
            if passkey is None or (user and passkey.user_id != user.id):
                raise _Unusable
            challenge = parse_client_data_json(credential.response.client_data_json).challenge
            await self._spend(session, challenge)
            verified = verify_authentication_response(
                credential=credential,
                expected_challenge=challenge,
                expected_rp_id=self.party.id,
                expected_origin=self.party.origin,
                credential_public_key=passkey.public_key,
                credential_current_sign_count=passkey.sign_count,
                require_user_verification=True,
            )
        except _MALFORMED as error:
            raise _Unusable from error
        passkey.used(verified.new_sign_count)
        return passkey

    async def _spend(self, session: AsyncSession, challenge: bytes) -> None:
        """Take a challenge for the first and last time."""
        if not self.made(challenge):
            raise _Unusable
        spent = digest(bytes_to_base64url(challenge))
        too_old = now() - timedelta(seconds=2 * CHALLENGE_SECONDS)
        await session.exec(delete(SpentChallenge).where(col(SpentChallenge.created_at) < too_old))
        if (await session.exec(select(SpentChallenge).where(SpentChallenge.hash == spent))).first():
            raise _Unusable
        session.add(SpentChallenge(hash=spent))
        await session.flush()


class _Unusable(Invalid):
    """One sentence for everything that can be wrong with an answer: forged, late, copied, of another."""

    def __init__(self) -> None:
        super().__init__("This passkey was not accepted. Try again.", field="credential")


def _short(answer: str) -> str:
    if len(answer) > CREDENTIAL_MAX:
        raise ValueError("longer than any credential")
    return answer


def _descriptors(passkeys: list[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(row.credential)) for row in passkeys]
