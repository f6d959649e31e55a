"""Responsible bodies: the line 'X chủ trì, phối hợp với Y thực hiện:', labels, names that begin a sentence."""

import re
from collections.abc import Set
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

MAX_DUTY = 1500
MAX_NAME_WORDS = 40
MAX_LABEL = 40

# First words of Vietnamese organisation names; names of particular bodies come from the text and the overlay.
_ORGANISATION = (
    "Ban|Báo|Bộ|Chi cục|Cục|Công an|Công đoàn|Đài|Đảng bộ|Đảng đoàn|Đảng ủy|Đoàn|Hội|"
    "Huyện ủy|Liên đoàn|Liên hiệp|Liên minh|Mặt trận|Phòng|Quận ủy|Quỹ|Sở|Thanh tra|"
    "Thành đoàn|Thành ủy|Thường trực|Tỉnh đoàn|Tỉnh ủy|Tòa án|Tổ|Tổng cục|Trung tâm|Trường|"
    "Ủy ban|UBND|Văn phòng|Viện|Vụ|Các ban|Các cấp ủy|Các cơ quan|Các đoàn thể|Các đơn vị|"
    "Các địa phương|Các hội|Các sở|Các tổ chức|Các trường|Các viện"
)
# 'Ban hành', 'Tổ chức', 'Báo cáo', 'Hội thảo' … begin a task, not a name.
_NO_ORGANISATION = (
    "hành|cáo|chức|kết|nhập|thảo|nghị|máy|hợp|ngừa|chống|dẫn|hữu|đất|việc|thọ|bộ|dịch|tụ|bố|tra|viên|thi|diễn"
)
_BEGINS_WITH_ORGANISATION = re.compile(rf"(?:{_ORGANISATION})(?!\w)(?! (?:{_NO_ORGANISATION})(?!\w))")
# A run of spaces is read once, from its first: tried from each of its signs, a long one would take long.
_SPACE = r"(?:(?<!\s)\s++)"
# 'các sở, ngành' within a list is one body of its own.
_GROUP = (
    r"các\s+(?:sở|ban|cơ quan|đơn vị|địa phương|đoàn thể|tổ chức|hội|trường|viện|quận|huyện|xã|phường)(?!\w)"
)
_CUT = re.compile(
    rf"{_SPACE}?(?:;\s*+(?:và\s++)?|,\s++(?:và\s++)?(?=[^\W\d_]))"
    rf"|{_SPACE}và\s++(?=(?:{_ORGANISATION})(?!\w)|{_GROUP})"
)
_A_GROUP = re.compile(_GROUP)
# First words of others that act: none is a field of the body before, as in 'Sở Văn hóa, Thể thao và Du lịch'.
_OTHER_BODY = (
    "Bảo hiểm|Bảo tàng|Bệnh viện|Bí thư|Bưu điện|Câu lạc bộ|Chính quyền|Chủ tịch|Công ty|Cơ quan|Cung|Đại học|Điện lực|"
    "Đơn vị|Đặc khu|Giám đốc|Hải quan|Hiệp hội|Học viện|Hợp tác xã|HĐND|Huyện|Kho bạc|Khu|Kiểm toán|Lãnh đạo|MTTQ|"
    "Ngân hàng|Nhà|Phường|Quân khu|Quận|Quốc hội|Tạp chí|Tập đoàn|Thành phố|Thị trấn|Thị xã|Thuế|Thư viện|Tỉnh|Tổng|"
    "Tư lệnh|Viễn thông|Xã|[A-ZĐ]{2,}"
)
_ACTS_TOO = re.compile(
    rf"(?:{_ORGANISATION}|{_OTHER_BODY})(?!\w)(?! (?:{_NO_ORGANISATION}|chí|họa|hội|nước|vực)(?!\w))"
)
# What has fields of work in its name, and a body that serves two others.
_HAS_FIELDS = re.compile(r"(?:Ban|Bộ|Chi cục|Cục|Hội|Phòng|Sở|Trung tâm|Trường|Tổng cục|Ủy ban|Viện|Vụ)\s+\w")
_OF_TWO = re.compile(
    r"Văn phòng (?:Đoàn đại biểu Quốc hội|Đoàn ĐBQH|Hội đồng nhân dân|HĐND)|Báo|Đài|Ban|Văn phòng|Hội"
)
_OTHERS = re.compile(
    rf"(?:{_SPACE}?[,;](?:\s++và\s++|\s*+)|{_SPACE}và\s++|^)"
    r"(?P<others>(?:các|những)\s++[^;]{1,80}?liên quan(?:\s++khác)?)\.?$"
)
_TAIL = re.compile(
    r"(?:(?<![\s,])[\s,]++)?\b(?:thực hiện|triển khai|chỉ đạo|lãnh đạo|tham mưu|tổ chức|cùng|có trách nhiệm"
    r"|chịu trách nhiệm)$"
)
_CHAIR = re.compile(r"(?:(?<![\s,])[\s,]++)?\bchủ trì\b[\s,;]*+")
_JOINTLY = re.compile(r"(?:(?<![\s,;])[\s,;]++)?\bphối hợp(?:\s++chặt chẽ)?(?:\s++(?:với|cùng))?\s++")
_NEXT_NAME = re.compile(r"\s*(?:[,;]\s*(?:và\s+)?|và\s+)(?=\w)")
_SUBJECT_ENDS = re.compile(
    rf"(?:{_SPACE}?,\s++|{_SPACE})(?:quán triệt|căn cứ|chủ trì|chỉ đạo|lãnh đạo|có trách nhiệm"
    r"|chịu trách nhiệm|phối hợp|tham mưu|gửi|báo cáo|cung cấp|phổ biến|tuyên truyền|vận động"
    r"|theo dõi|hướng dẫn|xây dựng|ban hành|rà soát|tăng cường|giám sát|kiểm tra|đôn đốc|bố trí"
    r"|triển khai|nghiên cứu|phát huy|thẩm định|tổng hợp|đề xuất"
    r"|thực hiện|thường xuyên|chuẩn bị)(?=\W)"
)

LabelKind = Literal["lead", "partners", "timing", "other"]
_LABELS: dict[str, LabelKind] = {
    **dict.fromkeys(
        (
            "cơ quan chủ trì", "đơn vị chủ trì", "cơ quan, đơn vị chủ trì", "chủ trì", "cơ quan thực hiện",
            "đơn vị thực hiện", "cơ quan chủ trì thực hiện", "trách nhiệm thực hiện", "phân công thực hiện",
        ),
        "lead",
    ),
    **dict.fromkeys(
        ("cơ quan phối hợp", "đơn vị phối hợp", "cơ quan, đơn vị phối hợp", "phối hợp", "phối hợp thực hiện"),
        "partners",
    ),
    **dict.fromkeys(
        (
            "thời gian hoàn thành", "thời hạn hoàn thành", "thời hạn", "thời gian thực hiện", "thời gian",
            "tiến độ", "tiến độ hoàn thành", "tiến độ thực hiện", "thời hạn thực hiện", "hoàn thành",
        ),
        "timing",
    ),
    **dict.fromkeys(
        ("sản phẩm", "kết quả", "kết quả, sản phẩm", "kinh phí", "nguồn kinh phí", "ghi chú"), "other"
    ),
}  # fmt: skip
_LABEL = re.compile(
    r"(?:^|(?<=[;.])\s*|(?<=,)\s+)(?P<key>"
    + "|".join(re.escape(key) for key in sorted(_LABELS, key=len, reverse=True))
    + r")\s*:\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Duty:
    lead: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    others: str | None = None


@dataclass(frozen=True, slots=True)
class Label:
    kind: LabelKind
    value: str


def begins_with_organisation(text: str) -> bool:
    return _BEGINS_WITH_ORGANISATION.match(text) is not None


@lru_cache(maxsize=512)
def read_duty(text: str, known: frozenset[str] = frozenset()) -> Duty | None:
    """The duty that a line assigns for the paragraphs below it; None for any other line."""
    if len(text) > MAX_DUTY or not text.endswith(":") or text.isupper():
        return None
    sentence = text[:-1].rstrip()
    stripped = _without_tail(sentence)
    chaired = _CHAIR.search(stripped)
    if stripped == sentence and not chaired:
        return _names_alone(sentence, known)
    stripped = stripped.removeprefix("Giao ")
    lead, _, partners = _split_at(_CHAIR, stripped) if chaired else _split_at(_JOINTLY, stripped)
    if chaired:
        partners = _JOINTLY.sub("", " " + partners, count=1).strip() if partners else ""
    lead_names, lead_others = names_in(lead, known)
    partner_names, others = names_in(partners, known)
    if not lead_names or not _is_a_name(lead_names[0]):
        return None
    return Duty(lead_names, partner_names, others or lead_others)


def _names_alone(sentence: str, known: Set[str]) -> Duty | None:
    """'Sở A, Sở B và Hội C:' gives a duty by its names alone."""
    names, others = names_in(sentence, known)
    if not names or len(sentence.split()) > MAX_NAME_WORDS or _SUBJECT_ENDS.search(f"{sentence} "):
        return None
    is_list = all(begins_with_organisation(name[:1].upper() + name[1:]) for name in names)
    return Duty(names, (), others) if is_list else None


def names_in(text: str, known: Set[str] = frozenset()) -> tuple[tuple[str, ...], str | None]:
    """Names are split at ';', at ', ' before a capital, and at 'và' before an organisation's first word; not where a
    known name or a body's field of work goes on."""
    text = text.strip().rstrip(".;,: ")
    if not text:
        return (), None
    others = _OTHERS.search(text)
    if others:
        text = text[: others.start()]
    names: list[str] = []
    start = 0
    for cut in _CUT.finditer(text):
        if _is_cut(text[start : cut.start()].strip(" ,"), cut, known):
            names.append(text[start : cut.start()].strip(" ,"))
            start = cut.end()
    names.append(text[start:].strip(" ,"))
    return tuple(name for name in names if name), others["others"] if others else None


def _is_cut(name: str, cut: re.Match[str], known: Set[str]) -> bool:
    """Whether a name ends here; not where a comma or an 'và' is its own."""
    text, at = cut.string, cut.end()
    if ";" in cut.group() or _A_GROUP.match(text, at):
        return True
    if known_name_at_start(text[at:], known):
        return True
    if any(
        text.startswith(one, cut.start() - len(name)) for one in known if one.startswith(name + cut.group())
    ):
        return False
    if "," not in cut.group():
        return _OF_TWO.fullmatch(name) is None
    if not text[at : at + 1].isupper():
        return False
    return _ACTS_TOO.match(text, at) is not None or _HAS_FIELDS.match(name) is None


@lru_cache(maxsize=512)
def read_labels(text: str) -> tuple[Label, ...]:
    """'Cơ quan chủ trì: A; thời hạn: B' → its labels in order; () for a line that begins with no label."""
    key, colon, _ = text[:MAX_LABEL].partition(":")
    if not colon or key.strip().lower() not in _LABELS or len(text) > MAX_DUTY:
        return ()
    found = list(_LABEL.finditer(text))
    ends = [each.start() for each in found[1:]] + [len(text)]
    return tuple(
        Label(_LABELS[each["key"].lower()], text[each.end() : end].strip().rstrip(".;, "))
        for each, end in zip(found, ends, strict=True)
    )


def known_name_at_start(text: str, known: Set[str]) -> str | None:
    """The longest known name that begins this text."""
    words = text.split(maxsplit=MAX_NAME_WORDS)[:MAX_NAME_WORDS]
    for count in range(len(words), 0, -1):
        name = " ".join(words[:count]).rstrip(",;:.")
        if name in known:
            return name
    return None


def partners_after(text: str, lead: str, known: Set[str]) -> tuple[str, ...]:
    """'X chủ trì, phối hợp với Y, Z hướng dẫn …' → known Y and Z; an unknown name ends the list."""
    rest = text[len(lead) :]
    chaired = _CHAIR.match(rest)
    rest = rest[chaired.end() :] if chaired else rest
    together = _JOINTLY.match(f" {rest}")
    if not together:
        return ()
    rest = f" {rest}"[together.end() :]
    partners: list[str] = []
    while name := known_name_at_start(rest, known):
        partners.append(name)
        row = _NEXT_NAME.match(rest[len(name) :])
        if not row:
            break
        rest = rest[len(name) + row.end() :]
    return tuple(partners)


def guessed_name_at_start(text: str) -> str | None:
    """An organisation not on any list: the words before the first official verb."""
    if not begins_with_organisation(text):
        return None
    found = _SUBJECT_ENDS.search(text[:400])
    return text[: found.start()].strip(" ,") if found else None


def _without_tail(sentence: str) -> str:
    while True:
        shorter = _TAIL.sub("", sentence)
        if shorter == sentence:
            return sentence
        sentence = shorter


def _split_at(pattern: re.Pattern[str], text: str) -> tuple[str, str, str]:
    found = pattern.search(text)
    if not found:
        return text, "", ""
    return text[: found.start()].strip(), found.group(), text[found.end() :].strip()


def _is_a_name(text: str) -> bool:
    return text[:1].isupper() and "." not in text
