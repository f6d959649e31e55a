import random
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnamese import format_number, sort_key

# Written down by hand: given name, letters before tones, then family and middle names.
IN_ORDER = [
    "Lê Mẫu A",
    "Nguyễn Văn An",
    "Trần Thị An",
    "Phạm Gia Anh",
    "Đỗ Mẫu Ánh",
    "Lê Thị Ảnh Hạ Ân",
    "Vũ Ẩn",
    "Bùi Ba",
    "Bùi Bà",
    "Bùi Bả",
    "Bùi Bã",
    "Bùi Bá",
    "Bùi Bạ",
    "Cao Băng",
    "Cao Bằng",
    "Trần Bình",
    "Nguyễn Dũng",
    "Đặng Đào",
    "Nguyễn Đào",
    "Trần Đào",
    "Hồ Em",
    "Hồ Êm",
    "Mẫu Hòa",
    "Mẫu Mẫu Hoà",
    "Mẫu Oanh",
    "Mẫu Ông",
    "Mẫu Ơn",
    "Mẫu Tuấn",
    "Mẫu Tư",
    "Mẫu Yến",
]


def test_names_stand_in_the_order_of_a_hand_made_list() -> None:
    shuffled = IN_ORDER.copy()
    random.Random(7).shuffle(shuffled)
    assert sorted(shuffled, key=sort_key) == IN_ORDER


def test_a_name_sorts_the_same_however_it_is_typed() -> None:
    assert sort_key("NGUYỄN VĂN HOÀ") == sort_key("Nguyễn  Văn Hòa")


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30))
def test_every_name_has_a_key_that_orders_by_code_point(name: str) -> None:
    assert isinstance(sort_key(name), str)


@given(st.text("aăâbcdđeêghioôơuưyáàảãạếềểễệữ ", max_size=20))
def test_keys_of_vietnamese_names_are_lower_case_ascii(name: str) -> None:
    key = sort_key(name)
    assert key.isascii()
    assert key == key.lower()


@pytest.mark.parametrize(
    ("value", "places", "written"),
    [
        (1234567.8, None, "1.234.567,8"),
        (0, None, "0"),
        (-1234, None, "-1.234"),
        (Decimal("2.50"), None, "2,50"),
        (Decimal("2.345"), 2, "2,35"),
        (1e6, 0, "1.000.000"),
    ],
)
def test_numbers_read_as_in_vietnamese_papers(value: float, places: int | None, written: str) -> None:
    assert format_number(value, places) == written


def test_small_counts_read_as_in_offices() -> None:
    assert format_number(2, padded=True) + " nhà hát" == "02 nhà hát"
    assert format_number(12, padded=True) == "12"
