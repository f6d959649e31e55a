"""Matching takes time in proportion to the number of paragraphs, also where all of them are alike."""

import gc
import time
from collections.abc import Callable

import pytest

from forum.paperwork.matching.passages import Passage
from forum.paperwork.matching.versions import match

FEW, MANY = 200, 800
PROPORTIONATE = 10  # times the work for four times the paragraphs, with room for a busy machine
NOTICEABLE = 0.1  # seconds

ALIKE: dict[str, Callable[[int], tuple[str, str]]] = {
    "all the same": lambda place: ("Cơ quan chủ trì thực hiện", "Cơ quan chủ trì thực hiện"),
    "all the same, all changed": lambda place: ("Cơ quan chủ trì thực hiện", "Cơ quan chủ trì thi hành"),
    "the same but for a number": lambda place: (
        f"Mẫu đơn số {place} của tổ",
        f"Mẫu tờ đơn số {place} của tổ",
    ),
    "seventy that come again": lambda place: (f"Mẫu đơn số {place % 70}", f"Mẫu đơn số {place % 71}"),
    "backwards": lambda place: (f"Mẫu đơn số {place} của tổ", f"Mẫu đơn số {FEW * MANY - place} của tổ"),
    "without words": lambda place: ("", ""),
}


def took(texts: Callable[[int], tuple[str, str]], count: int, kind: str) -> float:
    old = [Passage(f"old{place}", texts(place)[0], kind, "", "1") for place in range(count)]
    new = [Passage(f"new{place}", texts(place)[1], kind, "", "1") for place in range(count)]
    gc.disable()
    began = time.process_time()
    match(old, new)
    gc.enable()
    return time.process_time() - began


@pytest.mark.parametrize("kind", ["", "point"])
@pytest.mark.parametrize("name", ALIKE)
def test_four_times_the_paragraphs_take_about_four_times_as_long(name: str, kind: str) -> None:
    many = min(took(ALIKE[name], MANY, kind) for _ in range(2))
    few = min(took(ALIKE[name], FEW, kind) for _ in range(2))
    assert many < NOTICEABLE or many < PROPORTIONATE * few
