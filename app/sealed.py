"""A column that holds a secret: what reaches it is sealed already, and plain text is refused."""

from dataclasses import dataclass, field

from sqlalchemy import Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator

from app.encryption import decrypt_field, encrypt_field


@dataclass(frozen=True, slots=True)
class Sealed:
    """A secret as it is stored; opens only with the key and for the place it was sealed for."""

    sealed: bytes = field(repr=False)

    @classmethod
    def of(cls, text: str, key: bytes, place: str) -> "Sealed":
        """`place` names organization, table, row and column, so that a secret cannot be moved."""
        return cls(encrypt_field(text, key, place.encode()))

    def open(self, key: bytes, place: str) -> str:
        """The text; raises Tampered for another key or place."""
        return decrypt_field(self.sealed, key, place.encode())


class Encrypted(TypeDecorator[Sealed]):
    """The type of a column of Sealed values, or NULL."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Sealed | None, dialect: Dialect) -> bytes | None:
        if value is not None and not isinstance(value, Sealed):
            raise ValueError("a secret was about to be stored in the clear")
        return value.sealed if value else None

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Sealed | None:
        return Sealed(value) if value is not None else None
