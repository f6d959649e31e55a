"""Writes one calendar event as an ICS file."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from forum.paperwork.errors import PaperError
from forum.paperwork.printable import one_line, printable
from forum.words import _

if TYPE_CHECKING:
    from icalendar import Event

PRODUCT = "-//Hien Ke//Lich tiep xuc//VI"
Status = Literal["TENTATIVE", "CONFIRMED", "CANCELLED"]


def calendar_event(
    uid: str,
    summary: str,
    *,
    starts_at: datetime,
    ends_at: datetime,
    stamped_at: datetime,
    place: str = "",
    description: str = "",
    url: str = "",
    sequence: int = 0,
    status: Status = "CONFIRMED",
) -> bytes:
    """The event in UTC. The same `uid` with a higher `sequence` replaces an imported event.

    Raises PaperError for times without a zone, an end that is not after the start, or damaged text.
    """
    if any(moment.tzinfo is None for moment in (starts_at, ends_at, stamped_at)):
        raise PaperError("naive_time", _("Thời điểm của sự kiện phải có múi giờ."))
    if ends_at <= starts_at:
        raise PaperError("end_before_start", _("Giờ kết thúc phải sau giờ bắt đầu."))
    from icalendar import STATUS, Event  # here, since pages only link to what is written

    event = Event.new(
        uid=one_line(uid),
        summary=one_line(summary),
        start=_utc(starts_at),
        end=_utc(ends_at),
        stamp=_utc(stamped_at),
        location=one_line(place) or None,
        description=printable(description) or None,
        url=one_line(url) or None,
        sequence=sequence,
        status=STATUS(status),
    )
    return _published(event)


def _published(event: "Event") -> bytes:
    """Avoids Calendar.new(), which adds a random id: equal input must give equal bytes."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
