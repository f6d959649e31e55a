"""Writes the sample papers into a folder, each in all its formats."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from forum.paperwork.description import Frame
from forum.paperwork.errors import PaperError
from forum.paperwork.samples.drafts import sample_drafts
from forum.paperwork.samples.papers import DEPARTMENT, MEETING, OPINIONS, YEAR, sample_papers
from forum.paperwork.writing.docx import docx_paper
from forum.paperwork.writing.ics import calendar_event
from forum.paperwork.writing.papers.opinions import opinion_workbook
from forum.paperwork.writing.pdf import pdf_paper
from forum.words import _


def write_samples(name: str, folder: Path, made_at: datetime) -> list[Path]:
    """Write the named sample, or 'all'; returns the files written, replacing existing ones.

    Raises PaperError when no sample has that name.
    """
    papers = sample_papers()
    if name not in ("all", "du-thao", *papers):
        known = ", ".join(("all", "du-thao", *papers))
        raise PaperError(
            "unknown_sample", _("Không có mẫu '{name}'. Các mẫu: {known}.", name=name, known=known)
        )
    files: dict[str, bytes] = {}
    for paper_name, paper in papers.items():
        if name in ("all", paper_name):
            files[f"{paper_name}.docx"] = docx_paper(paper, made_at)
            files[f"{paper_name}.pdf"] = pdf_paper(paper, made_at)
    if name in ("all", "du-thao"):
        files |= sample_drafts()
    if name in ("all", "ban-tong-hop"):
        files["ban-tong-hop.xlsx"] = opinion_workbook(Frame(DEPARTMENT, YEAR), OPINIONS)
    if name in ("all", "chuong-trinh-hoi-nghi"):
        files["chuong-trinh-hoi-nghi.ics"] = _session(made_at)
    folder.mkdir(parents=True, exist_ok=True)
    for file_name, content in files.items():
        (folder / file_name).write_bytes(content)
    return [folder / file_name for file_name in files]


def _session(made_at: datetime) -> bytes:
    starts_at = datetime(2026, 12, 10, 1, 30, tzinfo=UTC)
    return calendar_event(
        "TX-2026-0001@mau.example",
        MEETING,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=3),
        stamped_at=made_at,
        place="Hội trường Mẫu, số 1 đường Mẫu",
    )
