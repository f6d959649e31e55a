"""Queries for consultations: lines, the draft and the opinions on it, the table, work lists."""

from forum.consultations.queries.article_pages import (
    ArticlePage,
    ContentsPage,
    WordingsPage,
    article_page,
    contents_page,
    wordings_page,
)
from forum.consultations.queries.lines import (
    CONSULTATIONS,
    KNOWN,
    ConsultationLine,
    consultation_line,
    consultation_lines,
    consultations_by_id,
    lines_found,
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
    "CONSULTATIONS",
    "KNOWN",
    "Agreement",
    "ArticlePage",
    "ConsultationLine",
    "ContentsPage",
    "Counting",
    "OpinionView",
    "ParagraphView",
    "ReadingPage",
    "ResponseView",
    "TablePage",
    "WholeTable",
    "WordingsPage",
    "article_page",
    "consultation_line",
    "consultation_lines",
    "consultations_by_id",
    "contents_page",
    "lines_found",
    "opinions",
    "reading_page",
    "responses_of",
    "table_page",
    "url_of",
    "whole_table",
    "wordings_page",
]
