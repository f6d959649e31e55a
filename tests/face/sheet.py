"""Reads hienke.css as far as the tests need: its custom properties by theme and its rules as text."""

import re

from tests.shared import ROOT

STATIC = ROOT / "forum" / "static"
CSS = (STATIC / "hienke.css").read_text(encoding="utf-8")

_PROPERTY = re.compile(r"(--[\w-]+):\s*([^;]+);")


def tokens(theme: str) -> dict[str, str]:
    """The custom properties of the light or dark theme."""
    layer = CSS[CSS.index("@layer tokens {") : CSS.index("@layer base {")]
    light, dark = layer.split("@media screen and (prefers-color-scheme: dark)")
    found = dict(_PROPERTY.findall(light))
    return found | dict(_PROPERTY.findall(dark)) if theme == "dark" else found


def contrast(one: str, other: str) -> float:
    """The ratio of two #rrggbb colours after WCAG 2.2, 'contrast ratio'."""
    first, second = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (first + 0.05) / (second + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
