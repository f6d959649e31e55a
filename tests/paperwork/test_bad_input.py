"""Whatever comes in by whichever door: a result or a refusal with its reason, and nothing reaches out."""

import socket
import threading
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from forum.paperwork.cleaning.files import clean_file
from forum.paperwork.cleaning.sandbox import clean_in_sandbox
from forum.paperwork.errors import PaperError
from forum.paperwork.extracting.sandbox import Limits, extract, read_draft, read_in_sandbox
from tests.paperwork.cleaning.traces import NAME, add_parts, docx_full_of_names, mentions, xlsx_full_of_names
from tests.paperwork.reading.word import cell, packed, paragraph, table, word_file

GOOD = word_file(paragraph("Điều 1. Tên") + paragraph("Nội dung."))
MACROS = add_parts(docx_full_of_names(), {"word/vbaProject.bin": b"macro"})
BOMB = packed({"xl/workbook.xml": b" " * (90 * 2**20), "[Content_Types].xml": "<Types/>"})
NESTED_BOMB = add_parts(docx_full_of_names(), {"word/embeddings/a.xlsx": BOMB})
LAUGHS = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><a>&c;</a>'
Door = Callable[[bytes], object]
DOORS: dict[str, Door] = {
    "read": lambda content: read_in_sandbox("a.docx", content, Limits(seconds=60)),
    "draft": lambda content: read_draft("a.docx", content, Limits(seconds=60)),
    "extract": lambda content: extract(content, Limits(seconds=60)),
    "clean": lambda content: clean_in_sandbox(content, Limits(seconds=60)),
}


def locked_pdf() -> bytes:
    buffer = BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(buffer, encryption=pikepdf.Encryption(owner="a", user="b"))
    return buffer.getvalue()


def locked_docx() -> bytes:
    """As Word writes it: an OLE file with the package inside."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    "content",
    [
        pytest.param(locked_pdf(), id="PDF with a password"),
        pytest.param(locked_docx(), id="DOCX with a password"),
        pytest.param(b"", id="nothing"),
        pytest.param(GOOD[: len(GOOD) // 2], id="cut off"),
        pytest.param(b"PK\x03\x04" + b"x" * 500, id="broken"),
        pytest.param(MACROS, id="macros"),
        pytest.param(BOMB, id="zip bomb"),
        pytest.param(packed({"word/document.xml": LAUGHS}), id="entities"),
        pytest.param(packed({"word/document.xml": "<a/>", "../../mau": "x"}), id="path upwards"),
        pytest.param(packed({"word/document.xml": "<a/>", "/mau": "x"}), id="path from the root"),
    ],
)
def test_each_door_refuses_it_with_a_sentence(content: bytes, door: str) -> None:
    with pytest.raises(PaperError) as refused:
        DOORS[door](content)
    assert str(refused.value.message).endswith(".")
    assert refused.value.code not in {"too_slow", "too_heavy"}, "the child was ended instead of refusing"


def test_a_bomb_inside_a_document_is_left_packed_or_refused() -> None:
    assert read_in_sandbox("a.docx", NESTED_BOMB).tree.children
    assert "Nội dung góp ý" in extract(NESTED_BOMB).text
    with pytest.raises(PaperError, match="quá lớn"):
        clean_in_sandbox(NESTED_BOMB)


def test_documents_inside_documents_end_somewhere() -> None:
    content = xlsx_full_of_names()
    for _ in range(5):
        content = add_parts(docx_full_of_names(), {"word/embeddings/a.docx": content})
    with pytest.raises(PaperError, match="lồng quá nhiều"):
        clean_in_sandbox(content)


def test_a_pdf_named_as_word_is_told_from_its_bytes() -> None:
    content = b"%PDF-1.7\n" + b"x" * 100
    with pytest.raises(PaperError, match="PDF"):
        read_in_sandbox("quyet-dinh.docx", content)
    with pytest.raises(PaperError, match="macro"):
        read_in_sandbox("quyet-dinh.docm", GOOD)


def test_ten_thousand_tables_are_extracted_and_cleaned() -> None:
    one = table([cell(paragraph("Tên")), cell(paragraph("Số"))])
    content = word_file(one * 10_000)
    assert extract(content, Limits(seconds=120)).text.count("Tên") == 10_000
    assert clean_in_sandbox(content, Limits(seconds=120)).kind == "docx"


def test_marks_of_direction_and_decomposed_letters_come_out_plain() -> None:
    content = word_file(paragraph("Điều 1. H\u202ea\u0309i Pho\u0300ng\u200f"))
    (article,) = read_in_sandbox("a.docx", content).tree.children
    assert article.text == "Hải Phòng"
    assert extract(content).text == "Điều 1. Hải Phòng"


def test_a_face_that_nobody_has_changes_no_word() -> None:
    face = '<w:rFonts w:ascii="Phông Không Có" w:hAnsi="Phông Không Có"/>'
    content = word_file(paragraph(f"<w:r><w:rPr>{face}</w:rPr><w:t>Điều 1. Đặng</w:t></w:r>"))
    assert read_in_sandbox("a.docx", content).tree.children[0].text == "Đặng"


@pytest.fixture
def listener() -> Iterator[tuple[int, list[object]]]:
    """A port of this machine, and who called there."""
    callers: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        over = threading.Event()

        def listen() -> None:
            while not over.is_set():
                try:
                    callers.append(server.accept()[1])
                except TimeoutError:
                    continue

        waiting = threading.Thread(target=listen)
        waiting.start()
        yield server.getsockname()[1], callers
        over.set()
        waiting.join()


def test_no_address_in_a_file_is_called_and_no_file_is_left(
    listener: tuple[int, list[object]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port, callers = listener
    monkeypatch.chdir(tmp_path)
    address = f"http://127.0.0.1:{port}/a"
    kinds = ("attachedTemplate", "image", "styles", "numbering", "hyperlink", "oleObject")
    relations = "".join(
        f'<Relationship Id="x{place}" Type="http://mau/{kind}" Target="{address}" TargetMode="External"/>'
        for place, kind in enumerate(kinds)
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    extra = {"word/_rels/document.xml.rels": f'<Relationships xmlns="{space}">{relations}</Relationships>'}
    picture = f'<w:pict><v:shape><v:imagedata r:href="{address}"/></v:shape></w:pict>'
    linked = word_file(paragraph("Yên.", f"<w:r>{picture}</w:r>"), {k: v.encode() for k, v in extra.items()})
    outside = packed({"word/document.xml": f'<!DOCTYPE a SYSTEM "{address}"><a/>'})
    for content in (linked, outside):
        for door in (*DOORS.values(), clean_file):
            try:
                door(content)
            except PaperError:
                continue
    assert callers == []
    assert list(tmp_path.iterdir()) == []


def test_a_file_cleaned_apart_is_the_same_as_here() -> None:
    content = docx_full_of_names()
    cleaned = clean_in_sandbox(content)
    assert cleaned == clean_file(content)
    assert mentions(cleaned.content, NAME) == []
