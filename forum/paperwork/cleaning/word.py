"""Removes authors from DOCX: properties, people, session ids, paths and fields that print names."""

import re

from forum.paperwork.archives import Element, local, parse_xml, value
from forum.paperwork.cleaning.markings import (
    Findings,
    anonymise_people,
    blank_drawing_names,
    clean_pictures,
    drop_properties,
    drop_strangers,
    loosen_outside_targets,
)
from forum.paperwork.cleaning.office_package import Parts, remove, serialise

_DROPPED = re.compile(
    r"docProps/.*|customXml/.*|docMetadata/.*|customUI/.*|userCustomization/.*"
    r"|word/(?:people|commentsExtensible|commentsIds|commentsExtended|customizations|intelligence\d*)\.xml"
    r"|word/(?:glossary|printerSettings)/.*|word/attachedToolbars\.bin|word/recipientData\.xml"
)
_KNOWN = re.compile(
    r"word/(?:document|styles|stylesWithEffects|settings|webSettings|fontTable|numbering"
    r"|footnotes|endnotes|header|footer|comments)\d*\.xml"
    r"|word/(?:theme|charts|diagrams|drawings)/[\w.-]+\.(?:xml|vml)|word/fonts/[\w.-]+|word/media/[\w. -]+"
    r"|word/embeddings/[\w. -]+\.(?:xlsx|docx)"
    r"|word/(?:[\w-]+/)?_rels/[\w.-]+\.rels"
)
# Settings that hold paths, data sources, free text or ids that link one file to another.
_SETTINGS = frozenset(
    ("rsids", "attachedTemplate", "mailMerge", "docVars", "saveThroughXslt", "docId", "writeProtection")
)
_NAMING_FIELD = re.compile(
    r"\s*(?:AUTHOR|LASTSAVEDBY|USERNAME|USERINITIALS|USERADDRESS|FILENAME|TEMPLATE|DOCPROPERTY|DOCVARIABLE"
    r"|INFO|TITLE|SUBJECT|KEYWORDS|COMMENTS)\b",
    re.IGNORECASE,
)
_PROPERTY_BINDING = re.compile(
    r"core-properties|coreProperties|extended-properties|CoverPageProperties", re.IGNORECASE
)


def clean_word(parts: Parts, found: Findings) -> None:
    """Clean the parts in place. Raises PaperError for dangerous parts."""
    drop_properties(parts, _DROPPED, found)
    drop_strangers(parts, _KNOWN, found)
    loosen_outside_targets(parts, found)
    clean_pictures(parts, "word/media/", found)
    for name in sorted(parts):
        if name.startswith("word/") and name.endswith((".xml", ".vml")):
            root = parse_xml(parts[name], name)
            _clean_part(root, found)
            parts[name] = serialise(root)


def _clean_part(root: Element, found: Findings) -> None:
    for element in [one for one in root.iter() if local(one) in _SETTINGS]:
        remove(element)
    anonymise_people(root, found)
    blank_drawing_names(root, found)
    _blank_bound_controls(root, found)
    _blank_fields(root, found)


def _blank_bound_controls(root: Element, found: Findings) -> None:
    """Blank content controls bound to a property, such as the author on a cover page."""
    for control in root.iter("{*}sdt"):
        binding = control.find("{*}sdtPr/{*}dataBinding")
        if binding is None:
            continue
        bound = " ".join(str(value) for value in binding.attrib.values())
        remove(binding)
        if _PROPERTY_BINDING.search(bound):
            for text in control.iter("{*}t"):
                found.name(text.text)
                text.text = ""
            found.note("ô hiển thị thuộc tính của tệp")


def _blank_fields(root: Element, found: Findings) -> None:
    """Empty the displayed results of fields that print the file's author or path."""
    for field in root.iter("{*}fldSimple"):
        if _NAMING_FIELD.match(value(field, "instr") or ""):
            for text in field.iter("{*}t"):
                _blank(text, found)
    open_fields: list[list[str]] = []  # per open field: its instruction, then what is being read
    for element in root.iter("{*}fldChar", "{*}instrText", "{*}t"):
        match local(element), value(element, "fldCharType"):
            case "fldChar", "begin":
                open_fields.append(["", "instruction"])
            case "fldChar", "separate":
                if open_fields:
                    open_fields[-1][1] = "result"
            case "fldChar", _:
                if open_fields:
                    open_fields.pop()
            case "instrText", _:
                if open_fields and open_fields[-1][1] == "instruction":
                    open_fields[-1][0] += element.text or ""
            case _:
                if any(shown == "result" and _NAMING_FIELD.match(bound) for bound, shown in open_fields):
                    _blank(element, found)


def _blank(text: Element, found: Findings) -> None:
    found.name(text.text)
    text.text = ""
    found.note("trường tự động in tên người hoặc tên tệp")
