"""The entry of a thing in the index, its table, and the facets that narrow a search.

A new facet is a field of Entry, a column of EntryRow and a row of FACETS; both engines derive from these.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Index, Integer, Text
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from search.models import SearchTable, revisions

# Stands in a text in place of a passage that may no longer be read.
BAR = "████"


@dataclass(frozen=True, slots=True)
class Entry:
    """The entry that a thing's owner provides, as plain values.

    A reader needs one word of `audience`; with an empty audience nobody finds the thing.

    `kind` is lower-case ASCII with underscores. `year` is local; `occurred_at` is in UTC.
    `author` is the public label: never the name of a sealed author. `author_id` tells people of one name apart.
    """

    kind: str
    thing_id: int
    version: int
    url: str
    title: str
    text: str
    audience: frozenset[str]
    year: int
    state: str
    occurred_at: datetime
    code: str = ""
    author: str = ""
    author_id: int | None = None
    author_sort: str = ""
    sections: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    forum_id: int | None = None

    def __post_init__(self) -> None:
        if not self.kind.replace("_", "").isascii() or not self.kind.replace("_", "").isalpha():
            raise ValueError(f"kind must be ASCII letters and underscores: {self.kind!r}")
        if not self.state:
            raise ValueError(f"{self.kind} {self.thing_id} has no state, so its facet could not sum up")


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """The key of a thing."""

    kind: str
    thing_id: int


class EntryRow(SearchTable):
    """A stored entry. This table is authoritative; Meilisearch has a copy of it."""

    __tablename__ = "entries"

    kind: Mapped[str] = mapped_column(primary_key=True)
    thing_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int]
    url: Mapped[str]
    code: Mapped[str]
    title: Mapped[str]
    text: Mapped[str]
    author: Mapped[str]
    author_id: Mapped[int | None]
    author_sort: Mapped[str] = mapped_column(Text(collation="C"))
    audience: Mapped[list[str]] = mapped_column(ARRAY(Text))
    sections: Mapped[list[str]] = mapped_column(ARRAY(Text))
    tasks: Mapped[list[str]] = mapped_column(ARRAY(Text))
    bodies: Mapped[list[str]] = mapped_column(ARRAY(Text))
    year: Mapped[int]
    state: Mapped[str]
    forum_id: Mapped[int | None]
    occurred_at: Mapped[datetime]

    # The words matched, derived from the columns above by search.words and never shown.
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
        # Newest first, for words so common that the index on words does not help.
        Index("entries_newest", sql("occurred_at DESC"), "kind", "thing_id"),
        # Entries that Meilisearch lacks: small, and read at every query.
        Index(
            "entries_unpushed", "revision", postgresql_where=sql("pushed_revision IS DISTINCT FROM revision")
        ),
        Index("entries_made_with", "made_with"),
        # The few that a date may open or close, looked for each minute.
        Index("entries_states", "state"),
        # A code typed into the search box leads straight to its page.
        Index("entries_code_words", "code_words", postgresql_where=sql("code_words <> ''")),
    )


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow a search. `column` names the column of EntryRow and Meilisearch's attribute.

    With `many` a thing has any number of values. A counted facet shows how many hits each value would leave.
    """

    name: str
    column: str
    many: bool = False
    is_counted: bool = True

    @property
    def stored(self) -> ColumnElement[object]:
        return EntryRow.__table__.c[self.column]

    @property
    def is_number(self) -> bool:
        return isinstance(self.stored.type, Integer)


# In the order shown on a page.
FACETS = (
    Facet("kind", "kind"),
    Facet("section", "sections", many=True),
    Facet("task", "tasks", many=True),
    Facet("body", "bodies", many=True),
    Facet("year", "year"),
    Facet("state", "state"),
    Facet("forum_id", "forum_id", is_counted=False),
    Facet("author", "author", is_counted=False),
    Facet("author_id", "author_id", is_counted=False),
)
