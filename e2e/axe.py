"""axe, as the journeys ask it: the rules of WCAG 2.2 AA and good practice, in the light and in the dark."""

from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page

AXE = Axe()
EXAMINED = {"bypass_csp": True, "viewport": {"width": 1440, "height": 900}}
"""axe styles what it measures, which the policy forbids; the other journeys keep the policy."""
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCHEMES: tuple[tuple[Literal["light", "dark"], list[str]], ...] = (
    ("light", LEVELS),
    ("dark", ["color-contrast"]),  # nothing but the colours differ
)


def check(page: Page, name: str, *, dark: bool = True) -> None:
    """No finding in the light and, where colours appear that no other state has, none in the dark."""
    for scheme, rules in SCHEMES if dark else SCHEMES[:1]:
        page.emulate_media(color_scheme=scheme)
        found = AXE.run(page, options={"runOnly": rules, "preload": False}).response["violations"]
        assert [_told(violation) for violation in found] == [], f"{name}, {scheme}"


def _told(violation: dict[str, Any]) -> str:
    where = "; ".join(str(node["target"]) for node in violation["nodes"][:3])
    why = violation["nodes"][0].get("failureSummary", "").replace("\n", " ")
    return f"{violation['id']}: {violation['help']} at {where}: {why}"
