"""The archive inside DOCX and XLSX: opened within limits, parts dropped with their pointers, written anew."""

import posixpath
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from lxml import etree

from forum.paperwork.errors import PaperError

Parts = dict[str, bytes]

PARTS_LIMIT = 3_000
PART_BYTES_LIMIT = 100 * 2**20
TOTAL_BYTES_LIMIT = 250 * 2**20
CONTENT_TYPES = "[Content_Types].xml"
RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_WRITTEN_ON = (1980, 1, 1, 0, 0, 0)  # the earliest a ZIP can hold: no time of writing is told


def open_package(content: bytes) -> Parts:
    """Every part by its name. Raises PaperError for broken, encrypted, oversized or tricky archives."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return _read_parts(archive)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        EOFError,
        NotImplementedError,
        ValueError,
        OSError,
    ) as broken:
        raise PaperError("broken_archive", "Tệp hỏng hoặc chưa tải lên trọn vẹn, không mở được.") from broken


def write_package(parts: Parts) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts, key=lambda part: (part != CONTENT_TYPES, part)):
            entry = zipfile.ZipInfo(name, _WRITTEN_ON)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, parts[name])
    return buffer.getvalue()


def parse(content: bytes, name: str) -> Any:
    """The root of a part, without entities, network or a document type. Raises PaperError."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as broken:
        raise PaperError("broken_part", f"Thành phần {name} của tệp bị hỏng, không đọc được.") from broken
    if root.getroottree().docinfo.doctype:
        raise PaperError(
            "doctype", f"Thành phần {name} khai báo DOCTYPE, không được phép trong tệp văn phòng."
        )
    return root


def serialise(root: Any) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def local(element: Any) -> str:
    """The name without its namespace: strict and transitional files use different ones."""
    return str(etree.QName(element).localname)


def remove(element: Any) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def relationships(parts: Parts) -> Iterator[tuple[str, Any]]:
    """Each relationships part with its root; a changed root is to be put back by the caller."""
    for name in sorted(parts):
        if name.endswith(".rels"):
            yield name, parse(parts[name], name)


def source_folder(relationships_part: str) -> str:
    """'word/_rels/document.xml.rels' speaks of targets relative to 'word'."""
    return posixpath.dirname(posixpath.dirname(relationships_part))


def target_of(relationships_part: str, relationship: Any) -> str:
    """The name of the part pointed to; '' for what lies outside the file."""
    if relationship.get("TargetMode") == "External":
        return ""
    target = relationship.get("Target", "")
    joined = target if target.startswith("/") else posixpath.join(source_folder(relationships_part), target)
    return posixpath.normpath(joined).lstrip("/")


def drop_parts(parts: Parts, dropped: set[str]) -> None:
    """Removes parts, their own relationships, every pointer to them and their content types."""
    for name in dropped:
        parts.pop(name, None)
        folder, file = posixpath.split(name)
        parts.pop(posixpath.join(folder, "_rels", f"{file}.rels"), None)
    for name, root in relationships(parts):
        gone = [one for one in root.iter(RELATIONSHIPS) if target_of(name, one) in dropped]
        for one in gone:
            remove(one)
        if gone:
            parts[name] = serialise(root)
    types = parse(parts[CONTENT_TYPES], CONTENT_TYPES)
    for override in list(types):
        if override.get("PartName", "").lstrip("/") in dropped:
            remove(override)
    parts[CONTENT_TYPES] = serialise(types)


def _read_parts(archive: zipfile.ZipFile) -> Parts:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > PARTS_LIMIT:
        raise PaperError("too_many_parts", f"Tệp có quá {PARTS_LIMIT} thành phần, không xử lý.")
    parts: Parts = {}
    total = 0
    for entry in entries:
        name = entry.filename
        if name.startswith("/") or "\\" in name or ".." in name.split("/") or name in parts:
            raise PaperError("tricky_name", "Tệp nén có tên thành phần không hợp lệ, không xử lý.")
        if entry.flag_bits & 0x1:
            raise PaperError(
                "encrypted", "Tệp có mật khẩu, không làm sạch được. Đề nghị bỏ mật khẩu rồi gửi lại."
            )
        with archive.open(entry) as stream:
            parts[name] = stream.read(PART_BYTES_LIMIT + 1)
        total += len(parts[name])
        if len(parts[name]) > PART_BYTES_LIMIT or total > TOTAL_BYTES_LIMIT:
            raise PaperError("too_large", "Tệp giải nén ra quá lớn, không xử lý.")
    if CONTENT_TYPES not in parts:
        raise PaperError("not_office", "Tệp nén này không phải tệp DOCX hoặc XLSX.")
    return parts
