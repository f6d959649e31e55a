"""The tables of the schema `search`: marks of what may be stale, and the whole index.

The index here is the truth; Meilisearch holds a copy of it.
"""

from datetime import datetime

from sqlalchemy import BigInteger, Identity, Index, MetaData, Sequence, Text
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import DateTime

metadata = MetaData(schema="search")
revisions = Sequence("revisions", schema="search", metadata=metadata)


class SearchTable(DeclarativeBase):
    metadata = metadata
    type_annotation_map = {str: Text(), int: BigInteger(), datetime: DateTime(timezone=True)}


class Change(SearchTable):
    """'This thing may be stale': append-only, no payload; read and deleted by the drain."""

    __tablename__ = "changes"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    kind: Mapped[str]
    thing_id: Mapped[int]


class EntryRow(SearchTable):
    __tablename__ = "entries"

    kind: Mapped[str] = mapped_column(primary_key=True)
    thing_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int]
    url: Mapped[str]
    code: Mapped[str]
    title: Mapped[str]
    text: Mapped[str]
    author: Mapped[str]
    author_sort: Mapped[str] = mapped_column(Text(collation="C"))
    audience: Mapped[list[str]] = mapped_column(ARRAY(Text))
    sections: Mapped[list[str]] = mapped_column(ARRAY(Text))
    tasks: Mapped[list[str]] = mapped_column(ARRAY(Text))
    bodies: Mapped[list[str]] = mapped_column(ARRAY(Text))
    year: Mapped[int]
    state: Mapped[str]
    forum_id: Mapped[int | None]
    occurred_at: Mapped[datetime]

    # What is matched: made from the above by search.words, never shown.
    code_words: Mapped[str]
    title_words: Mapped[str]
    text_words: Mapped[str]
    title_concepts: Mapped[list[str]] = mapped_column(ARRAY(Text))
    text_concepts: Mapped[list[str]] = mapped_column(ARRAY(Text))
    words: Mapped[str] = mapped_column(TSVECTOR)
    marked: Mapped[str] = mapped_column(TSVECTOR)

    made_with: Mapped[str]
    digest: Mapped[str]
    removed: Mapped[bool]
    revision: Mapped[int] = mapped_column(server_default=revisions.next_value())
    changed_at: Mapped[datetime] = mapped_column(server_default=sql("clock_timestamp()"))
    pushed_revision: Mapped[int | None]
    pushed_audience: Mapped[list[str] | None] = mapped_column(ARRAY(Text))

    __table_args__ = (
        Index("entries_words", "words", postgresql_using="gin"),
        # The newest candidates first, for words so common that the index on words saves nothing.
        Index("entries_newest", sql("occurred_at DESC"), "kind", "thing_id"),
        # What the engine beside us lacks: small, read at every query.
        Index(
            "entries_unpushed", "revision", postgresql_where=sql("pushed_revision IS DISTINCT FROM revision")
        ),
        Index("entries_made_with", "made_with"),
        # A code typed into the search box goes straight to its page.
        Index("entries_code_words", "code_words", postgresql_where=sql("code_words <> ''")),
    )


class VocabularyWord(SearchTable):
    """Words of four letters and more that were ever indexed, to find what a slip of one letter meant."""

    __tablename__ = "vocabulary"

    word: Mapped[str] = mapped_column(primary_key=True)

    __table_args__ = (
        Index("vocabulary_beginnings", sql('"left"(word, 2)')),
        Index("vocabulary_endings", sql('"right"(word, 2)')),
    )
