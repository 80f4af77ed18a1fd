"""What several tests of narration need."""

import pytest

from app.narration import clips


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits long for a voice."""
    monkeypatch.setattr(clips, "PATIENCE_SECONDS", 0.2)
    monkeypatch.setattr(clips, "PATIENCE_CHARACTERS", 1000.0)
    monkeypatch.setattr(clips, "BREATH_SECONDS", 0.01)
