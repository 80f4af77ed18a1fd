"""Text as people typed it, without what they cannot see."""

import unicodedata

JOINERS = "\u200c\u200d"
"""Invisible too, but letters of several scripts are spelt with them."""


def plain(text: str) -> str:
    """One line without control, bidirectional or other invisible signs.

    With them a reviewer would read another sentence than the one that is stored; PostgreSQL takes no NUL.
    """
    spaced = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(sign for sign in spaced if sign in JOINERS or unicodedata.category(sign)[0] != "C")
