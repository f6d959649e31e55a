import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnamese import (
    canonical_tones,
    find_phrases,
    fold,
    fold_keeping_marks,
    slug,
    syllables,
    words_with_places,
)

VIETNAMESE = "aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ"
letters = VIETNAMESE + VIETNAMESE.upper()
vietnamese_text = st.text(letters + " -–/.,&0123456789\n", max_size=80)
any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hải Phòng", "hai phong"),
        ("Ha\u0309i Pho\u0300ng", "Hải Phòng"),
        ("đổi mới sáng tạo", "doi moi sang tao"),
        ("đảng đoàn", "DANG DOAN"),
        ("ĐẢNG ĐOÀN", "đảng đoàn"),
        ("Ðảng", "đảng"),  # the Icelandic letter that old fonts gave
        ("hòa", "hoà"),
        ("thủy", "thuỷ"),
        ("qúy", "quý"),
        ("khỏe", "khoẻ"),
        ("văn nghệ sĩ", "văn nghệ sỹ"),
        ("kỹ", "kĩ"),
        ("lý", "lí"),
        ("mỹ", "mĩ"),
        ("tỷ", "tỉ"),
        ("hy vọng", "hi vọng"),
        ("y tế", "i tế"),
        ("quý", "quí"),
        ("45-NQ/TW", "45–NQ/TW"),
        ("45-NQ/TW", "45 NQ TW"),
        ("khoa học - công nghệ", "khoa học — công nghệ"),
        ("a\u00a0b", "a b"),
        ("２０２６", "2026"),
    ],
)
def test_ways_of_typing_the_same_words_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("tay", "tai"), ("thúy", "thúi"), ("hai", "hay"), ("ty", "tay"), ("lan", "làng")]
)
def test_words_that_differ_without_their_marks_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("typed", "placed"),
    [
        ("hoà", "hòa"),
        ("HOÀ", "HÒA"),
        ("thuỷ", "thủy"),
        ("khoẻ", "khỏe"),
        ("qúy", "quý"),
        ("quả", "quả"),
        ("gìa", "già"),
        ("gì", "gì"),
        ("giữa", "giữa"),
        ("hoàn", "hoàn"),
        ("hòan", "hoàn"),
        ("ngoài", "ngoài"),
        ("khuỷu", "khuỷu"),
        ("nghiệp", "nghiệp"),
        ("tuyển", "tuyển"),
        ("của", "của"),
        ("Kubernétès", "Kubernétès"),
    ],
)
def test_the_tone_mark_has_one_place(typed: str, placed: str) -> None:
    assert canonical_tones(typed) == placed


@given(vietnamese_text)
def test_placing_tones_loses_no_letter_and_no_tone(text: str) -> None:
    placed = canonical_tones(text)
    assert canonical_tones(placed) == placed
    assert sorted(unicodedata.normalize("NFD", placed)) == sorted(unicodedata.normalize("NFD", text))
    assert fold(placed) == fold(text)


@given(any_text)
def test_folding_twice_is_folding_once(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    assert once == once.strip()
    assert "  " not in once


@given(vietnamese_text)
def test_folding_minds_neither_unicode_form_nor_case(text: str) -> None:
    folded = fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == folded
    assert fold(text.upper()) == folded == fold(text.lower())
    assert re.fullmatch(r"[a-z0-9 ]*", folded)


@given(vietnamese_text)
def test_kept_marks_say_more_than_none_and_never_something_else(text: str) -> None:
    assert fold(fold_keeping_marks(text)) == fold(text)


def test_marks_kept_tell_words_apart_but_not_ways_of_typing_them() -> None:
    assert fold_keeping_marks("hải") != fold_keeping_marks("hai") != fold_keeping_marks("hái")
    assert fold_keeping_marks("Hoà") == fold_keeping_marks("hòa")
    assert fold_keeping_marks("kỹ sỹ quý") == fold_keeping_marks("kĩ sĩ quí")


@given(st.one_of(vietnamese_text, any_text))
def test_folded_words_know_their_place_in_the_original(text: str) -> None:
    places = words_with_places(text)
    assert all(0 <= word.start < word.end <= len(text) for word in places)
    assert all(word.folded in fold(text[word.start : word.end]).split() for word in places)


@given(st.text(letters + "\u0301\u0309 -,.0123456789", max_size=60))
def test_words_with_places_are_the_words_of_the_folded_text(text: str) -> None:
    assert [word.folded for word in words_with_places(text)] == fold(text).split()


def test_a_folded_phrase_is_shown_where_the_marked_one_stands() -> None:
    text = "Phát triển Công nghệ biển, công  nghệ."
    ranges = find_phrases(words_with_places(text), [("cong", "nghe"), ("bien",)])
    assert [text[start:end] for start, end in ranges] == ["Công nghệ", "biển", "công  nghệ"]


def test_overlapping_phrases_become_one_range() -> None:
    text = "đổi mới sáng tạo"
    assert find_phrases(words_with_places(text), [("doi", "moi", "sang"), ("moi", "sang", "tao")]) == (
        (0, 16),
    )


def test_slugs_are_plain_and_cut_between_words() -> None:
    assert slug("Đổi mới sáng tạo") == "doi-moi-sang-tao"
    assert slug("Kỹ thuật số 4.0: y tế") == "ky-thuat-so-4-0-y-te"
    assert slug("từ " * 50, longest=10) == "tu-tu-tu"
    assert slug("!!!") == ""


@given(any_text)
def test_any_slug_is_safe_in_an_address(text: str) -> None:
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", slug(text))


def test_syllables_are_as_written() -> None:
    assert syllables("Khoa học - công nghệ, 45-NQ/TW") == ["Khoa", "học", "công", "nghệ", "45", "NQ", "TW"]
