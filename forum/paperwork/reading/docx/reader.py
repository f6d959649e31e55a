"""Reads a Word file as a paper."""

from collections.abc import Mapping

from forum.paperwork.archives import Archive, Element, local, open_archive, related, value
from forum.paperwork.errors import PaperError
from forum.paperwork.printable import require_unicode
from forum.paperwork.reading.blocks import Block
from forum.paperwork.reading.docx.body import Body, blocks_of, left_over
from forum.paperwork.reading.docx.findings import Findings
from forum.paperwork.reading.docx.numbering import Counters, Numbering, read_numbering
from forum.paperwork.reading.docx.runs import Fields, Gathering
from forum.paperwork.reading.docx.styles import Styles, read_styles
from forum.paperwork.reading.outline import outline
from forum.paperwork.remarks import Remark
from forum.paperwork.tree import Paper
from forum.words import _

_NOTE_FRAMES = {"separator", "continuationSeparator", "continuationNotice"}


def read_docx(content: bytes) -> Paper:
    """The tree and report of a .docx, with tracked changes accepted.

    Raises PaperError, with advice, for files that are encrypted, damaged, of another kind, with macros, or
    made to exhaust memory. Opens no other file and no URL named in the paper.
    """
    blocks, remarks = docx_blocks(content)
    require_unicode("\n".join(block.text for block in blocks))
    return outline(blocks, remarks)


def docx_blocks(content: bytes) -> tuple[list[Block], list[Remark]]:
    archive = open_archive(content)
    main = _main_part(archive)
    root = archive.xml(main)
    start = next((child for child in root if local(child) == "body"), None)
    if local(root) != "document" or start is None:
        raise PaperError("not_word", _("Tệp không chứa văn bản Word; có thể là Excel hoặc PowerPoint."))
    parts = dict(related(archive, main))
    findings = Findings()
    numbering = read_numbering(_optional(archive, parts.get("numbering")))
    styles = read_styles(_optional(archive, parts.get("styles")))
    counters = Counters(numbering)
    body = Body(
        styles,
        counters,
        Gathering(styles, Fields(_fields_are_balanced(root)), findings),
        _notes(archive, parts),
        _comments(archive, parts),
        _list_levels(styles, numbering),
    )
    blocks = list(blocks_of(start, body))
    _note_rest(archive, main, body, blocks)
    for style in sorted(counters.unknown_styles):
        findings.note("number_style", style)
    return blocks, findings.remarks


def _fields_are_balanced(root: Element) -> bool:
    kinds = [value(element, "fldCharType") for element in root.iter() if local(element) == "fldChar"]
    return kinds.count("begin") == kinds.count("end")


def _main_part(archive: Archive) -> str:
    main = dict(related(archive, "")).get("officeDocument", "word/document.xml")
    if main not in archive.names:
        raise PaperError("not_word", _("Tệp không chứa văn bản Word."))
    if any(name.lower().endswith("vbaproject.bin") for name in archive.names):
        raise PaperError("macros", _("Tệp có macro (.docm); đề nghị lưu lại dạng .docx không có macro."))
    return main


def _optional(archive: Archive, name: str | None) -> Element | None:
    return archive.xml(name) if name else None


def _notes(archive: Archive, parts: Mapping[str, str]) -> dict[tuple[str, str], Element]:
    found: dict[tuple[str, str], Element] = {}
    for listing, kind in (("footnotes", "footnote"), ("endnotes", "endnote")):
        root = _optional(archive, parts.get(listing))
        for element in root if root is not None else ():
            if value(element, "type") not in _NOTE_FRAMES:
                found[kind, value(element, "id") or ""] = element
    return found


def _comments(archive: Archive, parts: Mapping[str, str]) -> dict[str, Element]:
    root = _optional(archive, parts.get("comments"))
    return {value(element, "id") or "": element for element in (root if root is not None else ())}


def _list_levels(styles: Styles, numbering: Numbering) -> dict[str, tuple[str, int]]:
    """Styles linked to a list level, so that the paragraph's style alone gives list and level."""
    found: dict[str, tuple[str, int]] = {}
    for style in styles.looks:
        number_id = styles.look(style).number_id
        for place, level in numbering.levels.get(number_id or "", {}).items():
            if level.paragraph_style == style and number_id:
                found[style] = (number_id, place)
    return found


def _note_rest(archive: Archive, main: str, body: Body, blocks: list[Block]) -> None:
    """Add words left over from a last paragraph whose mark was deleted, and report headers and footers."""
    blocks.extend(left_over(body))
    seen: set[str] = set()
    for kind, name in related(archive, main):
        if kind in {"header", "footer"}:
            text = " ".join(inner.text or "" for inner in archive.xml(name).iter() if local(inner) == "t")
            if text.strip() and not text.strip().isdecimal() and text not in seen:
                seen.add(text)
                body.findings.note("header", text)
