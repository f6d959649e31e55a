"""Writes official papers as PDF: tagged (PDF/UA-1), bookmarked, with the bundled faces embedded."""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

import pypdfium2

from forum.paperwork.description import (
    TO_FILL_IN,
    Block,
    Heading,
    Marked,
    OfficialPaper,
    Paragraph,
    Row,
    Run,
    Table,
)
from forum.paperwork.layout_rules import Layout, layout
from forum.paperwork.printable import one_line, printable
from forum.paperwork.writing import wording
from forum.paperwork.writing.cells import cell_lines, is_whole
from forum.paperwork.writing.column_widths import POINTS_PER_MM, column_widths
from forum.paperwork.writing.docx import LEFT_SHARE, rule_points
from forum.paperwork.writing.docx_tables import Progress
from forum.paperwork.writing.faces import in_our_faces
from forum.paperwork.writing.pdf_parts import PART_BYTES, Data, joined_in_temporary_folder, parts_of
from forum.paperwork.writing.typesetting import typeset_in_child

# Longer words may be parted where their line ends. No Vietnamese syllable has twelve letters: in a narrow cell those
# are codes and addresses.
_LONG_WORD, _LONG_WORD_IN_CELL = re.compile(r"\S{36,}"), re.compile(r"\S{12,}")
_WORD_PARTS = re.compile(r"[^-/_.]{1,8}[-/_.]*|[-/_.]+")
_PARTING = "\x1f"  # never in printable text

# One text, or the parts between which a line may break.
Text = str | list[str]


def pdf_paper(
    paper: OfficialPaper,
    made_at: datetime,
    progress: Progress | None = None,
    *,
    part_bytes: int = PART_BYTES,
) -> bytes:
    """The paper as a draft for signature. `progress` is called with the number of table rows set so far.

    The faces are metrically compatible with Times New Roman, and the properties say so; a missing character
    prints as a box. A paper that would cost Typst more than `part_bytes` is set part by part; parts begin
    on new pages. Needs no network. Raises PaperError for damaged text.
    """
    parts = parts_of(_paper(paper, made_at), part_bytes)
    made: list[bytes] = []
    first_page, rows = 1, 0
    for part in parts:
        data = json.dumps(part | {"first_page": first_page}, ensure_ascii=False)
        made.append(typeset_in_child(data, opening=part["opening"]))
        first_page += _page_count(made[-1])
        rows += sum(len(block["rows"]) for block in part["blocks"] if block["type"] == "table")
        if progress:
            progress(rows)
    return made[0] if len(made) == 1 else joined_in_temporary_folder(made)


def _page_count(content: bytes) -> int:
    with pypdfium2.PdfDocument(content) as document:
        return len(document)


def _paper(paper: OfficialPaper, made_at: datetime) -> Data:
    rules = layout(paper.issuer.kind)
    height, width = (
        (rules.width_mm, rules.height_mm) if paper.landscape else (rules.height_mm, rules.width_mm)
    )
    points = rules.text_width_mm(landscape=paper.landscape) * POINTS_PER_MM
    lines = wording.head(paper)
    plain_rules = asdict(rules) | {"as_of": rules.as_of.isoformat()}
    replaced = f"Phông chữ {rules.font_in_pdf} thay cho {rules.font}, cùng kích thước chữ"
    return {
        "rules": plain_rules,
        "title": in_our_faces(wording.paper_title(paper)),
        "description": f"{wording.DRAFT_NOTICE}. {replaced}.",
        "keywords": [in_our_faces(one_line(word)) for word in paper.keywords],
        "made": [made_at.year, made_at.month, made_at.day],
        "width_mm": width,
        "height_mm": height,
        "left_share": LEFT_SHARE,
        "left": _side(lines.left, rules, points * LEFT_SHARE),
        "right": _side(lines.right, rules, points * (1 - LEFT_SHARE)),
        "is_letter": paper.is_letter,
        "has_contents": paper.has_contents,
        "kind": _line(wording.capitals(paper.kind)),
        "subject": [_line(line) for line in cell_lines(paper.subject) if line],
        "title_rule": wording.title_rule(paper, rules, points),
        "addressees": _addressees(paper, rules, points),
        "blocks": [made for block in wording.body_blocks(paper) for made in _block(block, paper)],
        "annexes": [
            [made for block in annex for made in _block(block, paper)]
            for annex in wording.annex_blocks(paper)
        ],
        "signatures": [
            {
                "authority": [_line(line) for line in wording.authority_lines(one, paper.issuer.kind)],
                "name": _line(one.name),
            }
            for one in paper.frame.signatures
        ],
        "recipients_word": wording.RECIPIENTS_WORD,
        "recipients": [_line(line) for line in wording.recipient_lines(paper.frame.recipients)],
    }


def _line(text: str, long_word: re.Pattern[str] = _LONG_WORD) -> Text:
    return _text(one_line(text) if "\u00a0" not in text else text, long_word)


def _text(text: str, long_word: re.Pattern[str] = _LONG_WORD) -> Text:
    text = in_our_faces(text)
    if not long_word.search(text):
        return text
    return long_word.sub(lambda word: _PARTING.join(_WORD_PARTS.findall(word[0])), text).split(_PARTING)


def _side(lines: Sequence[wording.Line], rules: Layout, points: float) -> list[Data]:
    return [
        {
            "component": line.component,
            "text": _text(wording.head_text(line, rules, points)),
            "rule": rule_points(line, rules, points) if line.rule_below else 0,
        }
        for line in lines
    ]


def _addressees(paper: OfficialPaper, rules: Layout, points: float) -> list[Data]:
    lines = wording.addressee_lines(paper.addressees)
    indents = wording.addressee_indents(lines, rules, points)
    return [{"text": _line(line), "indent": indent} for line, indent in zip(lines, indents, strict=True)]


def _block(block: Block, paper: OfficialPaper) -> list[Data]:
    match block:
        case Heading():
            heading = {"text": _line(block.text), "level": block.level, "centred": block.centred}
            return [heading | {"type": "heading"}]
        case Paragraph():
            return [
                {
                    "type": "paragraph",
                    "text": _text(line),
                    "to_fill_in": line == TO_FILL_IN,
                    "label": _line(block.label) if place == 0 else "",
                    "align": block.align,
                    "first_line": block.first_line,
                    "italic": block.italic,
                }
                for place, line in enumerate(cell_lines(block.text))
            ]
        case Table():
            return [_table(block, paper)]


def _cell(cell: str | Marked) -> list[Text | Data]:
    """Its lines; each of a marked one in runs."""
    if isinstance(cell, Marked):
        return [
            {
                "to_fill_in": False,
                "runs": [
                    {"text": _text(printable(run.text), _LONG_WORD_IN_CELL), "mark": run.mark}
                    for run in line or (Run(""),)
                ],
            }
            for line in cell.lines
        ]
    return [
        {"to_fill_in": True, "runs": []} if line == TO_FILL_IN else _text(line, _LONG_WORD_IN_CELL)
        for line in cell_lines(cell)
    ]


def _table(table: Table, paper: OfficialPaper) -> Data:
    rows: list[Data] = []
    widths = column_widths(table.columns, paper)
    for row in table.rows:
        texts = row.cells if isinstance(row, Row) else (row.text,)
        cells = [_cell(text) for text in texts]
        whole = isinstance(row, Row) and is_whole(row, widths, paper)
        rows.append({"cells": cells, "whole": whole})
    columns = [
        {"title": _line(column.title, _LONG_WORD_IN_CELL), "points": points, "align": column.align}
        for column, points in zip(table.columns, widths, strict=True)
    ]
    return {"type": "table", "caption": _line(table.caption), "columns": columns, "rows": rows}
