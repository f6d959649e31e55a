"""A draft in an old Vietnamese font is read as Vietnamese, or refused with its name; struck words never stand."""

import pytest

from forum.paperwork.errors import PaperError
from forum.paperwork.reading.docx.reader import read_docx
from forum.paperwork.reading.files import read_file
from forum.paperwork.tree import Paper
from tests.paperwork.reading.word import abstract, level, listed, number, paragraph, run, word_file
from tests.vietnamese.legacy_text import encoded
from vietnamese import Encoding

ARTICLE = "điều 1. phạm vi điều chỉnh của thư viện"
FONTS = [
    (".VnTime", Encoding.tcvn3),
    (".VnArial", Encoding.tcvn3),
    ("VNI-Times", Encoding.vni),
    ("VNI-Helve", Encoding.vni),
]
STRIKES = ["<w:strike/>", "<w:dstrike/>", '<w:strike w:val="true"/>', '<w:dstrike w:val="1"/>']


def text_of(paper: Paper) -> str:
    return " ".join(node.text for node in paper.paragraphs())


def fonts(name: str) -> str:
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}"/>'


def named(paper: Paper, code: str) -> list[str]:
    return [str(remark.message) for remark in paper.report if remark.kind == code]


def style(kind: str, inner: str, *, based_on: str = "") -> str:
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return (
        f'<w:style w:type="{kind}" w:styleId="S">{base}<w:name w:val="Mẫu"/><w:rPr>{inner}</w:rPr></w:style>'
    )


@pytest.mark.parametrize(("font", "encoding"), FONTS)
@pytest.mark.parametrize("place", ["run", "paragraph style", "character style", "defaults"])
def test_the_font_of_a_run_its_style_or_the_file_is_read(font: str, encoding: Encoding, place: str) -> None:
    typed = encoded(ARTICLE, encoding)
    by_place = {
        "run": (paragraph(run(typed, fonts(font))), ""),
        "paragraph style": (
            paragraph(typed, properties='<w:pStyle w:val="S"/>'),
            style("paragraph", fonts(font)),
        ),
        "character style": (paragraph(run(typed, '<w:rStyle w:val="S"/>')), style("character", fonts(font))),
        "defaults": (
            paragraph(typed),
            f"<w:docDefaults><w:rPrDefault><w:rPr>{fonts(font)}</w:rPr></w:rPrDefault></w:docDefaults>",
        ),
    }
    body, styles = by_place[place]
    paper = read_docx(word_file(body, styles=styles))
    assert text_of(paper) == ARTICLE
    assert font in named(paper, "old_font")[0]


def test_capitals_of_the_font_for_capitals_and_a_letter_in_two_pieces() -> None:
    typed = encoded("phạm vi", Encoding.tcvn3)
    assert text_of(read_docx(word_file(paragraph(run(typed, fonts(".VnTimeH")))))) == "PHẠM VI"
    typed = encoded("điều chỉnh", Encoding.vni)
    pieces = [run(sign, fonts("VNI-Times")) for sign in typed]
    assert text_of(read_docx(word_file(paragraph(*pieces)))) == "điều chỉnh"


def test_a_soft_hyphen_of_word_is_the_letter_of_tcvn3() -> None:
    letters = f"<w:r><w:rPr>{fonts('.VnTime')}</w:rPr><w:t>th</w:t><w:softHyphen/><w:t> viÖn</w:t></w:r>"
    assert text_of(read_docx(word_file(paragraph(letters)))) == "thư viện"


def test_unicode_in_an_old_font_stays_as_it_is() -> None:
    paper = read_docx(word_file(paragraph(run(ARTICLE, fonts(".VnTime")))))
    assert text_of(paper) == ARTICLE
    assert not named(paper, "old_font")


@pytest.mark.parametrize("encoding", [Encoding.tcvn3, Encoding.vni, Encoding.misread])
@pytest.mark.parametrize("name", ["du-thao.txt", "du-thao.md", "du-thao.docx"])
def test_a_draft_whose_font_is_not_said_is_refused_with_what_to_do(name: str, encoding: Encoding) -> None:
    typed = f"Điều 2. Hiệu lực\n\n{encoded(ARTICLE, encoding)}"
    content = word_file(paragraph(encoded(ARTICLE, encoding))) if name.endswith("docx") else typed.encode()
    with pytest.raises(PaperError, match="Đề nghị") as refusal:
        read_file(name, content)
    assert refusal.value.code == "old_encoding"
    font = {Encoding.tcvn3: ".VnTime", Encoding.vni: "VNI-Times", Encoding.misread: "UTF-8"}[encoding]
    assert font in str(refusal.value)


@pytest.mark.parametrize("encoding", [Encoding.tcvn3, Encoding.vni])
@pytest.mark.parametrize("heading", ["QUYẾT ĐỊNH", "TRÁCH NHIỆM", "ĐIỀU KHOẢN THI HÀNH", "Tổ chức thực hiện"])
def test_a_file_whose_headings_alone_are_in_an_old_font_is_refused(heading: str, encoding: Encoding) -> None:
    text = f"Điều 1. Họp\n{encoded(heading, encoding)}\nĐiều 2. Tổ mẫu họp mỗi tháng một lần."
    with pytest.raises(PaperError) as refusal:
        read_file("a.txt", text.encode())
    assert refusal.value.code == "old_encoding"


@pytest.mark.parametrize(
    ("word", "encoding"),
    [
        ("SÁCH", Encoding.tcvn3),
        ("SÁCH", Encoding.vni),
        ("QUỸ", Encoding.tcvn3),
        ("PHÒNG", Encoding.vni),
        ("PHẠM VI", Encoding.tcvn3),
        ("NGHỊ QUYẾT", Encoding.vni),
        ("LỚP", Encoding.vni),
        ("NGƯỜI", Encoding.tcvn3),
    ],
)
def test_a_word_that_may_be_in_an_old_font_is_a_doubt(word: str, encoding: Encoding) -> None:
    typed = encoded(word, encoding)
    paper = read_file("a.txt", f"Điều 1. Họp\n{typed}\nTổ mẫu họp mỗi tháng.".encode())
    assert named(paper, "old_letters") == [
        f"Chữ có thể gõ bằng phông cũ (.VnTime, VNI): “{' '.join(one for one in typed.split() if not one.isascii())}”,"
        f" có phải là “{' '.join(one for one in word.split() if not one.isascii())}” không?"
    ]


@pytest.mark.parametrize(
    "line", ["KINH PHÍ", "TÌNH HÌNH", "Müller", "Café Noël", "São Paulo", "Ô tô điện", "KÖLN"]
)
def test_what_is_no_old_font_is_no_doubt(line: str) -> None:
    assert named(read_file("a.txt", f"Điều 1. Họp\n{line}".encode()), "old_letters") == []


@pytest.mark.parametrize("strike", STRIKES)
@pytest.mark.parametrize("place", ["run", "paragraph style", "character style", "defaults"])
def test_struck_words_are_named_and_never_read(strike: str, place: str) -> None:
    by_place = {
        "run": (run("mười", strike), ""),
        "paragraph style": (
            paragraph("mười", properties='<w:pStyle w:val="S"/>'),
            style("paragraph", strike),
        ),
        "character style": (run("mười", '<w:rStyle w:val="S"/>'), style("character", strike)),
        "defaults": (
            run("mười"),
            f"<w:docDefaults><w:rPrDefault><w:rPr>{strike}</w:rPr></w:rPrDefault></w:docDefaults>",
        ),
    }
    words, styles = by_place[place]
    stands = run("mười lăm ngày", '<w:strike w:val="0"/>')
    body = words + paragraph(stands) if place == "paragraph style" else paragraph(words, stands)
    paper = read_docx(word_file(body, styles=styles))
    assert text_of(paper) == "mười lăm ngày"
    assert "“mười”" in named(paper, "struck")[0]


@pytest.mark.parametrize("off", ["0", "false", "off"])
def test_a_strike_that_is_off_strikes_nothing(off: str) -> None:
    paper = read_docx(word_file(paragraph(run("mười", f'<w:strike w:val="{off}"/>'))))
    assert text_of(paper) == "mười"
    assert paper.report == ()


@pytest.mark.parametrize("vanish", ["<w:vanish/>", "<w:specVanish/>"])
def test_hidden_words_are_named_by_style_too(vanish: str) -> None:
    body = paragraph(run("ẩn", '<w:rStyle w:val="S"/>'), "Chữ hiện")
    paper = read_docx(word_file(body, styles=style("character", vanish)))
    assert text_of(paper) == "Chữ hiện"
    assert "“ẩn”" in named(paper, "hidden")[0]


@pytest.mark.parametrize(("font", "encoding"), FONTS)
def test_words_of_an_old_font_beside_unicode_are_read_too(font: str, encoding: Encoding) -> None:
    typed = run(encoded("Điều 1. Phạm vi ", encoding), fonts(font))
    paper = read_docx(word_file(paragraph(typed, run("điều chỉnh"))))
    assert [(found.path, found.text) for found in paper.paragraphs()] == [("Điều 1", "Phạm vi điều chỉnh")]


@pytest.mark.parametrize("encoding", [Encoding.tcvn3, Encoding.vni])
def test_the_words_around_an_automatic_number_may_be_in_an_old_font(encoding: Encoding) -> None:
    numbering = abstract(1, level(0, "decimal", f"{encoded('Điều', encoding)} %1.")) + number(1, 1)
    paper = read_docx(word_file(listed("Họp", 1) + listed("Nghỉ", 1), numbering=numbering))
    assert [found.path for found in paper.paragraphs()] == ["Điều 1", "Điều 2"]


def test_capitals_of_tcvn3_take_their_tones_with_them() -> None:
    typed = encoded("QUY ĐỊNH CHUNG", Encoding.tcvn3)
    assert text_of(read_docx(word_file(paragraph(run(typed, fonts(".VnTime")))))) == "QUY ĐỊNH CHUNG"


SHORT = ["CHƯƠNG II", "QUY ĐỊNH CHUNG", "PHỤ LỤC I", "ĐƠN XIN HỌC", "TỔ CHỨC THỰC HIỆN", "Tổ dân phố số một"]


@pytest.mark.parametrize("line", SHORT)
@pytest.mark.parametrize("encoding", [Encoding.tcvn3, Encoding.vni])
def test_one_short_line_of_an_old_font_among_unicode_is_enough(line: str, encoding: Encoding) -> None:
    lines = ["Điều 1. Phạm vi điều chỉnh", encoded(line, encoding), "1. Tổ dân phố họp hằng tháng."]
    table = ["STT\tTên\tSố", f"1\t{encoded(line, encoding)}\t3", "2\tTổ\t4"]
    for text in (lines, [lines[0], *table]):
        with pytest.raises(PaperError) as refusal:
            read_file("du-thao.txt", "\n".join(text).encode())
        assert refusal.value.code == "old_encoding"


@pytest.mark.parametrize(
    "name", ["SEÑOR MUÑOZ", "Loïc HAÏTI", "GÖTEBORG", "5 µm © 2026", "x¹y và m²", "BJÖRN ÅÄÖ", "A¥B"]
)
def test_names_and_signs_of_others_are_no_old_font(name: str) -> None:
    assert name in text_of(read_file("du-thao.txt", f"Điều 1. Tên\nGọi là {name} ở đây.".encode()))
