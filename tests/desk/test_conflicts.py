from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from forum.desk.conflicts import CaseMatter, Person, conflicts
from forum.desk.hints import hints
from vietnamese import fold

PERSON = Person(
    7,
    "Người Mẫu Bảy",
    leader_names=frozenset({"Lãnh đạo Mẫu Bốn"}),
    body_ids=frozenset({3}),
    body_names=frozenset({"Sở Mẫu A", "A"}),
)
MATTER = CaseMatter(author_id=1, involved_ids=frozenset(), words="Một bài viết không nhắc đến ai.")


def test_a_stranger_to_the_matter_is_free() -> None:
    assert conflicts(PERSON, MATTER).is_impartial


def test_each_tie_binds() -> None:
    assert conflicts(PERSON, replace(MATTER, author_id=7)).is_author
    assert conflicts(PERSON, replace(MATTER, involved_ids=frozenset({7}))).took_part
    assert conflicts(PERSON, replace(MATTER, body_ids=frozenset({3}))).body_is_own
    assert conflicts(PERSON, replace(MATTER, words="Theo LÃNH ĐẠO MẪU BỐN thì")).names_leader
    assert conflicts(PERSON, replace(MATTER, words="việc của So Mau A, cần làm rõ")).body_is_own
    assert conflicts(PERSON, replace(MATTER, words="(người mẫu bảy)")).names_self
    assert conflicts(
        replace(PERSON, leader_ids=frozenset({4})), replace(MATTER, leader_ids=frozenset({4}))
    ).names_leader


def test_a_single_syllable_and_a_part_of_a_name_name_nobody() -> None:
    assert conflicts(PERSON, replace(MATTER, words="Phương án A và Người Mẫu Bảy Mươi")).names_self
    assert conflicts(PERSON, replace(MATTER, words="phương án A tốt hơn; Mẫu Bảy; người mẫu")).is_impartial


@given(before=st.text(max_size=30), after=st.text(max_size=30), folded=st.booleans())
def test_a_full_name_binds_wherever_it_stands_and_however_it_is_typed(
    before: str, after: str, folded: bool
) -> None:
    name = fold(PERSON.name) if folded else PERSON.name
    assert conflicts(PERSON, replace(MATTER, words=f"{before} . {name} . {after}")).names_self


def test_hints_find_numbers_addresses_and_links_once_each() -> None:
    text = (
        "Gọi 0900 000 000 hoặc 0900 000 000, thư mau@mau.example, xem https://mau.example/a. "
        "Năm 2026 có 38 nhiệm vụ."
    )
    found = [(hint.rule_code, hint.passage) for hint in hints(text)]
    assert found == [
        ("Q4", "0900 000 000"),
        ("Q4", "mau@mau.example"),
        ("Q6", "https://mau.example/a"),
    ]


def test_hints_are_few_however_long_the_text() -> None:
    assert len(hints(" ".join(f"09{n:08}" for n in range(500)))) == 8
