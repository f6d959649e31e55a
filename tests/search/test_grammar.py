import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.kinds import KINDS
from search.excerpts import excerpt
from search.grammar import MAX_TERMS, parse
from search.joined import codes_in
from search.slips import one_letter_off
from search.synonyms import built_in
from search.tsquery import written
from search.words import words_of_entry
from tests.search.conftest import entry
from vietnamese import UnreadableText

any_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60)


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("HK-2026-0123", ["HK-2026-0123"]),
        (" lyk-2026-7 ", ["LYK-2026-0007"]),
        ("III.6.1-1", ["III.6.1-1"]),
        ("iii.6.1", ["III.6.1"]),
        ("III", []),
        ("45-NQ/TW", []),
        ("HK-2026-0123 cảng", ["HK-2026-0123"]),
        ("-HK-2026-0123 cảng", []),
        ("nhiệm vụ III.6.1-1.", ["III.6.1-1"]),
        ("so HK–2026–0001 với ck20260002, rồi hk2026-1", ["HK-2026-0001", "CK-2026-0002"]),
        ("“HK-2026-0001”", ["HK-2026-0001"]),
        ('"hk 2026 1" và (TX-2026-2)', ["HK-2026-0001", "TX-2026-0002"]),
        ('-"HK-2026-0001"', []),
        ("ＨＫ２０２６－１; HK:2026:2", ["HK-2026-0001", "HK-2026-0002"]),
        ("https://mau.example/ma/HK-2026-0001?x=1", ["HK-2026-0001"]),
        ("năm 2026", []),
        ("0225 3821 234", []),
    ],
)
def test_codes_are_known_among_words(typed: str, codes: list[str]) -> None:
    assert list(parse(typed).codes) == codes


BETWEEN = st.sampled_from(["", "-", " ", " - ", "–", "\u2011", ".", "/", "_", "\u00a0"])
PREFIXES = sorted(kind.prefix for kind in KINDS.values() if kind.prefix)


@given(
    st.sampled_from(PREFIXES),
    st.integers(2000, 2099),
    st.integers(1, 9_999_999),
    BETWEEN,
    BETWEEN,
    st.integers(0, 4),
    st.booleans(),
    st.sampled_from(["{}", "mã số {}", "{}.", "({})", "xem {}, rồi trả lời", "“{}”?", "Hiến kế {} của tôi"]),
)
def test_each_spelling_of_a_code_is_the_code(
    prefix: str, year: int, number: int, one: str, two: str, zeros: int, small: bool, sentence: str
) -> None:
    typed = f"{prefix}{one}{year}{two}{str(number).zfill(zeros)}"
    found = codes_in(sentence.format(typed.lower() if small else typed))
    assert found == (f"{prefix}-{year}-{number:04d}",)


def test_words_phrases_and_unwanted_words_are_told_apart() -> None:
    terms = parse('cảng "đổi mới" -cá -"tàu cũ" 45-NQ/TW -').terms
    assert [(term.words, term.excluded) for term in terms] == [
        (("cang",), False),
        (("doi", "moi"), False),
        (("ca",), True),
        (("tau", "cu"), True),
        (("45", "nq", "tw"), False),
    ]


def test_an_unclosed_quote_is_no_quote() -> None:
    assert [term.words for term in parse('"đổi mới').terms] == [("doi",), ("moi",)]


def test_a_query_that_cannot_be_text_is_refused() -> None:
    with pytest.raises(UnreadableText):
        parse("a\x00")


@given(any_text)
def test_anything_typed_gives_a_bounded_query_of_plain_words(typed: str) -> None:
    query = parse(typed)
    assert len(query.terms) <= MAX_TERMS
    assert all(word.isalnum() and word == word.lower() for term in query.terms for word in term.words)
    assert written(query).count("'") == 2 * sum(len(term.words) for term in query.terms)


@given(any_text, any_text)
def test_what_is_marked_lies_within_what_is_shown(text: str, typed: str) -> None:
    shown = excerpt(text * 9, parse(typed))
    assert "".join(piece for piece, _ in shown.pieces()) == shown.text
    assert all(0 <= start < end <= len(shown.text) for start, end in shown.marks)


@given(any_text)
def test_any_text_makes_words_that_postgresql_can_hold(text: str) -> None:
    words = words_of_entry(entry(text, text * 3), built_in())
    assert "\x00" not in words.vector
    assert words.vector.count("'") % 2 == 0


def test_a_word_of_a_megabyte_is_cut_to_what_can_be_sought() -> None:
    words = words_of_entry(entry("x", "a" * 1_000_000), built_in())
    assert len(words.text) == 60
    assert parse("a" * 100).terms[0].words == ("a" * 60,)


@pytest.mark.parametrize("other", ["nghien", "nghim", "nghiiem", "nhgiem", "nghiez", "xghiem"])
def test_one_letter_wrong_missing_added_or_swapped_is_a_slip(other: str) -> None:
    assert one_letter_off("nghiem", other)
    assert one_letter_off(other, "nghiem")


@pytest.mark.parametrize("other", ["nghiem", "nghian", "nghi", "mnghie", "nghieng2"])
def test_more_than_one_letter_is_none(other: str) -> None:
    assert not one_letter_off("nghiem", other)


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("Đổi mới sáng tạo vì môi trường", ["Đổi mới sáng tạo"]),
        ("ĐMST vì môi trường", ["ĐMST"]),
        ("tạo ra cái mới, đổi cách làm, sáng kiến", ["tạo", "mới", "đổi", "sáng"]),
    ],
)
def test_a_known_name_is_marked_whole_where_it_stands(text: str, marked: list[str]) -> None:
    shown = parse("doi moi sang tao").places_in(text)
    assert [text[start:end] for start, end in shown] == marked
