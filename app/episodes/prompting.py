"""The prompts: Markdown files an installation can replace, and a hash that says which were used."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from string import Template

from app.episodes.draft import Style, WritingError

FOLDER = Path(__file__).parent / "prompts"
NEEDED = {
    "system": {"style", "hosts", "domain", "language", "fence"},
    "domain": {"domain"},
    "select": {"part", "parts", "minutes", "count", "passages"},
    "outline": {"minutes", "few", "bodies", "many", "passages"},
    "segment": {"role", "words", "count", "passages"},
    "repair": {"passages"},
    "again": {"problem"},
} | {name: set[str]() for name in (*(f"styles/{style}" for style in Style), "hosts/1", "hosts/2")}
"""Each file and the placeholders it can use; it must use `passages` and `fence` where it has them."""
REQUIRED = {"passages", "fence", "problem"}


@dataclass(frozen=True)
class Prompts:
    """All prompts by name."""

    texts: dict[str, str] = field(repr=False)

    @classmethod
    def of(cls, folder: str = "", organization: str = "") -> "Prompts":
        """Ours, unless the folder has a file of that name, or its folder named like the organization does.

        WritingError for one that cannot be used.
        """
        if folder and not Path(folder).is_dir():
            raise WritingError("TIC_WRITER_PROMPTS is not a folder.")
        folders = [FOLDER]
        if folder:
            folders.insert(0, Path(folder))
        if folder and organization:
            folders.insert(0, Path(folder) / organization)
        texts = {name: _read(name, folders) for name in NEEDED}
        for name, text in texts.items():
            template = Template(text)
            used = set(template.get_identifiers())
            if not template.is_valid() or used - NEEDED[name] or (NEEDED[name] & REQUIRED) - used:
                allowed = ", ".join(f"${word}" for word in sorted(NEEDED[name])) or "none"
                raise WritingError(f"The prompt {name}.md cannot be used. Its placeholders are: {allowed}.")
        return cls(texts)

    def filled(self, name: str, **values: object) -> str:
        """The prompt with its placeholders replaced; what replaces them is not looked at again."""
        return Template(self.texts[name]).substitute(values).strip()

    @property
    def sha256(self) -> str:
        joined = "\0".join(f"{name}\0{self.texts[name]}" for name in sorted(self.texts))
        return hashlib.sha256(joined.encode()).hexdigest()


def _read(name: str, folders: Sequence[Path]) -> str:
    paths = [folder / f"{name}.md" for folder in folders]
    path = next((path for path in paths if path.is_file()), paths[-1])
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise WritingError(f"The prompt {name}.md cannot be read.") from None
