"""The entry point: text → programme."""

import json
from pathlib import Path

from forum.paperwork.errors import PaperError
from forum.paperwork.extracting.sandbox import extract
from forum.programme.importer.assembly import assemble, finished
from forum.programme.importer.improbable import improbable
from forum.programme.importer.marks import Line, lines_of
from forum.programme.importer.overlay import Overlay, overlay_from
from forum.programme.importer.paragraphs import Paragraph, habits_of, paragraphs_of
from forum.programme.importer.result import ProgrammeError, ProgrammeText, Remark, as_json
from forum.programme.importer.suspicions import suspicions

WORD = b"PK\x03\x04"


def read_programme(text: str, overlay: Overlay | None = None) -> ProgrammeText:
    """Raises ProgrammeError with a line when the text has no numbered section or is not text at all."""
    lines = lines_of(text)
    names = frozenset(overlay.codes_by_name) if overlay else frozenset[str]()
    habits = habits_of(lines, names)
    paragraphs = paragraphs_of(lines, habits)
    if not paragraphs:
        raise ProgrammeError(lines[0].number, "văn bản chỉ có số trang")
    draft = assemble(paragraphs, habits)
    if not draft.sections:
        raise ProgrammeError(lines[0].number, "không thấy mục nào được đánh số (I., 1., 1.1., a))")
    tasks = finished(draft, paragraphs[-1])
    listed = _slip_remarks(lines, overlay)
    suspected = _not_listed([*improbable(lines, tasks, names), *suspicions(lines)], listed)
    dropped = _dropped_remarks(text, paragraphs, lines)
    remarks = [*_join_remarks(paragraphs), *dropped, *listed, *suspected, *draft.remarks]
    if not tasks:
        remarks.append(
            Remark("unsure", lines[0].number, "không thấy nhiệm vụ nào", "cần dòng nêu cơ quan chủ trì")
        )
    joins = tuple(join for paragraph in paragraphs for join in paragraph.joins)
    report = tuple(sorted(remarks, key=lambda remark: (remark.line, remark.kind)))
    return ProgrammeText(tuple(draft.sections), tasks, joins, report, draft.roles, tuple(draft.indicators))


def text_from(path: Path) -> str:
    return text_of(path.read_bytes())


def text_of(raw: bytes) -> str:
    """A Word file through the reader of papers, in its child process; else UTF-8, with or without a byte order mark.

    ProgrammeError says why the file cannot be read, and names the line of an invalid byte.
    """
    if raw.startswith(WORD):
        return _words_of_document(raw)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ProgrammeError(line, "tệp không phải là văn bản UTF-8") from error


def _words_of_document(raw: bytes) -> str:
    try:
        extracted = extract(raw)
    except PaperError as refusal:
        raise ProgrammeError(1, str(refusal.message)) from refusal
    if extracted.was_cut:
        raise ProgrammeError(1, "tệp Word quá dài")
    return extracted.text


def dry_run(path: Path, overlay_path: Path | None = None) -> str:
    """The parsed text as JSON, without a database."""
    overlay = overlay_from(overlay_path) if overlay_path else None
    return json.dumps(as_json(read_programme(text_from(path), overlay)), ensure_ascii=False, indent=2)


def _join_remarks(paragraphs: list[Paragraph]) -> list[Remark]:
    remarks = []
    for paragraph in paragraphs:
        for before, after in paragraph.joins:
            remarks.append(Remark("join", after, f"nối dòng {after} vào dòng {before}"))
        for line, text in paragraph.doubts:
            remarks.append(Remark("unsure", line, text, "nối sau một câu đã trọn: có thể là đoạn mới"))
    return remarks


def _dropped_remarks(text: str, paragraphs: list[Paragraph], read: list[Line]) -> list[Remark]:
    """Lines of no paragraph: numbers of pages, and signs alone."""
    held = {paragraph.line for paragraph in paragraphs}
    held |= {after for paragraph in paragraphs for _, after in paragraph.joins}
    held |= {number for one in read if one.number in held for number in range(one.number, one.last + 1)}
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [
        Remark("ignored", number, line.strip()[:300], "số trang, tiêu đề của bảng hoặc dòng không có chữ")
        for number, line in enumerate(lines, start=1)
        if line.strip() and number not in held
    ]


def _slip_remarks(lines: list[Line], overlay: Overlay | None) -> list[Remark]:
    """Suspected slips from the overlay that the text still contains; the text itself is not changed."""
    slips = overlay.slips if overlay else ()
    return [
        Remark("slip", line.number, slip.written, f"{slip.suggestion} ({slip.certainty})")
        for slip in slips
        for line in lines
        if slip.written in line.whole
    ]


def _not_listed(suspected: list[Remark], listed: list[Remark]) -> list[Remark]:
    """Without those already listed in the overlay."""
    return [
        remark
        for remark in suspected
        if not any(slip.line == remark.line and remark.text in slip.text for slip in listed)
    ]
