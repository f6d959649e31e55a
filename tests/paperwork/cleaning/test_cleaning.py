"""What a person who withholds their name uploads carries no name: sought in the bytes."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
import pytest
from docx import Document
from openpyxl import load_workbook
from PIL import Image, ImageCms

from forum.paperwork.cleaning.files import clean_file
from forum.paperwork.errors import PaperError
from tests.paperwork.cleaning.traces import (
    NAME,
    PLAIN,
    add_parts,
    change_part,
    docx_full_of_names,
    jpeg_of_a_camera,
    mentions,
    pdf_full_of_names,
    png_with_text,
    xlsx_full_of_names,
)

MAKERS: list[Callable[[], bytes]] = [
    docx_full_of_names,
    xlsx_full_of_names,
    pdf_full_of_names,
    jpeg_of_a_camera,
    png_with_text,
]


@pytest.mark.parametrize("make", MAKERS)
def test_no_name_is_left_in_the_bytes(make: Callable[[], bytes]) -> None:
    dirty = make()
    assert mentions(dirty)
    cleaned = clean_file(dirty)
    assert mentions(cleaned.content) == []
    assert mentions(cleaned.content, PLAIN) == []
    assert cleaned.removed
    assert cleaned.still_named == ()


@pytest.mark.parametrize("make", MAKERS)
def test_cleaning_a_clean_file_changes_nothing(make: Callable[[], bytes]) -> None:
    once = clean_file(make()).content
    assert clean_file(once).content == once


RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def test_a_cleaned_docx_opens_with_its_text_changes_and_comments() -> None:
    document = Document(BytesIO(clean_file(docx_full_of_names()).content))
    assert document.paragraphs[0].text == "Nội dung góp ý giữ nguyên."
    xml = document.element.xml
    assert "đoạn ins" in xml
    assert "đoạn del" in xml
    (comment,) = document.comments
    assert (comment.author, comment.text) == ("Tác giả", "nhận xét còn đây")
    assert len(document.inline_shapes) == 1


def test_a_cleaned_workbook_has_its_visible_sheet_and_no_hidden_one() -> None:
    content = clean_file(xlsx_full_of_names()).content
    book = load_workbook(BytesIO(content))
    assert book.sheetnames == ["Góp ý"]
    assert book["Góp ý"]["A1"].value == "Nội dung còn đây"
    assert "nhận xét còn đây" in book["Góp ý"]["A1"].comment.text
    assert book["Góp ý"]["A2"].data_type != "f"
    assert mentions(content, "Ghi chú riêng") == []


def test_a_cleaned_pdf_shows_the_same_page() -> None:
    dirty = pdf_full_of_names()
    before, after = (
        pypdfium2.PdfDocument(content)[0].render().to_pil() for content in (dirty, clean_file(dirty).content)
    )
    assert before.tobytes() == after.tobytes()
    with pikepdf.open(BytesIO(clean_file(dirty).content)) as document:
        assert str(document.pages[0].Annots[0].Contents) == "ghi chú còn đây"


def test_an_earlier_state_inside_a_pdf_is_gone() -> None:
    """A PDF saved by appending keeps what was taken out; only what is reached from the pages is written."""
    dirty = pdf_full_of_names()
    appended = dirty + f"\n% bản trước của {NAME}\n".encode() + dirty[dirty.rindex(b"startxref") :]
    assert mentions(clean_file(appended).content) == []


def test_a_name_that_the_author_typed_is_left_and_pointed_out() -> None:
    document = Document()
    document.core_properties.author = NAME
    paragraph = document.add_paragraph("Kính gửi, tôi là Nguyễn ")
    paragraph.add_run("Mẫu Kín")
    buffer = BytesIO()
    document.save(buffer)
    cleaned = clean_file(buffer.getvalue())
    assert cleaned.still_named == (NAME,)
    assert Document(BytesIO(cleaned.content)).paragraphs[0].text.endswith(NAME)


def test_a_jpeg_keeps_its_pixels_to_the_bit() -> None:
    dirty = jpeg_of_a_camera()
    before, after = (Image.open(BytesIO(content)) for content in (dirty, clean_file(dirty).content))
    assert before.tobytes() == after.tobytes()


def test_a_turned_picture_is_set_upright() -> None:
    cleaned = Image.open(BytesIO(clean_file(jpeg_of_a_camera(orientation=6)).content))
    assert cleaned.size == (20, 40)
    assert not cleaned.getexif()


def test_a_colour_profile_which_may_name_a_device_is_gone() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for kind, mode in (("JPEG", "RGB"), ("PNG", "RGBA"), ("PNG", "L"), ("WEBP", "RGB")):
        buffer = BytesIO()
        Image.new(mode, (6, 6), 90 if mode == "L" else None).save(buffer, kind, icc_profile=profile)
        cleaned = Image.open(BytesIO(clean_file(buffer.getvalue()).content))
        assert "icc_profile" not in cleaned.info
        assert cleaned.size == (6, 6)


def test_moving_pictures_still_move() -> None:
    frames = [Image.new("RGB", (5, 5), colour) for colour in ("red", "green", "blue")]
    for kind in ("GIF", "WEBP", "PNG"):
        buffer = BytesIO()
        frames[0].save(buffer, kind, save_all=True, append_images=frames[1:], comment=NAME.encode(), loop=0)
        cleaned = clean_file(buffer.getvalue()).content
        assert mentions(cleaned) == []
        assert getattr(Image.open(BytesIO(cleaned)), "n_frames", 1) == 3


def test_a_workbook_inside_a_document_is_cleaned_too() -> None:
    content = add_parts(docx_full_of_names(), {"word/embeddings/Sheet1.xlsx": xlsx_full_of_names()})
    cleaned = clean_file(content).content
    with zipfile.ZipFile(BytesIO(cleaned)) as archive:
        assert mentions(archive.read("word/embeddings/Sheet1.xlsx")) == []


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ("word/vbaProject.bin", "macros"),
        ("word/activeX/activeX1.xml", "macros"),
        ("_xmlsignatures/sig1.xml", "signed"),
        ("word/../../etc/passwd", "path_trick"),
        ("/absolute.xml", "path_trick"),
        ("word\\document2.xml", "path_trick"),
    ],
)
def test_what_cannot_be_vouched_for_is_refused_with_a_reason(part: str, code: str) -> None:
    with pytest.raises(PaperError) as refusal:
        clean_file(add_parts(docx_full_of_names(), {part: b"<x/>"}))
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("part", "kind", "remark"),
    [
        ("word/embeddings/oleObject1.bin", "oleObject", "thành phần lạ"),
        ("word/afchunk.html", "aFChunk", "thành phần lạ"),
        ("xl/unheard-of.xml", "unheard-of", "thành phần lạ"),
        ("word/media/image9.emf", "image", "hình không đọc được"),
        ("word/media/image9.svg", "image", "hình không đọc được"),
    ],
)
def test_a_foreign_part_or_picture_is_dropped_with_a_remark(part: str, kind: str, remark: str) -> None:
    """The file is still whole: it opens, and nothing in it points to what is gone."""
    pointing = f'<w:altChunk xmlns:r="{RELATIONS}" r:id="rId900"/><w:p>' if kind != "image" else "<w:p>"
    relation = f'<Relationship Id="rId900" Type="{RELATIONS}/{kind}" Target="/{part}"/></Relationships>'
    content = add_parts(docx_full_of_names(), {part: b"<x/>" + NAME.encode()})
    content = change_part(content, "word/document.xml", lambda xml: xml.replace("<w:p>", pointing, 1))
    content = change_part(
        content, "word/_rels/document.xml.rels", lambda xml: xml.replace("</Relationships>", relation)
    )
    cleaned = clean_file(content)
    assert any(remark in one for one in cleaned.removed)
    with zipfile.ZipFile(BytesIO(cleaned.content)) as archive:
        assert part not in archive.namelist()
        words = archive.read("word/document.xml") + archive.read("word/_rels/document.xml.rels")
        assert (b"rId900" in words) == (kind == "image")
    assert Document(BytesIO(cleaned.content)).paragraphs


def test_entities_and_doctypes_are_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    content = change_part(
        docx_full_of_names(),
        "word/document.xml",
        lambda xml: xml.replace("<w:document", bomb + "<w:document", 1),
    )
    with pytest.raises(PaperError, match="DOCTYPE"):
        clean_file(content)


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    buffer = BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("word/document.xml", "w") as part,
    ):
        for _ in range(110):
            part.write(bytes(2**20))
    with pytest.raises(PaperError, match="quá lớn"):
        clean_file(buffer.getvalue())


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_truncated_file_is_refused_or_cleaned_but_never_crashes(
    make: Callable[[], bytes], share: float
) -> None:
    whole = make()
    try:
        cleaned = clean_file(whole[: int(len(whole) * share)])
    except PaperError:
        return
    assert mentions(cleaned.content) == []


def test_a_signed_pdf_stays_byte_for_byte_and_says_who_signed_it_and_when() -> None:
    with pikepdf.open(BytesIO(pdf_full_of_names())) as document:
        signature = pikepdf.Dictionary(
            Type=pikepdf.Name.Sig, Name="Người Mẫu Ký", M="D:20261124101500+07'00'"
        )
        field = pikepdf.Dictionary(FT=pikepdf.Name.Sig, V=document.make_indirect(signature))
        document.Root.AcroForm = pikepdf.Dictionary(Fields=[document.make_indirect(field)])
        buffer = BytesIO()
        document.save(buffer)
    cleaned = clean_file(buffer.getvalue())
    assert cleaned.content == buffer.getvalue()
    assert (cleaned.signed_by, cleaned.signed_on) == ("Người Mẫu Ký", "2026-11-24")
    assert any("giữ nguyên" in one for one in cleaned.hidden)


def test_locked_and_attached_pdfs_are_refused() -> None:
    def changed(change: Callable[[pikepdf.Pdf], None], **saving: Any) -> bytes:
        with pikepdf.open(BytesIO(pdf_full_of_names())) as document:
            change(document)
            buffer = BytesIO()
            document.save(buffer, **saving)
            return buffer.getvalue()

    def attach(document: pikepdf.Pdf) -> None:
        document.attachments["a.txt"] = b"x"

    locked = changed(lambda document: None, encryption=pikepdf.Encryption(owner="a", user="b"))
    for content, code in ((locked, "encrypted"), (changed(attach), "attachments")):
        with pytest.raises(PaperError) as refusal:
            clean_file(content)
        assert refusal.value.code == code


@pytest.mark.parametrize(
    "content",
    [b"", b"  ", b"PK\x03\x04", b"%PDF-1.7", b"\xff\xd8\xff", b"te\0xt", b"GIF89a", b"\xd0\xcf\x11\xe0"],
)
def test_what_is_no_file_of_a_known_kind_is_refused(content: bytes) -> None:
    with pytest.raises(PaperError):
        clean_file(content)
