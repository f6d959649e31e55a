"""The package of a DOCX or XLSX: opens it within limits, drops parts with references to them, writes it
again."""

import posixpath
import zipfile
from collections.abc import Iterator
from io import BytesIO

from lxml import etree

from forum.paperwork.archives import Element, open_archive, parse_xml
from forum.paperwork.errors import PaperError
from forum.words import _

Parts = dict[str, bytes]

CONTENT_TYPES = "[Content_Types].xml"
RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_POINTER = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_WRITTEN_ON = (1980, 1, 1, 0, 0, 0)  # the earliest a ZIP can hold: hides the time of writing


def open_package(content: bytes) -> Parts:
    """All parts by name, within the limits of forum.paperwork.archives. Raises PaperError."""
    archive = open_archive(content)
    parts = {name: archive.part(name) for name in archive.zip.namelist() if not name.endswith("/")}
    if CONTENT_TYPES not in parts:
        raise PaperError("not_office", _("Tệp nén này không phải tệp DOCX hoặc XLSX."))
    return parts


def write_package(parts: Parts) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts, key=lambda part: (part != CONTENT_TYPES, part)):
            entry = zipfile.ZipInfo(name, _WRITTEN_ON)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, parts[name])
    return buffer.getvalue()


def serialise(root: Element) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def remove(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def relationships(parts: Parts) -> Iterator[tuple[str, Element]]:
    """Each relationships part with its root; the caller must store a changed root."""
    for name in sorted(parts):
        if name.endswith(".rels"):
            yield name, parse_xml(parts[name], name)


def source_folder(relationships_part: str) -> str:
    """The folder that targets are relative to: 'word' for 'word/_rels/document.xml.rels'."""
    return posixpath.dirname(posixpath.dirname(relationships_part))


def target_of(relationships_part: str, relationship: Element) -> str:
    """The name of the target part; '' for a target outside the file."""
    if relationship.get("TargetMode") == "External":
        return ""
    target = relationship.get("Target", "")
    joined = target if target.startswith("/") else posixpath.join(source_folder(relationships_part), target)
    return posixpath.normpath(joined).lstrip("/")


def drop_with_places(parts: Parts, dropped: set[str]) -> None:
    """Remove parts with the elements that point to them, so that nothing is left that a program would try to open."""
    for name, root in relationships(parts):
        ids = {one.get("Id", "") for one in root.iter(RELATIONSHIPS) if target_of(name, one) in dropped}
        source = posixpath.join(source_folder(name), posixpath.basename(name).removesuffix(".rels"))
        if ids and source in parts and source.endswith(".xml"):
            _remove_pointing(parts, source, ids)
    drop_parts(parts, dropped)


def _remove_pointing(parts: Parts, source: str, ids: set[str]) -> None:
    root = parse_xml(parts[source], source)
    for element in list(root.iter()):
        pointers = {value for key, value in element.attrib.items() if key.startswith(_POINTER)}
        if pointers & ids:
            remove(element)
    parts[source] = serialise(root)


def replace_part(parts: Parts, name: str, other: str, content: bytes) -> None:
    """Put another part in the place of one, under another name."""
    for listing, root in relationships(parts):
        for one in root.iter(RELATIONSHIPS):
            if target_of(listing, one) == name:
                one.set("Target", f"/{other}")
        parts[listing] = serialise(root)
    drop_parts(parts, {name})
    parts[other] = content


def know_ending(parts: Parts, ending: str, media_type: str) -> None:
    """Say in the package what the parts with that ending are."""
    types = parse_xml(parts[CONTENT_TYPES], CONTENT_TYPES)
    if not any(one.get("Extension", "").lower() == ending for one in types):
        default = types.makeelement(types.tag.replace("}Types", "}Default"), {})
        default.set("Extension", ending)
        default.set("ContentType", media_type)
        types.append(default)
        parts[CONTENT_TYPES] = serialise(types)


def drop_parts(parts: Parts, dropped: set[str]) -> None:
    """Remove parts, their relationships, all references to them and their content types."""
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
    types = parse_xml(parts[CONTENT_TYPES], CONTENT_TYPES)
    for override in list(types):
        if override.get("PartName", "").lstrip("/") in dropped:
            remove(override)
    parts[CONTENT_TYPES] = serialise(types)
