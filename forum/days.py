"""Days, hours and deadlines in words: the only place that says until when something can be done, and that reads
a day or an hour as people write it.

A day that is named as a deadline is included whole. A reader abroad is reminded of whose midnight it is, where
the deadline is a person's and not an office's.
"""

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from forum.clock import HANOI, local_date
from forum.words import NOTHING, Words, _
from vietnamese import INVISIBLE

# Years that a form of this place can mean. Outside of them a time limit could not be counted either.
FIRST_YEAR, LAST_YEAR = 1900, 2199
DAY_FORM = "24/11/2026"
# Two digits of a year are of this half of this century; any other year is asked for in full.
LAST_SHORT_YEAR = 2049
_DASHES = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212_", "-") | dict.fromkeys("\u2044\u2215\\", "/")
)
_WEEKDAY = r"(?:thứ\s+\w+|chủ\s+nhật|t[2-7]|cn)"
_MONTHS = ("một", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một", "mười hai")
_DAY_FIRST = re.compile(
    rf"(?:{_WEEKDAY}\s*,?\s*)?(?:(?:đến\s+)?(?:hết\s+)?ngày\s*)?(?:m[ùồ]ng\s*)?(\d{{1,2}})"
    r"\s*(?:[/.,-]|\s|th(?:áng|g)?)\s*(?:tháng\s*)?"
    rf"(\d{{1,2}}|(?<=tháng )(?:{'|'.join(reversed(_MONTHS))}))"
    rf"(?:\s*(?:[/.,-]|\s|năm)\s*(?:năm\s*)?(\d{{4}}|\d{{2}}))?(?:\s*,?\s*\(?{_WEEKDAY}\)?)?"
)
_YEAR_FIRST = re.compile(r"(\d{4})\s*[/.\s-]\s*(\d{1,2})\s*[/.\s-]\s*(\d{1,2})(?:t00:00(?::00)?)?")
_HOUR = re.compile(
    r"(\d{1,2})\s*(?:(?:[:.hg]|giờ)\s*(\d{1,2})?\s*(?::00|phút|ph|p|')?)?(?:\s*(?:(sáng|trưa)|(chiều|tối)))?"
)


def vndate(moment: datetime | date | None) -> str:
    """24/11/2026 in Hải Phòng."""
    if moment is None:
        return ""
    day = moment.astimezone(HANOI) if isinstance(moment, datetime) else moment
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def vntime(moment: datetime | None) -> str:
    """14:30, 24/11/2026 in Hải Phòng."""
    return "" if moment is None else moment.astimezone(HANOI).strftime("%H:%M, %d/%m/%Y")


def isotime(moment: datetime | date) -> str:
    return moment.astimezone(HANOI).isoformat() if isinstance(moment, datetime) else moment.isoformat()


def meeting_time(moment: datetime) -> Words:
    """An hour at which people meet, who may join from abroad."""
    return _("{time} (giờ Việt Nam)", time=vntime(moment))


def last_day(moment: datetime | date) -> date | None:
    """The last whole day before a deadline; None if it ends within a day."""
    if not isinstance(moment, datetime):
        return moment
    local = moment.astimezone(HANOI)
    if (local.hour, local.minute) == (23, 59):
        return local_date(moment)
    return local_date(moment) - timedelta(days=1) if (local.hour, local.minute) == (0, 0) else None


def deadline(moment: datetime | date | None, *, of_person: bool = False) -> Words:
    """'đến hết ngày 18/12/2026', that day included, or 'trước 14:00 ngày 02/12/2026 (giờ Việt Nam)'.

    `of_person`: a person must or may act, possibly from abroad, so that a day is said with its zone too.
    """
    if moment is None:
        return NOTHING
    day = last_day(moment)
    if day is None:
        assert isinstance(moment, datetime)
        return _(
            "trước {hour} ngày {day} (giờ Việt Nam)",
            hour=moment.astimezone(HANOI).strftime("%H:%M"),
            day=vndate(moment),
        )
    if of_person:
        return _("đến hết ngày {day} (giờ Việt Nam)", day=vndate(day))
    return _("đến hết ngày {day}", day=vndate(day))


def time_left(last_on: date | None, today: date) -> Words:
    """'còn 3 ngày' after today, or that today is the last day; nothing once it is over."""
    if last_on is None or last_on < today:
        return NOTHING
    if last_on == today:
        return _("hôm nay là ngày cuối")
    return _("còn {n} ngày", n=(last_on - today).days)


def hours_left(due_at: datetime, at: datetime) -> Words:
    """'còn 3 giờ' within a day, else 'còn 3 ngày'; that it is overdue once the time is over."""
    hours = int((due_at - at).total_seconds() // 3600)
    if due_at <= at:
        return _("quá hạn")
    if hours < 1:
        return _("còn chưa đến 1 giờ")
    return _("còn {n} giờ", n=hours) if hours < 24 else _("còn {n} ngày", n=hours // 24)


def _plain(typed: str) -> str:
    """Full-width digits, dashes and slashes as others, without what nobody sees or marks at the end of a sentence."""
    seen = INVISIBLE.sub("", unicodedata.normalize("NFKC", typed)).translate(_DASHES)
    return " ".join(seen.lower().split()).rstrip(".,; ")


def day_typed(typed: str) -> date:
    """A day as people write it: 31/12/2027, 31.12.27, 'ngày 31 tháng 12 năm 2027', or 2027-12-31 as programs do.

    Raises ValueError with the sentence for the reader.
    """
    text = _plain(typed)
    if found := _DAY_FIRST.fullmatch(text):
        day, month, year = int(found[1]), _month(found[2]), _year(found[3])
    elif found := _YEAR_FIRST.fullmatch(text):
        year, month, day = (int(part) for part in found.groups())
    else:
        raise ValueError(_("Đề nghị nhập ngày theo dạng {form}.", form=DAY_FORM))
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(
            _("Đề nghị kiểm tra năm: từ {first} đến {last}.", first=str(FIRST_YEAR), last=str(LAST_YEAR))
        )
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(
            _(
                "Không có ngày {typed}; đề nghị nhập ngày theo dạng {form}.",
                typed=typed.strip(),
                form=DAY_FORM,
            )
        ) from None


def _month(written: str) -> int:
    return int(written) if written.isdecimal() else _MONTHS.index(written) + 1


def _year(written: str | None) -> int:
    if written is None:
        raise ValueError(_("Đề nghị ghi cả năm, theo dạng {form}.", form=DAY_FORM))
    year = int(written) + (2000 if len(written) == 2 else 0)
    if len(written) == 2 and year > LAST_SHORT_YEAR:
        raise ValueError(_("Đề nghị ghi năm đủ bốn chữ số, theo dạng {form}.", form=DAY_FORM))
    return year


def hour_typed(typed: str) -> time:
    """An hour as people write it: 14:30, 14h30, 14g30, '2 giờ 30 chiều'. Raises ValueError as day_typed."""
    found = _HOUR.fullmatch(_plain(typed))
    try:
        if found:
            after_noon = 12 if found[4] and int(found[1]) < 12 else 0
            return time(int(found[1]) + after_noon, int(found[2] or 0))
    except ValueError:
        pass
    raise ValueError(_("Đề nghị nhập giờ theo dạng {form}.", form="14:30"))
