"""Word files: numbers that only Word shows, changes, boxes, notes; nothing is lost in silence."""

import zipfile
from io import BytesIO

from forum.paperwork.reading.docx.formats import number_in_words
from forum.paperwork.reading.docx.reader import read_docx
from forum.paperwork.tree import Paper
from tests.paperwork.reading.shown import texts
from tests.paperwork.reading.word import (
    abstract,
    cell,
    field,
    level,
    listed,
    number,
    packed,
    paragraph,
    run,
    table,
    word_file,
)

LISTS = (
    abstract(1, level(0, "decimal", "Điều %1."), level(1, "decimal", "%2."), level(2, "lowerLetter", "%3)"))
    + abstract(2, level(0, "upperRoman", "Chương %1"), level(1, "bullet", ""))
    + abstract(3, level(0, "decimal", "%1."), level(1, "decimal", "%1.%2."), level(2, "bullet", "-"))
    + number(1, 1)
    + number(2, 2)
    + number(3, 3)
    + number(4, 3, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>')
)


def message(paper: Paper) -> list[tuple[str, str]]:
    return [(node.path, node.text) for node in paper.paragraphs()]


def remarks(paper: Paper, code: str) -> list[str]:
    return [str(remark.message) for remark in paper.report if remark.kind == code]


def test_numbers_that_stand_only_in_the_automatic_numbering_are_resolved() -> None:
    body = (
        listed("Quy định chung", 2)
        + listed("Phạm vi", 1)
        + listed("Đối tượng", 1)
        + listed("Cơ quan", 1, 1)
        + listed("Người học", 1, 1)
        + listed("Trong nước", 1, 2)
        + listed("Ngoài nước", 1, 2)
        + listed("Tổ chức thực hiện", 2)
        + listed("Hiệu lực", 1)
        + listed("Từ ngày ký", 1, 1)
    )
    assert message(read_docx(word_file(body, numbering=LISTS))) == [
        ("Chương I", "Quy định chung"),
        ("Điều 1", "Phạm vi"),
        ("Điều 2", "Đối tượng"),
        ("Điều 2 khoản 1", "Cơ quan"),
        ("Điều 2 khoản 2", "Người học"),
        ("Điều 2 khoản 2 điểm a", "Trong nước"),
        ("Điều 2 khoản 2 điểm b", "Ngoài nước"),
        ("Chương II", "Tổ chức thực hiện"),
        ("Điều 3", "Hiệu lực"),
        ("Điều 3 khoản 1", "Từ ngày ký"),
    ]


def test_a_list_goes_on_under_one_number_and_starts_anew_under_another() -> None:
    body = (
        listed("một", 3) + listed("con", 3, 1) + listed("ý", 3, 2) + listed("hai", 3) + listed("lại một", 4)
    )
    assert [path for path, _ in message(read_docx(word_file(body, numbering=LISTS)))] == [
        "mục 1",
        "mục 1.1",
        "mục 1.1 ý 1",
        "mục 2",
        "mục 1",
    ]


def test_a_number_may_come_from_the_style_and_its_title_from_the_next_paragraph() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="Chuong"><w:name w:val="Chương"/><w:pPr><w:numPr>'
        '<w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Con"><w:basedOn w:val="Chuong"/></w:style>'
    )
    body = (
        paragraph(properties='<w:pStyle w:val="Con"/>')
        + paragraph("QUY ĐỊNH CHUNG")
        + paragraph("Điều 1. Tên")
    )
    assert message(read_docx(word_file(body, styles=styles, numbering=LISTS))) == [
        ("Chương I", "QUY ĐỊNH CHUNG"),
        ("Điều 1", "Tên"),
    ]


def test_legal_numbering_and_vietnamese_counting() -> None:
    lists = (
        abstract(1, level(0, "upperRoman", "%1."), level(1, "decimal", "%1.%2.", "<w:isLgl/>"))
        + abstract(2, level(0, "vietnameseCounting", "Phần thứ %1:"))
        + number(1, 1)
        + number(2, 2)
    )
    body = listed("Tên phần", 2) + listed("MỤC TIÊU", 1) + listed("Mục con", 1, 1)
    assert [path for path, _ in message(read_docx(word_file(body, numbering=lists)))] == [
        "Phần 1",
        "Phần 1 mục I",
        "Phần 1 mục I.1.1",
    ]
    assert [number_in_words(count) for count in (1, 11, 15, 21, 25, 30)] == [
        "một",
        "mười một",
        "mười lăm",
        "hai mươi mốt",
        "hai mươi lăm",
        "ba mươi",
    ]


def test_tracked_changes_are_read_as_accepted_and_listed() -> None:
    body = paragraph(
        "Thời hạn ",
        '<w:del w:author="Người Mẫu Một"><w:r><w:delText>mười</w:delText></w:r></w:del>',
        f'<w:ins w:author="Người Mẫu Một">{run("mười lăm")}</w:ins>',
        " ngày.",
    )
    paper = read_docx(word_file(body))
    assert message(paper) == [("đoạn 1", "Thời hạn mười lăm ngày.")]
    assert "“mười”" in remarks(paper, "deleted")[0]
    assert "“mười lăm”" in remarks(paper, "inserted")[0]
    assert not any("Người Mẫu" in str(remark.message) for remark in paper.report)


def test_a_deleted_paragraph_end_joins_the_next_and_takes_no_number() -> None:
    ended = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr><w:rPr><w:del w:id="1"/></w:rPr>'
    body = paragraph("Đầu câu ", properties=ended) + listed("cuối câu.", 3) + listed("Khoản sau.", 3)
    assert message(read_docx(word_file(body, numbering=LISTS))) == [
        ("mục 1", "Đầu câu cuối câu."),
        ("mục 2", "Khoản sau."),
    ]


def test_a_deleted_row_is_left_out_and_named() -> None:
    gone = (
        f'<w:tr><w:trPr><w:del w:id="1"/></w:trPr>{cell(paragraph("Hàng bỏ"))}{cell(paragraph("9"))}</w:tr>'
    )
    rows = table(
        [cell(paragraph("Tên")), cell(paragraph("Số"))], [cell(paragraph("Một")), cell(paragraph("1"))]
    )
    paper = read_docx(word_file(rows.replace("</w:tbl>", gone + "</w:tbl>")))
    assert next(paper.paragraphs()).rows == (("Tên", "Số"), ("Một", "1"))
    assert "Hàng bỏ" in remarks(paper, "row_deleted")[0]


def test_fields_give_their_result_and_an_empty_one_is_named() -> None:
    simple = f'<w:fldSimple w:instr="REF a">{run("Điều 4")}</w:fldSimple>'
    body = paragraph("Theo ", simple, " và ", field(" REF b ", "khoản 2"), '<w:fldSimple w:instr="PAGE"/>')
    paper = read_docx(word_file(body))
    assert message(paper) == [("đoạn 1", "Theo Điều 4 và khoản 2")]
    assert remarks(paper, "empty_field") == ["Trường tự động chưa có kết quả: PAGE"]


def test_a_field_that_never_ends_does_not_swallow_what_follows() -> None:
    broken = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC</w:instrText></w:r>'
    assert [
        text for _, text in message(read_docx(word_file(paragraph(broken, "mất") + paragraph("Còn đây."))))
    ] == ["Còn đây."]


def test_an_automatic_table_of_contents_is_left_out_and_named() -> None:
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> TOC \\o </w:instrText></w:r>'
    middle = '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    body = (
        paragraph(begin + middle, "Điều 1. Phạm vi 2")
        + paragraph("Điều 2. Hiệu lực 3", end)
        + paragraph("Điều 1. Phạm vi")
        + paragraph("Điều 2. Hiệu lực")
    )
    paper = read_docx(word_file(body))
    assert message(paper) == [("Điều 1", "Phạm vi"), ("Điều 2", "Hiệu lực")]
    assert len(remarks(paper, "contents")) == 2


def test_white_and_tiny_text_is_left_out_and_named_but_not_on_a_ground_of_its_own() -> None:
    white, dark = '<w:color w:val="FFFFFF"/>', '<w:shd w:val="clear" w:fill="1F3864"/>'
    paper = read_docx(
        word_file(
            paragraph("Điều 1. Họp", run(" Chữ trắng.", white))
            + paragraph(run("1. Khoản trắng.", white))
            + paragraph("Họp mỗi tháng.", run(" Li ti.", '<w:sz w:val="2"/>'))
            + paragraph(run("Trên nền đậm.", white + dark))
            + table(
                [cell(paragraph(run("STT", white))), cell(paragraph(run("Tên", white)))],
                [cell(paragraph("1")), cell(paragraph("Tổ"))],
            )
        )
    )
    read = [found.text for found in paper.paragraphs()]
    assert read == ["Họp", "Họp mỗi tháng.", "Trên nền đậm.", "STT | Tên\n1 | Tổ"]
    assert len(remarks(paper, "unseen")) == 3


def test_hidden_text_is_left_out_and_named() -> None:
    paper = read_docx(word_file(paragraph("Công khai.", run(" Ghi chú nội bộ", "<w:vanish/>"))))
    assert message(paper) == [("đoạn 1", "Công khai.")]
    assert "Ghi chú nội bộ" in remarks(paper, "hidden")[0]


def test_content_controls_are_read_and_an_unfilled_one_is_named() -> None:
    filled = f"<w:sdt><w:sdtPr/><w:sdtContent>{run('Sở Mẫu A')}</w:sdtContent></w:sdt>"
    prompt = f"<w:sdtContent>{run('Bấm để nhập')}</w:sdtContent>"
    empty = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr>{prompt}</w:sdt>"
    block = f"<w:sdt><w:sdtContent>{paragraph('Cả đoạn.')}</w:sdtContent></w:sdt>"
    paper = read_docx(word_file(paragraph("Giao ", filled, " thực hiện.", empty) + block))
    assert [text for _, text in message(paper)] == ["Giao Sở Mẫu A thực hiện.", "Cả đoạn."]
    assert "Bấm để nhập" in remarks(paper, "placeholder")[0]


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    box = f"<w:txbxContent>{paragraph('Chữ trong khung.')}</w:txbxContent>"
    drawing = f"<w:drawing><wp:inline><wps:txbx>{box}</wps:txbx></wp:inline></w:drawing>"
    choice = f"<mc:Choice Requires='wps'>{drawing}</mc:Choice>"
    fallback = f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
    body = paragraph(
        "Trước.", f"<w:r><mc:AlternateContent>{choice}{fallback}</mc:AlternateContent></w:r>"
    ) + paragraph("Sau.")
    paper = read_docx(word_file(body))
    assert [text for _, text in message(paper)] == ["Trước.", "Chữ trong khung.", "Sau."]
    assert len(remarks(paper, "text_box")) == 1


def test_footnotes_pictures_formulas_comments_and_headers_are_kept_or_named() -> None:
    inline = '<wp:inline><wp:docPr id="1" name="" descr="Bản đồ mẫu"/><a:blip/></wp:inline>'
    picture = f"<w:r><w:drawing>{inline}</w:drawing></w:r>"
    author = 'w:author="Người Mẫu Hai"'
    body = paragraph(
        "Diện tích",
        '<w:r><w:footnoteReference w:id="2"/></w:r>',
        " là ",
        "<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath>",
        picture,
        '<w:r><w:commentReference w:id="5"/></w:r>',
    )
    paper = read_docx(
        word_file(
            body,
            footnotes=f'<w:footnote w:id="2">{paragraph("Số liệu mẫu năm 2026.")}</w:footnote>',
            comments=f'<w:comment w:id="5" {author}>{paragraph("Xem lại số này")}</w:comment>',
            header=paragraph("Dự thảo lần 2"),
        )
    )
    assert [(node.kind, node.text) for node in paper.paragraphs()] == [
        ("paragraph", "Diện tích là a+b"),
        ("picture", "Bản đồ mẫu"),
        ("footnote", "Số liệu mẫu năm 2026."),
    ]
    assert "Xem lại số này" in remarks(paper, "comment")[0]
    assert "Dự thảo lần 2" in remarks(paper, "header")[0]
    assert "a+b" in remarks(paper, "formula")[0]


def test_tables_keep_their_cells_merged_nested_and_numbered() -> None:
    inner = table([cell(paragraph("trong")), cell(paragraph("bảng"))])
    rows = table(
        [cell(paragraph("STT")), cell(paragraph("Tên"), properties='<w:gridSpan w:val="2"/>')],
        [cell(listed("", 3)), cell(paragraph("Một")), cell(inner)],
        [cell(listed("", 3)), cell(paragraph("Hai")), cell(paragraph(), properties="<w:vMerge/>")],
    )
    paper = read_docx(word_file(paragraph("1. Danh sách") + rows, numbering=LISTS))
    found = next(node for node in paper.paragraphs() if node.kind == "table")
    assert found.path == "mục 1 bảng 1"
    assert found.rows == (("STT", "Tên", ""), ("1.", "Một", "trong | bảng"), ("2.", "Hai", ""))
    assert remarks(paper, "nested_table")


def test_a_frame_of_one_cell_is_read_as_its_paragraphs() -> None:
    paper = read_docx(word_file(table([cell(paragraph("Điều 1. Tên"), paragraph("1. Khoản."))])))
    assert [path for path, _ in message(paper)] == ["Điều 1", "Điều 1 khoản 1"]


def test_a_signature_block_set_as_a_table_is_told_apart() -> None:
    signed = table(
        [cell(paragraph("Nơi nhận:"), paragraph("- Lưu: VT.")), cell(paragraph("TM. ỦY BAN NHÂN DÂN"))]
    )
    paper = read_docx(word_file(paragraph("Điều 1. Tên") + paragraph("Nội dung.") + signed))
    assert [node.kind for node in paper.tree.children] == ["article", "signature"]


def test_two_signers_above_the_recipients_belong_to_the_signature_block() -> None:
    signers = table([cell(paragraph("THƯ KÝ"), paragraph("Người Mẫu Ba")), cell(paragraph("CHỦ TỌA"))])
    paper = read_docx(
        word_file(paragraph("1. Kết luận") + paragraph("Hết.") + signers + paragraph("Nơi nhận:"))
    )
    assert [node.kind for node in paper.tree.children] == ["clause", "signature"]
    assert [node.kind for node in paper.tree.children[1].children] == ["table", "paragraph"]


def test_manual_line_breaks_before_a_number_part_the_paragraph() -> None:
    broken = "<w:r><w:t>Chương II</w:t><w:br/><w:t>TỔ CHỨC</w:t><w:br/><w:t>THỰC HIỆN</w:t></w:r>"
    items = "<w:r><w:t>1. Việc một;</w:t><w:br/><w:t>2. Việc hai.</w:t></w:r>"
    paper = read_docx(word_file(paragraph(broken) + paragraph(items)))
    assert message(paper) == [
        ("Chương II", "TỔ CHỨC THỰC HIỆN"),
        ("Chương II mục 1", "Việc một;"),
        ("Chương II mục 2", "Việc hai."),
    ]
    assert remarks(paper, "split_lines")


def test_headings_without_numbers_follow_the_levels_of_their_styles() -> None:
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="H{depth}"><w:name w:val="heading {depth}"/></w:style>'
        for depth in (1, 2)
    )
    body = "".join(
        paragraph(text, properties=f'<w:pStyle w:val="{style}"/>' if style else "")
        for text, style in [("Bối cảnh", "H1"), ("Trong nước", "H2"), ("Một đoạn.", ""), ("Mục tiêu", "H1")]
    )
    assert [path for path, _ in message(read_docx(word_file(body, styles=styles)))] == [
        "phần “Bối cảnh”",
        "phần “Trong nước”",
        "phần “Trong nước” đoạn 1",
        "phần “Mục tiêu”",
    ]


def test_a_strict_file_reads_as_the_usual_one() -> None:
    transitional = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    usual = word_file(listed("Phạm vi", 1), numbering=LISTS)
    with zipfile.ZipFile(BytesIO(usual)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    strict = {
        name: text.replace(transitional, "http://purl.oclc.org/ooxml/wordprocessingml/main").replace(
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
        )
        for name, text in parts.items()
    }
    assert read_docx(packed({**strict})) == read_docx(usual)


def test_three_hundred_pages_are_read_to_the_last_clause() -> None:
    body = "".join(listed(f"Tên {count}", 1) + listed("Khoản", 1, 1) * 9 for count in range(450))
    nodes = list(read_docx(word_file(body, numbering=LISTS)).paragraphs())
    assert (len(nodes), nodes[-1].path) == (4500, "Điều 450 khoản 9")


def test_a_box_beside_the_text_is_no_heading_and_takes_no_title() -> None:
    box = "<w:r><w:pict><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></w:pict></w:r>"
    drafted = box.format(paragraph("DỰ THẢO LẦN 2"))
    body = paragraph("Chương I", drafted) + "".join(map(paragraph, ("CHUNG", "Điều 1. Họp")))
    body += paragraph("1. Họp tháng.", drafted) + paragraph("2. Họp quý.")
    found = texts(read_docx(word_file(body)))
    assert found["Chương I"] == "CHUNG"
    assert [path for path in found if "đoạn" not in path] == [
        "Chương I",
        "Điều 1",
        "Điều 1 khoản 1",
        "Điều 1 khoản 2",
    ]


def test_manual_line_breaks_part_names_annexes_and_signatures_from_what_follows() -> None:
    broken = "<w:r><w:br/></w:r>"
    lines = (
        "Điều 1. Phạm vi",
        "Quy chế này quy định về",
        "việc họp.",
        "Điều 2. Sửa đổi Điều 3 như sau:",
        "“3. Họp.”",
    )
    end = (
        "TM. TỔ MẪU",
        "TỔ TRƯỞNG",
        "Người Mẫu Một",
        "Phụ lục I",
        "Danh mục việc",
        "(Kèm theo Quy chế mẫu)",
        "1. Một.",
    )
    body = paragraph(*(part for line in lines for part in (run(line), broken)))
    found = texts(
        read_docx(word_file(body + paragraph(*(part for line in end for part in (run(line), broken)))))
    )
    assert found["Điều 1"] == "Phạm vi"
    assert found["Điều 1 đoạn 1"] == "Quy chế này quy định về việc họp."
    assert found["Điều 2 đoạn 1"] == "“3. Họp.”"
    assert found["Phụ lục I"] == "Danh mục việc"
