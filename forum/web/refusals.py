"""What the page of a refusal shows: what happened, the words that were typed, and where they may go instead."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fastapi import Request
from pydantic import BaseModel
from starlette.routing import Match

from forum.urls import url_for
from forum.web.forms import Form, typed_words
from forum.web.typed import NOT_REPEATED, fields_in, words_among
from forum.words import Words, _

Place = tuple[Words, str]


@dataclass(frozen=True, slots=True)
class Unsent:
    """The words of a form that was not sent, by the names of their fields, and where they may go instead."""

    words: tuple[tuple[Words, str], ...]
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class SentAgain:
    """A form that failed through no fault of its sender, to be sent once more: its words to be read, and its other
    fields."""

    action: str
    words: tuple[tuple[Words, str, str], ...]  # label, field, text
    rest: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ErrorPage:
    status: int
    code: str
    message: Words | str
    path: str = ""
    unsent: Unsent | None = None
    back: str = ""
    again: SentAgain | None = None
    request_id: str = ""  # of a failure: what the log has it under

    @property
    def is_a_right(self) -> bool:
        """Whether somebody else may do it, and not: something else must come first."""
        return self.code not in STEPS


# Refusals for what has not happened yet or has happened already, whoever asks.
STEPS = {"wrong_state", "locked", "not_shown", "withdrawn", "said_once", "too_often", "has_tasks", "invalid"}
CLOSED = _("Nội dung này không còn gửi được: thời gian nhận đã hết, hoặc quyền của Ông/Bà đã thay đổi.")
LABELS = {
    "title": _("Tiêu đề"),
    "name": _("Tên"),
    "email": _("Địa chỉ thư điện tử"),
    "text": _("Nội dung"),
    "wording": _("Câu chữ đề nghị"),
    "on_behalf": _("Thay mặt"),
    "reason": _("Lý do"),
    "note": _("Ghi chú"),
}


def unsent_of(request: Request) -> Unsent | None:
    """The words of the request's form: typed by a person, or of a draft of theirs."""
    form: Form[BaseModel] | None = getattr(request.state, "form", None)
    typed = _typed(request) if form is None else typed_words(form)
    words = tuple((LABELS.get(name, _("Chữ đã viết")), text) for name, text in typed.items() if text.strip())
    return Unsent(words, tuple(_places(request))) if words else None


def _typed(request: Request) -> Mapping[str, str]:
    """The words of a body, when nothing has made a form of it."""
    known: Mapping[str, str] | None = getattr(request.state, "typed", None)
    if known is not None:
        return known
    body: bytes = getattr(request.state, "body", b"")
    return words_among(fields_in(request.headers.get("content-type", ""), body))


def sent_again(request: Request) -> SentAgain | None:
    """The form of a failed request; None where it held a password or a file, which no page repeats."""
    body: bytes = getattr(request.state, "body", b"")
    fields = fields_in(request.headers.get("content-type", ""), body)
    if not fields or any(name in NOT_REPEATED for name, _text in fields):
        return None
    words = words_among(fields)
    shown = tuple(
        (LABELS.get(name, _("Chữ đã viết")), name, text) for name, text in words.items() if text.strip()
    )
    rest = tuple((name, text) for name, text in fields if name not in {name for _label, name, _text in shown})
    query = f"?{request.url.query}" if request.url.query else ""
    return SentAgain(f"{request.url.path}{query}", shown, rest)


def _places(request: Request) -> Iterable[Place]:
    """The page that the form is about, and the other places of its part of the site that take texts."""
    above = request.url.path.rstrip("/")
    while above := above.rpartition("/")[0]:
        if _is_page(request, above):
            yield _("Về trang của nội dung này"), above
            break
    for label, url in (
        (_("Các dự thảo đang lấy ý kiến"), url_for("consultations.consultations")),
        (_("Các kỳ tiếp xúc"), url_for("contact.sessions")),
        (_("Diễn đàn"), url_for("threads.forums")),
        (_("Gửi hiến kế"), url_for("threads.new_proposal")),
    ):
        if url not in (above, request.url.path):
            yield label, url


def _is_page(request: Request, path: str) -> bool:
    scope = {"type": "http", "method": "GET", "path": path, "root_path": ""}
    return any(route.matches(scope)[0] == Match.FULL for route in request.app.routes)
