"""A search as its address says it: the same words make the links of facets, sorts and pages."""

import re
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

from forum.actor import Actor
from forum.audience import search_filter
from forum.clock import HANOI
from forum.errors import Invalid
from search.engine import Filters, SearchRequest, Sort
from search.grammar import parse
from vietnamese import UnreadableText, normalise

PAGE_SIZE = 20
LAST_PAGE = 500

# What stands in the address, in the order in which it stands there.
NAMES = {
    "q": "q",
    "kind": "loai",
    "section": "muc",
    "task": "nhiem-vu",
    "body": "co-quan",
    "year": "nam",
    "state": "trang-thai",
    "forum_id": "dien-dan",
    "author": "tac-gia",
    "from_on": "tu-ngay",
    "until_on": "den-ngay",
    "sort": "xep",
    "page": "trang",
}
SORTS: dict[str, Sort] = {
    "phu-hop": "relevance",
    "moi-nhat": "newest",
    "cu-nhat": "oldest",
    "tac-gia": "author",
}


@dataclass(frozen=True, slots=True)
class SearchCriteria:
    q: str = ""
    kind: str | None = None
    section: str | None = None
    task: str | None = None
    body: str | None = None
    year: int | None = None
    state: str | None = None
    forum_id: int | None = None
    author: str | None = None
    from_on: date | None = None
    until_on: date | None = None
    sort: str = "phu-hop"
    page: int = 1

    @property
    def is_empty(self) -> bool:
        return replace(self, sort="phu-hop", page=1) == SearchCriteria()

    def url(self, path: str, **changed: object) -> str:
        """The address of this search with some of it changed; any change but of the page goes to page 1."""
        other = replace(self, **({"page": 1} | changed))  # type: ignore[arg-type]  # names and types are those of the fields
        plain = SearchCriteria()
        given = {
            NAMES[field.name]: str(value)
            for field in fields(other)
            if (value := getattr(other, field.name)) != getattr(plain, field.name)
        }
        return f"{path}?{urlencode(given)}" if given else path

    def hidden(self, *but: str) -> list[tuple[str, str]]:
        """What a form must carry beside the fields that it shows."""
        plain = SearchCriteria()
        return [
            (NAMES[field.name], str(value))
            for field in fields(self)
            if field.name not in ("page", *but)
            and (value := getattr(self, field.name)) != getattr(plain, field.name)
        ]


def read_address(address: str) -> SearchCriteria:
    """The search that a saved address says; what does not belong in one, or can't be read, is left out."""
    given = dict(parse_qsl(address))
    fields_of = {name: field for field, name in NAMES.items() if field not in ("page", "from_on", "until_on")}
    said: dict[str, Any] = {field: given[name] for name, field in fields_of.items() if given.get(name)}
    for field in ("year", "forum_id"):
        if field in said and not re.fullmatch(r"[0-9]{1,18}", said[field]):
            del said[field]
        elif field in said:
            said[field] = int(said[field])
    if said.get("sort") not in SORTS:
        said.pop("sort", None)
    said |= {field: read_day(given.get(NAMES[field], "")) for field in ("from_on", "until_on")}
    return SearchCriteria(**said)


def read_day(typed: str) -> date | None:
    """2026-11-24; what is no day is left out, as the form then shows."""
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    return day if date(1900, 1, 1) <= day <= date(2200, 1, 1) else None


def request_of(actor: Actor, criteria: SearchCriteria, q: str | None = None) -> SearchRequest:
    """The question to the engines, with the actor's words. Raises Invalid for unreadable text."""
    try:
        query = parse(criteria.q if q is None else q)
        author = normalise(criteria.author).strip() if criteria.author else None
    except UnreadableText:
        raise Invalid("q", "Có ký tự không đọc được trong ô tìm kiếm.") from None
    return SearchRequest(
        query=query,
        audience=search_filter(actor),
        filters=Filters(
            kind=criteria.kind,
            section=criteria.section,
            task=criteria.task,
            body=criteria.body,
            year=criteria.year,
            state=criteria.state,
            forum_id=criteria.forum_id,
            author=author or None,
            from_at=_midnight(criteria.from_on) if criteria.from_on else None,
            until_at=_midnight(criteria.until_on + timedelta(days=1)) if criteria.until_on else None,
        ),
        sort=SORTS.get(criteria.sort, "relevance"),
        page=criteria.page,
        size=PAGE_SIZE,
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=HANOI).astimezone(UTC)
