"""What may be mended in an open draft, and what is a matter for a new version."""

import random
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.consultations.slips import (
    LETTERS_MAX,
    SYLLABLES_MAX,
    NoSlip,
    Slip,
    other_words,
    slip,
    weighty_words,
)

CLAUSE = "Cơ quan chủ trì gửi dự thảo đến tổ chức liên quan. Đơn vị nhận lưu hồ sơ theo quy định."


@pytest.mark.parametrize(
    ("old", "new", "corrections"),
    [
        ("Cơ quan chủ tri gửi hồ sơ", "Cơ quan chủ trì gửi hồ sơ", [(12, "tri", "trì")]),
        ("công trinh câp nước", "công trình cấp nước", [(5, "trinh", "trình"), (11, "câp", "cấp")]),
        ("bảo đam hồ sơ", "bảo đảm hồ sơ", [(4, "đam", "đảm")]),
        ("hồ sơ lưu trử", "hồ sơ lưu trữ", [(10, "trử", "trữ")]),
        ("Ðơn vị lập biên bản.", "Đơn vị lập biên bản.", [(0, "Ðơn", "Đơn")]),
        ("Gửi hồ sơ. hồ sơ lưu.", "Gửi hồ sơ. Hồ sơ lưu.", [(11, "hồ", "Hồ")]),
        ("Gửi hồ sơ; “hô sơ” lưu.", "Gửi hồ sơ; “hồ sơ” lưu.", [(12, "hô", "hồ")]),
        ("văn bản hoà giải", "văn bản hòa giải", [(8, "hoà", "hòa")]),
        (unicodedata.normalize("NFD", "lập biên ban"), "lập biên bản", [(9, "ban", "bản")]),
    ],
)
def test_a_slip_says_what_it_corrects_and_where(
    old: str, new: str, corrections: list[tuple[int, str, str]]
) -> None:
    found = slip(old, new)
    assert isinstance(found, Slip), found
    assert [(one.start, one.old, one.new) for one in found.corrections] == corrections


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("lưu hồ sơ", "lưu  hồ sơ", "same"),
        ("lưu hô so mât", "lưu hồ sơ mật", "too_many"),
        ("lưu hồ sơ", "lưu bản hồ sơ", "syllables"),
        ("lưu hồsơ", "lưu hồ sơ", "syllables"),
        ("lưu hồ sơ hồ sơ", "lưu hồ sơ", "syllables"),
        ("lưu hồ sơ, tài liệu", "lưu hồ sơ; tài liệu", "signs"),
        ("lưu hồ sơ, tài liệu", "lưu hồ sơ tài liệu", "signs"),
        ("lưu hồ sơ - tài liệu", "lưu hồ sơ- tài liệu", "signs"),
        ("lưu hồ sơ", "lưu giấy sơ", "letters"),
        ("lưu sách", "lưu số", "letters"),
        ("hạn 10 tuần lễ", "hạn 15 tuần lễ", "figure"),
        ("mẫu a2", "mẫu b2", "figure"),
        ("diện tích m²", "diện tích m³", "figure"),
        ("của Sở Mẫu", "của Sơ Mẫu", "name"),
        ("của ủy ban", "của Ủy ban", "name"),
        ("Hà Nam lưu hồ sơ", "Hà Nội lưu hồ sơ", "letters"),
        ("Hà Nam lưu hồ sơ", "Hạ Nam lưu hồ sơ", "name"),
        ("UBNĐ lưu hồ sơ", "UBND lưu hồ sơ", "name"),
        ("theo chương Vl", "theo chương VI", "name"),
        ("hồ sơ chựa nhận", "hồ sơ chưa nhận", "meaning"),
        ("hồ sơ phải gửi", "hồ sơ phai gửi", "meaning"),
        ("tối đả bốn bên", "tối đa bốn bên", "meaning"),
        ("it nhất một bên", "ít nhất một bên", "meaning"),
        ("gồm hai bên", "gồm ba bên", "meaning"),
        ("nộp trước hạn", "nộp trược hạn", "meaning"),
        ("Không nhận hồ sơ", "Khống nhận hồ sơ", "meaning"),
        ("tăng mức", "tặng mức", "meaning"),
        ("người đi thuê đất", "người đi thuế đất", "meaning"),
        ("viên công chức lưu hồ sơ", "viên công chứng lưu hồ sơ", "meaning"),
        ("nhà trường đóng góp", "nhà trưởng đóng góp", "meaning"),
    ],
)
def test_what_is_more_than_a_slip_is_refused_by_its_rule(old: str, new: str, rule: str) -> None:
    found = slip(old, new)
    assert isinstance(found, NoSlip)
    assert found.rule == rule, str(found.message)
    assert str(found.message).endswith(".")


@pytest.mark.parametrize("word", [" ".join(word) for word in weighty_words()])
def test_no_word_of_the_list_comes_or_goes_by_a_slip(word: str) -> None:
    """Whichever of its syllables is written otherwise, whichever way, whatever its case."""
    syllables = word.split()
    for place in range(len(syllables)):
        other = [*syllables[:place], syllables[place] + "x", *syllables[place + 1 :]]
        for written in (word, word.capitalize()):
            texts = f"{written} lưu", f"{written[0]}{' '.join(other)[1:]} lưu"
            assert isinstance(slip(*texts), NoSlip)
            assert isinstance(slip(*reversed(texts)), NoSlip)


@pytest.mark.parametrize("pair", [sorted(map(" ".join, pair)) for pair in other_words()])
def test_no_word_of_a_pair_becomes_the_other_by_a_slip_though_each_may_be_mended(pair: list[str]) -> None:
    one, other = pair
    for old, new in ((one, other), (other, one), (one.capitalize(), other.capitalize())):
        found = slip(f"{old} lưu", f"{new} lưu")
        assert isinstance(found, NoSlip) and found.rule == "meaning"
    assert isinstance(slip(f"x{one} lưu", f"{one} lưu"), Slip)


def test_the_list_holds_the_words_that_the_rule_names() -> None:
    named = "không chưa phải được và hoặc trừ trước sau có chỉ mọi đều nếu thì trong ngoài trên dưới từ đến"
    named_twos = {("ít", "nhất"), ("tối", "đa")}
    assert {(word,) for word in named.split()} | named_twos <= set(weighty_words())
    assert all(weighty_words().values())


LETTERS = "aăâeêioôơuưybcdđghklmnpqrstvx"


@settings(max_examples=300, deadline=None)
@given(seed=st.integers(0, 10**9), edits=st.integers(0, 6))
def test_a_slip_never_goes_beyond_its_limits_and_makes_the_new_text(seed: int, edits: int) -> None:
    chance = random.Random(seed)
    letters = list(CLAUSE)
    for _ in range(edits):
        at = chance.randrange(len(letters))
        letters[at : at + chance.randrange(2)] = chance.choice([*LETTERS, *"1,. ĐN"])
    new = "".join(letters)
    found = slip(CLAUSE, new)
    if isinstance(found, NoSlip):
        assert found.rule != "same" or new.split() == CLAUSE.split()
        return
    assert 1 <= len(found.corrections) <= SYLLABLES_MAX
    mended = CLAUSE
    for one in reversed(found.corrections):
        assert mended[one.start : one.start + len(one.old)] == one.old
        assert abs(len(one.old) - len(one.new)) <= LETTERS_MAX
        assert (one.old.lower(),) not in weighty_words() and (one.new.lower(),) not in weighty_words()
        assert not any(letter.isdigit() for letter in one.old + one.new)
        mended = mended[: one.start] + one.new + mended[one.start + len(one.old) :]
    assert mended.split() == new.split()


@settings(max_examples=200, deadline=None)
@given(old=st.text(max_size=80), new=st.text(max_size=80))
def test_any_two_texts_get_a_judgement_and_it_is_the_same_both_ways_where_it_is_a_slip(
    old: str, new: str
) -> None:
    there, back = slip(old, new), slip(new, old)
    assert isinstance(there, Slip) == isinstance(back, Slip)
