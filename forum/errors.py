"""Errors that refuse a request. forum.web.errors turns each into a page, a fragment or problem+json."""

from collections.abc import Mapping

from forum.words import Words, _


class Refused(Exception):
    """A request was refused. `message` is shown to the person, `code` is stable."""

    status = 400
    code = "refused"

    def __init__(self, message: Words | str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if code:
            self.code = code


class NotFound(Refused):
    status, code = 404, "not_found"

    def __init__(self, message: Words | str = _("Không tìm thấy trang.")) -> None:
        super().__init__(message)


class Forbidden(Refused):
    status, code = 403, "forbidden"

    def __init__(
        self,
        message: Words | str = _("Ông/Bà chưa được phân quyền thực hiện việc này."),
        *,
        code: str | None = None,
    ) -> None:
        super().__init__(message, code=code)


class Conflict(Refused):
    """The thing was changed meanwhile. `theirs` has the current values by field where they differ from the
    input, and `version` their version, for the form when it is shown again."""

    status, code = 409, "conflict"

    def __init__(
        self,
        message: Words | str,
        *,
        theirs: Mapping[str, object] | None = None,
        version: str | None = None,
        code: str | None = None,
    ) -> None:
        super().__init__(message, code=code)
        self.theirs, self.version = theirs or {}, version


class DraftConflict(Conflict):
    """Other words were saved as the draft of this form, which was shown without them."""


class Invalid(Refused):
    """A field has an invalid value; the form shows the message next to it."""

    status, code = 422, "invalid"

    def __init__(self, field: Words | str, message: Words | str) -> None:
        super().__init__(message)
        self.field = field


class TooMany(Refused):
    status, code = 429, "too_many"

    def __init__(self, message: Words, *, retry_seconds: int = 60) -> None:
        super().__init__(message)
        self.retry_seconds = retry_seconds


class AlreadySent(Refused):
    """The same form was submitted twice, by a double click. `url` is where the first one led."""

    status, code = 303, "already_sent"

    def __init__(self, url: str) -> None:
        super().__init__(_("Mẫu này đã được gửi."))
        self.url = url


class LoginNeeded(Refused):
    status, code = 303, "login_needed"

    def __init__(self, message: Words = _("Đề nghị Ông/Bà đăng nhập để tiếp tục.")) -> None:
        super().__init__(message)
