"""Numbers and codes in whatever spelling are found by both engines, and marked where they stand."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.engine import SearchRequest
from search.grammar import parse
from search.joined import cut_words, fold_cut
from search.meilisearch import MeilisearchEngine
from search.postgresql import PostgresqlEngine
from tests.search.conftest import EVERYONE, Desk, Index, entry, push_all
from vietnamese import words_with_places


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("02253821234", "Gọi 0225 3821 234 để hỏi"),
        ("02253821234", "Gọi 0225.3821.234 để hỏi"),
        ("0225 3821 234", "Gọi 02253821234 để hỏi"),
        ("091 234 56 78", "Gọi 0912.345.678 để hỏi"),
        ("TCVN5574", "Theo TCVN 5574:2018 về bê tông"),
        ("TCVN 5574", "Theo TCVN5574:2018 về bê tông"),
        ("5574", "Theo TCVN5574:2018 về bê tông"),
        ("tcvn", "Theo TCVN5574:2018 về bê tông"),
        ("1234567", "Chi 1.234.567 đồng"),
        ("1.234.567", "Chi 1234567 đồng"),
        ("1234", "Chi 1.234 đồng"),
        ("45NQ/TW", "Nghị quyết 45-NQ/TW"),
        ("hk2026-1", "Xem hiến kế HK-2026-0001 nhé"),
        ("HK-2026-0001", "Xem hiến kế hk20261 nhé"),
        ("HK 2026 1", "Xem hiến kế HK-2026-0001 nhé"),
        ("hk 2026 0001", "Xem hiến kế hk2026-1 nhé"),
        ("xem HK 2026 0001 nhé", "Xem hiến kế HK-2026-0001 nhé"),
        ("lyk 2026 0001", "Xem dự thảo LYK-2026-0001"),
        ("+84 225 3821 234", "Gọi 0225 3821 234 để hỏi"),
        ("+842253821234", "Gọi 0225.3821.234 để hỏi"),
        ("02253821234", "Gọi (+84) 225 3821 234 để hỏi"),
        ("0912 345 678", "Gọi +84912345678 để hỏi"),
        ("84912345678", "Gọi 0912345678 để hỏi"),
        ("GY2026-3", "Xem góp ý gy-2026-0003"),
    ],
)
async def test_what_is_written_together_or_apart_is_found(desk: Desk, typed: str, text: str) -> None:
    await desk.put(entry("Một", text), entry("Hai", "Không có số nào"))
    found = await desk.find(typed)
    assert [hit.title.text for hit in found.hits] == ["Một"]
    assert found.hits[0].excerpt.marks


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("2026", "Từ ngày 20-26 tháng 11"),
        ("1/12/2026", "Ngày 11/2/2026"),
        ("HK-2026-0001", "HK-2026-0012"),
        ("+84 225 3821 234", "Gọi 0225 3821 235"),
        ("0 912 345 678", "Số 84 912 345 679"),
    ],
)
async def test_other_numbers_of_the_same_signs_are_not_found(desk: Desk, typed: str, text: str) -> None:
    await desk.put(entry("Một", text))
    assert not await desk.titles(typed)


async def test_years_that_stand_apart_are_found_by_both(desk: Desk) -> None:
    await desk.put(entry("Một", "Năm 2024 làm một nửa, đến năm 2025 thì xong"))
    assert await desk.titles("2024 2025") == ["Một"]


def split(chance: random.Random, number: str, between: str) -> str:
    """A telephone number as people write it: groups of two digits or more."""
    groups, at = [], 0
    while at < len(number):
        size = chance.randint(2, 4)
        size = len(number) - at if len(number) - at - size < 2 else size
        groups.append(number[at : at + size])
        at += size
    return between.join(groups)


async def test_each_split_of_a_number_finds_each_other_in_both_engines(
    index: Index, copy: MeilisearchEngine
) -> None:
    chance = random.Random(20261128)
    telephones = [f"0{chance.randrange(10**8, 10**9)}" for _ in range(20)]
    money = [str(chance.randrange(10**6, 10**9)) for _ in range(20)]
    texts, asked = [], []
    for number in telephones:
        texts.append(split(chance, number, chance.choice(["", " ", ".", "-", "\u00a0"])))
        starts = ("+84 ", "84 ", "0084 ", "(+84) (0) ")
        abroad = [f"+84{number[1:]}", *(f"{start}{split(chance, number[1:], ' ')}" for start in starts)]
        asked.append([number, *(split(chance, number, between) for between in " .-"), *abroad])
    for number in money:
        grouped = f"{int(number):,}"
        texts.append(chance.choice([number, grouped.replace(",", "."), grouped.replace(",", " ")]))
        asked.append([number, grouped.replace(",", "."), grouped.replace(",", " ")])
    await index.put(*(entry(f"Số {at}", f"Ghi {text} ở đây") for at, text in enumerate(texts)))
    await push_all(index, copy)
    for text, spellings in zip(texts, asked, strict=True):
        for typed in spellings:
            request = SearchRequest(parse(typed), EVERYONE, sort="newest")
            async with index.begin() as db:
                ours, theirs = await PostgresqlEngine().search(db, request), await copy.search(db, request)
            assert ours.things == theirs.things
            assert ours.total == 1, (typed, text)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_cutting_loses_no_letter_and_keeps_places(text: str) -> None:
    words = cut_words(text)
    assert all(0 <= word.start < word.end <= len(text) and word.folded.isalnum() for word in words)
    assert [word.start for word in words] == sorted(word.start for word in words)
    assert fold_cut(fold_cut(text)) == fold_cut(text)
    assert len("".join(w.folded for w in words)) == len("".join(w.folded for w in words_with_places(text)))
