"""Text can be read in both themes: contrast computed from the tokens as WCAG 2.2 defines it."""

import math
import re
from pathlib import Path

import pytest

CSS = Path(__file__).parents[2] / "static" / "css"
TOKENS = (CSS / "tokens.css").read_text()
COLOUR = r"oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)"
THEMES = {"light": 0, "dark": 1}

SURFACES = ("ground", "panel", "sunken")
TEXT_ON_SURFACE = ("ink", "soft", "accent", "accent-strong", "ok", "stop", "note")
TEXT_ON_OTHER = (
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("accent", "accent-wash"),
    ("ink", "ok-wash"),
    ("ok", "ok-wash"),
    ("ink", "stop-wash"),
    ("soft", "stop-wash"),
    ("stop", "stop-wash"),
    ("ink", "note-wash"),
    ("note", "note-wash"),
)


def token(name: str, theme: str) -> tuple[float, float, float]:
    """Lightness, chroma and hue of a token in one theme."""
    found = re.search(rf"--{name}: light-dark\({COLOUR}, {COLOUR}\);", TOKENS)
    assert found, name
    values = [float(value) for value in found.groups()]
    lightness, chroma, hue = values[3 * THEMES[theme] :][:3]
    return lightness, chroma, hue


def luminance(colour: tuple[float, float, float]) -> float:
    """Relative luminance of an OKLCH colour; matrices from the OKLab definition (Ottosson, 2020)."""
    lightness, chroma, hue = colour
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    red, green, blue = (min(1.0, max(0.0, part)) for part in (red, green, blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str, theme: str) -> float:
    bright, dark = sorted((luminance(token(name, theme)) for name in (first, second)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def test_black_on_white_is_twenty_one() -> None:
    white, black = luminance((1.0, 0.0, 0.0)), luminance((0.0, 0.0, 0.0))
    assert (white + 0.05) / (black + 0.05) == pytest.approx(21, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("text", TEXT_ON_SURFACE)
def test_text_stands_out_from_every_surface(text: str, surface: str, theme: str) -> None:
    assert contrast(text, surface, theme) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), TEXT_ON_OTHER)
def test_text_stands_out_from_its_wash(text: str, ground: str, theme: str) -> None:
    assert contrast(text, ground, theme) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("surface", ["ground", "panel"])
def test_the_edge_of_what_can_be_filled_in_is_seen(surface: str, theme: str) -> None:
    assert contrast("edge", surface, theme) >= 3
