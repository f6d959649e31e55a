"""How the index's facets appear in the forum: URL parameter, title, and labels of values."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    Text,
    any_,
    bindparam,
    literal,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY

from forum.accounts.models import Body
from forum.database import ReadDb
from forum.kinds import KINDS
from forum.programme.models import Section, Task
from forum.state import key_of
from forum.terms import term
from forum.words import Words, _
from search.engine import FacetCounts
from search.entry import FACETS as INDEXED
from search.entry import Facet


def kind_label(kind: str) -> Words | str:
    return KINDS[kind].word if kind in KINDS else kind


def state_label(state: str) -> Words | str:
    """The words for a state of a card, or for 'proposal.taken_up' of the index. One missing from terms.yaml is shown
    as it is: an index may be older than the words."""
    try:
        return term(f"states.{key_of(state).removeprefix('states.')}")
    except (KeyError, TypeError):
        return state


@dataclass(frozen=True, slots=True)
class PageFacet:
    """How a facet of the index is written in URLs and shown on pages.

    `pattern` matches valid values. `label` makes a label from the value alone; `named` is a statement that
    loads (value, label) pairs instead. A facet that the index does not count is only at the staff's desk.
    """

    name: str
    parameter: str
    title: Words | str
    pattern: str = r"[\w.:/-]{1,80}"
    label: Callable[[str], Words | str] = str
    named: Select[str, str] | None = None

    @property
    def indexed(self) -> Facet:
        return next(facet for facet in INDEXED if facet.name == self.name)

    def reads(self, value: str) -> bool:
        return re.fullmatch(self.pattern, value, re.DOTALL) is not None

    def value_of(self, value: str) -> str | int:
        return int(value) if self.indexed.is_number else value.strip()


def _titled(row: type[Section] | type[Task]) -> ColumnElement[str]:
    return row.code + " " + row.title


# In the order of search.entry.FACETS.
FACETS = (
    PageFacet("kind", "loai", _("Loại"), label=kind_label),
    PageFacet("section", "muc", _("Mục của Chương trình"), named=select(Section.code, _titled(Section))),
    PageFacet("task", "nhiem-vu", _("Nhiệm vụ"), named=select(Task.code, _titled(Task))),
    PageFacet("body", "co-quan", _("Cơ quan"), named=select(Body.code, Body.name)),
    PageFacet("year", "nam", _("Năm"), r"[0-9]{4}"),
    PageFacet("state", "trang-thai", _("Trạng thái"), label=state_label),
    PageFacet("forum_id", "dien-dan", _("Diễn đàn"), r"[0-9]{1,18}"),
    PageFacet("author", "tac-gia", _("Tên tác giả"), r".{1,200}"),
    PageFacet("author_id", "nguoi", _("Tác giả"), r"[0-9]{1,18}"),
)
COUNTED = tuple(facet for facet in FACETS if facet.indexed.is_counted)


def _names_statement() -> CompoundSelect[str, str, str]:
    """One statement for the labels of all named facets. Built once."""
    parts = []
    for facet in COUNTED:
        if facet.named is not None:
            value, label = facet.named.selected_columns
            is_asked = value == any_(bindparam(facet.name, type_=ARRAY(Text)))
            columns = (literal(facet.name).label("facet"), value.label("value"), label.label("label"))
            parts.append(select(*columns).where(is_asked))
    return union_all(*parts)


_NAMES = _names_statement()


async def labels(db: ReadDb, counts: FacetCounts) -> dict[str, dict[str, Words | str]]:
    """The label of each counted value, by facet."""
    known: dict[str, dict[str, Words | str]] = {
        facet.name: {value: facet.label(value) for value in counts[facet.name]} for facet in COUNTED
    }
    values = {facet.name: list(counts[facet.name]) for facet in COUNTED if facet.named is not None}
    for row in await db.execute(_NAMES, values):
        known[row.facet][row.value] = row.label
    return known
