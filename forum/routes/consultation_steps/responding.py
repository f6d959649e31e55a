"""Steps after a consultation has closed: draft, approve and publish responses; conclude or stop it."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel
from sqlalchemy import ColumnElement

from forum.actor import Actor
from forum.audience import Visibility
from forum.consultations.actions import responding
from forum.consultations.actions.responding import Approvals, Issue, ResponseText, RevisedResponse, StopReason
from forum.consultations.models import Consultation, Opinion, OpinionResponse
from forum.consultations.queries import (
    OpinionView,
    ReadingPage,
    ResponseView,
    opinions,
    reading_page,
    responses_of,
    url_of,
)
from forum.contributions.models import Contribution
from forum.contributions.official import SentBack
from forum.contributions.official.policy import SUBMITTED, UNPUBLISHED
from forum.contributions.policy import OfficialState
from forum.database import Db, ReadDb, load
from forum.errors import Forbidden
from forum.urls import url_for
from forum.web.forms import Form
from forum.web.steps import Done, step
from forum.words import _

router = APIRouter()


@dataclass(frozen=True, slots=True)
class AboutResponses:
    """`opinions` are those that a response may answer, `responses` those written so far."""

    reading: ReadingPage
    url: str
    can: frozenset[str]
    opinions: tuple[OpinionView, ...] = ()
    responses: tuple[ResponseView, ...] = ()


async def about_drafting(
    db: ReadDb, actor: Actor, consultation_id: int, form: Form[BaseModel]
) -> AboutResponses:
    """The officer's list: opinions without a response to tick and answer with one text; then the drafts."""
    reading = await reading_page(db, actor, consultation_id)
    if "draft_response" not in reading.can:
        raise Forbidden
    waiting = await opinions(db, actor, *_unanswered(consultation_id), limit=200, by_paragraph=True)
    drafted = await responses_of(db, actor, consultation_id, frozenset(OfficialState))
    return AboutResponses(reading, reading.line.url, reading.can, tuple(waiting), tuple(drafted))


async def about_approving(
    db: ReadDb, actor: Actor, consultation_id: int, form: Form[BaseModel]
) -> AboutResponses:
    """The head reads the submitted responses and approves several at once, each in the version shown."""
    reading = await reading_page(db, actor, consultation_id)
    if "approve_responses" not in reading.can:
        raise Forbidden
    waiting = await responses_of(db, actor, consultation_id, SUBMITTED)
    return AboutResponses(reading, reading.line.url, reading.can, responses=tuple(waiting))


async def about_sending_back(
    db: ReadDb, actor: Actor, response_id: int, form: Form[BaseModel]
) -> AboutResponses:
    consultation_id = (await load(db, OpinionResponse, response_id)).consultation_id
    reading = await reading_page(db, actor, consultation_id)
    return AboutResponses(reading, url_for("consultations.approve_responses", consultation_id), reading.can)


async def about_response(
    db: ReadDb, actor: Actor, response_id: int, form: Form[RevisedResponse]
) -> AboutResponses:
    """One response with the opinions that it answers or could answer."""
    consultation_id = (await load(db, OpinionResponse, response_id)).consultation_id
    reading = await reading_page(db, actor, consultation_id)
    written = await responses_of(db, actor, consultation_id, UNPUBLISHED)
    seen = next((one for one in written if one.id == response_id), None)
    if seen is None:
        raise Forbidden
    text = seen.text
    form.fill(RevisedResponse.of(text.text_version, text.text, seen.result, seen.place, seen.opinion_ids))
    group = await opinions(
        db, actor, *_unanswered(consultation_id, response_id), limit=500, by_paragraph=True
    )
    back = url_for("consultations.draft_response", consultation_id)
    can = reading.can | {"revise_response"}
    return AboutResponses(reading, back, can, tuple(group))


def _unanswered(consultation_id: int, response_id: int | None = None) -> tuple[ColumnElement[bool], ...]:
    """Condition for visible opinions without a response, or with this one."""
    which = Opinion.response_id.is_(None) & (Contribution.visibility == Visibility.published)
    if response_id is not None:
        which = which | (Opinion.response_id == response_id)
    return Opinion.consultation_id == consultation_id, which


async def about_ending(db: ReadDb, actor: Actor, consultation_id: int, form: Form[Any]) -> AboutResponses:
    reading = await reading_page(db, actor, consultation_id)
    return AboutResponses(reading, reading.line.url, reading.can)


@step(
    router,
    "consultations.draft_response",
    title=_("Tiếp thu, giải trình"),
    done=_("Đã lưu dự thảo tiếp thu, giải trình."),
    page=about_drafting,
)
async def draft_response(db: Db, actor: Actor, consultation_id: int, form: ResponseText) -> str:
    await responding.draft_response(db, actor, consultation_id, form)
    return url_for("consultations.draft_response", consultation_id)


@step(
    router,
    "consultations.revise_response",
    title=_("Sửa nội dung tiếp thu, giải trình"),
    done=_("Đã lưu; nội dung cần được trình lại."),
    page=about_response,
)
async def revise_response(db: Db, actor: Actor, response_id: int, form: RevisedResponse) -> str:
    response = await responding.revise_response(db, actor, response_id, form)
    return url_for("consultations.draft_response", response.consultation_id)


@step(router, "consultations.submit_responses", title=_("Trình duyệt"), tone="primary", is_inline=True)
async def submit_responses(db: Db, actor: Actor, consultation_id: int) -> Done:
    count = await responding.submit_responses(db, actor, consultation_id)
    return Done(
        url_for("consultations.draft_response", consultation_id),
        _("Đã trình duyệt {count} nội dung.", count=count),
    )


@step(router, "consultations.approve_responses", title=_("Duyệt tiếp thu, giải trình"), page=about_approving)
async def approve_responses(db: Db, actor: Actor, consultation_id: int, form: Approvals) -> Done:
    count = await responding.approve_responses(db, actor, consultation_id, form)
    return Done(
        url_for("consultations.approve_responses", consultation_id),
        _("Đã duyệt {count} nội dung.", count=count),
    )


@step(
    router,
    "consultations.send_back_response",
    title=_("Trả lại để chỉnh sửa"),
    done=_("Đã trả lại để chỉnh sửa."),
    page=about_sending_back,
)
async def send_back_response(db: Db, actor: Actor, response_id: int, form: SentBack) -> str:
    response = await responding.send_back_response(db, actor, response_id, form)
    return url_for("consultations.approve_responses", response.consultation_id)


@step(router, "consultations.publish_responses", title=_("Công khai nội dung đã duyệt"))
async def publish_responses(db: Db, actor: Actor, consultation_id: int) -> Done:
    count = await responding.publish_responses(db, actor, consultation_id)
    return Done(
        f"{await url_of(db, consultation_id)}/tong-hop", _("Đã công khai {count} nội dung.", count=count)
    )


@step(
    router,
    "consultations.conclude",
    title=_("Kết thúc lấy ý kiến"),
    done=_("Đã kết thúc lấy ý kiến."),
    is_inline=True,
)
async def conclude(db: Db, actor: Actor, consultation_id: int) -> str:
    await responding.conclude(db, actor, consultation_id)
    return await url_of(db, consultation_id)


async def about_issue(db: ReadDb, actor: Actor, consultation_id: int, form: Form[Issue]) -> AboutResponses:
    form.fill(Issue.of(await load(db, Consultation, consultation_id)))
    return await about_ending(db, actor, consultation_id, form)


@step(
    router,
    "consultations.record_issue",
    title=_("Ghi số, ngày ban hành"),
    done=_("Đã ghi số, ngày ban hành."),
    page=about_issue,
)
async def record_issue(db: Db, actor: Actor, consultation_id: int, form: Issue) -> str:
    await responding.record_issue(db, actor, consultation_id, form)
    return await url_of(db, consultation_id)


@step(
    router,
    "consultations.propose_stop",
    title=_("Đề nghị dừng lấy ý kiến"),
    done=_("Đã đề nghị dừng; chờ thủ trưởng xác nhận."),
    page=about_ending,
    tone="quiet",
)
async def propose_stop(db: Db, actor: Actor, consultation_id: int, form: StopReason) -> str:
    await responding.propose_stop(db, actor, consultation_id, form)
    return await url_of(db, consultation_id)


@step(
    router,
    "consultations.confirm_stop",
    title=_("Xác nhận dừng"),
    done=_("Đã dừng lấy ý kiến."),
    is_inline=True,
)
async def confirm_stop(db: Db, actor: Actor, consultation_id: int) -> str:
    await responding.confirm_stop(db, actor, consultation_id)
    return await url_of(db, consultation_id)
