"""The fixed episode the review is measured on: 40 sentences, 5 findings, the same each time."""

from playwright.sync_api import Page, expect

from e2e.papers import Paper, pdf_of
from e2e.steps import EPISODE, found, open_script, own_origin, upload

SENTENCES, FINDINGS = 40, 5
TOWNS = ("Skagen", "Lund", "Narvik", "Bergen", "Malmo", "Visby", "Turku")
WATERS = ("the harbour", "the river mouth", "the outer reef", "the salt marsh", "the northern bay")


def _told(water: int, town: int) -> str:
    birds, days = 120 + 31 * water + 7 * town, 3 + water + 2 * town
    place = f"{WATERS[water]} of {TOWNS[town]}"
    return (
        f"In {place} the observers counted {birds} gulls in {days} days.",
        f"Near {place} the nets held {birds} herring after {days} nights.",
        f"Along {place} the survey mapped {birds} stones during {days} tides.",
    )[(water + town) % 3]


PAPER: Paper = (
    "What lives along five kinds of northern shore",
    tuple(
        (f"{water + 1} {name[4:].capitalize()}", " ".join(_told(water, town) for town in range(len(TOWNS))))
        for water, name in enumerate(WATERS)
    ),
)

EDITS = (
    ("mapped 134 stones", "mapped 734 stones"),
    ("held 172 herring", "held 472 herring"),
    ("the nets held 241 herring", "the nets did not hold 241 herring"),
    ("gulls in 11 days", "gulls in 18 days"),
    ("after 19 nights.", "after 19 nights because the water was cold."),
)
"""What an editor wrote instead: three wrong numbers, an unsupported negation, and a cause (an advice)."""


def word_for_word(page: Page, document_id: str) -> str:
    """Ask for an episode that reads a document out; the episode's id."""
    answer = page.request.post(
        "/demo/episodes",
        form={"document_ids": document_id, "telling": "verbatim"},
        headers=own_origin(page),
    )
    return found(EPISODE, answer.url)


def fixed_episode(page: Page) -> str:
    """Upload the paper, have it told word for word, and edit five sentences; the episode's id."""
    episode_id = word_for_word(page, upload(page, "shores.pdf", pdf_of(PAPER)))
    open_script(page, episode_id)
    for old, new in EDITS:
        sentence = page.locator(".sentence", has_text=old)
        seen = sentence.locator("form[data-edit] [name=content_hash]").get_attribute("value")
        text = sentence.locator("[data-select]").inner_text().replace(old, new)
        saved = page.request.post(
            f"/demo/sentences/{sentence.get_attribute('data-sentence')}/revision",
            form={"content_hash": str(seen), "text": text},
            headers=own_origin(page) | {"HX-Request-Type": "partial"},
        )
        assert saved.ok, saved.text()
    page.reload()
    expect(page.locator(".sentence")).to_have_count(SENTENCES)
    expect(page.locator(".sentence:has(.finding)")).to_have_count(FINDINGS)
    return episode_id
