"""Removes authors from PDF: document information, XMP, page pieces, authors of notes, EXIF in pictures."""

import struct
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from forum.paperwork.cleaning.images import strip_jpeg
from forum.paperwork.cleaning.markings import Findings
from forum.paperwork.errors import PaperError
from forum.words import _

OBJECTS_LIMIT = 400_000
# Keys about programs, people and times, in any object; none is needed for display.
_DROPPED_ANYWHERE = ("/Metadata", "/PieceInfo", "/LastModified", "/CreatorInfo", "/Thumb")
_DROPPED_FROM_ROOT = (
    "/OpenAction", "/AA", "/Threads", "/SpiderInfo", "/AF", "/DSS", "/Legal", "/Requirements", "/URI",
)  # fmt: skip
_REFUSED_ANNOTATIONS = frozenset(
    ("/FileAttachment", "/Sound", "/Movie", "/Screen", "/RichMedia", "/3D", "/Projection")
)
_REFUSED_ACTIONS = frozenset(("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE"))


def clean_pdf(content: bytes, found: Findings) -> bytes:
    """Clean a PDF, keeping its pages. Raises PaperError for encrypted, signed or broken files and
    attachments."""
    try:
        with Pdf.open(BytesIO(content)) as document:
            if document.is_encrypted:
                raise PaperError(
                    "encrypted", _("Tệp PDF có bảo vệ, không làm sạch được. Đề nghị bỏ bảo vệ rồi gửi lại.")
                )
            if len(document.objects) > OBJECTS_LIMIT:
                raise PaperError("too_large", _("Tệp PDF có quá nhiều thành phần, không xử lý."))
            _remember_names(document, found)
            _refuse_what_hides(document)
            _clean_root(document, found)
            for thing in document.objects:
                _clean_object(thing, found)
            return _saved(document)
    except pikepdf.PasswordError as locked:
        raise PaperError(
            "encrypted", _("Tệp PDF có mật khẩu, không làm sạch được. Đề nghị bỏ mật khẩu rồi gửi lại.")
        ) from locked
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, KeyError, RecursionError) as broken:
        raise PaperError("broken_pdf", _("Tệp PDF hỏng, không làm sạch được.")) from broken


def _remember_names(document: Pdf, found: Findings) -> None:
    information = document.trailer.get("/Info")
    if isinstance(information, Dictionary) and "/Author" in information:
        found.name(str(information["/Author"]))


def _refuse_what_hides(document: Pdf) -> None:
    root = document.Root
    names = root.get("/Names", Dictionary())
    if "/EmbeddedFiles" in names or "/Collection" in root:
        raise PaperError("attachments", _("Tệp PDF có tệp đính kèm bên trong, không làm sạch được."))
    form = root.get("/AcroForm", Dictionary())
    if "/XFA" in form:
        raise PaperError("xfa", _("Tệp PDF là biểu mẫu XFA, không làm sạch được."))
    for thing in document.objects:
        if not isinstance(thing, Dictionary | Stream):
            continue
        if thing.get("/Type") == Name.Sig or (thing.get("/FT") == Name.Sig and "/V" in thing):
            raise PaperError("signed", _("Tệp PDF đã ký số; làm sạch sẽ làm mất chữ ký nên không thực hiện."))
        if str(thing.get("/Subtype", "")) in _REFUSED_ANNOTATIONS:
            raise PaperError(
                "attachments", _("Tệp PDF có tệp, âm thanh hoặc phim đính kèm, không làm sạch được.")
            )


def _clean_root(document: Pdf, found: Findings) -> None:
    if "/Info" in document.trailer:
        del document.trailer["/Info"]
        found.note("thông tin tác giả và chương trình")
    root = document.Root
    for key in _DROPPED_FROM_ROOT:
        if key in root:
            del root[key]
    names = root.get("/Names")
    if isinstance(names, Dictionary) and "/JavaScript" in names:
        del names["/JavaScript"]
        found.note("mã lệnh trong tệp")


def _clean_object(thing: Object, found: Findings) -> None:
    if isinstance(thing, Array):
        for child in thing:
            if isinstance(child, Dictionary) and not child.is_indirect:
                _clean_object(child, found)
        return
    if not isinstance(thing, Dictionary | Stream):
        return
    for key in _DROPPED_ANYWHERE:
        if key in thing:
            del thing[key]
            found.note("siêu dữ liệu của trang và ảnh")
    if _is_annotation(thing):
        _clean_annotation(thing, found)
    if isinstance(thing, Stream):
        _clean_picture(thing, found)
    for key in list(thing.keys()):
        child = thing[key]
        if key in ("/A", "/AA") and _does_harm(child):
            del thing[key]
            found.note("lệnh gắn với liên kết")
        elif isinstance(child, Dictionary | Array) and not child.is_indirect:
            _clean_object(child, found)


def _is_annotation(thing: Object) -> bool:
    """Judged by the subtype: a broken note may lack type or position and still name its author."""
    return "/Subtype" in thing and thing.get("/Subtype") != Name.Widget


def _clean_annotation(thing: Object, found: Findings) -> None:
    """Remove /T, the author of a note (in a form field it would be the field's name); the note stays."""
    if "/T" in thing:
        found.name(str(thing["/T"]))
        del thing["/T"]
        found.note("tên người ghi chú")
    for key in ("/M", "/CreationDate", "/NM"):
        if key in thing:
            del thing[key]


def _does_harm(action: Object) -> bool:
    return isinstance(action, Dictionary) and (
        str(action.get("/S", "")) in _REFUSED_ACTIONS or any(_does_harm(value) for value in action.values())
    )


def _clean_picture(stream: Object, found: Findings) -> None:
    filters = stream.get("/Filter")
    last = filters[-1] if isinstance(filters, Array) and len(filters) else filters
    if last == Name.JPXDecode:
        raise PaperError(
            "jpeg2000", _("Tệp PDF có ảnh JPEG 2000, chưa làm sạch được; đề nghị xuất lại bằng ảnh JPEG.")
        )
    if last != Name.DCTDecode or (isinstance(filters, Array) and len(filters) > 1):
        return
    raw = stream.read_raw_bytes()
    try:
        bare = strip_jpeg(raw)  # no rotation: a PDF ignores the picture's EXIF orientation
    except (ValueError, IndexError, struct.error) as broken:
        raise PaperError("broken_image", _("Tệp PDF có ảnh hỏng, không làm sạch được.")) from broken
    if bare != raw:
        parms = stream.get("/DecodeParms")
        parms = parms if isinstance(parms, Dictionary | Array) else None
        stream.write(bare, filter=Name.DCTDecode, decode_parms=parms)
        found.note("EXIF của ảnh trong tệp")


def _saved(document: Pdf) -> bytes:
    buffer = BytesIO()
    document.save(buffer, deterministic_id=True, fix_metadata_version=False)
    return buffer.getvalue()
