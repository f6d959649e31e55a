"""Texts in the chair's name: their page, and the steps from draft to publication."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.responses import Response

from forum.accounts.bodies import bodies_to_give_to
from forum.actor import Actor
from forum.commitments.models import PromisedLine
from forum.contact.models import ContactSession, SessionText
from forum.contact.queries.questions import outcomes
from forum.contact.queries.sessions import SessionFrame, session_frame
from forum.contact.texts import actions
from forum.contact.texts.actions import ChangedPromise, CorrectionWords, MinutesWords, NewPromise, RevisedText
from forum.contact.texts.actions.promises import code_of
from forum.contact.texts.policy import DRAFTING, SessionTextKind, may_draft_text
from forum.contact.texts.queries import SessionTextPage, session_text_page
from forum.contact.texts.record import dispositions_of
from forum.contributions.official import Approval, Countersignature, OfficialWords, RecordedApproval, SentBack
from forum.database import Db, ReadDb, load
from forum.days import deadline, meeting_time
from forum.programme.queries import TaskLabel, task_choices
from forum.programme.task_links import tasks_of_thing
from forum.urls import path, url_for
from forum.web.forms import Form
from forum.web.login import Reading, Visitor
from forum.web.render import Render
from forum.web.steps import step
from forum.words import _

router = APIRouter()


@dataclass(frozen=True, slots=True)
class AboutDraft:
    """`kind` decides which fields the form has."""

    frame: SessionFrame
    kind: SessionTextKind
    can: frozenset[str]

    @property
    def url(self) -> str:
        return self.frame.line.url


async def _about(
    db: ReadDb, actor: Actor, session_id: int, form: Form[BaseModel], kind: SessionTextKind, **words: str
) -> AboutDraft:
    frame = await session_frame(db, actor, session_id)
    if form.status == 200:
        form.set_defaults(**{name: value for name, value in words.items() if value})
    may = may_draft_text(actor, frame.line, kind)
    return AboutDraft(frame, kind, frozenset({DRAFTING[kind]} if may else ()))


async def about_announcement(
    db: ReadDb, actor: Actor, session_id: int, form: Form[OfficialWords]
) -> AboutDraft:
    """Begun with what the plan says."""
    it = await load(db, ContactSession, session_id)
    words = _(
        "Kỳ tiếp xúc được tổ chức {time}. Câu hỏi, kiến nghị được nhận {until}.",
        time=meeting_time(it.starts_at),
        until=deadline(it.intake_until_on, of_person=True),
    )
    text = "\n\n".join([*([it.summary] if it.summary else []), str(words)])
    return await _about(db, actor, session_id, form, SessionTextKind.announcement, text=text)


async def about_minutes(db: ReadDb, actor: Actor, session_id: int, form: Form[MinutesWords]) -> AboutDraft:
    """Begun with what was written before minutes were texts of the chair."""
    it = await load(db, ContactSession, session_id)
    words = {"text": it.course, "secretary": it.secretary, "attending": it.attending}
    return await _about(db, actor, session_id, form, SessionTextKind.minutes, **words)


async def about_conclusion(
    db: ReadDb, actor: Actor, session_id: int, form: Form[OfficialWords]
) -> AboutDraft:
    it = await load(db, ContactSession, session_id)
    return await _about(db, actor, session_id, form, SessionTextKind.conclusion, text=it.conclusion)


async def about_correction(
    db: ReadDb, actor: Actor, session_id: int, form: Form[CorrectionWords]
) -> AboutDraft:
    return await _about(db, actor, session_id, form, SessionTextKind.correction)


async def about_text(db: ReadDb, actor: Actor, text_id: int, form: Form[BaseModel]) -> SessionTextPage:
    return await session_text_page(db, actor, text_id)


async def about_revising(db: ReadDb, actor: Actor, text_id: int, form: Form[RevisedText]) -> SessionTextPage:
    page = await session_text_page(db, actor, text_id)
    text, row = page.it.text, await load(db, SessionText, text_id)
    form.fill(RevisedText.of(text.text_version, text.text, row))
    return page


def _url_of(text: SessionText) -> str:
    return url_for("contact.session_text", text.id)


@router.get(path("contact.session_text"))
async def session_text(db: Reading, actor: Visitor, render: Render, text_id: int) -> Response:
    return render.page("contact/session_text.html", await session_text_page(db, actor, text_id))


@step(router, "contact.draft_announcement", title=_("Soạn thông báo kỳ tiếp xúc"), label=_("Soạn thông báo"),
      done=_("Đã lưu dự thảo thông báo; đề nghị trình người chủ trì duyệt."), page=about_announcement,
      tone="primary")  # fmt: skip
async def draft_announcement(db: Db, actor: Actor, session_id: int, form: OfficialWords) -> str:
    return _url_of(await actions.draft_announcement(db, actor, session_id, form))


@step(router, "contact.draft_minutes", title=_("Soạn biên bản"),
      done=_("Đã lưu dự thảo biên bản; đề nghị trình người chủ trì duyệt."), page=about_minutes,
      tone="primary")  # fmt: skip
async def draft_minutes(db: Db, actor: Actor, session_id: int, form: MinutesWords) -> str:
    return _url_of(await actions.draft_minutes(db, actor, session_id, form))


@step(router, "contact.draft_conclusion", title=_("Soạn thông báo kết luận"),
      done=_("Đã lưu dự thảo thông báo kết luận; đề nghị trình người chủ trì duyệt."),
      page=about_conclusion)  # fmt: skip
async def draft_conclusion(db: Db, actor: Actor, session_id: int, form: OfficialWords) -> str:
    return _url_of(await actions.draft_conclusion(db, actor, session_id, form))


@step(router, "contact.draft_correction", title=_("Đính chính biên bản"),
      done=_("Đã lưu dự thảo đính chính; đề nghị trình người chủ trì duyệt."), page=about_correction,
      tone="quiet")  # fmt: skip
async def draft_correction(db: Db, actor: Actor, session_id: int, form: CorrectionWords) -> str:
    return _url_of(await actions.draft_correction(db, actor, session_id, form))


@step(router, "contact.submit_text", title=_("Trình duyệt"), done=_("Đã trình duyệt."), tone="primary")
async def submit_text(db: Db, actor: Actor, text_id: int) -> str:
    return _url_of(await actions.submit_text(db, actor, text_id))


@step(router, "contact.publish_text", title=_("Công bố"), done=_("Đã công bố."), tone="primary")
async def publish_text(db: Db, actor: Actor, text_id: int) -> str:
    return _url_of(await actions.publish_text(db, actor, text_id))


@step(router, "contact.approve_text", title=_("Duyệt"), done=_("Đã duyệt."), page=about_text, is_inline=True)
async def approve_text(db: Db, actor: Actor, text_id: int, form: Approval) -> str:
    return _url_of(await actions.approve_text(db, actor, text_id, form))


@step(router, "contact.countersign_text", title=_("Xác nhận ý kiến duyệt trên giấy"),
      done=_("Đã xác nhận; văn bản được duyệt."), page=about_text, is_inline=True)  # fmt: skip
async def countersign_text(db: Db, actor: Actor, text_id: int, form: Countersignature) -> str:
    return _url_of(await actions.countersign_text(db, actor, text_id, form))


@step(router, "contact.send_back_text", title=_("Trả lại để chỉnh sửa"), done=_("Đã trả lại dự thảo."),
      page=about_text)  # fmt: skip
async def send_back_text(db: Db, actor: Actor, text_id: int, form: SentBack) -> str:
    return _url_of(await actions.send_back_text(db, actor, text_id, form))


@step(router, "contact.revise_text", title=_("Sửa dự thảo"),
      done=_("Đã lưu bản mới; dự thảo cần được trình lại."), page=about_revising, tone="quiet")  # fmt: skip
async def revise_text(db: Db, actor: Actor, text_id: int, form: RevisedText) -> str:
    return _url_of(await actions.revise_text(db, actor, text_id, form))


@step(router, "contact.record_text_approval", title=_("Ghi nhận ý kiến duyệt trên giấy, ý kiến trực tiếp"),
      done=_("Đã ghi nhận; chờ người thứ hai xác nhận."), page=about_text, tone="quiet")  # fmt: skip
async def record_text_approval(db: Db, actor: Actor, text_id: int, form: RecordedApproval) -> str:
    return _url_of(await actions.record_text_approval(db, actor, text_id, form))


@dataclass(frozen=True, slots=True)
class AboutPromise:
    """The choices of a line; `page` is that of the notice."""

    page: SessionTextPage
    bodies: tuple[tuple[int, str], ...]
    tasks: tuple[TaskLabel, ...]
    codes: tuple[tuple[str, str], ...]

    @property
    def frame(self) -> SessionFrame:
        return self.page.frame

    @property
    def url(self) -> str:
        return self.page.url

    @property
    def can(self) -> frozenset[str]:
        return self.page.can


async def about_promise(db: ReadDb, actor: Actor, text_id: int, form: Form[Any]) -> AboutPromise:
    page = await session_text_page(db, actor, text_id)
    stands = await outcomes(db, actor, await dispositions_of(db, page.it.session_id))
    if form.status == 200:
        form.set_defaults(task_ids=[one.id for one in await tasks_of_thing(db, page.frame.line.thing)])
    codes = tuple((o.code, f"{o.code} · {o.title}") for o in stands if not o.disposition.to_session)
    return AboutPromise(page, await bodies_to_give_to(db, actor.at), await task_choices(db), codes)


async def about_line(db: ReadDb, actor: Actor, line_id: int, form: Form[ChangedPromise]) -> AboutPromise:
    line = await load(db, PromisedLine, line_id)
    form.fill(ChangedPromise.of(line, await code_of(db, line)))
    return await about_promise(db, actor, line.text_id, form)


@step(router, "contact.add_promise", title=_("Thêm cam kết"), done=_("Đã thêm cam kết vào dự thảo."),
      page=about_promise)  # fmt: skip
async def add_promise(db: Db, actor: Actor, text_id: int, form: NewPromise) -> str:
    line = await actions.add_promise(db, actor, text_id, form)
    return url_for("contact.session_text", line.text_id)


@step(router, "contact.change_promise", title=_("Sửa cam kết"), done=_("Đã sửa cam kết trong dự thảo."),
      page=about_line, is_inline=True)  # fmt: skip
async def change_promise(db: Db, actor: Actor, line_id: int, form: ChangedPromise) -> str:
    line = await actions.change_promise(db, actor, line_id, form)
    return url_for("contact.session_text", line.text_id)


@step(router, "contact.remove_promise", title=_("Bỏ cam kết"), done=_("Đã bỏ cam kết khỏi dự thảo."),
      is_inline=True)  # fmt: skip
async def remove_promise(db: Db, actor: Actor, line_id: int) -> str:
    return _url_of(await actions.remove_promise(db, actor, line_id))
