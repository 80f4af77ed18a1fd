"""What is installed is what was locked: every package pinned, with digests, from no named index."""

import re
from pathlib import Path

import pytest

from app.web import ROOT

LOCKS = sorted(ROOT.glob("requirements*.lock"))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_pinned_package_has_its_digests(lock: Path) -> None:
    text = lock.read_text()
    entries = re.split(r"\n(?=[A-Za-z0-9])", "\n" + text.replace("\\\n", " "))[1:]
    assert len(entries) > 20
    for entry in entries:
        assert re.match(r"[A-Za-z0-9._\[\],-]+==\S+", entry), entry[:80]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry[:80]
    assert "index-url" not in text
    assert "://" not in "".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))


def test_make_installs_them_by_their_digests() -> None:
    made = (ROOT / "Makefile").read_text()
    installs = [line for line in made.splitlines() if "pip install" in line and ".lock" in line]
    assert installs
    assert all("--require-hashes" in line and "--no-deps" in line for line in installs)
