"""The administrator's steps for the programme: import its text, set a task's current lead."""

import asyncio
import hashlib
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel
from starlette.responses import Response

from forum.accounts.bodies import living_bodies
from forum.actor import Actor, require
from forum.database import Db, ReadDb
from forum.errors import Invalid
from forum.fields import Readable, legacy_words
from forum.programme import actions, policy
from forum.programme.actions import CurrentLead, Imported, ImportText, import_programme, preview_import
from forum.programme.actions.leads import leads_of
from forum.programme.bodies import named_leads
from forum.programme.importer import ProgrammeError, text_of
from forum.programme.queries import (
    TaskLabel,
    label_of,
    programme_in_force,
    task_of_code,
)
from forum.urls import path, url_for
from forum.web.forms import Form, form_of
from forum.web.login import Writing, WritingMember
from forum.web.render import Render
from forum.web.steps import step
from forum.web.uploads import small_file
from forum.words import _
from vietnamese import find_legacy

router = APIRouter()

MAX_BYTES = 1_000_000
MAX_TASKS = 1_000


class ProgrammeForm(BaseModel):
    """`seen` is the digest of the difference that was shown, so that only what was reviewed is applied."""

    text: Readable = ""
    seen: str = ""
    do: Literal["look", "apply"] = "look"


@dataclass(frozen=True, slots=True)
class ImportPage:
    form: Form[ProgrammeForm]
    title: str
    difference: Imported | None
    digest: str


@dataclass(frozen=True, slots=True)
class AboutLead:
    task: TaskLabel
    named: tuple[tuple[int, str], ...]
    bodies: tuple[tuple[int, str], ...]
    can: frozenset[str] = frozenset({"set_current_lead"})

    @property
    def url(self) -> str:
        return url_for("programme.task", self.task.code)


@router.api_route(path("programme.import_text"), methods=["GET", "POST"])
async def import_text(
    request: Request,
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[ProgrammeForm], Depends(form_of(ProgrammeForm))],
    render: Render,
) -> Response:
    """Parse the text and preview its changes; a second step applies exactly those."""
    require(policy.may_import_programme(actor))
    difference, digest = None, ""
    if form.value:
        async with form.attempt(db) as attempt:
            text = await _text(request, form.value)
            form.values["text"] = text
            programme_id = (await programme_in_force(db)).id
            difference = await preview_import(db, actor, programme_id, ImportText(text))
            if len(difference.read.tasks) > MAX_TASKS:
                raise Invalid("text", _("Văn bản có quá nhiều nhiệm vụ để đưa vào tại đây."))
            digest = _digest(text, difference)
            if form.value.do == "apply" and form.value.seen == digest:
                await import_programme(db, actor, programme_id, ImportText(text))
                return attempt.go(url_for("programme.programme"), _("Đã đưa văn bản vào Chương trình."))
    programme = await programme_in_force(db)
    page = ImportPage(form, programme.title, difference, digest)
    return render.form("programme/import.html", page, form)


async def _text(request: Request, typed: ProgrammeForm) -> str:
    """The uploaded file, else the pasted text. Raises Invalid if it cannot be read, is too long or empty."""
    sent = small_file(request, "file")
    raw = typed.text.encode(errors="replace") if sent is None else sent
    if len(raw) > MAX_BYTES:
        raise Invalid("text", _("Văn bản quá dài; tại đây nhận văn bản đến 1 MB."))
    try:
        text = await asyncio.to_thread(text_of, raw)
    except ProgrammeError as error:
        raise Invalid("text", _("Không đọc được tệp. {reason}", reason=str(error))) from error
    if len(text) > MAX_BYTES:
        raise Invalid("text", _("Văn bản quá dài; tại đây nhận văn bản đến 1 MB."))
    if (found := find_legacy(text)) is not None:
        raise Invalid("text", legacy_words(found))
    if not text.strip():
        raise Invalid("text", _("Đề nghị dán văn bản hoặc chọn tệp."))
    return text.replace("\r\n", "\n")


def _digest(text: str, difference: Imported) -> str:
    changes = repr((difference.added, difference.changed, difference.withdrawn))
    return hashlib.sha256(f"{text}\0{changes}".encode()).hexdigest()


async def about_lead(db: ReadDb, actor: Actor, code: str, form: Form[CurrentLead]) -> AboutLead:
    task = await task_of_code(db, code)
    require(policy.may_set_current_lead(actor, task.withdrawn_at))
    form.set_version(CurrentLead.of(await leads_of(db, task.id)))
    return AboutLead(label_of(task), await named_leads(db, task.id), await living_bodies(db, actor.today))


@step(
    router,
    "programme.set_current_lead",
    title=_("Cơ quan chủ trì hiện nay"),
    done=_("Đã ghi cơ quan chủ trì hiện nay."),
    page=about_lead,
    tone="quiet",
)
async def set_current_lead(db: Db, actor: Actor, code: str, form: CurrentLead) -> str:
    it = await task_of_code(db, code)
    await actions.set_current_lead(db, actor, it.id, form)
    return url_for("programme.task", it.code)
