"""Queries for consultations: lines, the draft with its margin of opinions, the table, work lists."""

from forum.consultations.queries.lines import (
    ConsultationLine,
    consultation_line,
    consultation_lines,
    known_clause,
    url_of,
)
from forum.consultations.queries.margin import (
    OpinionView,
    opinions,
)
from forum.consultations.queries.reading import (
    Agreement,
    ParagraphView,
    ReadingPage,
    reading_page,
)
from forum.consultations.queries.responses import (
    ResponseView,
    responses_of,
)
from forum.consultations.queries.table import (
    Counting,
    TablePage,
    WholeTable,
    table_page,
    whole_table,
)

__all__ = [
    "Agreement",
    "ConsultationLine",
    "Counting",
    "OpinionView",
    "ParagraphView",
    "ReadingPage",
    "ResponseView",
    "TablePage",
    "WholeTable",
    "consultation_line",
    "consultation_lines",
    "known_clause",
    "opinions",
    "reading_page",
    "responses_of",
    "table_page",
    "url_of",
    "whole_table",
]
