"""Writing and cleaning long papers, as ratios to what python-docx takes to read the DOCX that we wrote.

`python -m bench.papers` writes its section of bench/RESULTS.md. Each figure comes from a process of its own.
"""

import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO

from docx import Document

from bench._measure import in_fresh_process, ratios, run_here
from bench._record import record
from forum.paperwork.cleaning.files import clean_file
from forum.paperwork.description import Frame, Issuer, Signature
from forum.paperwork.writing.docx import docx_paper
from forum.paperwork.writing.papers.opinions import (
    OpinionCounts,
    OpinionLine,
    OpinionTable,
    opinion_table,
    opinion_workbook,
)
from forum.paperwork.writing.pdf import pdf_paper

ROWS = 10_000
MADE_AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
FRAME = Frame(
    Issuer("state", "Sở Mẫu A", "UBND thành phố Mẫu", "Thành Mẫu", "BC-SMA"),
    2026,
    (Signature("Giám đốc", "Người Mẫu Một"),),
    ("Lưu: VT",),
)


def opinions() -> OpinionTable:
    lines = [
        OpinionLine(
            place=f"Điều {number // 100 + 1} khoản {number % 9 + 1}",
            contributor=f"Người Mẫu {number}",
            opinion=f"Đề nghị bổ sung quy định mẫu số {number} về đổi mới sáng tạo và nêu rõ thời hạn. " * 2,
            response="Tiếp thu, bổ sung vào dự thảo mẫu; thời hạn nêu tại khoản sau. " * 2,
            article=f"Điều {number // 100 + 1}. Điều mẫu",
        )
        for number in range(ROWS)
    ]
    counts = OpinionCounts(40, 30, 900, 12, ROWS, ROWS, 0, 0)
    return OpinionTable(
        "Quy định mẫu",
        ("Kế hoạch mẫu",),
        date(2026, 9, 1),
        date(2026, 9, 30),
        ("văn bản",),
        counts,
        (),
        lines,
    )


def reading_by_python_docx() -> Callable[[], object]:
    content = docx_paper(opinion_table(FRAME, opinions()), MADE_AT)
    return lambda: [
        "".join(cell.itertext()) for cell in Document(BytesIO(content)).element.body.iter("{*}tc")
    ]


def writing_docx() -> Callable[[], object]:
    table = opinions()
    return lambda: docx_paper(opinion_table(FRAME, table), MADE_AT)


def writing_pdf() -> Callable[[], object]:
    table = opinions()
    return lambda: pdf_paper(opinion_table(FRAME, table), MADE_AT)


def writing_xlsx() -> Callable[[], object]:
    table = opinions()
    return lambda: opinion_workbook(FRAME, table)


def cleaning_docx() -> Callable[[], object]:
    content = docx_paper(opinion_table(FRAME, opinions()), MADE_AT)
    return lambda: clean_file(content)


CASES: dict[str, tuple[str, Callable[[], Callable[[], object]]]] = {
    "python-docx": (f"python-docx reads {ROWS:,} rows", reading_by_python_docx),
    "docx": (f"DOCX of {ROWS:,} rows", writing_docx),
    "pdf": (f"PDF of {ROWS:,} rows, in parts", writing_pdf),
    "xlsx": (f"XLSX of {ROWS:,} rows", writing_xlsx),
    "clean": ("cleaning that DOCX", cleaning_docx),
}


def table() -> str:
    names = {case: name for case, (name, _) in CASES.items()}
    taken = {case: in_fresh_process("bench.papers", case) for case in CASES}
    return ratios(taken, names, "python-docx")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        run_here(CASES[sys.argv[1]][1])
    else:
        record("Writing and cleaning long papers", "python -m bench.papers", table())
