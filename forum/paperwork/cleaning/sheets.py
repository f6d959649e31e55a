"""Removes authors from XLSX, and the data of hidden sheets and caches."""

import posixpath
import re

from forum.paperwork.archives import Element, local, parse_xml
from forum.paperwork.cleaning.markings import (
    ANONYMOUS,
    Findings,
    blank_drawing_names,
    clean_pictures,
    drop_properties,
    drop_strangers,
    loosen_outside_targets,
)
from forum.paperwork.cleaning.office_package import (
    RELATIONSHIPS,
    Parts,
    drop_parts,
    remove,
    serialise,
    target_of,
)
from forum.paperwork.errors import PaperError
from forum.words import _

_DROPPED = re.compile(
    r"docProps/.*|customXml/.*|docMetadata/.*|customUI/.*|userCustomization/.*"
    r"|xl/(?:printerSettings|externalLinks|persons|threadedComments)/.*|xl/calcChain\.xml"
)
_KNOWN = re.compile(
    r"xl/(?:workbook|styles|sharedStrings|metadata)\.xml|xl/(?:worksheets|chartsheets)/[\w-]+\.xml"
    r"|xl/(?:theme|charts|drawings|tables|pivotTables|pivotCache|slicers|slicerCaches)/[\w.-]+\.(?:xml|vml)"
    r"|xl/comments[\w/]*\.xml|xl/media/[\w. -]+|xl/embeddings/[\w. -]+\.(?:xlsx|docx)"
    r"|xl/(?:[\w-]+/)?_rels/[\w.-]+\.rels"
)
_WORKBOOK = "xl/workbook.xml"
_STRINGS = "xl/sharedStrings.xml"
_WORKBOOK_DROPPED = frozenset(("fileSharing", "absPath", "externalReferences", "revisionPtr", "fileVersion"))


def clean_workbook(parts: Parts, found: Findings) -> None:
    """Clean the parts in place. Raises PaperError for dangerous parts.

    Where a hidden sheet or another file is removed, formulas become their last values: their sources are
    gone, and cleaning must not change a displayed number.
    """
    if _WORKBOOK not in parts:
        raise PaperError("unknown_part", _("Sổ tính có cấu trúc lạ, chưa làm sạch được."))
    outside = any(name.startswith("xl/externalLinks/") for name in parts)
    drop_properties(parts, _DROPPED, found)
    drop_strangers(parts, _KNOWN, found)
    hidden = _drop_hidden_sheets(parts, found)
    loosen_outside_targets(parts, found)
    clean_pictures(parts, "xl/media/", found)
    for name in sorted(parts):
        if name.endswith((".xml", ".vml")) and name.startswith("xl/"):
            root = parse_xml(parts[name], name)
            _clean_part(name, root, found, frozen=outside or hidden)
            parts[name] = serialise(root)
    if hidden:
        _blank_unused_strings(parts)


def _clean_part(name: str, root: Element, found: Findings, *, frozen: bool) -> None:
    if name == _WORKBOOK:
        for element in [one for one in root.iter() if local(one) in _WORKBOOK_DROPPED]:
            found.name(element.get("userName"))
            _remove_with_alternative(element)
    if name.startswith("xl/comments"):
        _anonymise_comments(root, found)
    for element in root.iter():
        for attribute in list(element.attrib):
            plain = attribute.rsplit("}", 1)[-1]
            if plain in ("refreshedBy", "refreshedDate", "uid"):
                found.name(element.get(attribute) if plain == "refreshedBy" else None)
                del element.attrib[attribute]
    # The printer settings were dropped, and a dangling reference would make Excel repair the file.
    for setup in root.iter("{*}pageSetup"):
        for attribute in [one for one in setup.attrib if one.endswith("}id")]:
            del setup.attrib[attribute]
    if frozen:
        for formula in list(root.iter("{*}f", "{*}calculatedColumnFormula")):
            if name.startswith(("xl/worksheets/", "xl/tables/")):
                remove(formula)
    blank_drawing_names(root, found)


def _remove_with_alternative(element: Element) -> None:
    """Remove an element with its wrapper, which must not be left empty."""
    wrapper = element.getparent()
    while wrapper is not None and local(wrapper) in ("Choice", "AlternateContent"):
        element, wrapper = wrapper, wrapper.getparent()
    remove(element)


def _anonymise_comments(root: Element, found: Findings) -> None:
    """Remove authors of comments, also from the comment's text, where Excel puts the name as a bold first
    line."""
    names: list[str] = []
    for author in root.iter("{*}author"):
        if author.text:
            found.name(author.text)
            names.append(author.text)
        author.text = ANONYMOUS
    for text in root.iter("{*}t"):
        for name in sorted(names, key=len, reverse=True):
            text.text = (text.text or "").replace(name, ANONYMOUS)
    if names:
        found.note("tên người nhận xét")


def _drop_hidden_sheets(parts: Parts, found: Findings) -> bool:
    """Remove hidden sheets with their parts, names and cached data; returns whether there were any."""
    workbook = parse_xml(parts[_WORKBOOK], _WORKBOOK)
    sheets = [sheet for listed in workbook.iter("{*}sheets") for sheet in listed if local(sheet) == "sheet"]
    hidden = [sheet for sheet in sheets if sheet.get("state", "visible") != "visible"]
    if not hidden:
        return False
    if any(name.startswith(("xl/pivotCache/", "xl/charts/")) for name in parts):
        raise PaperError(
            "hidden_sheet",
            _("Sổ tính có trang ẩn cùng biểu đồ hoặc bảng PivotTable; đề nghị xóa trang ẩn rồi gửi lại."),
        )
    left = [sheet for sheet in sheets if sheet not in hidden]
    pointers = {_pointer(sheet) for sheet in hidden}
    _keep_names(workbook, sheets, left)
    for sheet in hidden:
        remove(sheet)
    for view in workbook.iter("{*}workbookView"):
        view.attrib.pop("activeTab", None)
        view.attrib.pop("firstSheet", None)
    parts[_WORKBOOK] = serialise(workbook)
    _drop_sheet_parts(parts, pointers)
    found.note(f"{len(hidden)} trang ẩn")
    return True


def _pointer(sheet: Element) -> str:
    return next((str(value) for name, value in sheet.attrib.items() if name.endswith("}id")), "")


def _keep_names(workbook: Element, sheets: list[Element], left: list[Element]) -> None:
    """Renumber the sheets of defined names; names in or about a hidden sheet are removed with it."""
    gone = [sheet.get("name", "") for sheet in sheets if sheet not in left]
    for name in list(workbook.iter("{*}definedName")):
        position = name.get("localSheetId")
        if position is not None:
            owner = sheets[int(position)] if position.isdecimal() and int(position) < len(sheets) else None
            if owner is None or owner not in left:
                remove(name)
                continue
            name.set("localSheetId", str(left.index(owner)))
        if any(sheet in (name.text or "") for sheet in gone):
            remove(name)


def _drop_sheet_parts(parts: Parts, pointers: set[str]) -> None:
    """Remove the sheets' parts and what only they refer to: comments, tables, drawings."""
    rels_name = "xl/_rels/workbook.xml.rels"
    rels = parse_xml(parts[rels_name], rels_name)
    gone = {target_of(rels_name, one) for one in rels.iter(RELATIONSHIPS) if one.get("Id") in pointers}
    drop_parts(parts, gone)
    while orphans := _orphans(parts):
        drop_parts(parts, orphans)


def _orphans(parts: Parts) -> set[str]:
    reached: set[str] = set()
    for name in parts:
        if name.endswith(".rels"):
            reached |= {target_of(name, one) for one in parse_xml(parts[name], name).iter(RELATIONSHIPS)}
    return {
        name
        for name in parts
        if name.startswith("xl/") and not name.endswith(".rels") and name not in reached
    }


def _blank_unused_strings(parts: Parts) -> None:
    """Blank strings of hidden sheets in the shared table, whose indexes must not shift."""
    if _STRINGS not in parts:
        return
    used: set[int] = set()
    for name in parts:
        if posixpath.dirname(name) == "xl/worksheets" and name.endswith(".xml"):
            for cell in parse_xml(parts[name], name).iter("{*}c"):
                value = cell.find("{*}v")
                shared = value.text if value is not None and cell.get("t") == "s" else None
                if shared and shared.isdecimal():
                    used.add(int(shared))
    root = parse_xml(parts[_STRINGS], _STRINGS)
    for place, item in enumerate(root.iter("{*}si")):
        if place not in used:
            for child in list(item):
                item.remove(child)
            item.append(item.makeelement(item.tag.replace("}si", "}t"), {}))
    parts[_STRINGS] = serialise(root)
