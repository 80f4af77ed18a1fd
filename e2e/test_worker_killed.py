"""The process that speaks is killed in the middle of an episode, and the episode is finished all the same."""

import os
import signal
import sqlite3

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.conftest import OpenPage
from e2e.installation import Installation
from e2e.steps import NARRATION_MS, approve_rest, new_episode, open_script


@pytest.fixture
def worker(installation: Installation) -> int:
    return installation.child("worker")


def test_a_narration_survives_the_death_of_its_worker(
    page: Page, visit: OpenPage, installation: Installation, document_id: str, worker: int
) -> None:
    page.goto("/demo/")
    episode_id = new_episode(page, document_id, minutes=3)
    open_script(page, episode_id)
    os.kill(worker, signal.SIGSTOP)  # so that nothing has been spoken when Narrate is pressed
    try:
        approve_rest(page)
        page.get_by_role("button", name="Narrate", exact=True).click()
        expect(page.locator(".working-line")).to_be_visible()
    finally:
        os.kill(worker, signal.SIGCONT)
    expect(page.locator(".working-line")).to_contain_text("Speaking segment")
    os.kill(worker, signal.SIGKILL)
    row = narrating_row(visit(), episode_id)
    expect(page.locator("[data-player] audio")).to_be_visible(timeout=NARRATION_MS)
    expect(page.locator(".episode-head")).to_contain_text("Ready")
    expect(row.locator(".state")).to_have_text("Ready")
    assert installation.child("worker") != worker
    assert attempts(installation, episode_id) == 2


def narrating_row(page: Page, episode_id: str) -> Locator:
    """The episode's row in the list, which follows it without being loaded again."""
    page.goto("/demo/episodes")
    row = page.locator(f"#episode-{episode_id}")
    expect(row.locator(".state")).to_have_text("Narrating")
    return row


def attempts(installation: Installation, episode_id: str) -> int:
    """How often the narration of the episode was begun, from the database itself."""
    database = installation.folder / "var" / "tic.db"
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        query = "select attempts from job where subject_id = ? and kind = 'narrate_episode'"
        found = connection.execute(query, (episode_id,)).fetchall()
    assert len(found) == 1
    return int(found[0][0])
