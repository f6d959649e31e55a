"""Forms: one function for GET and POST, errors beside the field, nothing typed is ever lost.

    form: Annotated[Form[NewThread], Depends(form_of(NewThread))]
    if form.value:
        with form.refusals():
            thing = await actions.start_thread(db, actor, form.value)
            return answer.go(url)
    return answer.form("threads/new.html", page)      # 200 when first shown, 422 with errors

`form.key` goes into the hidden field `_key` (the macro form_start writes it): the row in `drafts` under that key
is the saved draft and the guard against sending twice.
"""

import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, get_origin

from fastapi import Request
from pydantic import BaseModel, ValidationError
from starlette.datastructures import FormData

from forum.contributions.actions.drafts import new_key
from forum.contributions.queries import draft_of
from forum.errors import Conflict, Forbidden, Invalid
from forum.web.login import actor_of

T = TypeVar("T", bound=BaseModel)

KEY_FIELD = "_key"
KEEP_PARAM = "giu"  # ?giu=KEY: show the draft with that key for confirmation


@dataclass
class Form(Generic[T]):
    """`values` is what was typed, `errors` says per field what is wrong, `value` is set when all is well."""

    model: type[T]
    action: str
    key: str
    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    value: T | None = None
    was_kept: bool = False
    conflict: Conflict | None = None
    _request: Request | None = None

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """A refusal inside is shown in the form; the transaction is rolled back and nothing typed is lost."""
        try:
            yield
        except Invalid as invalid:
            self._refuse(invalid.field, invalid.message)
        except Conflict as conflict:
            self.conflict = conflict
            self._refuse("", conflict.message)
        except Forbidden as forbidden:
            if forbidden.code not in ("too_late", "wrong_state", "suspended"):
                raise
            self._refuse("", forbidden.message)

    def _refuse(self, name: str, message: str) -> None:
        self.errors[name if name in self.model.model_fields else ""] = message
        self.value = None
        if self._request is not None:
            self._request.state.db.sync_session.info["refused"] = True

    def set_defaults(self, **values: Any) -> None:
        """Fill in fields that were not typed or kept, for the first showing."""
        for name, given in values.items():
            self.values.setdefault(name, given)

    @property
    def status(self) -> int:
        if self.conflict is not None:
            return self.conflict.status
        return 422 if self.errors else 200


def form_of(model: type[T]) -> Callable[[Request], Awaitable[Form[T]]]:
    """The dependency that reads `model` from a POST, or a kept draft from ?giu= on a GET."""

    async def read(request: Request) -> Form[T]:
        if request.method != "POST":
            return await _first_shown(request, model)
        data = await request.form(max_fields=2000, max_part_size=2_000_000)
        form = Form(model, request.url.path, _key_in(data), _typed(model, data), _request=request)
        request.state.form = form
        try:
            form.value = model.model_validate(form.values)
        except ValidationError as invalid:
            form.errors.update(_messages(invalid))
        return form

    return read


def _key_in(data: FormData) -> str:
    key = data.get(KEY_FIELD)
    return key if isinstance(key, str) and re.fullmatch(r"[\w-]{20,40}", key) else new_key()


async def _first_shown(request: Request, model: type[T]) -> Form[T]:
    form = Form(model, request.url.path, new_key(), _request=request)
    kept = request.query_params.get(KEEP_PARAM)
    db = getattr(request.state, "db", None)
    if kept and db is not None:
        draft = await draft_of(db, await actor_of(request, db), kept)
        if draft is not None:
            form.values = {k: v for k, v in draft.fields.items() if k in model.model_fields}
            form.key, form.was_kept = draft.key, True
    return form


def _typed(model: type[BaseModel], data: FormData) -> dict[str, Any]:
    typed: dict[str, Any] = {}
    for name, info in model.model_fields.items():
        if get_origin(info.annotation) in (list, set, tuple, frozenset):
            typed[name] = [v for v in data.getlist(name) if isinstance(v, str) and v != ""]
        else:
            value = data.get(name)
            if isinstance(value, str):
                typed[name] = value.replace("\r\n", "\n")
    return {
        k: v for k, v in typed.items() if v != "" or model.model_fields[k].is_required() or _is_text(model, k)
    }


def _is_text(model: type[BaseModel], name: str) -> bool:
    return model.model_fields[name].annotation is str


# pydantic's error types as an office would say them.
_SAID: dict[str, Callable[[dict[str, Any]], str]] = {
    "missing": lambda c: "Đề nghị điền mục này.",
    "string_too_short": lambda c: f"Đề nghị viết ít nhất {c['min_length']} ký tự.",
    "string_too_long": lambda c: f"Đề nghị viết không quá {c['max_length']} ký tự.",
    "int_parsing": lambda c: "Đề nghị nhập một số.",
    "date_from_datetime_parsing": lambda c: "Đề nghị nhập ngày theo dạng 24/11/2026.",
    "date_parsing": lambda c: "Đề nghị nhập ngày theo dạng 24/11/2026.",
    "enum": lambda c: "Đề nghị chọn một mục trong danh sách.",
    "literal_error": lambda c: "Đề nghị chọn một mục trong danh sách.",
    "too_short": lambda c: "Đề nghị chọn ít nhất một mục.",
    "value_error": lambda c: str(c.get("error", "Nội dung chưa hợp lệ.")),
}


def _said_nothing_special(context: dict[str, Any]) -> str:
    return "Nội dung chưa hợp lệ."


def _messages(invalid: ValidationError) -> dict[str, str]:
    said: dict[str, str] = {}
    for error in invalid.errors():
        name = str(error["loc"][0]) if error["loc"] else ""
        say = _SAID.get(error["type"], _said_nothing_special)
        context = error.get("ctx", {})
        empty = error["type"] == "string_too_short" and not error.get("input")
        said.setdefault(name, _SAID["missing"](context) if empty else say(context))
    return said
