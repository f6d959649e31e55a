"""Builds tsqueries for PostgreSQL. All words are letters and digits (search.grammar), so quoting is safe."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, cast
from sqlalchemy.dialects.postgresql import TSQUERY

from search.grammar import Query, Term


def written(query: Query) -> str:
    return " & ".join(_term(term) for term in query.terms)


def of_phrase(words: Sequence[str]) -> ColumnElement[str]:
    return cast(written_phrase(words), TSQUERY)


def _term(term: Term) -> str:
    return f"!({written_phrase(term.words)})" if term.excluded else f"({written_phrase(term.words)})"


def written_phrase(words: Sequence[str]) -> str:
    return " <-> ".join(f"'{word}'" for word in words)
