"""Tables of the schema `search`: marks of possibly stale things, and the vocabulary. The index is in
search.entry."""

from datetime import datetime

from sqlalchemy import BigInteger, Identity, Index, MetaData, Sequence, Text
from sqlalchemy import text as sql
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import DateTime

metadata = MetaData(schema="search")
revisions = Sequence("revisions", schema="search", metadata=metadata)


class SearchTable(DeclarativeBase):
    metadata = metadata
    type_annotation_map = {str: Text(), int: BigInteger(), datetime: DateTime(timezone=True)}


class Change(SearchTable):
    """A mark that a thing may be stale: append-only, no payload; read and deleted by the drain."""

    __tablename__ = "changes"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    kind: Mapped[str]
    thing_id: Mapped[int]

    # Marking what hangs on a thing asks whether a later mark of it waits already.
    __table_args__ = (Index("changes_things", "kind", "thing_id", "id"),)


class VocabularyWord(SearchTable):
    """Words of four letters or more that were ever indexed, to correct typing errors of one letter."""

    __tablename__ = "vocabulary"

    word: Mapped[str] = mapped_column(primary_key=True)

    __table_args__ = (
        Index("vocabulary_beginnings", sql('"left"(word, 2)')),
        Index("vocabulary_endings", sql('"right"(word, 2)')),
    )
