"""What is said of a session beside the words, read from the record."""

from collections.abc import Sequence
from datetime import date, datetime

from forum.contact.attending.policy import Service
from forum.contact.policy import SessionFormat
from forum.contact.texts.record import attendants_in, came_in
from forum.contributions.official import Beside
from forum.days import meeting_time, vndate
from forum.state import word_of
from forum.words import Words, _

FORMATS = {
    SessionFormat.in_person: _("Trực tiếp"),
    SessionFormat.online: _("Trực tuyến"),
    SessionFormat.both: _("Trực tiếp và trực tuyến"),
}
MOMENTS = {
    "starts_at": _("Bắt đầu"),
    "began_at": _("Bắt đầu"),
    "ends_at": _("Kết thúc"),
    "ended_at": _("Kết thúc"),
}
DAYS = {"intake_from_on": _("Nhận câu hỏi từ ngày"), "intake_until_on": _("Ngày cuối nhận câu hỏi")}
WORDS = {
    "place": _("Địa điểm"),
    "late_reason": _("Lý do thông báo muộn hơn quy chế"),
    "directions": _("Đường đi, sơ đồ"),
    "summary": _("Nội dung chính"),
    "rest_day_reason": _("Lý do tổ chức vào ngày nghỉ"),
    "secretary": _("Thư ký"),
    "attending": _("Thành phần tham dự"),
}


def facts_in(beside: Beside) -> tuple[tuple[Words, str], ...]:
    """Of a plan that was announced, or of a session that was held."""
    found: list[tuple[Words, str]] = [(_("Tên kỳ tiếp xúc"), str(beside["title"]))]
    for name, words in MOMENTS.items():
        if name in beside:
            found.append((words, str(meeting_time(datetime.fromisoformat(str(beside[name]))))))
    found.append((_("Hình thức"), str(FORMATS[SessionFormat(str(beside["format"]))])))
    for name, words in DAYS.items():
        if name in beside:
            found.append((words, vndate(date.fromisoformat(str(beside[name])))))
    found += [(words, str(beside[name])) for name, words in WORDS.items() if beside.get(name)]
    found += _taking_part(beside)
    return (*found, *_people(beside), *came(beside))


def _taking_part(beside: Beside) -> list[tuple[Words, str]]:
    """That there is a link to join, and which change of it this is; the link is for who registered."""
    found: list[tuple[Words, str]] = []
    if version := beside.get("joining"):
        words = _("có, lần đặt thứ {version}; người đã đăng ký xem được", version=version)
        found.append((_("Đường dẫn tham dự trực tuyến"), str(words)))
    if capacity := beside.get("capacity"):
        found.append((_("Số chỗ trong hội trường"), str(_("{capacity:n} chỗ", capacity=capacity))))
    services = beside.get("services")
    if isinstance(services, list) and services:
        names = [str(word_of(Service(str(one)))) for one in services]
        found.append((_("Hỗ trợ tại kỳ tiếp xúc"), ", ".join(names)))
    return found


def _people(beside: Beside) -> list[tuple[Words, str]]:
    """The chair first."""
    return [
        (_("Tham dự") if place else _("Chủ trì"), f"{one.name}, {one.position}")
        for place, one in enumerate(attendants_in(beside))
    ]


def came(beside: Beside) -> tuple[tuple[Words, str], ...]:
    """Of who came, counts and invited bodies; names of people are in no record."""
    it = came_in(beside)
    if it is None:
        return ()
    hall = _("{hall:n} người tại hội trường", hall=it.hall)
    home = _("{home:n} người trực tuyến", home=it.home)
    invited = _("trong đó {invited:n} khách mời", invited=it.invited)
    found = [(_("Có mặt"), ", ".join(map(str, (hall, home, invited))))]
    return (*found, (_("Cơ quan được mời có mặt"), "; ".join(it.bodies))) if it.bodies else tuple(found)


def differences(before: Beside, after: Beside) -> tuple[tuple[Words, str, str], ...]:
    """(what, as it was, as it is)."""
    was, now = facts_in(before), facts_in(after)
    old, new = _together(was), _together(now)
    named = {str(what): what for what, _words in (*was, *now)}
    return tuple(
        (named[what], old.get(what, ""), new.get(what, ""))
        for what in named
        if old.get(what) != new.get(what)
    )


def _together(facts: Sequence[tuple[Words, str]]) -> dict[str, str]:
    """Of several of one kind, such as those who attend, all in one line."""
    found: dict[str, str] = {}
    for what, words in facts:
        found[str(what)] = f"{found[str(what)]}; {words}" if str(what) in found else words
    return found
