"""Plain text read as a tree: units, paths, anchors, and what the report says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.paperwork.errors import PaperError
from forum.paperwork.reading.text import read_text
from forum.paperwork.tree import HOLDERS, Node, Paper
from tests.paperwork.reading.shown import of
from vietnamese import find_legacy

DECISION = """ỦY BAN NHÂN DÂN
THÀNH PHỐ MẪU
Số:      /2026/QĐ-UBND
QUYẾT ĐỊNH
Ban hành Quy định thử nghiệm về thư viện số
Căn cứ Luật Tổ chức chính quyền địa phương;
Theo đề nghị của Giám đốc Sở Mẫu A,

Chương I
QUY ĐỊNH CHUNG
Điều 1. Phạm vi điều chỉnh
Quy định này áp dụng cho thư viện thử nghiệm.
Điều 2. Đối tượng áp dụng
1. Thư viện công cộng;
2. Người đọc, gồm:
a) Người đọc tại chỗ;
b) Người đọc từ xa;
c) Tổ chức;
d) Trường học;
đ) Bạn đọc nước ngoài;
e) Đối tượng khác.
Chương II. TỔ CHỨC THỰC HIỆN
Mục 1
TRÁCH NHIỆM
Điều 3. Sở Mẫu A
1. Chủ trì thực hiện.
Phần tiếp của khoản một.
- Việc thứ nhất;
+ Chi tiết;
- Việc thứ hai.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Nơi nhận:
- Như Điều 3;
- Lưu: VT.
Phụ lục I
DANH MỤC THƯ VIỆN
1. Thư viện mẫu một
"""


def node(paper: Paper, path: str) -> Node:
    return next(found for found in paper.tree.walk() if found.path == path)


def paths(paper: Paper) -> list[str]:
    return [found.path for found in paper.paragraphs()]


def test_a_decision_has_its_units_in_their_places() -> None:
    paper = read_text(DECISION)
    assert node(paper, "Chương I").text == "QUY ĐỊNH CHUNG"
    assert node(paper, "Điều 1 đoạn 1").text == "Quy định này áp dụng cho thư viện thử nghiệm."
    assert node(paper, "Điều 2 khoản 2 điểm đ").text == "Bạn đọc nước ngoài;"
    assert node(paper, "Điều 2 khoản 2 điểm đ").anchor == "dieu-2-khoan-2-diem-dd"
    assert node(paper, "Điều 2 khoản 2 điểm d").anchor == "dieu-2-khoan-2-diem-d"
    assert [child.number for child in node(paper, "Điều 2 khoản 2").children] == list("abcdđe")
    assert node(paper, "Chương II Mục 1").text == "TRÁCH NHIỆM"
    assert node(paper, "Điều 3 khoản 1 đoạn 2").text == "Phần tiếp của khoản một."
    assert node(paper, "Điều 3 khoản 1 ý 2").text == "Việc thứ hai."
    assert node(paper, "Điều 3 khoản 1 ý 1 ý 1").text == "Chi tiết;"
    assert paper.report == ()


def test_preamble_signature_and_annex_are_told_apart() -> None:
    tree = read_text(DECISION).tree
    assert [child.kind for child in tree.children] == ["preamble", "chapter", "chapter", "signature", "annex"]
    assert tree.children[0].children[5].text.startswith("Căn cứ Luật")
    assert [child.text for child in tree.children[3].children][:3] == [
        "TM. ỦY BAN NHÂN DÂN",
        "CHỦ TỊCH",
        "Nơi nhận:",
    ]
    assert (tree.children[4].path, tree.children[4].text) == ("Phụ lục I", "DANH MỤC THƯ VIỆN")
    assert tree.children[4].children[0].path == "Phụ lục I mục 1"


def test_a_regulation_attached_to_a_decision_counts_its_articles_anew() -> None:
    paper = read_text(
        "Điều 1. Ban hành kèm theo Quyết định này Quy chế.\nĐiều 2. Hiệu lực\n"
        "KT. CHỦ TỊCH\nNgười Mẫu Một\nQUY CHẾ\nHoạt động thử nghiệm\n(Ban hành kèm theo Quyết định số …)\n"
        "Điều 1. Phạm vi\nĐiều 2. Nguyên tắc"
    )
    assert [found.path for found in paper.tree.walk() if found.kind == "article"] == [
        "Điều 1",
        "Điều 2",
        "Văn bản kèm theo Điều 1",
        "Văn bản kèm theo Điều 2",
    ]
    assert paper.report == ()


def test_a_programme_with_roman_and_decimal_numbers() -> None:
    paper = read_text(
        "I. MỤC ĐÍCH\n1. Mục đích một\n1.1. Chi tiết\na) Ý thứ nhất\n- Gạch đầu dòng\n1.2. Chi tiết hai\n"
        "II. NHIỆM VỤ\n1. Nhiệm vụ một\nHoàn thành năm 2027."
    )
    assert paths(paper) == [
        "mục I",
        "mục I.1",
        "mục I.1.1",
        "mục I.1.1 điểm a",
        "mục I.1.1 điểm a ý 1",
        "mục I.1.2",
        "mục II",
        "mục II.1",
        "mục II.1 đoạn 2",
    ]


def test_letters_and_numerals_are_told_apart_by_what_stood_before() -> None:
    paper = read_text("1. Các loại\ng) Bảy\nh) Tám\ni) Chín\ni) Một La Mã\nii) Hai La Mã\nk) Mười")
    assert [found.path for found in paper.tree.walk() if found.kind == "point"] == [
        "mục 1 điểm g",
        "mục 1 điểm h",
        "mục 1 điểm i",
        "mục 1 điểm i điểm i",
        "mục 1 điểm i điểm ii",
        "mục 1 điểm k",
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Điều 7 của Luật này quy định nội dung.",
        "Chương II của Quy chế này quy định nội dung.",
        "C. Mác đã viết về việc này.",
        "1.500 người được hỗ trợ.",
        "24/11/2026 là ngày bắt đầu.",
        "Phần mềm dùng chung.",
        "Mục tiêu đến năm 2030.",
    ],
)
def test_a_sentence_that_only_looks_numbered_stays_a_sentence(sentence: str) -> None:
    assert [found.kind for found in read_text(sentence).paragraphs()] == ["paragraph"]


def test_units_inside_a_quoted_amendment_are_not_units_of_this_paper() -> None:
    paper = read_text(
        "Điều 1. Sửa đổi Quy chế\n1. Sửa đổi Điều 4 như sau:\n“Điều 4. Kinh phí\n"
        "1. Ngân sách.\n2. Nguồn khác.”\n"
        "2. Bãi bỏ Điều 9.\nĐiều 2. Hiệu lực"
    )
    assert paths(paper) == [
        "Điều 1",
        "Điều 1 khoản 1",
        "Điều 1 khoản 1 đoạn 2",
        "Điều 1 khoản 1 đoạn 3",
        "Điều 1 khoản 1 đoạn 4",
        "Điều 1 khoản 2",
        "Điều 2",
    ]


def test_new_wording_between_straight_quotation_marks_is_no_unit_either() -> None:
    paper = read_text(
        'Điều 4. Sửa đổi\n1. Sửa đổi Điều 3 như sau:\n"1. Mở cửa.\n2. Đóng cửa."\n'
        '2. Thay cụm từ "a" bằng "b".'
    )
    assert paths(paper) == [
        "Điều 4",
        "Điều 4 khoản 1",
        "Điều 4 khoản 1 đoạn 2",
        "Điều 4 khoản 1 đoạn 3",
        "Điều 4 khoản 2",
    ]


def test_clauses_and_points_may_be_written_out() -> None:
    paper = read_text(
        "Điều 3: Nhân sự\nKhoản 1. Giám đốc\nĐiểm đ) Người giúp việc\nKhoản 2 Điều này quy định thêm."
    )
    assert paths(paper) == [
        "Điều 3",
        "Điều 3 khoản 1",
        "Điều 3 khoản 1 điểm đ",
        "Điều 3 khoản 1 điểm đ đoạn 2",
    ]


def test_wrong_numbers_are_kept_as_written_and_named_in_the_report() -> None:
    paper = read_text("Điều 1. Một\nĐiều 3. Ba\nĐiều 3. Lại ba\n1. Một\n1. Một nữa")
    assert [found.anchor for found in paper.paragraphs()] == [
        "dieu-1",
        "dieu-3",
        "dieu-3_2",
        "dieu-3-khoan-1",
        "dieu-3-khoan-1_2",
    ]
    assert [(remark.place, str(remark.message)) for remark in paper.report] == [
        ("dòng 2", "Số thứ tự không liền: Điều 3 đứng sau Điều 1."),
        ("dòng 3", "Có hai Điều 3."),
        ("dòng 5", "Có hai Khoản 1."),
    ]


def test_a_line_broken_by_its_width_is_joined_and_said() -> None:
    paper = read_text(
        "Điều 1. Mục tiêu\n1. Phấn đấu đến năm 2030 có thêm nhiều thư viện thử nghiệm phục vụ\n"
        "người đọc ở xa."
    )
    assert node(paper, "Điều 1 khoản 1").text.endswith("phục vụ người đọc ở xa.")
    assert [(remark.kind, remark.place) for remark in paper.report] == [("lines_joined", "dòng 3")]


def test_a_text_set_to_a_width_is_joined_also_before_a_name() -> None:
    paper = read_text(
        "1. Sở Mẫu A chủ trì, phối hợp với các cơ quan có liên quan của\n"
        "Ủy ban nhân dân thành phố mẫu hướng dẫn thực hiện kế hoạch và\n"
        "báo cáo kết quả trước ngày cuối quý.\n"
        "2. Sở Mẫu B bố trí kinh phí theo phân cấp, trong đó ưu tiên cho\n"
        "Trường Mẫu, Viện Mẫu.\n"
        "3. Các đơn vị khác có trách nhiệm cử người tham gia và phối hợp\n"
        "đầy đủ.\n"
        "4. Hội Mẫu góp ý.\n"
    )
    assert [(found.path, found.text.split()[-1]) for found in paper.paragraphs()] == [
        ("mục 1", "quý."),
        ("mục 2", "Mẫu."),
        ("mục 3", "đủ."),
        ("mục 4", "ý."),
    ]


def test_a_long_text_of_broken_lines_is_read_in_one_go() -> None:
    line = "một dòng dài viết thường không có dấu chấm ở cuối dòng nào cả"
    assert len(list(read_text("\n".join([line] * 50_000)).paragraphs())) == 1


def test_lines_with_tabs_are_a_table() -> None:
    paper = read_text("1. Danh sách\nSTT\tTên\tSố lượng\n1\tThư viện mẫu\t12\nHết.")
    table = node(paper, "mục 1 bảng 1")
    assert table.rows == (("STT", "Tên", "Số lượng"), ("1", "Thư viện mẫu", "12"))
    assert node(paper, "mục 1 đoạn 2").text == "Hết."


def test_a_text_without_numbers_is_a_list_of_paragraphs() -> None:
    assert paths(read_text("Đoạn một.\n\nĐoạn hai.\n")) == ["đoạn 1", "đoạn 2"]


def test_decomposed_letters_and_invisible_marks_do_not_hide_a_number() -> None:
    paper = read_text("\u200bĐie\u0302\u0300u 5. Hie\u0323\u0302u lu\u031b\u0323c")
    assert [(found.path, found.text) for found in paper.paragraphs()] == [("Điều 5", "Hiệu lực")]


def test_fifty_levels_are_read_to_the_last() -> None:
    lines = [".".join(["1"] * depth) + f". Cấp {depth}" for depth in range(1, 51)]
    paper = read_text("\n".join(lines))
    node, depth = paper.tree, 0
    while node.children:
        node, depth = node.children[0], depth + 1
    assert (depth, node.text) == (50, "Cấp 50")


def test_a_report_of_thousands_stays_readable() -> None:
    report = read_text("\n".join(f"Điều {number * 2}. Tên" for number in range(1, 2000))).report
    assert len(report) == 201
    assert str(report[0].message).startswith("Còn 1799 chỗ khác cùng loại, không liệt kê: Số thứ tự")


def test_damaged_text_is_refused_with_a_reason() -> None:
    with pytest.raises(PaperError, match="NUL"):
        read_text("Điều 1\x00")


KINDS_OF_LINE = (
    "Phần thứ nhất/Chương I/QUY ĐỊNH/Mục 2. Tên/Điều 4. Tên/1. Khoản/1.1. Nhỏ/2.3.1 Tên/A. TÊN/I. Mục/V. Mục/"
    "a) điểm/đ) điểm/i) điểm/ii) nhỏ/(1) nhỏ/- ý/+ ý/Nơi nhận:/PHỤ LỤC/KT. CHỦ TỊCH/“Điều 3. Trích/hết”./"
    "Một câu văn./a\tb/c\td//(Kèm theo Tờ trình)"
)
LINES = st.sampled_from(KINDS_OF_LINE.split("/"))


@given(st.lists(LINES, max_size=40) | st.lists(st.text(max_size=20), max_size=10))
def test_nothing_that_was_written_is_lost_and_no_anchor_stands_twice(lines: list[str]) -> None:
    text = "\n".join(lines)
    if "\x00" in text or find_legacy(text) is not None:
        return  # refused
    paper = read_text(text)
    nodes = list(paper.tree.walk())
    assert len({found.anchor for found in nodes}) == len(nodes)
    assert all(found.text or found.number or found.kind in {*HOLDERS, "annex"} for found in nodes)
    message = " ".join(f"{found.number} {found.text}" for found in nodes)
    for word in ("Khoản", "Trích", "điểm", "văn", "CHỦ", "nhận:"):
        assert message.count(word) == text.count(word)


@pytest.mark.parametrize("end", ["(sau đây gọi là “tổ”)", "“tổ mẫu”", "[tổ]"])
def test_a_line_that_ends_in_a_bracket_within_a_sentence_goes_on(end: str) -> None:
    first = f"1. Quy chế này áp dụng cho các tổ của thành phố mẫu {end}"
    assert (
        of("Điều 1. Phạm vi", first, "và các nhóm học tập.")["Điều 1 khoản 1"]
        == f"{first[3:]} và các nhóm học tập."
    )
