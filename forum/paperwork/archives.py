"""Opens the ZIP of a DOCX or XLSX within limits of size; nothing is written to disk."""

import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Protocol, TypeVar, overload

from lxml import etree

from forum.paperwork.errors import PaperError
from forum.words import _

MAX_PARTS = 5_000
MAX_PART_BYTES = 48 * 2**20
MAX_ALL_BYTES = 96 * 2**20
# Text compresses to about a tenth; beyond this ratio the archive is a bomb.
MAX_RATIO = 400
RATIO_FROM = 2**20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    ValueError,
    OSError,
    RuntimeError,
)
_Read = TypeVar("_Read")


class Element(Protocol):
    """The part of lxml's untyped element that is used here."""

    tag: str
    text: str | None
    attrib: MutableMapping[str, str]

    def __iter__(self) -> "Iterator[Element]": ...
    def iter(self, *names: str) -> "Iterator[Element]": ...
    def iterancestors(self) -> "Iterator[Element]": ...
    def find(self, path: str) -> "Element | None": ...
    def getparent(self) -> "Element | None": ...
    @overload
    def get(self, name: str) -> str | None: ...
    @overload
    def get(self, name: str, default: str) -> str: ...
    def set(self, name: str, value: str) -> None: ...
    def append(self, child: "Element") -> None: ...
    def remove(self, child: "Element") -> None: ...
    def makeelement(self, name: str, attributes: Mapping[str, str]) -> "Element": ...


@dataclass
class Archive:
    """An open package. `spent` counts the bytes unpacked so far from all parts."""

    zip: zipfile.ZipFile
    names: frozenset[str]
    spent: int = field(default=0)

    def part(self, name: str) -> bytes:
        """Unpack one part. Raises PaperError past the limits and for a broken part."""
        if name not in self.names:
            raise PaperError(
                "missing_part", _("Tệp thiếu thành phần {name}, không đọc được.", name=_shown(name))
            )
        info = self.zip.getinfo(name)
        if info.flag_bits & 1:
            raise PaperError("encrypted", _("Tệp đặt mật khẩu; đề nghị gỡ mật khẩu rồi gửi lại."))
        content = _guarded(lambda: self._unpacked(info))
        self.spent += len(content)
        if self.spent > MAX_ALL_BYTES:
            raise PaperError("too_large", _("Tệp quá lớn sau khi giải nén, không đọc được."))
        return content

    def xml(self, name: str) -> Element:
        """The root element of a part (see parse_xml)."""
        return parse_xml(self.part(name), name)

    def _unpacked(self, info: zipfile.ZipInfo) -> bytes:
        with self.zip.open(info) as stream:
            content = stream.read(MAX_PART_BYTES + 1)
        is_bomb = len(content) > RATIO_FROM and len(content) > MAX_RATIO * max(info.compress_size, 1)
        if len(content) > MAX_PART_BYTES or is_bomb:
            raise PaperError("too_large", _("Tệp quá lớn sau khi giải nén, không đọc được."))
        return content


def open_archive(content: bytes) -> Archive:
    """Open an office file. For any other file, raises PaperError saying what it is."""
    _refuse_other_kinds(content)
    archive = _guarded(lambda: zipfile.ZipFile(BytesIO(content)))
    names = archive.namelist()
    if len(names) > MAX_PARTS:
        raise PaperError("too_many_parts", _("Tệp có quá nhiều thành phần bên trong, không đọc được."))
    if len(set(names)) < len(names):
        raise PaperError("double_part", _("Tệp có hai thành phần trùng tên, không đọc được."))
    for name in names:
        if _is_tricky(name):
            raise PaperError("path_trick", _("Tệp chứa đường dẫn không an toàn: {name}.", name=_shown(name)))
    return Archive(archive, frozenset(names))


def parse_xml(content: bytes, name: str) -> Element:
    """The root of a part: no entities, no document type, no network. Raises PaperError."""
    if (
        b"<!DOCTYPE" in content
        or "<!DOCTYPE".encode("utf-16-le") in content
        or "<!DOCTYPE".encode("utf-16-be") in content
    ):
        raise PaperError(
            "doctype", _("Thành phần {name} khai báo DOCTYPE, không được phép.", name=_shown(name))
        )
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        tree = etree.fromstring(content, parser).getroottree()
    except (etree.XMLSyntaxError, ValueError) as broken:
        if getattr(broken, "code", 0) == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from broken
        raise PaperError(
            "broken_part", _("Thành phần {name} bị hỏng, không đọc được.", name=_shown(name))
        ) from broken
    if tree.docinfo.doctype:
        raise PaperError(
            "doctype", _("Thành phần {name} khai báo DOCTYPE, không được phép.", name=_shown(name))
        )
    root: Element = tree.getroot()
    return root


def local(element: Element) -> str:
    """The name without its namespace, in which strict and transitional files differ."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def value(element: Element, name: str = "val") -> str | None:
    """The value of an attribute, by its name without namespace."""
    for key, found in element.attrib.items():
        if key == name or key.endswith(f"}}{name}"):
            return str(found)
    return None


def related(archive: Archive, source: str) -> Iterator[tuple[str, str]]:
    """(last segment of the relationship type, part name) of each part that `source` ('' for the package)
    names."""
    folder, _, base = source.rpartition("/")
    listing = posixpath.join(folder, "_rels", f"{base}.rels")
    if listing not in archive.names:
        return
    for relation in archive.xml(listing):
        if relation.get("TargetMode") == "External":
            continue
        target = relation.get("Target") or ""
        path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        if path in archive.names:
            yield (relation.get("Type") or "").rpartition("/")[2], path


def _refuse_other_kinds(content: bytes) -> None:
    if content[:1024].lstrip().startswith(b"%PDF"):
        raise PaperError("is_pdf", _("Tệp này là PDF dù mang tên khác; đề nghị gửi bản Word (.docx)."))
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise PaperError("encrypted", _("Tệp đặt mật khẩu; đề nghị gỡ mật khẩu rồi gửi lại."))
        raise PaperError(
            "old_office", _("Tệp Office đời cũ (.doc, .xls); đề nghị lưu lại dạng .docx, .xlsx.")
        )
    if not content.startswith(b"PK"):
        raise PaperError("not_office", _("Tệp không phải tệp Word hoặc Excel (.docx, .xlsx)."))


def _guarded(read: Callable[[], _Read]) -> _Read:
    try:
        return read()
    except _BROKEN as broken:
        raise PaperError(
            "broken_archive", _("Tệp hỏng hoặc chưa tải lên trọn vẹn, không mở được.")
        ) from broken


def _is_tricky(name: str) -> bool:
    return (
        name.startswith(("/", "\\"))
        or "\\" in name
        or ".." in name.split("/")
        or re.match(r"[A-Za-z]:", name) is not None
    )


def _shown(name: str) -> str:
    return re.sub(r"[^\w./\[\] -]", "?", name)[:80]
