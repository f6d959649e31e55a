"""Files that are broken, disguised or made to hurt: a clear refusal or a clean result, in bounded time."""

import tracemalloc
import zipfile
from io import BytesIO

import pytest

from forum.paperwork import archives
from forum.paperwork.errors import PaperError
from forum.paperwork.reading.docx.reader import read_docx
from tests.paperwork.reading.word import cell, packed, paragraph, table, word_file

GOOD = word_file(paragraph("Điều 1. Tên") + paragraph("Nội dung."))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def document(xml: str | bytes) -> bytes:
    return packed({"word/document.xml": xml})


def refusal(content: bytes) -> str:
    with pytest.raises(PaperError) as refused:
        read_docx(content)
    assert str(refused.value.message).endswith(".")
    return refused.value.code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_office"),
        (b"%PDF-1.7 ...", "is_pdf"),
        (OLE + bytes(600), "old_office"),
        (OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (GOOD[: len(GOOD) // 2], "broken_archive"),
        (b"PK\x03\x04" + b"x" * 200, "broken_archive"),
        (packed({"xl/workbook.xml": "<workbook/>"}), "not_word"),
        (document("<workbook/>"), "not_word"),
        (document("<w:document xmlns:w='w'><w:body>"), "broken_part"),
        (packed({"word/document.xml": "<a/>", "../../etc/mau": "x"}), "path_trick"),
        (packed({"word/document.xml": "<a/>", "C:/mau": "x"}), "path_trick"),
        (word_file(paragraph("a"), extra={"word/vbaProject.bin": b"macro"}), "macros"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_by_its_reason(content: bytes, code: str) -> None:
    assert refusal(content) == code


def test_a_password_on_one_part_is_told_so() -> None:
    damaged = bytearray(GOOD)
    for place in range(len(damaged) - 4):
        if damaged[place : place + 4] == b"PK\x01\x02":
            damaged[place + 8] |= 1
    assert refusal(bytes(damaged)) == "encrypted"


def test_entities_and_outside_references_are_refused_and_never_followed() -> None:
    laughs = '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>'
    outside = '<!DOCTYPE a SYSTEM "file:///etc/hostname"><a/>'
    assert refusal(document(laughs)) == "doctype"
    assert refusal(document(outside)) == "doctype"
    assert refusal(document(laughs.encode("utf-16"))) == "doctype"


def test_an_archive_that_unpacks_without_end_is_cut_off_within_its_memory() -> None:
    bomb = document(b"<a>" + b" " * (200 * 2**20) + b"</a>")
    tracemalloc.start()
    code = refusal(bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert code == "too_large"
    assert peak < 3 * archives.MAX_PART_BYTES


def test_an_archive_inside_an_archive_is_not_opened() -> None:
    inner = packed({"bomb.xml": b" " * (50 * 2**20)})
    paper = read_docx(word_file(paragraph("Còn đọc được."), extra={"word/embeddings/a.zip": inner}))
    assert [node.text for node in paper.paragraphs()] == ["Còn đọc được."]


def test_too_many_parts_and_two_parts_of_one_name_are_refused() -> None:
    assert refusal(packed({f"p{count}": "" for count in range(archives.MAX_PARTS + 1)})) == "too_many_parts"
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("word/document.xml", "<b/>")
    assert refusal(buffer.getvalue()) == "double_part"


def test_nesting_without_end_is_refused() -> None:
    deep = "<w:sdt><w:sdtContent>" * 100 + paragraph("đáy") + "</w:sdtContent></w:sdt>" * 100
    assert refusal(word_file(deep)) == "too_deep"
    assert refusal(word_file("<w:p>" * 400 + "</w:p>" * 400)) == "broken_part"


def test_ten_thousand_tables_are_read_to_the_last() -> None:
    one = table([cell(paragraph("Tên")), cell(paragraph("Số"))])
    paper = read_docx(word_file(one * 10_000))
    assert sum(node.kind == "table" for node in paper.paragraphs()) == 10_000


def test_a_relation_to_an_outside_address_is_not_followed() -> None:
    relations = (
        b"<Relationships><Relationship Type='x/styles' TargetMode='External' Target='http://192.0.2.1/a.xml'/>"
        b"<Relationship Type='x/numbering' Target='../../../etc/passwd'/></Relationships>"
    )
    extra = {"word/_rels/document.xml.rels": relations}
    assert [node.text for node in read_docx(word_file(paragraph("Yên."), extra=extra)).paragraphs()] == [
        "Yên."
    ]


def test_marks_of_writing_direction_and_decomposed_letters_become_plain_text() -> None:
    body = paragraph("Điều 1. T\u202een\u200b", "Hie\u0323\u0302u lu\u031b\u0323c")
    assert [node.text for node in read_docx(word_file(body)).paragraphs()] == ["TenHiệu lực"]
