import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnamese import UnreadableText, normalise, visible_length

storable = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60)


def test_the_same_word_typed_in_two_unicode_forms_is_stored_once() -> None:
    assert normalise("Ha\u0309i Pho\u0300ng") == "Hải Phòng" == normalise("Hải Phòng")


@pytest.mark.parametrize(
    "invisible",
    [
        "\u200b", "\u200d", "\ufeff", "\u200f", "\u202e", "\u2066", "\u00ad", "\x08", "\u200c", "\u202b", "\u2060",
        "\u2069", "\U000e0041\U000e0042", "\U000e0001", "\u200d\u200d", "\u180e", "\u061c", "\u2064",
    ],
)  # fmt: skip
def test_marks_that_nobody_sees_are_dropped(invisible: str) -> None:
    assert normalise(f"đổi{invisible} mới") == "đổi mới"


def test_line_ends_and_tabs_are_kept_as_one_kind() -> None:
    assert normalise("một\r\nhai\rba\tbốn") == "một\nhai\nba\tbốn"
    assert normalise("một\x0bhai\x0cba\u2028bốn\u2029năm\x85sáu") == "một\nhai\nba\nbốn\nnăm\nsáu"


@pytest.mark.parametrize(
    "word",
    [
        "👨\u200d👩\u200d👧\u200d👦", "👩🏽\u200d🏫", "🏃🏽\u200d♀\ufe0f\u200d➡\ufe0f", "❤\ufe0f\u200d🔥",
        "🐻\u200d❄\ufe0f", "🏳\ufe0f\u200d🌈", "1\ufe0f\u20e3", "🇻🇳",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "می\u200cخواهم", "क्\u200dष", "র\u200d্য", "ශ්\u200dරී", "അവന്\u200d", "ಕ್\u200cಷ", "ᬓ᭄\u200cᬓ",
        "ភាសា\u200bខ្មែរ", "ภาษา\u200bไทย", "မြန်မာ\u200bစာ", "ᠨ\u180eᠠ",
    ],
)  # fmt: skip
def test_signs_that_a_word_or_a_picture_needs_stay(word: str) -> None:
    assert normalise(f"đổi {word} mới") == unicodedata.normalize("NFC", f"đổi {word} mới")


def test_a_joiner_typed_twice_is_one() -> None:
    assert normalise("می\u200c\u200cخواهم") == "می\u200cخواهم"


@pytest.mark.parametrize("unreadable", ["a\x00b", "\ud800", "x\udfff"])
def test_what_cannot_be_kept_as_typed_is_refused(unreadable: str) -> None:
    with pytest.raises(UnreadableText):
        normalise(unreadable)


@given(storable)
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Hải", 3),
        ("Ha\u0309i", 3),
        ("", 0),
        ("đổi mới", 7),
        ("👨\u200d👩\u200d👧", 1),
        ("👍🏽", 1),
        ("🇻🇳🇻🇳", 2),
        ("\u200b\ufeff", 0),
        ("e\u0323\u0302", 1),
    ],
)
def test_length_counts_what_a_person_sees(text: str, seen: int) -> None:
    assert visible_length(text) == seen


@given(storable)
def test_length_is_the_same_in_every_unicode_form(text: str) -> None:
    assert visible_length(unicodedata.normalize("NFD", text)) == visible_length(text) <= len(text)
