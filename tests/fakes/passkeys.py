"""A passkey in software: makes and signs what browsers and their devices would (ES256, no attestation)."""

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import bytes_to_base64url as text
from webauthn.helpers import encode_cbor

PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40


@dataclass
class Device:
    """One key pair; `origin` is the page it believes to be on, `flags` what it claims of the person."""

    origin: str
    flags: int = PRESENT | VERIFIED
    count: int = 0
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def create(self, options: str) -> str:
        """The answer to navigator.credentials.create, as our script sends it."""
        asked = json.loads(options)
        numbers = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        held = bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id + encode_cbor(cose)
        data = self._data(asked["rp"]["id"], WITH_KEY) + held
        attestation = encode_cbor({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", asked["challenge"])
        response = {"clientDataJSON": text(client), "attestationObject": text(attestation)}
        return self._answer(response | {"transports": ["internal"]})

    def get(self, options: str) -> str:
        """The answer to navigator.credentials.get."""
        asked = json.loads(options)
        self.count += 1
        data = self._data(asked["rpId"])
        client = self._client("webauthn.get", asked["challenge"])
        signed = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": text(client),
            "authenticatorData": text(data),
            "signature": text(signed),
        }
        return self._answer(response)

    def _data(self, rp_id: str, more: int = 0) -> bytes:
        flags = bytes([self.flags | more])
        return hashlib.sha256(rp_id.encode()).digest() + flags + self.count.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _answer(self, response: dict[str, Any]) -> str:
        named = text(self.credential_id)
        return json.dumps({"id": named, "rawId": named, "type": "public-key", "response": response})
