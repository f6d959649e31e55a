"""What was typed is what is shown: every sign, and no layout beyond lines, lists, quotations and addresses."""

import re
import sys
import unicodedata

import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.typed_text import html_of
from tests.shared import ROOT
from vietnamese import UnreadableText, normalise

SIGNS = (
    "*_`#>[](){}~<&\\|-+=:!.,;'\"^$%@/?\t \n\u00a0\u202f\u2007\u200b\u200c\u200d\ufeff\u00ad\ufe0f"
    "\uf0b7\uf0a7\uf0d8\u2022\u2013\u2014\u25aa\u2028\u2029\r\x0b\x0c\x85\x1f"
)
PIECES = [
    *(
        "- ",
        "+ ",
        "* ",
        "o\t",
        "1. ",
        "3. ",
        "5) ",
        "a) ",
        "đ) ",
        "I. ",
        "> ",
        "    ",
        "\t",
        "\n\n",
        "\n",
        "---",
    ),
    *(
        "```",
        "~~~",
        "===",
        "&amp;",
        "&#35;",
        "<b>",
        "<!--",
        "]]>",
        "![a](b)",
        "[a]: b",
        "| a | b |\n|---|---|\n",
    ),
    *(
        "https://mau.example/a_(b)",
        "www.mau.example.",
        "ten@mau.example",
        "=1+1",
        "{{ a }}",
        "\\*",
        "#@",
        "//",
    ),
]
ASSIGNED = "".join(
    chr(point) for point in range(1, sys.maxunicode) if unicodedata.category(chr(point)) not in ("Cn", "Cs")
)
typed = st.lists(
    st.one_of(st.sampled_from(PIECES), st.sampled_from(SIGNS), st.sampled_from(ASSIGNED)), max_size=40
).map("".join)


def lines_of(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def shown_lines(html: str) -> list[str]:
    """The lines that a reader sees, each with all its signs."""
    soup = BeautifulSoup(html, "html5lib")
    for line_break in soup.find_all("br"):
        line_break.replace_with("\n")
    for block in soup.find_all(["p", "li", "blockquote"]):
        block.append("\n")
    return lines_of(soup.get_text())


def links_of(text: str) -> list[tuple[str, str]]:
    return [(a.get_text(), str(a["href"])) for a in BeautifulSoup(html_of(text), "html5lib").find_all("a")]


def blocks_of(text: str) -> list[tuple[str, str]]:
    body = BeautifulSoup(html_of(text), "html5lib").body
    assert body
    return [(block.name, block.get_text("/")) for block in body.find_all(True, recursive=False)]


@settings(max_examples=600, deadline=None)
@given(typed)
def test_the_page_shows_each_line_sign_by_sign(text: str) -> None:
    assert shown_lines(html_of(text)) == lines_of(normalise(text))


def test_every_assigned_character_is_shown() -> None:
    for start in range(0, len(ASSIGNED), 5000):
        text = ASSIGNED[start : start + 5000]
        assert shown_lines(html_of(text)) == lines_of(normalise(text))


@settings(max_examples=300, deadline=None)
@given(typed)
def test_only_our_own_tags_stand_around_the_words(text: str) -> None:
    for tag in BeautifulSoup(html_of(text), "html.parser").find_all(True):
        assert isinstance(tag, Tag)
        assert tag.name in {"p", "br", "ul", "li", "blockquote", "a", "wbr", "span"}
        assert set(tag.attrs) <= {"class", "role", "href", "rel"}
        assert tag.name != "a" or re.match(r"https?://|mailto:", str(tag["href"]), re.IGNORECASE)


def test_stars_and_underscores_slant_and_embolden_nothing() -> None:
    assert html_of("kinh phí 5*10*20 triệu đồng") == '<p class="typed">kinh phí 5*10*20 triệu đồng</p>\n'
    assert shown_lines(html_of("D:\\tailieu\\_moi và C:\\*")) == ["D:\\tailieu\\_moi và C:\\*"]
    assert shown_lines(html_of("Họ tên:\n____________")) == ["Họ tên:", "____________"]


@pytest.mark.parametrize("indent", ["\t", "     ", "\u00a0\u00a0\u00a0\u00a0"])
def test_an_indented_line_is_a_paragraph_and_no_box(indent: str) -> None:
    for between in ("\n\n", "\n"):
        assert [name for name, _ in blocks_of(f"Kính gửi.{between}{indent}Tôi đề nghị.")] == ["p", "p"]


def test_a_motto_over_a_line_is_no_heading() -> None:
    motto = (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n---------------\nKính gửi: Ông A"
    )
    assert blocks_of(motto) == [("p", motto.replace("\n", "/"))]


def test_a_line_after_a_list_is_not_part_of_its_last_point() -> None:
    assert blocks_of("Đề nghị:\n- Ý một\n- Ý hai\nKết luận chung.") == [
        ("p", "Đề nghị:"),
        ("ul", "- Ý một/- Ý hai"),
        ("p", "Kết luận chung."),
    ]


@pytest.mark.parametrize(
    "markers",
    [
        ("1)", "2)"),
        ("3.", "5."),
        ("a)", "đ)"),
        ("1.1.", "1.2."),
        ("-", "•"),
        ("+", "*"),
        ("\uf0b7", "\uf0a7"),
    ],
)
def test_numbers_letters_and_bullets_stay_as_typed(markers: tuple[str, str]) -> None:
    one, two = markers
    html = html_of(f"{one} Một\n{two}\tHai")
    assert html.startswith('<ul class="typed" role="list"><li>')
    assert html.count("<li>") == 2
    assert shown_lines(html) == [f"{one} Một", f"{two}\tHai"]


def test_bullets_of_a_word_processor_are_no_empty_boxes() -> None:
    html = html_of("\uf0b7\tMột\no\tHai\n• Ba")
    assert html.count("<li>") == 3
    assert '<span class="symbol">\uf0b7</span>' in html
    assert ".symbol::before" in (ROOT / "forum/static/hienke.css").read_text(encoding="utf-8")


def test_a_quotation_keeps_its_sign() -> None:
    assert blocks_of("> Trích\n> tiếp\nLời đáp") == [("blockquote", "> Trích/> tiếp"), ("p", "Lời đáp")]


def test_an_address_can_be_followed_and_its_sentence_stays_outside() -> None:
    assert links_of("Căn cứ: https://truong.example/nghien-cuu?id=5&b=1.") == [
        ("https://truong.example/nghien-cuu?id=5&b=1",) * 2
    ]
    assert links_of("(xem https://truong.example/a_(b))") == [("https://truong.example/a_(b)",) * 2]
    assert links_of("www.mau.example, ten@mau.example; javascript:alert(1)") == [
        ("www.mau.example", "https://www.mau.example"),
        ("ten@mau.example", "mailto:ten@mau.example"),
    ]
    assert 'rel="nofollow noopener ugc"' in html_of("https://mau.example")


ADDRESSES = (
    *(
        "https://truong.example/a_(b)",
        "https://thưviện.example/sách?q=ấ&b=1",
        "www.mau.example",
        "https://mau.example:81/",
    ),
    *(
        "HTTP://MAU.EXAMPLE/A;b,c",
        "https://mau.example/%E1%BB%87#x-y",
        "https://[::1]/x",
        "https://mau.example/a|b'c",
    ),
)
AROUND = (
    "{}",
    "({})",
    "“{}”",
    "«{}»",
    "<{}>",
    "[{}]",
    "{}.",
    "{},",
    "{}…",
    "{}?",
    "({}).",
    "‘{}’",
    "（{}）",
    "{}。",
    "「{}」",
    "xem:{}",
)


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("address", ADDRESSES)
def test_what_stands_around_an_address_is_no_part_of_it(address: str, around: str) -> None:
    typed = f"Xem {around.format(address)} nhé"
    assert [words for words, _href in links_of(typed)] == [address]
    assert shown_lines(html_of(typed)) == [typed]


def test_lines_break_at_no_break_spaces() -> None:
    assert html_of("bố\u00a0trí\u202fvốn") == '<p class="typed">bố\u00a0<wbr>trí\u202f<wbr>vốn</p>\n'


def test_joined_emoji_and_joined_letters_stay_whole_and_other_joiners_go() -> None:
    family, persian = "👨\u200d👩\u200d👧", "می\u200cخواهم"
    assert normalise(f"{family} {persian} đổi\u200d mới\u200c") == f"{family} {persian} đổi mới"
    assert shown_lines(html_of(f"{family} {persian}")) == [f"{family} {persian}"]


def test_what_no_text_may_hold_is_refused() -> None:
    with pytest.raises(UnreadableText):
        html_of("a\0b")


def test_no_parser_of_markdown_makes_pages_or_papers() -> None:
    users = {
        path.name
        for path in [*(ROOT / "forum").rglob("*.py"), ROOT / "pyproject.toml"]
        if re.search(r"markdown[_-]it|import nh3|\bmarkdown\(", path.read_text(encoding="utf-8"))
    }
    assert users == set()
