"""Keys wrapped by keys, encrypted fields, and the container every stored object is kept in."""

import base64
import binascii
import os
import secrets
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from struct import Struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.settings import Settings

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
CHUNK_BYTES = 65536
"""Plaintext bytes in every chunk of a container but the last."""
SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES

MAGIC = b"TICO"
VERSION = 1
_HEADER = Struct(">4sBI7s")
HEADER_BYTES = _HEADER.size
_LENGTH = Struct(">Q")
_POSITION = Struct(">IB")
_NO_LENGTH = 2**64 - 1
_KEY_USE = b"tic key 1\0"
_FIELD_USE = b"tic field 1\0"


class Tampered(Exception):
    """What was opened is not what was sealed: changed, cut, extended, moved, or under another key."""


class BadMasterKey(Exception):
    """The installation's master key is malformed or missing; says what a person must do."""


def new_key() -> bytes:
    """A fresh random key: 32 bytes."""
    return secrets.token_bytes(KEY_BYTES)


def load_master_key(settings: Settings) -> bytes:
    """The installation's key: TIC_MASTER_KEY, else `<data_dir>/keys/master.key`, made once, mode 0600.

    Processes that start at once agree on one key; an existing file is never replaced. Raises BadMasterKey.
    """
    if settings.master_key:
        return _decoded(settings.master_key, "TIC_MASTER_KEY")
    path = settings.data_dir / "keys" / "master.key"
    if not path.exists():
        _make_master_key(path, settings.data_dir / "objects")
    try:
        text = path.read_text("ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise BadMasterKey(f"The master key file {path} cannot be read.") from error
    return _decoded(text, str(path))


def _decoded(text: str, source: str) -> bytes:
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        # The value itself is a secret, or nearly one, so the message leaves it out.
        raise BadMasterKey(f"{source} must hold 32 bytes in base64 (44 characters), and does not.")
    return key


def _make_master_key(path: Path, objects: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # A fresh key over objects of a lost one would hide the loss until somebody opens a file.
    # Asked twice, because another process may have made the key, and written, in between.
    if objects.is_dir() and any(objects.iterdir()) and not path.exists():
        raise BadMasterKey(f"{path} is missing, yet {objects} holds files: restore the key from its backup.")
    handle, scratch = tempfile.mkstemp(prefix="master.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(base64.b64encode(new_key()) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        # A link, not a rename: it refuses where another process came first, and the file is whole at once.
        with suppress(FileExistsError):
            path.hardlink_to(scratch)
    finally:
        Path(scratch).unlink()
    flush_directory(path.parent)


def flush_directory(path: Path) -> None:
    """Make the names in a directory survive a power cut."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _cipher(key: bytes) -> AESGCM:
    if len(key) != KEY_BYTES:
        raise ValueError(f"a key is {KEY_BYTES} bytes, not {len(key)}")
    return AESGCM(key)


def _sealed(plain: bytes, kek: bytes, associated: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + _cipher(kek).encrypt(nonce, plain, associated)


def _opened(sealed: bytes, kek: bytes, associated: bytes) -> bytes:
    if len(sealed) < NONCE_BYTES + TAG_BYTES:
        raise Tampered("too short to be sealed")
    try:
        return _cipher(kek).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], associated)
    except InvalidTag as error:
        raise Tampered("the seal does not fit") from error


def wrap(key: bytes, kek: bytes, context: bytes) -> bytes:
    """A key sealed under another (AES-256-GCM): nonce, ciphertext, tag, 60 bytes.

    It opens only with the same context.
    """
    if len(key) != KEY_BYTES:
        raise ValueError(f"a key is {KEY_BYTES} bytes, not {len(key)}")
    return _sealed(key, kek, _KEY_USE + context)


def unwrap(wrapped: bytes, kek: bytes, context: bytes) -> bytes:
    """The key inside; Tampered when it, the wrapping key or the context is another."""
    return _opened(wrapped, kek, _KEY_USE + context)


def encrypt_field(text: str, kek: bytes, context: bytes) -> bytes:
    """One database value sealed: 28 bytes longer than its UTF-8. Never opens as a key, nor a key as it."""
    return _sealed(text.encode(), kek, _FIELD_USE + context)


def decrypt_field(sealed: bytes, kek: bytes, context: bytes) -> str:
    """The text inside; Tampered when it, the key or the context is another."""
    return _opened(sealed, kek, _FIELD_USE + context).decode()


def sealed_length(length: int) -> int:
    """Bytes a container of `length` plaintext bytes has."""
    chunks = -(-length // CHUNK_BYTES)
    return HEADER_BYTES + length + chunks * TAG_BYTES + TAG_BYTES


@dataclass(frozen=True, slots=True)
class Span:
    """The chunks that hold a range of the plaintext: container bytes from `start` up to `end`."""

    first: int
    start: int
    end: int
    skip: int
    """Plaintext bytes of the first chunk that come before the range."""


def span(start: int, end: int, length: int) -> Span:
    """Where the plaintext bytes from `start` up to `end` are; ValueError outside the object."""
    if not 0 <= start <= end <= length:
        raise ValueError(f"bytes {start} to {end} of an object of {length}")
    first, past = start // CHUNK_BYTES, -(-end // CHUNK_BYTES)
    last = min(HEADER_BYTES + past * SEALED_CHUNK_BYTES, sealed_length(length) - TAG_BYTES)
    return Span(first, HEADER_BYTES + first * SEALED_CHUNK_BYTES, last, start - first * CHUNK_BYTES)


class Container:
    """Seals and opens the chunks of one object, in any order.

    header | chunk 0 | ... | chunk n-1 | end, with integers big-endian:
    header: magic, version, chunk size, 7 random bytes. Chunks: AES-256-GCM of 65536 bytes, the last one of
    what is left. End: the chunk after the last, empty and flagged last. The nonce is random bytes, chunk
    index, last flag (STREAM: Hoang, Reyhanitabar, Rogaway, Vizar 2015); authenticated with each chunk are
    header and identity, and with the end the total length. A stream's length is known only when it stops,
    so the end carries it and not the header, and the reader compares it with the length in its row. The end
    is checked first: 16 bytes refuse a cut, extended or foreign object before a byte of it is given out.
    """

    def __init__(self, data_key: bytes, identity: bytes, header: bytes) -> None:
        if len(header) != HEADER_BYTES:
            raise Tampered("the header is cut")
        magic, version, chunk_bytes, prefix = _HEADER.unpack(header)
        if (magic, version, chunk_bytes) != (MAGIC, VERSION, CHUNK_BYTES):
            raise Tampered("not an encrypted container, or of an unknown version")
        self.header = header
        self._cipher = _cipher(data_key)
        self._identity = identity
        self._prefix: bytes = prefix

    @classmethod
    def new(cls, data_key: bytes, identity: bytes) -> "Container":
        """An empty container. The data key must belong to this object alone."""
        return cls(data_key, identity, _HEADER.pack(MAGIC, VERSION, CHUNK_BYTES, secrets.token_bytes(7)))

    def seal(self, index: int, plain: bytes) -> bytes:
        """Chunk `index`, 16 bytes longer."""
        return self._cipher.encrypt(self._nonce(index, last=False), plain, self._associated(_NO_LENGTH))

    def open(self, index: int, sealed: bytes) -> bytes:
        """The plaintext of chunk `index`, or Tampered."""
        try:
            return self._cipher.decrypt(self._nonce(index, last=False), sealed, self._associated(_NO_LENGTH))
        except (InvalidTag, ValueError) as error:
            raise Tampered(f"chunk {index} is not what was stored") from error

    def seal_end(self, length: int) -> bytes:
        """The end of an object of `length` plaintext bytes: 16 bytes."""
        return self._cipher.encrypt(self._end_nonce(length), b"", self._associated(length))

    def check_end(self, length: int, sealed: bytes) -> None:
        """Tampered unless `sealed` ends an object of exactly this length and identity."""
        try:
            plain = self._cipher.decrypt(self._end_nonce(length), sealed, self._associated(length))
        except (InvalidTag, ValueError) as error:
            raise Tampered("the object is cut, extended, or another one") from error
        if plain:
            raise Tampered("the object is extended")

    def _end_nonce(self, length: int) -> bytes:
        return self._nonce(-(-length // CHUNK_BYTES), last=True)

    def _nonce(self, index: int, *, last: bool) -> bytes:
        return self._prefix + _POSITION.pack(index, last)

    def _associated(self, length: int) -> bytes:
        return self.header + _LENGTH.pack(length) + self._identity


class Encryptor:
    """Seals a stream of any pieces into a container: `header`, then every `update`, then `finish`."""

    def __init__(self, data_key: bytes, identity: bytes) -> None:
        self._container = Container.new(data_key, identity)
        self._waiting = bytearray()
        self._index = 0
        self.header = self._container.header
        self.length = 0
        """Plaintext bytes taken so far."""

    def update(self, data: bytes | memoryview) -> bytes:
        """The sealed chunks that `data` completes; empty when it completes none."""
        self._waiting += data
        self.length += len(data)
        sealed = []
        while len(self._waiting) >= CHUNK_BYTES:
            sealed.append(self._next(bytes(self._waiting[:CHUNK_BYTES])))
            del self._waiting[:CHUNK_BYTES]
        return b"".join(sealed)

    def finish(self) -> bytes:
        """What is left, and the end."""
        rest = self._next(bytes(self._waiting)) if self._waiting else b""
        return rest + self._container.seal_end(self.length)

    def _next(self, plain: bytes) -> bytes:
        self._index += 1
        return self._container.seal(self._index - 1, plain)
