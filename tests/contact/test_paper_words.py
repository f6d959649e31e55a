"""A paper prints the words as they were typed, line by line."""

from hypothesis import given
from hypothesis import strategies as st

from forum.typed_text import plain_words


def test_every_sign_that_was_typed_is_printed_and_marks_are_no_markup() -> None:
    message = (
        "Hội nghị **thảo luận** về _danh mục_, 5*10*20:\n\n- ý một\n  tiếp\n\n1) một\n3. ba\n\n> trích `mã`"
    )
    assert plain_words(message).split("\n") == [
        "Hội nghị **thảo luận** về _danh mục_, 5*10*20:",
        "- ý một",
        "tiếp",
        "1) một",
        "3. ba",
        "> trích `mã`",
    ]


def test_an_address_and_raw_html_stay_as_typed() -> None:
    assert (
        plain_words("[Quy chế](https://mau.example/a) <b>c</b>")
        == "[Quy chế](https://mau.example/a) <b>c</b>"
    )


@given(st.text("aăâ *_`#>[]~<&\\-+=1.)|\t\n"))
def test_no_sign_is_lost_on_paper(text: str) -> None:
    assert "".join(plain_words(text).split()) == "".join(text.split())
