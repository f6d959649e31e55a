"""Forms: errors are shown beside the field, and nothing typed is lost. Nearly all are run by web.steps:

    form: Annotated[Form[NewBody], Depends(form_of(NewBody))]
    if form.value:
        async with form.attempt(db) as attempt:
            await actions.add_body(db, actor, form.value)
            return attempt.go(url, "Đã thêm.")
    page = ...                             # read after the attempt, never before
    return render.form(template, page, form)  # 200 when first shown, 422 or 409 with errors

A form is sent in one of these ways, which all lead to its own address: `Way.send` does it, `Way.preview` shows
its words as they will stand, `Way.save` saves them as a draft, `Way.gather` puts them with others, to be sent
together later. `form.value` is the input of a form to be done.

`form.key` goes into the hidden field `_key` (the macro form_start writes it): the row in `drafts` under that
key is the saved draft and the guard against double submission.
"""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar, get_origin

from fastapi import Request
from markupsafe import Markup
from pydantic import BaseModel, ValidationError
from sqlalchemy.exc import DBAPIError
from starlette.datastructures import FormData
from starlette.responses import Response

from forum.actor import NO_CONSENT, Actor, Purpose
from forum.contributions.actions.drafts import claim_draft, digest_of, mark_sent, new_key, save_draft
from forum.contributions.drafts import KEEP_PARAM, draft_of, draft_url
from forum.database import Db
from forum.database.failures import refused_value
from forum.days import vndate
from forum.errors import AlreadySent, Conflict, DraftConflict, Forbidden, Invalid, Refused, TooMany
from forum.fields import Box, is_words
from forum.files.queries import NO_FILES, Chosen, chosen_files
from forum.programme.picking import Picked, pick
from forum.programme.queries import TaskLabel
from forum.urls import url_for
from forum.versions import Versioned
from forum.web.complaints import CHOOSE, INVALID, Label, complaint, complaints_of
from forum.web.login import actor_of
from forum.web.origin import browser_of
from forum.web.redirects import see_other
from forum.words import Words, _, joined

# Covariant: a Form[NewBody] is accepted as a Form[BaseModel], since users of a form never replace its value.
T = TypeVar("T", bound=BaseModel, covariant=True)

KEY_FIELD = "_key"
FRESH_KEYS = "fresh_keys"  # in the state of a request: the keys that its page gives out
WAY_FIELD = "_way"
DROP_FIELD = "_drop"  # the id of a file that is not to be sent after all
FILE_IDS = "file_ids"
SEEN_FIELD = "_seen"
TASK_WORDS_FIELD = "_task_words"
SHOWN_IN_FORM = (
    "too_late",
    "wrong_state",
    "suspended",
    NO_CONSENT,
)  # refused at this time, not to this person


class Way(StrEnum):
    """What the pressed button asks of a form."""

    send = "send"
    preview = "preview"
    save = "save"
    gather = "gather"
    find_tasks = "find_tasks"
    attach = "attach"
    insert = "insert"


class Attempt:
    """One attempt to process a form. It takes effect only if `go` was called."""

    def __init__(self, request: Request) -> None:
        self.url: str | None = None
        self.is_second = False  # a form with other words was sent under the same key
        self._request = request

    def go(self, url: str, flash: Words | str | None = None) -> Response:
        """Redirect (303), with a message that the next page shows once."""
        self.url = url
        if flash and self.is_second:
            flash = joined([flash, _("Bản với chữ khác đã gửi trước từ cùng mẫu này vẫn còn.")], " ")
        return see_other(self._request, url, flash)


@dataclass
class Form(Generic[T]):
    """`values` is what was typed, `errors` the errors by field, `value` the input if it is valid.
    `is_sent`: it comes from a POST, whichever `way` it is to go.
    `is_guarded`: the form came with its key, without which a second submission cannot be recognised."""

    model: type[T]
    action: str
    key: str
    values: dict[str, object] = field(default_factory=dict)
    errors: dict[str, Words | str] = field(default_factory=dict)
    value: T | None = None
    was_restored: bool = False
    is_guarded: bool = False
    is_sent: bool = False
    way: Way = Way.send
    seen_draft: str = ""
    task_words: str = ""
    chosen: Chosen = NO_FILES
    refusal: Refused | None = None
    labels: dict[str, Label] = field(default_factory=dict)  # of the fields that the page has shown
    _request: Request | None = None

    def _boxes(self) -> dict[str, Box]:
        fields = self.model.model_fields.items()
        return {name: box for name, info in fields for box in info.metadata if isinstance(box, Box)}

    @property
    def enter_sends(self) -> bool:
        """Whether Enter in a field of one line sends the form: only one that has no other field, and one way."""
        return not self._boxes() and "task_ids" not in self.model.model_fields and not self.takes_files

    @property
    def letters(self) -> dict[str, str]:
        """What was typed so far into the fields that are previewed, by their names."""
        typed = {name: self.values.get(name) for name, box in self._boxes().items() if box == Box.letter}
        return {name: text if isinstance(text, str) else "" for name, text in typed.items()}

    def pick_tasks(self, tasks: Sequence[TaskLabel]) -> Picked:
        """The tasks of the programme in the order in which they are offered for what was typed so far."""
        chosen = self.values.get("task_ids")
        text = " ".join(typed_words(self).values())
        return pick(
            tasks, {str(one) for one in chosen} if isinstance(chosen, list) else (), self.task_words, text
        )

    @property
    def only_shows(self) -> bool:
        """Whether the form is only to be shown again: with its preview, the tasks that were found, its files, the words
        that the page's query puts in."""
        return self.way in (Way.preview, Way.find_tasks, Way.attach, Way.insert)

    @property
    def takes_files(self) -> bool:
        return FILE_IDS in self.model.model_fields

    @property
    def brings_files(self) -> bool:
        """Whether only the files of the form were sent, to be shown with it."""
        return self.way == Way.attach

    @property
    def is_previewed(self) -> bool:
        return self.way == Way.preview

    @asynccontextmanager
    async def attempt(self, db: Db) -> AsyncIterator[Attempt]:
        """Process the form once. A refusal inside is shown in the form and rolls the transaction back at
        once, and so does leaving the block without `go`. Rows loaded before are stale then, so a page loads
        its own after it. Raises AlreadySent for the second of two equal submissions."""
        assert self._request is not None, "only a form that was sent can be attempted"
        attempt, actor = Attempt(self._request), await actor_of(self._request, db)
        guards = self.is_guarded and actor.is_member and self.way == Way.send
        if guards:
            is_text = bool(self.letters) and not issubclass(self.model, Versioned)
            claim = await claim_draft(db, actor, self.key, self.action, self.values, is_text=is_text)
            if claim.first_url is not None:
                raise AlreadySent(claim.first_url)
            attempt.is_second = claim.other_url is not None
        sent = dict(self.values)
        try:
            yield attempt
            if attempt.url is None:
                await db.rollback()
            elif guards:
                await mark_sent(db, actor, self.key, attempt.url, sent)
        except (Invalid, Conflict, Forbidden, TooMany) as refusal:
            if isinstance(refusal, Forbidden) and refusal.code not in SHOWN_IN_FORM:
                raise
            self.refuse(refusal)
            await db.rollback()
            if refusal.code == NO_CONSENT:
                await self._keep(db, actor)
        except DBAPIError as failure:
            invalid = self._refused_by(refused_value(failure))
            if invalid is None:
                raise
            self.refuse(invalid)
            await db.rollback()

    def _refused_by(self, constraint: str | None) -> Invalid | None:
        """The refusal of a value that the database refused (see `refused_value`); foreign keys end in the name of
        their column."""
        if not constraint:
            return None if constraint is None else Invalid("", INVALID)
        names = [
            name for name in self.model.model_fields if constraint.endswith(f"_{name.removesuffix('s')}")
        ]
        return Invalid(max(names, key=len), CHOOSE) if names else None

    async def _keep(self, db: Db, actor: Actor) -> None:
        """Save what was typed under a key of its own, to come back to from the page where one agrees."""
        self.key = new_key()
        await save_draft(db, actor, self.key, self.action, self.values)

    @property
    def agree_url(self) -> str | None:
        """Where to consent and come back to what was typed, if that is what is missing."""
        if self.refusal is None or self.refusal.code != NO_CONSENT:
            return None
        back = draft_url(self.action, self.key)
        return url_for("mine.give_consent", Purpose.terms, query={"tiep": back})

    def refuse(self, refusal: Refused) -> None:
        """Show the form again with the refusal and all that was typed."""
        name = refusal.field if isinstance(refusal, Invalid) else ""
        self.errors[name if name in self.model.model_fields else ""] = refusal.message
        self.value, self.refusal = None, refusal
        if isinstance(refusal, DraftConflict):
            self.seen_draft = refusal.version or ""
        elif isinstance(refusal, Conflict) and refusal.version is not None:
            self.values["seen_version"] = refusal.version

    @property
    def conflict(self) -> Conflict | None:
        return self.refusal if isinstance(self.refusal, Conflict) else None

    def stands(self, name: str, options: Sequence[tuple[object, ...]] = ()) -> Words | str | None:
        """The current value of a field, in words, after a conflict where it differs from what was typed."""
        if self.conflict is None or name not in self.conflict.theirs:
            return None
        labels = {str(value): str(label) for value, label, *_ in options}
        now = self.conflict.theirs[name]
        words = [_as_text(one, labels) for one in (now if isinstance(now, list) else [now])]
        return ", ".join(words) or _("(để trống)")

    def error_of(self, name: str, label: object, kind: str) -> Words | None:
        """What is wrong with a field, which the page now shows under this label."""
        self.labels[name] = Label(str(label), kind)
        return complaint(self.labels[name], self.errors[name]) if name in self.errors else None

    @property
    def place_of_errors(self) -> Markup:
        """Where the page wants the list of errors. Its key is the form's own, which no text can hold."""
        return Markup("<!-- {} -->").format(self.key)

    @property
    def named_errors(self) -> list[tuple[str, Words | str]]:
        """(field, sentence), in the order of the page, once the page has shown its fields. A field that it does
        not show has no name, so its error is one of the whole form."""
        shown = [name for name in self.labels if name in self.errors]
        rest = [name for name in self.errors if name and name not in shown]
        return [
            *((name, complaint(self.labels[name], self.errors[name])) for name in shown),
            *(("", self.errors[name]) for name in rest),
        ]

    def set_defaults(self, **values: object) -> None:
        """Fill in fields that are neither typed nor restored, when the form is first shown."""
        for name, given in values.items():
            self.values.setdefault(name, given)

    def fill(self, stands: Versioned) -> None:
        """Show the form first with the current values and their version."""
        self.set_version(stands)
        if self.status == 200:
            self.set_defaults(**stands.fields)

    def set_version(self, stands: Versioned) -> None:
        """Show the form first with empty fields and the version of what it will replace."""
        if self.status == 200:
            self.set_defaults(seen_version=stands.seen_version)

    @property
    def status(self) -> int:
        if isinstance(self.refusal, Conflict | TooMany):
            return self.refusal.status
        return 422 if self.errors else 200


def typed_words(form: Form[BaseModel]) -> dict[str, str]:
    """What a person wrote into the form, by field: no choices, no numbers, no secrets."""
    fields = {n: info for n, info in form.model.model_fields.items() if is_words(info.metadata)}
    return {name: text for name in fields if isinstance(text := form.values.get(name), str)}


def _as_text(value: object, labels: Mapping[str, str]) -> str:
    if isinstance(value, date):
        return vndate(value)
    typed = str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)
    return labels.get(typed, typed)


def form_of(model: type[T]) -> Callable[[Request], Awaitable[Form[T]]]:
    """The dependency that reads `model` from a POST, or a saved draft from ?giu= on a GET."""

    async def read(request: Request) -> Form[T]:
        if request.method != "POST":
            return await _first_shown(request, model)
        data = await request.form(max_fields=2000, max_part_size=2_000_000)
        key = key_in(data)
        form = Form(model, request.url.path, key or new_key(), _typed(model, data), _request=request)
        form.is_sent, form.is_guarded, form.way = True, key is not None, way_in(data)
        form.seen_draft = str(data.get(SEEN_FIELD, ""))
        form.task_words = str(data.get(TASK_WORDS_FIELD, ""))[:200]
        request.state.form = form
        await _show_files(request, form, data.get(DROP_FIELD))
        if form.way not in (Way.send, Way.gather):
            return form
        try:
            form.value = model.model_validate(form.values)
        except ValidationError as invalid:
            form.errors.update(complaints_of(invalid))
        return form

    return read


async def _show_files(request: Request, form: Form[BaseModel], dropped: object = None) -> None:
    """Load what became of the form's files, and leave out the one that was dropped."""
    typed = form.values.get(FILE_IDS)
    if not form.takes_files or not isinstance(typed, list):
        return
    if dropped is not None:
        typed = form.values[FILE_IDS] = [one for one in typed if one != dropped]
        form.way = Way.attach
    ids = [int(one) for one in typed if str(one).isdecimal() and len(str(one)) < 19]
    db = getattr(request.state, "db", None)
    if ids and db is not None:
        form.chosen = await chosen_files(db, await actor_of(request, db), ids)


def key_in(data: FormData) -> str | None:
    key = data.get(KEY_FIELD)
    return key if isinstance(key, str) and re.fullmatch(r"[\w-]{20,40}", key) else None


def way_in(data: FormData) -> Way:
    return next((way for way in Way if way == data.get(WAY_FIELD)), Way.send)


async def _first_shown(request: Request, model: type[T]) -> Form[T]:
    fresh = new_key()
    request.scope["state"].setdefault(FRESH_KEYS, []).append(fresh)
    form = Form(model, request.url.path, fresh, _request=request)
    key = request.query_params.get(KEEP_PARAM)
    db = getattr(request.state, "db", None)
    if key and db is not None:
        actor = await actor_of(request, db)
        draft = await draft_of(db, actor, browser_of(request).digest, key, request.url.path)
        if draft is not None:
            form.values = {k: v for k, v in draft.fields.items() if k in model.model_fields}
            form.key, form.was_restored, form.seen_draft = draft.key, True, digest_of(draft.fields)
            request.state.form = form
            await _show_files(request, form)
    return form


def _typed(model: type[BaseModel], data: FormData) -> dict[str, object]:
    typed: dict[str, object] = {}
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
