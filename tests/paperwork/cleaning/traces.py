"""Files full of a fictitious person's name, and the search that must not find it."""

import zipfile
from collections.abc import Callable
from io import BytesIO

import pikepdf
from docx import Document
from docx.oxml import parse_xml
from openpyxl import Workbook
from openpyxl.comments import Comment
from PIL import Image
from PIL.PngImagePlugin import PngInfo

NAME = "Nguyễn Mẫu Kín"
PLAIN = "Nguyen Mau Kin"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def mentions(content: bytes, name: str = NAME) -> list[str]:
    """Where the name stands: in the bytes themselves, in each unpacked part, in each unpacked stream."""
    places = {"bytes": content}
    if content.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(content)) as archive:
            places |= {entry: archive.read(entry) for entry in archive.namelist()}
    if content.startswith(b"%PDF"):
        with pikepdf.open(BytesIO(content)) as document:
            plain = BytesIO()
            document.save(plain, stream_decode_level=pikepdf.StreamDecodeLevel.specialized, qdf=True)
            places["unpacked"] = plain.getvalue()
    return [place for place, data in places.items() if _holds(data, name)]


def _holds(data: bytes, name: str) -> bool:
    forms = [name.encode(coding) for coding in ("utf-8", "utf-16-le", "utf-16-be")]
    forms += [form.hex().encode() for form in forms] + [form.hex().upper().encode() for form in forms]
    return any(form in data for form in forms)


def change_part(content: bytes, part: str, change: Callable[[str], str]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for entry in old.namelist():
            data = old.read(entry)
            new.writestr(entry, change(data.decode()).encode() if entry == part else data)
    return buffer.getvalue()


def add_parts(content: bytes, parts: dict[str, bytes]) -> bytes:
    buffer = BytesIO(content)
    with zipfile.ZipFile(buffer, "a") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def jpeg_of_a_camera(name: str = NAME, orientation: int = 1) -> bytes:
    image = Image.new("RGB", (40, 20), "teal")
    exif = Image.Exif()
    exif[0x013B] = name  # Artist
    exif[0x0112] = orientation
    buffer = BytesIO()
    image.save(buffer, "JPEG", exif=exif, comment=name.encode())
    return buffer.getvalue() + b"trailer " + name.encode()


def png_with_text(name: str = NAME) -> bytes:
    told = PngInfo()
    told.add_itxt("Author", name)
    told.add_text("Comment", PLAIN)
    buffer = BytesIO()
    Image.new("RGBA", (8, 8), (1, 2, 3, 128)).save(buffer, "PNG", pnginfo=told)
    return buffer.getvalue()


def docx_full_of_names() -> bytes:
    document = Document()
    document.core_properties.author = document.core_properties.last_modified_by = NAME
    document.add_paragraph("Nội dung góp ý giữ nguyên.")
    for tag, text in (("ins", "t"), ("del", "delText")):
        paragraph = document.add_paragraph()
        paragraph._p.append(
            parse_xml(
                f'<w:{tag} {W} w:id="1" w:author="{NAME}" w:date="2026-01-01T00:00:00Z">'
                f'<w:r w:rsidR="00AB12CD"><w:{text}>đoạn {tag}</w:{text}></w:r></w:{tag}>'
            )
        )
    document.add_comment(document.paragraphs[0].runs, text="nhận xét còn đây", author=NAME, initials="NMK")
    document.add_paragraph()._p.append(
        parse_xml(
            f'<w:fldSimple {W} w:instr=" AUTHOR  \\* MERGEFORMAT "><w:r><w:t>{NAME}</w:t></w:r></w:fldSimple>'
        )
    )
    document.sections[0].footer.paragraphs[0]._p.append(
        _complex_field("FILENAME \\p", f"C:\\Users\\{PLAIN}\\a.docx")
    )
    document.add_picture(BytesIO(jpeg_of_a_camera()))
    document.inline_shapes[0]._inline.docPr.set("descr", f"C:\\Users\\{NAME}\\anh.jpg")
    document.part.relate_to(f"file:///C:/Users/{NAME}/khac.docx", "http://x/subDocument", is_external=True)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _complex_field(instruction: str, shown: str) -> object:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    return parse_xml(
        f"<w:smartTag {W}>{mark('begin')}<w:r><w:instrText> {instruction} </w:instrText></w:r>"
        f"{mark('separate')}"
        f"<w:r><w:t>{shown}</w:t></w:r>{mark('end')}</w:smartTag>"
    )


def xlsx_full_of_names() -> bytes:
    book = Workbook()
    book.properties.creator = book.properties.lastModifiedBy = NAME
    sheet = book.active
    sheet.title = "Góp ý"
    sheet["A1"] = "Nội dung còn đây"
    sheet["A2"] = "='Trang ẩn'!A2*2"
    sheet["A1"].comment = Comment(f"{NAME}:\nnhận xét còn đây", NAME)
    hidden = book.create_sheet("Trang ẩn")
    hidden["A1"] = f"Ghi chú riêng của {NAME}"
    hidden["A2"] = 21
    hidden.sheet_state = "veryHidden"
    buffer = BytesIO()
    book.save(buffer)
    path = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        '<mc:Choice Requires="x15"><x15ac:absPath url="C:\\Users\\' + NAME + '\\" '
        'xmlns:x15ac="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac"/></mc:Choice>'
        "</mc:AlternateContent>"
    )
    return change_part(
        buffer.getvalue(), "xl/workbook.xml", lambda xml: xml.replace("<workbookPr", path + "<workbookPr", 1)
    )


def pdf_full_of_names() -> bytes:
    with pikepdf.new() as document:
        page = document.add_blank_page(page_size=(200, 200))
        page.obj.Resources = pikepdf.Dictionary(
            XObject=pikepdf.Dictionary(
                Im0=pikepdf.Stream(
                    document,
                    jpeg_of_a_camera(),
                    Type=pikepdf.Name.XObject,
                    Subtype=pikepdf.Name.Image,
                    Width=40,
                    Height=20,
                    ColorSpace=pikepdf.Name.DeviceRGB,
                    BitsPerComponent=8,
                    Filter=pikepdf.Name.DCTDecode,
                )
            )
        )
        page.obj.Contents = pikepdf.Stream(document, b"q 100 0 0 50 10 10 cm /Im0 Do Q")
        page.obj.PieceInfo = pikepdf.Dictionary(App=pikepdf.Dictionary(Private=pikepdf.String(NAME)))
        page.obj.Annots = pikepdf.Array(
            [
                pikepdf.Dictionary(
                    Type=pikepdf.Name.Annot,
                    Subtype=pikepdf.Name.Text,
                    Rect=[0, 0, 10, 10],
                    T=pikepdf.String(NAME),
                    Contents=pikepdf.String("ghi chú còn đây"),
                )
            ]
        )
        with document.open_metadata() as told:
            told["dc:creator"] = [NAME]
        document.docinfo["/Author"] = NAME
        buffer = BytesIO()
        document.save(buffer)
        return buffer.getvalue()
