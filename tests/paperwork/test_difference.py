"""The difference by words: what was struck out, what was put in, and nothing lost."""

from hypothesis import given
from hypothesis import strategies as st

from forum.paperwork.difference import Piece, by_words, settled

SENTENCES = st.lists(
    st.sampled_from(["Sở", "sở", "hòa", "hoà", "biển", ",", ".", "01", "và"]), max_size=30
).map(" ".join)


def test_one_changed_syllable_is_the_only_thing_shown_as_changed() -> None:
    assert by_words("Trong thời hạn 10 ngày làm việc", "Trong thời hạn 15 ngày làm việc") == [
        Piece("same", "Trong thời hạn"),
        Piece("deleted", " 10"),
        Piece("inserted", " 15"),
        Piece("same", " ngày làm việc"),
    ]


def test_a_comma_does_not_touch_the_word_before_it() -> None:
    assert by_words("công nghệ biển và đảo", "công nghệ biển, đảo") == [
        Piece("same", "công nghệ biển"),
        Piece("deleted", " và"),
        Piece("inserted", ","),
        Piece("same", " đảo"),
    ]


def test_marks_matter_and_unicode_forms_do_not() -> None:
    assert [piece.kind for piece in by_words("hai", "hải")] == ["deleted", "inserted"]
    assert by_words("Hải Phòng", "Hải Phòng") == [Piece("same", "Hải Phòng")]


def test_an_empty_side_is_all_new_or_all_gone() -> None:
    assert by_words("", "Điều mới") == [Piece("inserted", "Điều mới")]
    assert by_words("Điều cũ", " ") == [Piece("deleted", "Điều cũ")]
    assert by_words("", "") == []


def test_two_long_texts_are_compared_word_by_word_where_they_share_rare_words() -> None:
    old = [f"từ{number}" if number % 50 == 0 else "và" for number in range(20_000)]
    new = [word if word != "từ5000" else "khác" for word in old]
    changed = [piece for piece in by_words(" ".join(old), " ".join(new)) if piece.kind != "same"]
    assert changed == [Piece("deleted", " từ5000"), Piece("inserted", " khác")]


@given(old=SENTENCES | st.text(max_size=60), new=SENTENCES | st.text(max_size=60))
def test_the_pieces_give_back_both_texts(old: str, new: str) -> None:
    pieces = by_words(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != "inserted") == settled(old)
    assert "".join(piece.text for piece in pieces if piece.kind != "deleted") == settled(new)
