"""Keys pressed on the review: counted, and timed from the key to the paint that shows what it did."""

import math
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

PROBE = Path(__file__).with_name("probe.js").read_text()
AHEAD = 2
PAINTED = f"""() => window.presses.every(press => press.painted)
  && window.presses.filter(press => !press.confirmed).length <= {AHEAD}"""
"""Nobody reads so fast that more than a few decisions are on their way to the server."""
CONFIRMED = "() => window.presses.every(press => press.painted && press.confirmed)"


class Keys:
    """Presses keys on a page and counts them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pressed = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.pressed += len(text)


@dataclass(frozen=True)
class Times:
    """Milliseconds, one for each key."""

    each: list[float]

    def at(self, share: float) -> float:
        """So long or shorter for that share of the keys."""
        return sorted(self.each)[math.ceil(share * len(self.each)) - 1]

    def __str__(self) -> str:
        return f"p95 {self.at(0.95):.0f} ms, at most {self.at(1):.0f} ms"


GLANCE_MS = 220
"""A little longer than the review wants a sentence to be looked at before a key decides on it."""


class TimedKeys(Keys):
    """Each press waits for its paint, as the eye of whoever presses does."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        page.evaluate(PROBE)

    def press(self, *keys: str) -> None:
        for key in keys:
            super().press(key)
            self.page.wait_for_function(PAINTED)

    def glance(self) -> None:
        self.page.wait_for_timeout(GLANCE_MS)

    def times(self, name: str) -> Times:
        """Of all presses, to what is painted or to what is confirmed."""
        self.page.wait_for_function(CONFIRMED)
        return Times([press[name] for press in self.page.evaluate("window.presses")])
