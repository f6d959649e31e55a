"""A long paper, set in parts, is one paper again: pages, tags, bookmarks and text."""

from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
import pytest
from pikepdf import Dictionary, Name, NumberTree

from forum.paperwork.description import Heading, OfficialPaper, Paragraph
from forum.paperwork.writing.pdf import pdf_paper
from forum.paperwork.writing.pdf_parts import parts_of
from tests.paperwork.writing.examples import MADE_AT, a_paper, a_table

ROWS = 90
LONG = a_paper(blocks=[Heading("I. Bảng"), a_table(ROWS), Heading("II. Sau bảng"), Paragraph("Đoạn cuối.")])


def in_parts(paper: OfficialPaper) -> bytes:
    return pdf_paper(paper, MADE_AT, part_bytes=2_000_000)


@pytest.fixture(scope="module")
def content() -> bytes:
    return in_parts(LONG)


def pages(content: bytes) -> list[str]:
    with pypdfium2.PdfDocument(content) as document:
        return [page.get_textpage().get_text_range() for page in document]


def tags(document: pikepdf.Pdf, kind: Name) -> list[Any]:
    return [thing for thing in document.objects if isinstance(thing, Dictionary) and thing.get("/S") == kind]


def test_every_row_stands_once_and_in_order(content: bytes) -> None:
    words = " ".join(pages(content)).split()
    numbers = [int(words[place + 1]) for place, word in enumerate(words) if word == "khoản"]
    assert numbers == list(range(ROWS))


def test_head_and_signature_stand_once_and_page_numbers_run_on(content: bytes) -> None:
    read = pages(content)
    assert len(read) > 2
    assert sum("CỘNG HÒA" in page for page in read) == 1
    assert "CỘNG HÒA" in read[0]
    assert [place for place, page in enumerate(read) if "Nơi nhận" in page] == [len(read) - 1]
    assert [page.split()[0] for page in read[1:]] == [str(number) for number in range(2, len(read) + 1)]


def test_bookmarks_lead_to_the_parts(content: bytes) -> None:
    with pypdfium2.PdfDocument(content) as document:
        marks = [(mark.level, mark.get_title(), mark.get_dest().get_index()) for mark in document.get_toc()]
    last = len(pages(content)) - 1
    assert [(level, title) for level, title, _ in marks[1:]] == [(1, "I. Bảng"), (1, "II. Sau bảng")]
    assert (marks[1][2], marks[2][2]) == (0, last)


def test_every_page_is_tied_to_its_tags(content: bytes) -> None:
    with pikepdf.open(BytesIO(content)) as document:
        root = document.Root.StructTreeRoot
        alignment = NumberTree(root.ParentTree)
        keys = [int(page.obj.StructParents) for page in document.pages]
        assert len(set(keys)) == len(keys)
        for page, key in zip(document.pages, keys, strict=True):
            for element in alignment[key]:
                if isinstance(element, Dictionary) and "/Pg" in element:
                    assert element.Pg.objgen == page.obj.objgen
        rows = tags(document, Name.TR)
        heads = len(tags(document, Name.Table))
        assert len(rows) == ROWS + 1 + heads  # the rows, the span, and a head in each part


def test_cells_name_head_cells_that_exist_once(content: bytes) -> None:
    with pikepdf.open(BytesIO(content)) as document:
        names = [str(head.ID) for head in tags(document, Name.TH)]
        assert len(set(names)) == len(names)
        listed = [str(one) for one in list(document.Root.StructTreeRoot.IDTree.Names)[::2]]
        assert sorted(listed) == sorted(names)
        assert listed == sorted(listed)
        for cell in tags(document, Name.TD):
            told = [str(name) for one in cell.get("/A", []) for name in one.get("/Headers", [])]
            assert set(told) <= set(names)


def test_progress_is_told_after_each_part() -> None:
    told: list[int] = []
    pdf_paper(LONG, MADE_AT, told.append, part_bytes=2_000_000)
    assert len(told) > 2
    assert told == sorted(told)
    assert told[-1] == ROWS + 1


def test_a_short_paper_is_one_part() -> None:
    told: list[int] = []
    pdf_paper(LONG, MADE_AT, told.append)
    assert told == [ROWS + 1]


def test_no_part_ends_with_the_name_of_an_article() -> None:
    cells = [["khoản"], ["hội"], ["ý kiến"]]
    lines = [row for place in range(40) for row in ([[f"Điều {place}"]], cells, cells)]
    rows = [{"cells": row, "whole": False} for row in lines]
    columns = [{"title": "A", "share": 1, "align": "left"}] * 3
    block = {"type": "table", "caption": "", "columns": columns, "rows": rows}
    paper = {"blocks": [block], "annexes": [], "signatures": [], "recipients": []}
    for part_bytes in (100_000, 130_000, 160_000, 200_000):
        parts = parts_of(paper, part_bytes)
        runs = [piece["rows"] for part in parts for piece in part["blocks"]]
        assert [row for run in runs for row in run] == rows
        assert len(runs) > 5
        assert all(len(run[-1]["cells"]) > 1 for run in runs)
