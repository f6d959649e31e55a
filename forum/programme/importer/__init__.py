"""Parses a programme's text into sections, tasks, bodies, dates and a report, by rules alone: no database, no
state."""

from forum.programme.importer.overlay import Overlay, overlay_from
from forum.programme.importer.reading import dry_run, read_programme, text_from, text_of
from forum.programme.importer.result import (
    ProgrammeError,
    ProgrammeText,
    Remark,
    SectionText,
    TaskText,
    Timing,
    as_json,
)

__all__ = [
    "Overlay",
    "ProgrammeError",
    "ProgrammeText",
    "Remark",
    "SectionText",
    "TaskText",
    "Timing",
    "as_json",
    "dry_run",
    "overlay_from",
    "read_programme",
    "text_from",
    "text_of",
]
