"""A paper names what it rests on as the decree asks, whatever an administrator typed."""

import re
from pathlib import Path

import pytest
import yaml

from forum.paperwork.citations import KINDS, citations

TIME_LIMITS = Path(__file__).parents[2] / "forum" / "sample" / "time_limits.yaml"
LAW = "Luật Ban hành văn bản quy phạm pháp luật ngày 19 tháng 02 năm 2025"


@pytest.mark.parametrize(
    ("typed", "cited"),
    [
        ("Luật 64/2025/QH15", (LAW,)),
        ("Luật số 64/2025/QH15, Điều 6 (số ngày do hệ thống đề xuất)", (f"Điều 6 {LAW}",)),
        ("NĐ 1/2031/NĐ-CP; Kế hoạch mẫu", ("Nghị định số 1/2031/NĐ-CP", "Kế hoạch mẫu")),
        ("QĐ 12/2031/QĐ-UBND, Điều 3", ("Điều 3 Quyết định số 12/2031/QĐ-UBND",)),
        (
            "NĐ số 1/2031/NĐ-CP ngày 02 tháng 01 năm 2031 của Chính phủ",
            ("Nghị định số 1/2031/NĐ-CP ngày 02 tháng 01 năm 2031 của Chính phủ",),
        ),
        ("Luật 999/2031/QH17", ()),  # no name is known, and its number may not be printed
        ("Luật Mẫu ngày 01 tháng 01 năm 2031", ("Luật Mẫu ngày 01 tháng 01 năm 2031",)),
        ("", ()),
    ],
)
def test_documents_are_named_in_full(typed: str, cited: tuple[str, ...]) -> None:
    assert citations(typed) == cited


def test_each_law_behind_a_time_limit_can_be_cited_without_number_or_abbreviation() -> None:
    for limit in yaml.safe_load(TIME_LIMITS.read_text(encoding="utf-8")):
        names = citations(limit["source"])
        assert len(names) == len(limit["source"].split(";")), limit["source"]
        for name in names:
            assert not re.search(r"/QH\d", name), name
            assert not re.search(rf"(?<![\w/-])({'|'.join(KINDS)})(?![\w-])", name), name
