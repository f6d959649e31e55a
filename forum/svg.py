"""Charts as inline SVG with a data table, so that nothing is in the picture alone.

Pure: plain values in, Markup out. Colours come from the classes `fill-<tone>` of hienke.css; the numbers are
in a table inside <details>, which screen readers use too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from markupsafe import Markup, escape

from forum.words import _
from vietnamese import format_number

TONES = ("done", "open", "wait", "late", "plain")
STANCES = ("agree", "amend", "object", "ask")


@dataclass(frozen=True)
class Share:
    """One part of a whole: `tone` is one of TONES."""

    label: str
    count: int
    tone: str


@dataclass(frozen=True)
class Group:
    """A row of a chart, such as a section or a body, with its parts in reading order."""

    label: str
    shares: Sequence[Share]
    url: str | None = None

    @property
    def total(self) -> int:
        return sum(share.count for share in self.shares)


@dataclass(frozen=True)
class Column:
    """A period, such as a month, and its count."""

    label: str
    count: int


def stacked(shares: Sequence[Share], caption: str) -> Markup:
    """One whole as a bar of its parts."""
    return _figure(
        _strip(shares), _key(shares), _table(caption, ["", str(_("Số lượng"))], _share_rows(shares)), caption
    )


def progress_bars(groups: Sequence[Group], caption: str) -> Markup:
    """A bar for each group, each scaled to its own hundred per cent."""
    rows = Markup("").join(
        Markup('<li><span class="chart-label">{}</span>{}<span class="chart-number">{}</span></li>').format(
            _linked(group.label, group.url), _strip(group.shares), format_number(group.total)
        )
        for group in groups
    )
    labels = list(dict.fromkeys(share.label for group in groups for share in group.shares))
    body = [
        [group.label, *(_count_of(group, label) for label in labels), format_number(group.total)]
        for group in groups
    ]
    picture = Markup('<ol class="chart-bars">{}</ol>').format(rows)
    every = [share for group in groups for share in group.shares]
    legend = [Share(label, 0, next(s.tone for s in every if s.label == label)) for label in labels]
    return _figure(
        picture, _key(legend, counts=False), _table(caption, ["", *labels, str(_("Tổng số"))], body), caption
    )


def columns(spans: Sequence[Column], caption: str, unit: str) -> Markup:
    """Columns over time. At most some forty; the axis labels the first, the last and the highest."""
    if not spans:
        return Markup('<p class="small">{}</p>').format(_("Chưa có số liệu"))
    highest = max(max(span.count for span in spans), 1)
    bars = Markup("").join(_bar(index, span.count, highest) for index, span in enumerate(spans))
    picture = Markup(
        '<svg class="chart-columns" width="100%" height="128" viewBox="0 0 {} 100" '
        'preserveAspectRatio="none" aria-hidden="true" focusable="false">{}</svg>'
        '<p class="chart-axis"><span>{}</span><span>{}</span><span>{}</span></p>'
    ).format(
        len(spans) * 10,
        bars,
        spans[0].label,
        _("cao nhất: {count} {unit}", count=format_number(highest), unit=unit),
        spans[-1].label,
    )
    rows = [[span.label, format_number(span.count)] for span in spans]
    return _figure(picture, Markup(""), _table(caption, [str(_("Thời gian")), unit], rows), caption)


class Door(Protocol):
    """A column of a picture that leads somewhere."""

    @property
    def url(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def stances(self) -> tuple[int, ...]: ...
    @property
    def is_here(self) -> bool: ...


def article_columns(doors: Sequence[Door]) -> Markup:
    """A column for each article, as high as its count and parted by stance, leading there: for the hand alone, since
    the outline and the table beside it say the same."""
    highest = max((sum(door.stances) for door in doors), default=0) or 1
    counted = str(escape(_("{count} góp ý", count="{}")))
    columns = "".join(_door(index * 10, door, highest, counted) for index, door in enumerate(doors))
    return Markup(  # noqa: S704 - _door() escapes
        f'<svg class="heat" width="100%" height="52" viewBox="0 0 {len(doors) * 10} 52" preserveAspectRatio="none" '
        f'aria-hidden="true" focusable="false">{columns}</svg>'
    )


def _door(x: int, door: Door, highest: int, counted: str) -> str:
    """As a plain string, with the words translated once: a picture of sixty columns is on each page of a draft."""
    here = f'<rect class="here" x="{x}" y="1" width="10" height="50"/>' if door.is_here else ""
    count = counted.format(format_number(sum(door.stances)))
    return (
        f'<a href="{escape(door.url)}" tabindex="-1"><title>{escape(door.name)}: {count}</title>'
        f'<rect class="heat-door" x="{x}" y="0" width="10" height="52"/>'
        f"{_parts(x + 1, door.stances, highest)}{here}</a>"
    )


def _parts(x: int, stances: Sequence[int], highest: int) -> str:
    """The stances of a column upon each other; a line where there are no opinions."""
    total, height = sum(stances), 46 / highest
    if not total:
        return _part("plain", x, 48, 2)
    drawn, top = "", 50.0
    least = max(2 / (total * height), 1)  # a single opinion among many is still seen
    for name, count in zip(STANCES, stances, strict=True):
        if count:
            top -= count * height * least
            drawn += _part(name, x, round(top, 1), round(count * height * least, 1))
    return drawn


def _part(tone: str, x: int, y: float, height: float) -> str:
    return f'<rect class="fill-{tone}" x="{x}" y="{y}" width="8" height="{height}"/>'


def _bar(index: int, count: int, highest: int) -> Markup:
    height = round(count / highest * 98, 2)
    return Markup('<rect class="fill-open" x="{}" y="{}" width="8" height="{}"/>').format(
        index * 10 + 1, round(100 - height, 2), height
    )


def _strip(shares: Sequence[Share]) -> Markup:
    total = sum(share.count for share in shares)
    parts, at = [], 0
    for share in shares:
        if share.count:
            parts.append(
                Markup('<rect class="fill-{}" x="{}" y="0" width="{}" height="10"/>').format(
                    share.tone, at, share.count
                )
            )
        at += share.count
    return Markup(
        '<svg class="strip" width="100%" height="10" viewBox="0 0 {} 10" preserveAspectRatio="none" aria-hidden="true" '
        'focusable="false">{}</svg>'
    ).format(total or 1, Markup("").join(parts))


def _key(shares: Sequence[Share], *, counts: bool = True) -> Markup:
    words = Markup("").join(
        Markup('<span class="key key-{}">{}{}</span>').format(
            share.tone, f"{format_number(share.count)} " if counts else "", share.label
        )
        for share in shares
    )
    return Markup('<p class="meta">{}</p>').format(words)


def _table(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> Markup:
    top = Markup("").join(
        Markup('<th scope="col">{}</th>').format(cell) if cell else Markup("<td></td>") for cell in head
    )
    body = Markup("").join(
        Markup('<tr><th scope="row">{}</th>{}</tr>').format(
            row[0], Markup("").join(Markup('<td class="number">{}</td>').format(cell) for cell in row[1:])
        )
        for row in rows
    )
    return Markup(
        '<details class="chart-table"><summary>{}</summary>'
        '<div class="table" role="region" aria-label="{}" tabindex="0"><table>'
        "<caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div></details>"
    ).format(_("Xem dạng bảng"), _("Bảng: {caption}", caption=caption), caption, top, body)


def _figure(picture: Markup, key: Markup, table: Markup, caption: str) -> Markup:
    return Markup(
        '<figure class="chart"><figcaption class="chart-caption">{}</figcaption>{}{}{}</figure>'
    ).format(caption, picture, key, table)


def _share_rows(shares: Sequence[Share]) -> list[list[str]]:
    return [[share.label, format_number(share.count)] for share in shares]


def _count_of(group: Group, label: str) -> str:
    return format_number(sum(share.count for share in group.shares if share.label == label))


def _linked(label: str, url: str | None) -> Markup:
    return Markup('<a href="{}">{}</a>').format(url, label) if url else escape(label)
