"""The sizes and margins of official papers, read from layout_rules.yaml and used by both writers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

import yaml

HeadKind = Literal["state", "party", "front", "none"]
RULES_FILE = Path(__file__).with_name("layout_rules.yaml")
FONTS_FOLDER = Path(__file__).with_name("fonts")
# The Fatherland Front and associations print the State's heading with their own name at the left;
# an internal paper without a heading uses the State's sizes.
_RULES_OF: Mapping[HeadKind, str] = {"state": "state", "party": "party", "front": "state", "none": "state"}


@dataclass(frozen=True)
class Component:
    """The typography of one component of a paper; `size` in points."""

    size: float
    caps: bool
    bold: bool
    italic: bool
    underline: bool


@dataclass(frozen=True)
class Layout:
    """Millimetres for the page, points for text; `line_spacing` is a multiple of a single line."""

    font: str
    font_in_pdf: str
    source: str
    as_of: date
    width_mm: float
    height_mm: float
    top_mm: float
    bottom_mm: float
    left_mm: float
    right_mm: float
    first_line_mm: float
    line_spacing: float
    paragraph_gap: float
    issuer_rule_share: float
    subject_rule_share: float
    components: Mapping[str, Component]

    def text_width_mm(self, *, landscape: bool) -> float:
        page = self.height_mm if landscape else self.width_mm
        return page - self.left_mm - self.right_mm


@cache
def layout(kind: HeadKind) -> Layout:
    table = yaml.safe_load(RULES_FILE.read_text(encoding="utf-8"))
    rules = table[_RULES_OF[kind]]
    measures = {name: rules[name]["use"] for name in _MEASURES}
    margins = {name: rule["use"] for name, rule in rules["margins"].items()}
    components = {
        name: _component(rule["use"], rule.get("style", ())) for name, rule in rules["components"].items()
    }
    return Layout(
        font=table["font"],
        font_in_pdf=table["font_in_pdf"],
        source=rules["source"],
        as_of=rules["as_of"],
        components=components,
        **table["page"],
        **margins,
        **measures,
    )


_MEASURES = ("first_line_mm", "line_spacing", "paragraph_gap", "issuer_rule_share", "subject_rule_share")


def _component(size: float, style: Collection[str]) -> Component:
    return Component(
        size=size,
        caps="caps" in style,
        bold="bold" in style,
        italic="italic" in style,
        underline="underline" in style,
    )
