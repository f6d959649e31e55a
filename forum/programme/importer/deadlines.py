"""Time expressions in a programme → dates. A period ends on its last day; 'trước ngày' names the last day."""

import re
from datetime import date, timedelta
from functools import lru_cache

from forum.programme.importer.result import Timing
from forum.programme.policy import Schedule

MAX_DEADLINE = 160

_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_YEAR = r"(?:năm\s+)?(?P<year>(?:19|20|21)\d\d)"
_OF_YEAR = r"\s*(?:/|-|,?\s*năm\s+|\s+)\s*(?P<year>(?:19|20|21)\d\d)"
_DAY = re.compile(
    r"(?:ngày\s+)?(?P<day>\d{1,2})\s*(?:/|-|\.|\s+tháng\s+)\s*(?P<month>\d{1,2})"
    r"\s*(?:/|-|\.|\s*,?\s*năm\s+)\s*(?P<year>(?:19|20|21)\d\d)$"
)
_MONTH = re.compile(r"tháng\s+(?P<month>\d{1,2})" + _OF_YEAR + "$")
_QUARTER = re.compile(r"quý\s+(?P<quarter>iv|iii|ii|i|[1-4])" + _OF_YEAR + "$")
_QUARTERS_TO = re.compile(
    r"quý\s+(?P<first>iv|iii|ii|i|[1-4])\s*(?:-|–|,|và|đến|\s)+\s*(?:quý\s+)?(?P<quarter>iv|iii|ii|i|[1-4])"
    + _OF_YEAR
    + "$"
)
_MONTHS_OF = re.compile(
    r"(?P<count>0?[1-9]|1[0-2]|sáu|ba|chín)\s+tháng\s+(?P<which>đầu|cuối)\s+(?:của\s+)?" + _YEAR + "$"
)
_EDGE_OF_YEAR = re.compile(r"(?P<which>đầu|giữa|cuối|hết)\s+" + _YEAR + "$")
_WHOLE_YEAR = re.compile(r"(?:các\s+)?" + _YEAR + "$")
_YEARS = re.compile(
    r"(?:giai đoạn|thời kỳ|các năm|trong các năm|năm|từ năm|từ)?\s*(?P<first>(?:19|20|21)\d\d)"
    r"\s*(?:-|–|—|,|và|đến|đến năm|đến hết năm|\s)+\s*(?P<last>(?:19|20|21)\d\d)$"
)
_NO_YEAR = re.compile(
    r"(?:quý\s+(?:iv|iii|ii|i|[1-4])|(?:\d+|sáu)\s+tháng\s+(?:đầu|cuối)\s+năm|tháng\s+\d{1,2})$"
)
_NUMBER_WORDS = {"ba": 3, "sáu": 6, "chín": 9}

_OPENING = re.compile(
    r"(?:thời hạn|thời gian|tiến độ)?\s*(?P<verb>phấn đấu\s+hoàn thành|cơ bản\s+hoàn thành|hoàn thành"
    r"|thực hiện|triển khai|ban hành|báo cáo|xong)?(?:\s+(?:xong|việc|thực hiện))?\s*(?::\s*)?"
)
_PREPOSITION = re.compile(
    r"(?:trong\s+(?:thời gian\s+)?|vào\s+|chậm nhất\s+(?:là\s+)?(?:vào\s+|trong\s+)?|muộn nhất\s+(?:là\s+)?"
    r"|không quá\s+|xong\s+)+"
)
_ONGOING = re.compile(
    r"(?:thực hiện\s+|triển khai\s+|tiến hành\s+)?(?:định kỳ\s+)?"
    r"(?:thường xuyên|liên tục|hằng năm|hàng năm|hằng quý|hàng quý|hằng tháng|hàng tháng)"
    r"(?:\s*(?:,|;|và|-)?\s*(?:thường xuyên|liên tục|hằng năm|hàng năm|lâu dài|theo quy định))*$"
)
_FIRST_WORDS = {
    *("phấn", "cơ", "hoàn", "thực", "triển", "ban", "báo", "xong", "trong", "vào", "chậm", "muộn"),
    *("không", "trước", "sau", "từ", "bắt", "đến", "hết", "quý", "tháng", "ngày", "năm", "các", "giai"),
    *("thời", "tiến", "định", "thường", "liên", "hằng", "hàng", "đầu", "giữa", "cuối", "ba", "sáu"),
    *("chín"),
}
_WORTH_READING = re.compile(r"\d|thường xuyên|liên tục|h[ằà]ng (?:năm|quý|tháng)|quý", re.IGNORECASE)
_BRACKETED = re.compile(r"\(([^()\n]{5,160})\)")
_AT_THE_END = re.compile(r"[,;]\s*((?:phấn đấu\s+|cơ bản\s+)?hoàn thành\s+[^,;.()]{3,60})\.?$", re.IGNORECASE)

_DAY_AT_THE_END = re.compile(
    r"\s((?:trước|chậm nhất|muộn nhất)\s+(?:là\s+)?ngày\s+\d[^,;.()]{3,40}"
    r"|(?:định kỳ\s+)?h[ằà]ng (?:năm|quý|tháng))\.?$",
    re.IGNORECASE,
)


@lru_cache(maxsize=512)
def read_timing(words: str) -> Timing | None:
    """The timing, if the words express one and nothing else; otherwise None."""
    shown = words.strip().strip("()*_ ").rstrip(".;, ").strip("()*_ ")
    if not shown or len(shown) > MAX_DEADLINE:
        return None
    phrase = re.sub(r"\s+", " ", shown.casefold())
    if _ONGOING.match(phrase):
        return Timing(Schedule.ongoing, words=shown)
    opening = _OPENING.match(phrase)
    rest = phrase[opening.end() :] if opening else phrase
    timing = _period(rest.strip())
    if timing is None:
        return None
    return Timing(timing.schedule, timing.deadline_on, timing.from_on, shown, timing.doubt)


def inline_timing(text: str) -> Timing | None:
    """A timing in brackets, or in the last clause of a sentence that reads 'hoàn thành …'."""
    for found in _BRACKETED.finditer(text):
        timing = read_timing(found.group(1))
        if timing:
            return timing
    return _within(_AT_THE_END.search(text[-200:]))


def closing_timing(text: str) -> Timing | None:
    """The day or the rhythm with which a sentence ends; for a task to which no deadline line applies."""
    return _within(_DAY_AT_THE_END.search(text[-200:]))


def _within(closing: re.Match[str] | None) -> Timing | None:
    timing = read_timing(closing.group(1)) if closing else None
    if timing is None:
        return None
    return Timing(timing.schedule, timing.deadline_on, timing.from_on, timing.words, "thời hạn nằm trong câu")


def is_deadline_line(text: str) -> bool:
    """A paragraph that is only a time, in words: a bare '2030' is a fragment of something else."""
    if len(text) > MAX_DEADLINE or not _begins_like_a_time(text) or not _WORTH_READING.search(text):
        return False
    return any(letter.isalpha() for letter in text) and read_timing(text) is not None


def _begins_like_a_time(text: str) -> bool:
    """A cheap test of the first word, which rules out most lines before any pattern is tried."""
    first = text.lstrip("(*_ ")[:12].split(None, 1)
    return bool(first) and (first[0][:1].isdecimal() or first[0].casefold().rstrip(":") in _FIRST_WORDS)


def _period(phrase: str) -> Timing | None:
    phrase = _PREPOSITION.sub("", phrase, count=1) if _PREPOSITION.match(phrase) else phrase
    span = _span_between(phrase)
    if span:
        return span
    for word, reading in (
        ("trước", _before),
        ("sau", _starting),
        ("từ", _starting),
        ("bắt đầu từ", _starting),
    ):
        if phrase.startswith(word + " "):
            return reading(phrase[len(word) + 1 :].strip())
    for word in ("đến hết ", "đến ", "hết "):
        if phrase.startswith(word):
            phrase = phrase.removeprefix(word)
            break
    span_dates = _dates(phrase)
    if span_dates:
        doubt = (
            "'đầu' hoặc 'giữa' một năm không phải là ngày" if re.match("đầu năm|giữa năm", phrase) else None
        )
        return Timing(Schedule.due, span_dates[1], doubt=doubt)
    if _NO_YEAR.match(phrase):
        return Timing(Schedule.unknown, doubt="thời hạn không ghi năm")
    return None


def _span_between(phrase: str) -> Timing | None:
    years = _YEARS.match(phrase)
    if years:
        first, last = int(years["first"]), int(years["last"])
        doubt = None if first <= last else "năm đầu đứng sau năm cuối"
        return Timing(Schedule.due, date(max(first, last), 12, 31), date(min(first, last), 1, 1), doubt=doubt)
    if not phrase.startswith("từ ") or " đến " not in phrase:
        return None
    begin, end = phrase[3:].split(" đến ", 1)
    last_dates = _dates(end.removeprefix("hết ").strip())
    first_dates = _dates(begin.strip()) or (
        _dates(f"{begin.strip()}/{last_dates[1].year}") if last_dates else None
    )
    if first_dates and last_dates:
        return Timing(Schedule.due, last_dates[1], first_dates[0])
    return None


def _before(phrase: str) -> Timing | None:
    dates = _dates(phrase)
    if dates is None:
        return None
    if dates[0] == dates[1]:
        return Timing(Schedule.due, dates[1])
    return Timing(
        Schedule.due,
        dates[0] - timedelta(days=1),
        doubt="'trước' một khoảng thời gian: tính đến ngày liền trước",
    )


def _starting(phrase: str) -> Timing | None:
    dates = _dates(phrase.removesuffix(" trở đi").strip())
    return Timing(Schedule.from_, from_on=dates[0]) if dates else None


def _dates(phrase: str) -> tuple[date, date] | None:
    """First and last day of one day, month, quarter, part of a year, or year."""
    if found := _DAY.match(phrase):
        return _one_day(int(found["year"]), int(found["month"]), int(found["day"]))
    if found := _MONTH.match(phrase):
        month = int(found["month"])
        return _months(int(found["year"]), month, month) if 1 <= month <= 12 else None
    if found := _QUARTER.match(phrase):
        quarter = _QUARTERS[found["quarter"]]
        return _months(int(found["year"]), quarter * 3 - 2, quarter * 3)
    if found := _QUARTERS_TO.match(phrase):
        first, last = _QUARTERS[found["first"]], _QUARTERS[found["quarter"]]
        return _months(int(found["year"]), min(first, last) * 3 - 2, max(first, last) * 3)
    if found := _MONTHS_OF.match(phrase):
        count = _NUMBER_WORDS.get(found["count"]) or int(found["count"])
        year = int(found["year"])
        return _months(year, 1, count) if found["which"] == "đầu" else _months(year, 13 - count, 12)
    if found := _EDGE_OF_YEAR.match(phrase):
        year, which = int(found["year"]), found["which"]
        return _months(year, 1, {"đầu": 3, "giữa": 6}.get(which, 12))
    if found := _WHOLE_YEAR.match(phrase):
        return _months(int(found["year"]), 1, 12)
    return None


def _one_day(year: int, month: int, day: int) -> tuple[date, date] | None:
    try:
        that_day = date(year, month, day)
    except ValueError:
        return None
    return that_day, that_day


def _months(year: int, first: int, last: int) -> tuple[date, date]:
    after = date(year + 1, 1, 1) if last == 12 else date(year, last + 1, 1)
    return date(year, first, 1), after - timedelta(days=1)
