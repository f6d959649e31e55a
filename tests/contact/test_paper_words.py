"""Texts are written in Markdown; a paper prints their words."""

from hypothesis import given
from hypothesis import strategies as st

from forum.paperwork.writing.plain import parsed_words, plain_words


def test_marks_go_and_words_and_lines_stay() -> None:
    message = "Hội nghị **thảo luận** về _danh mục_:\n\n- ý một\n- ý hai\n  tiếp"
    assert plain_words(f"{message}\n\n1) thứ nhất\n2) thứ hai\n\n> trích `mã`").split("\n") == [
        "Hội nghị thảo luận về danh mục:",
        "- ý một",
        "- ý hai",
        "tiếp",
        "1) thứ nhất",
        "2) thứ hai",
        "trích mã",
    ]


def test_an_address_is_printed_once() -> None:
    assert plain_words("[Quy chế](https://mau.example/a)") == "Quy chế (https://mau.example/a)"
    assert plain_words("<https://mau.example/a>") == "https://mau.example/a"


def test_raw_html_stays_text() -> None:
    assert plain_words("a <b>c</b>") == "a <b>c</b>"


@given(st.lists(st.text("aăâbcđeêghiươxyỵ ẹỗ", min_size=1).filter(str.strip), min_size=1, max_size=6))
def test_plain_text_comes_out_as_it_went_in(lines: list[str]) -> None:
    message = [" ".join(line.split()) for line in lines]
    assert plain_words("\n\n".join(message)).split("\n") == message


@given(st.text("ab.,:;!()\"'/ \n-1+=|", max_size=40))
def test_the_short_way_says_what_the_parser_says(text: str) -> None:
    assert plain_words(text) == parsed_words(text)
