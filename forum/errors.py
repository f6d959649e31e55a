"""Errors that refuse a request. forum.web.errors turns each into a page, a fragment or problem+json."""

import math
from collections.abc import Mapping
from datetime import timedelta

from forum.words import Words, _, joined


class Refused(Exception):
    """A request was refused. `message` is shown to the person, `code` is stable."""

    status = 400
    code = "refused"

    def __init__(self, message: Words | str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if code:
            self.code = code

    @property
    def headers(self) -> dict[str, str]:
        """Headers of every response that says it: a page, a form, a fragment or JSON."""
        return {}


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


class TooLarge(Refused):
    status, code = 413, "too_large"

    def __init__(self, message: Words = _("Nội dung gửi lên quá lớn.")) -> None:
        super().__init__(message)


class TooMany(Refused):
    """Too many attempts. Says after how long the next one is taken, in words and in Retry-After."""

    status, code = 429, "too_many"

    def __init__(self, reason: Words, *, wait: timedelta) -> None:
        self.reason = reason
        self.retry_seconds = max(1, math.ceil(wait.total_seconds()))
        minutes = math.ceil(self.retry_seconds / 60)
        super().__init__(joined([reason, _("Mời Ông/Bà thử lại sau {minutes:n} phút.", minutes=minutes)]))

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": str(self.retry_seconds)}


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


class FactorNeeded(Refused):
    """The act asks for the second factor again, or for the first time in this session."""

    status, code = 303, "factor_needed"

    def __init__(self) -> None:
        super().__init__(_("Việc này cần xác nhận lại bằng bước thứ hai."))
