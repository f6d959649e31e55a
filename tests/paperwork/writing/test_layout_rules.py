"""The one table of sizes: each value inside its rule's range, with source and day."""

from datetime import date
from typing import Any, get_args

import pytest
import yaml

from forum.paperwork.layout_rules import FONTS_FOLDER, RULES_FILE, HeadKind, layout


def rules() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(RULES_FILE.read_text(encoding="utf-8"))
    return read


def values_with_ranges(node: Any, path: str = "") -> list[tuple[str, dict[str, Any]]]:
    if not isinstance(node, dict):
        return []
    if "use" in node:
        return [(path, node)]
    return [found for key, child in node.items() for found in values_with_ranges(child, f"{path}/{key}")]


def test_every_value_used_lies_inside_its_range() -> None:
    found = values_with_ranges(rules())
    assert len(found) > 40
    for path, value in found:
        low, high = value["range"]
        assert low <= value["use"] <= high, path


@pytest.mark.parametrize("kind", get_args(HeadKind))
def test_every_kind_of_head_has_a_layout_with_source_and_day(kind: HeadKind) -> None:
    read = layout(kind)
    assert read.source
    assert read.as_of <= date(2026, 11, 24)
    assert {"nation", "issuer", "number", "place_date", "kind", "body", "cell"} <= set(read.components)


def test_state_and_party_name_the_same_components() -> None:
    assert set(rules()["state"]["components"]) == set(rules()["party"]["components"])


def test_the_text_of_a_landscape_page_is_wider() -> None:
    assert layout("state").text_width_mm(landscape=False) == 165
    assert layout("state").text_width_mm(landscape=True) == 252


def test_the_fonts_are_here_with_their_licence() -> None:
    assert len(list(FONTS_FOLDER.glob("*.ttf"))) == 4
    assert "SIL OPEN FONT LICENSE" in (FONTS_FOLDER / "OFL.txt").read_text(encoding="utf-8").upper()
