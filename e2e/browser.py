"""Finds a Chromium for the journeys, and fetches one where there is none."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
USUAL = (Path("/usr/bin/chromium"), Path("/usr/bin/chromium-browser"))
FETCH_SECONDS = 900


def system_browser() -> str:
    """The path of an installed Chromium that really starts, or ''."""
    found = [path for name in NAMES if (path := shutil.which(name))]
    found += [str(path) for path in USUAL if path.exists()]
    return next((path for path in found if _succeeds([path, "--version"])), "")


def bundled_browser() -> str:
    """The path of Playwright's own Chromium, or ''."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else ""


def find_browser() -> str:
    return system_browser() or bundled_browser()


def fetch_browser() -> str:
    """Debian's package when we may install it, else Playwright's own; the path, or '' when neither comes."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _succeeds(["apt-get", "update", "-q"])
        _succeeds(["apt-get", "install", "-qy", "--no-install-recommends", "chromium"])
        if path := system_browser():
            return path
    return bundled_browser() if _succeeds([sys.executable, "-m", "playwright", "install", "chromium"]) else ""


def _succeeds(command: list[str]) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command, env=environment, capture_output=True, timeout=FETCH_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def main() -> int:
    path = find_browser() or fetch_browser()
    if not path:
        print("No browser for the journeys: install chromium, or run .venv/bin/playwright install chromium.")
        return 1
    print(f"Journeys use {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
