"""The search in a URL's query string, and the links to it narrowed, sorted or paged."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import parse_qsl, urlencode

from forum.actor import Actor
from forum.audience import search_filter
from forum.clock import HANOI
from forum.days import day_typed
from forum.errors import Invalid
from forum.finding.facets import COUNTED, FACETS, PageFacet
from forum.words import Words, _
from search.engine import SearchRequest, Sort
from search.grammar import parse
from vietnamese import UnreadableText, normalise

PAGE_SIZE = 20
MAX_PAGE = 500
MAX_QUERY_LENGTH = 1_000
# The desk counts what people and offices wrote; the programme's own text is found there only by its kind.
OF_THE_PROGRAMME = ("section", "task")

DAYS = ("tu-ngay", "den-ngay")
DEFAULT_SORT = "phu-hop"
SORTS: dict[str, Sort] = {
    "phu-hop": "relevance",
    "moi-nhat": "newest",
    "cu-nhat": "oldest",
    "tac-gia": "author",
}


@dataclass(frozen=True, slots=True)
class SearchCriteria:
    """`chosen` maps the name of each chosen facet to its value."""

    q: str = ""
    chosen: Mapping[str, str | int] = field(default_factory=dict)
    from_on: date | None = None
    until_on: date | None = None
    sort: str = DEFAULT_SORT
    page: int = 1
    misread: Mapping[str, tuple[str, Words]] = field(
        default_factory=dict
    )  # days: as typed, and what is wrong
    at_desk: bool = False

    @property
    def is_empty(self) -> bool:
        return replace(self, sort=DEFAULT_SORT, page=1, at_desk=False) == SearchCriteria()

    def narrowed(self, facet: str, value: str | int | None) -> "SearchCriteria":
        """The first page of this search with a value of the facet, or without the facet for None."""
        others = {name: chosen for name, chosen in self.chosen.items() if name != facet}
        return replace(self, chosen=others if value is None else others | {facet: value}, page=1)

    def sorted_by(self, sort: str) -> "SearchCriteria":
        return replace(self, sort=sort, page=1)

    def at_page(self, page: int) -> "SearchCriteria":
        return replace(self, page=page)

    def parameters(self, *without: str) -> list[tuple[str, str]]:
        """The query parameters in their fixed order, without those at their default."""
        message = [("q", self.q)]
        message += [(facet.parameter, str(self.chosen.get(facet.name, ""))) for facet in FACETS]
        message += [("tu-ngay", str(self.from_on or "")), ("den-ngay", str(self.until_on or ""))]
        message += [("xep", "" if self.sort == DEFAULT_SORT else self.sort)]
        message += [("trang", "" if self.page == 1 else str(self.page))]
        return [(name, value) for name, value in message if value and name not in without]

    def url(self, path: str) -> str:
        message = self.parameters()
        return f"{path}?{urlencode(message)}" if message else path

    def urls_narrowed(self, facet: PageFacet, path: str) -> Callable[[str | int | None], str]:
        """Gives the address of `narrowed` by a value; what the values have in common is written once."""
        others = self.narrowed(facet.name, None).parameters()
        earlier = {"q", *(other.parameter for other in FACETS[: FACETS.index(facet)])}
        before = urlencode([one for one in others if one[0] in earlier])
        after = urlencode([one for one in others if one[0] not in earlier])

        def url(value: str | int | None) -> str:
            chosen = "" if value is None or value == "" else urlencode([(facet.parameter, str(value))])
            query = "&".join(part for part in (before, chosen, after) if part)
            return f"{path}?{query}" if query else path

        return url


def criteria_of(address: Iterable[tuple[str, str]], *, at_desk: bool) -> SearchCriteria:
    """Parse a query string; only the desk takes all criteria. Raises Invalid for unreadable values."""
    given = dict(address)
    if not at_desk:
        known = {"q", "xep", "trang"} | {facet.parameter for facet in COUNTED}
        given = {name: value for name, value in given.items() if name in known}
    criteria, unread = _read(given)
    if unread:
        raise Invalid(unread[0], _("Yêu cầu chưa hợp lệ."))
    return replace(criteria, at_desk=at_desk)


def criteria_of_saved(address: str) -> SearchCriteria:
    """Parse a saved query string, from its first page, ignoring what can't be read."""
    criteria, _ = _read(dict(parse_qsl(address)))
    return replace(criteria, page=1, at_desk=True)


def _read(given: Mapping[str, str]) -> tuple[SearchCriteria, list[str]]:
    """The criteria, and the names of unreadable parameters. An order that is none counts as not given,
    and a day that is none as misread."""
    q, page, sort = given.get("q", ""), given.get("trang", "1"), given.get("xep", "")
    typed = [(facet, given[facet.parameter]) for facet in FACETS if given.get(facet.parameter)]
    unread = [facet.parameter for facet, value in typed if not facet.reads(value)]
    unread += ["q"] if len(q) > MAX_QUERY_LENGTH else []
    unread += ["trang"] if not (re.fullmatch(r"[0-9]{1,3}", page) and 1 <= int(page) <= MAX_PAGE) else []
    chosen = {facet.name: facet.value_of(value) for facet, value in typed if facet.reads(value)}
    days, misread = _days(given)
    criteria = SearchCriteria(
        q="" if "q" in unread else q,
        chosen={name: value for name, value in chosen.items() if value != ""},
        from_on=days.get("tu-ngay"),
        until_on=days.get("den-ngay"),
        misread=misread,
        sort=sort if sort in SORTS else DEFAULT_SORT,
        page=1 if "trang" in unread else int(page),
    )
    return criteria, unread


def _days(given: Mapping[str, str]) -> tuple[dict[str, date], dict[str, tuple[str, Words]]]:
    """The days typed as a form reads them; and those not understood, each with its message."""
    days: dict[str, date] = {}
    misread: dict[str, tuple[str, Words]] = {}
    for name in DAYS:
        if typed := given.get(name, "").strip():
            try:
                days[name] = day_typed(typed)
            except ValueError as wrong:
                misread[name] = typed, wrong.args[0]
    return days, misread


def request_of(actor: Actor, criteria: SearchCriteria, q: str | None = None) -> SearchRequest:
    """The request to the engines, with the actor's audience. Raises Invalid for unreadable text."""
    try:
        query = parse(criteria.q if q is None else q)
        chosen = {
            name: normalise(value).strip() if isinstance(value, str) else value
            for name, value in criteria.chosen.items()
        }
    except UnreadableText:
        raise Invalid("q", _("Có ký tự không đọc được trong ô tìm kiếm.")) from None
    return SearchRequest(
        query=query,
        audience=search_filter(actor),
        chosen={name: value for name, value in chosen.items() if value != ""},
        from_at=_midnight(criteria.from_on) if criteria.from_on else None,
        until_at=_midnight(criteria.until_on + timedelta(days=1)) if criteria.until_on else None,
        sort=SORTS[criteria.sort],
        page=criteria.page,
        size=PAGE_SIZE,
        without_kinds=OF_THE_PROGRAMME if criteria.at_desk and "kind" not in chosen else (),
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=HANOI).astimezone(UTC)
