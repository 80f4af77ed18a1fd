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


def written_out(text: str) -> str:
    """The text with the signs nobody sees written as JSON escapes them; lines stay lines.

    For a record, which must show what was typed and may not be turned around by it.
    """
    return "".join(
        f"\\u{ord(sign):04x}" if unicodedata.category(sign)[0] == "C" and sign not in JOINERS + "\n" else sign
        for sign in text
    )
