"""PDF files that were made from text: the same units as in the file that they were made from."""

import random
from functools import partial
from io import BytesIO

import pikepdf
import pytest
import typst

from forum.paperwork.errors import PaperError
from forum.paperwork.extracting.sandbox import read_draft
from forum.paperwork.reading.pdf.reader import read_pdf
from tests.paperwork.reading.grammar import WORDS, draft_of
from tests.paperwork.reading.pages import pdf_of, scan_of, with_blank_pages
from tests.paperwork.reading.shown import node, remarked, texts
from tests.paperwork.reading.test_grammar import FOUND_MIN, compared


def long(seed: int) -> str:
    """A sentence of some lines, with names in capitals where a line may end."""
    chance = random.Random(seed)
    words = [word.capitalize() if chance.random() < 0.2 else word for word in chance.choices(WORDS, k=48)]
    return " ".join(words).capitalize() + "."


def printed(line: str) -> str:
    """A letter or mark of another script would be set from another face, which no office's printer shows."""
    line = line.replace("\t", " ").replace("i\u0435\u0302\u0300u", "iều")
    return line.translate(str.maketrans("「」〝〞❝❞＂", '“”“”“”"'))


NOTE = "Xem thêm Điều 5 của Quy chế mẫu."
PRINTED = {
    "watermark": (partial(pdf_of, over="DỰ THẢO"), {"watermark"}),
    "numbers of lines": (partial(pdf_of, numbered=True), {"line_numbers"}),
    "two heads": (partial(pdf_of, header="Quy chế mẫu", other_header="Tổ mẫu"), {"page_line"}),
    "footnotes": (partial(pdf_of, note=NOTE), set()),
}


@pytest.mark.parametrize("print_", sorted(PRINTED))
def test_what_is_printed_over_or_beside_the_text_is_no_text(print_: str) -> None:
    make, kinds = PRINTED[print_]
    for seed in (2000, 2001, 2004):
        made = draft_of(seed)
        lines = [printed(line) if isinstance(line, str) else line for line in made.lines]
        paper = read_pdf(make(lines))
        units, lacks, extra = compared(made, paper)
        assert max(lacks.total(), extra.total()) <= 1, (seed, units, lacks, extra)
        found = {"watermark", "line_numbers", "page_line"} & {kind for kind, _ in remarked(paper)}
        assert found == kinds
        notes = [found.text for found in paper.tree.walk() if found.kind == "footnote"]
        assert {*notes} == ({NOTE} if print_ == "footnotes" else set())
        words = " ".join(unit.text for unit in paper.paragraphs() if unit.kind != "footnote")
        assert "DỰ THẢO" not in words
        assert "Xem thêm" not in words


@pytest.mark.parametrize("look", ["indent", "hanging", "flat", "ragged", "columns"])
def test_the_units_of_the_grammar_are_found_in_its_pdfs_too(look: str) -> None:
    count, missed, invented, wrong = 0, 0, 0, []
    for seed in range(2000, 2006):
        made = draft_of(seed)
        lines = [printed(line) if isinstance(line, str) else line for line in made.lines]
        content = pdf_of(
            lines,
            indent=look == "indent",
            hanging=look == "hanging",
            justify=look != "ragged",
            columns=2 if look == "columns" else 1,
        )
        units, lacks, extra = compared(made, read_pdf(content))
        count, missed, invented = count + units, missed + lacks.total(), invented + extra.total()
        wrong += [(seed, "lacks", *unit) for unit in lacks] + [(seed, "has", *unit) for unit in extra]
    assert count > 300
    assert missed <= (1 - FOUND_MIN) * count, wrong[:20]
    assert invented <= (1 - FOUND_MIN) * count, wrong[:20]


@pytest.mark.parametrize("indent", [True, False])
def test_lines_are_joined_to_paragraphs_over_pages_without_their_heads(indent: bool) -> None:
    lines: list[str | list[list[str]]] = ["Điều 1. Họp"]
    lines += [f"{number}. {long(number)}" for number in range(1, 41)]
    paper = read_pdf(pdf_of(lines, header="DỰ THẢO LẦN 2 -", footer="Lưu hành trong tổ", indent=indent))
    assert texts(paper) == {"Điều 1": "Họp"} | {
        f"Điều 1 khoản {number}": long(number) for number in range(1, 41)
    }
    assert sorted(str(remark.message) for remark in paper.report) == [
        "Dòng lặp ở đầu hoặc cuối các trang, không đưa vào văn bản: “DỰ THẢO LẦN 2 - 1”",
        "Dòng lặp ở đầu hoặc cuối các trang, không đưa vào văn bản: “Lưu hành trong tổ”",
    ]


def test_a_ruled_table_keeps_its_rows_and_goes_on_over_a_page() -> None:
    rows = [["STT", "Việc", "Hạn"]]
    rows += [[str(number), f"a) {long(number)}\nb) Việc nhỏ.", str(number + 5)] for number in range(1, 13)]
    paper = read_pdf(pdf_of(["Điều 1. Bảng", rows, "Điều 2. Hết"]))
    assert list(texts(paper)) == ["Điều 1", "Điều 1 bảng 1", "Điều 2"]
    assert [list(row) for row in node(paper, "Điều 1 bảng 1").rows] == rows


@pytest.mark.parametrize("pages", [1, 3])
def test_a_scan_is_refused_as_one(pages: int) -> None:
    with pytest.raises(PaperError, match="bản quét") as refused:
        read_draft("quyet-dinh.pdf", with_blank_pages(b"", pages))
    assert refused.value.code == "is_scan"


@pytest.mark.parametrize(
    "stamp",
    ["Scanned by CamScanner", "Ký bởi: Cổng Mẫu. Ngày ký: 01/02/2026 10:00:00 +07:00. Cơ quan: Sở Mẫu"],
)
@pytest.mark.parametrize("pages", [1, 4])
def test_the_stamp_of_a_scanner_or_of_a_signature_is_no_text(stamp: str, pages: int) -> None:
    with pytest.raises(PaperError) as refused:
        read_draft("a.pdf", scan_of(pages, stamp))
    assert refused.value.code == "is_scan"


def test_a_page_without_text_among_others_is_named() -> None:
    lines: list[str | list[list[str]]] = ["Điều 1. Họp", *map(long, range(30))]
    reading = read_draft("a.pdf", with_blank_pages(pdf_of(lines), 1))
    assert [(remark.kind.value, remark.about) for remark in reading.report] == [("page_without_text", "4")]
    assert reading.doubts == 1


def test_a_place_is_said_by_page_and_line() -> None:
    paper = read_pdf(pdf_of(["Điều 1. Họp", long(1), "Điều 3. Nghỉ"]))
    assert remarked(paper) == [("numbers", "Điều 3")]
    assert paper.report[0].place == "trang 1 dòng 5"


def locked() -> bytes:
    buffer = BytesIO()
    with pikepdf.open(BytesIO(pdf_of(["Điều 1. Họp"]))) as document:
        document.save(buffer, encryption=pikepdf.Encryption(owner="a", user="b"))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (locked(), "encrypted"),
        (b"%PDF-1.7\nhong", "broken_pdf"),
        (pdf_of(["Điều 1. Họp"])[:400], "broken_pdf"),
        (with_blank_pages(b"", 301), "too_many_pages"),
    ],
    ids=["password", "broken", "cut", "301 pages"],
)
def test_what_cannot_be_read_is_refused_by_its_reason(content: bytes, code: str) -> None:
    with pytest.raises(PaperError) as refused:
        read_draft("a.pdf", content)
    assert refused.value.code == code
    assert str(refused.value.message).endswith(".")


@pytest.mark.parametrize("look", ["indent", "flat", "ragged"])
def test_a_paper_of_short_lines_has_no_margin_at_their_ends(look: str) -> None:
    lines: list[str | list[list[str]]] = [
        "QUYẾT ĐỊNH",
        "Điều 1. Phạm vi điều chỉnh",
        "Quy chế này quy định về:",
    ]
    lines += ["1. Họp tổ.", "2. Nghỉ học:", "a) Nghỉ phép;", "b) Nghỉ ốm.", "Điều 2. Hiệu lực", "Từ ngày ký."]
    lines += ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Người Mẫu Một", "PHỤ LỤC", "BẢNG KÊ", "1. Một."]
    made = pdf_of(lines, indent=look == "indent", justify=look != "ragged")
    found = texts(read_pdf(made))
    assert found["Điều 1"] == "Phạm vi điều chỉnh"
    assert found["Điều 2 đoạn 1"] == "Từ ngày ký."
    assert [found[f"phần ký đoạn {place}"] for place in (1, 2, 3)] == lines[9:12]
    assert found["Phụ lục"] == "BẢNG KÊ"


@pytest.mark.parametrize("justify", [True, False])
def test_two_columns_are_read_one_after_the_other_below_what_stands_over_both(justify: bool) -> None:
    wide = ["QUY CHẾ", f"Căn cứ {long(99)}"]
    lines: list[str | list[list[str]]] = []
    for number in range(1, 13):
        lines += [f"Điều {number}. Họp", f"1. {long(number)}", f"2. {long(number + 50)}"]
    lines[10:10] = [[["STT", "Việc", "Hạn"], ["1", "Họp", "Tháng"], ["2", "Nghỉ", "Năm"]]]
    paper = read_pdf(pdf_of(lines, columns=2, wide=wide, header="Trang", indent=False, justify=justify))
    found = texts(paper)
    assert [path for path in found if "đoạn" not in path and "bảng" not in path] == [
        path
        for number in range(1, 13)
        for path in (f"Điều {number}", *(f"Điều {number} khoản {n}" for n in (1, 2)))
    ]
    assert all(found[f"Điều {number} khoản 2"] == long(number + 50) for number in range(1, 13))
    assert node(paper, "Điều 4 bảng 1").rows[1] == ("1", "Họp", "Tháng")
    assert "page_columns" in [kind for kind, _ in remarked(paper)]


def test_the_sign_of_a_square_metre_is_no_footnote() -> None:
    lines: list[str | list[list[str]]] = [f"{number}. Phòng rộng 5 m² và 7 km²." for number in range(1, 19)]
    paper = read_pdf(pdf_of(["Điều 1. Phòng", *lines], note="Theo Quy chế mẫu."))
    read = [unit.text for unit in paper.paragraphs() if unit.kind == "clause"]
    assert read == ["Phòng rộng 5 m2 và 7 km2."] * 18
    assert sum(unit.kind == "footnote" for unit in paper.tree.walk()) == 2


UPRIGHT = """#set page(width: 210mm, height: 297mm)
#let up = (angle, words) => rotate(angle, reflow: true, words)
Điều 1. Bảng

#table(columns: 3, [STT], up(-90deg)[Tên tổ \\ và nhóm], up(90deg)[Mức chi], [1], [Một], [5], [2], [Hai], [6])
"""


def test_words_set_upright_in_the_head_of_a_table_are_read_as_words() -> None:
    paper = read_pdf(bytes(typst.compile(UPRIGHT.encode())))
    rows = [["STT", "Tên tổ và nhóm", "Mức chi"], ["1", "Một", "5"], ["2", "Hai", "6"]]
    assert [list(row) for row in node(paper, "Điều 1 bảng 1").rows] == rows
