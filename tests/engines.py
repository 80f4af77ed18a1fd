"""Databases used again: an engine compiles each statement once, which takes longer than most tests."""

import tempfile
from pathlib import Path

from app.database import Database, sqlite_url

_resting: list["Moved"] = []


class Moved(Database):
    """The database behind a link, which leads to one file after the other."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="tic-engine-")
        self.link = Path(self._folder.name) / "tic.db"
        super().__init__(sqlite_url(self.link))

    async def rest(self) -> None:
        """Let go of the file; the next world may have the engine."""
        await self.close()
        _resting.append(self)


def moved_to(file: Path) -> Moved:
    """An engine on that file, until it rests."""
    database = _resting.pop() if _resting else Moved()
    database.link.unlink(missing_ok=True)
    database.link.symlink_to(file)
    return database
