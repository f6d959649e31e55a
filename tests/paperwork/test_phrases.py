"""Where a quoted phrase stands in the next version."""

import random
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.paperwork.phrases import PhrasePlace, find_phrase

OLD = "Hồ sơ được nộp trong 10 ngày làm việc; cơ quan trả lời trong 10 ngày làm việc, trừ ngày lễ."


def place_of(quoted: str, new: str, old: str = OLD) -> PhrasePlace:
    found = find_phrase(quoted, old.index(quoted), old, new)
    assert found is not None
    assert unicodedata.normalize("NFC", new)[found.start : found.end] == found.words
    return found


def test_a_phrase_that_nothing_touched_is_found_though_the_text_before_it_grew() -> None:
    found = place_of("cơ quan trả lời", "Theo mẫu số 1, " + OLD)
    assert (found.state, found.words) == ("same", "cơ quan trả lời")


def test_of_two_equal_phrases_the_one_that_was_meant_is_followed() -> None:
    new = OLD.replace("trong 10 ngày làm việc,", "trong 05 ngày làm việc,")
    second = OLD.rindex("10 ngày")
    found = find_phrase("10 ngày làm việc", OLD.index("10 ngày"), OLD, new)
    assert found == PhrasePlace("same", 21, 37, "10 ngày làm việc")
    other = find_phrase("trả lời trong 10 ngày", second - len("trả lời trong "), OLD, new)
    assert other is not None
    assert (other.state, other.words) == ("changed", "trả lời trong 05 ngày")


def test_words_that_went_elsewhere_in_the_text_are_found_there() -> None:
    new = "Trừ ngày lễ, cơ quan trả lời trong 10 ngày làm việc; sau đó hồ sơ được lưu, hồ sơ được nộp lại."
    old = "Đơn được gửi sớm. Cơ quan trả lời trong 10 ngày làm việc, kể cả khi hồ sơ được nộp lại."
    found = place_of("hồ sơ được nộp lại", new, old)
    assert (found.state, found.words) == ("same", "hồ sơ được nộp lại")


@pytest.mark.parametrize(
    ("quoted", "new", "state", "words"),
    [
        (
            "được nộp trong 10 ngày",
            OLD.replace("nộp trong 10", "gửi trong 15", 1),
            "changed",
            "được gửi trong 15 ngày",
        ),
        ("10", OLD.replace("10", "mười lăm", 1), "same", "10"),
        (", trừ ngày lễ", OLD.replace(", trừ ngày lễ", ""), "gone", ""),
        ("trừ ngày lễ", OLD.replace("trừ ngày lễ", "kể cả ngày nghỉ"), "changed", "kể cả ngày nghỉ"),
        ("trừ ngày lễ", "", "gone", ""),
        ("trừ ngày lễ", "Bãi bỏ khoản này.", "gone", ""),
        ("ngày làm", OLD.replace(" ngày làm", "\n ngày  làm"), "same", "ngày  làm"),
        ("gày làm vi", "Nay " + OLD, "same", "gày làm vi"),
        (OLD, OLD, "same", OLD),
        ("10 ngày", "Gửi từ năm 2010 ngày nào cũng được.", "gone", ""),
    ],
)
def test_a_phrase_is_the_same_changed_or_gone(quoted: str, new: str, state: str, words: str) -> None:
    found = place_of(quoted, new)
    assert (found.state, found.words) == (state, words)


def test_a_place_that_does_not_fit_is_mended_by_the_words_and_unknown_words_are_none() -> None:
    assert find_phrase("trừ ngày lễ", 3, OLD, OLD) == PhrasePlace("same", 79, 90, "trừ ngày lễ")
    assert find_phrase("không có ở đây", 0, OLD, OLD) is None
    assert find_phrase("  ", 0, OLD, OLD) is None


def test_places_are_code_points_of_nfc_whatever_form_the_texts_have() -> None:
    apart = unicodedata.normalize("NFD", OLD)
    assert find_phrase("trừ ngày lễ", 79, apart, apart) == find_phrase("trừ ngày lễ", 79, OLD, OLD)


WORDS = ["sở", "mẫu", "nộp", "hồ", "sơ", "ngày", "10", ",", ";", "và"]


@settings(max_examples=200, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_the_place_holds_the_words_and_untouched_words_are_followed_exactly(seed: int) -> None:
    chance = random.Random(seed)
    before, phrase, after, added = (chance.choices(WORDS, k=chance.randint(1, 12)) for _ in range(4))
    old = " ".join([*before, *phrase, *after])
    quoted = " ".join(phrase)
    start = len(" ".join(before)) + 1
    new = " ".join([*before, *phrase, *after, *added])
    assert find_phrase(quoted, start, old, new) == PhrasePlace("same", start, start + len(quoted), quoted)
    edited = " ".join(chance.sample([*before, *phrase, *added], k=len([*before, *phrase, *added]) // 2))
    found = find_phrase(quoted, start, old, edited)
    assert found is not None
    assert edited[found.start : found.end] == found.words
    assert (found.state == "gone") == (found.words == "")
    if found.state == "same":
        assert found.words.split() == quoted.split()
