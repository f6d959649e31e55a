"""Steps after a consultation has closed: draft, approve and publish responses; conclude or stop it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from sqlalchemy import ColumnElement

from forum.actor import Actor
from forum.audience import Visibility
from forum.consultations import policy
from forum.consultations.actions import responding, sorting
from forum.consultations.actions.responding import Issue, ResponseText, RevisedResponse
from forum.consultations.actions.sorting import Assignment, Chosen, Labelling, LabelName
from forum.consultations.models import Consultation, Opinion, OpinionLabel, OpinionResponse
from forum.consultations.queries import (
    ConsultationLine,
    OpinionView,
    ReadingPage,
    consultation_line,
    opinions,
    reading_page,
    url_of,
)
from forum.consultations.queries.approving import HeadPage, head_page
from forum.consultations.queries.desk import DeskPage, desk_page, following
from forum.consultations.queries.desk_filters import STAGES, DeskFilter
from forum.consultations.queries.desk_lines import PAGE
from forum.consultations.queries.reading import steps_on
from forum.consultations.queries.responses import opinions_answered_by, responses_by_id
from forum.consultations.queries.templates import TemplateView, templates_of
from forum.contributions.models import Contribution
from forum.contributions.official import SentBack
from forum.contributions.official.together import Approvals
from forum.database import Db, ReadDb, load
from forum.errors import Forbidden
from forum.files.queries import FileView
from forum.urls import url_for
from forum.web.forms import Form, Way
from forum.web.paging import After
from forum.web.steps import Done, step
from forum.words import _

router = APIRouter()


@dataclass(frozen=True, slots=True)
class AboutEnding:
    reading: ReadingPage
    url: str
    can: frozenset[str]


@dataclass(frozen=True, slots=True)
class AboutResponse:
    """`opinions` are those that the response answers or could answer, `files` those that stand with it."""

    line: ConsultationLine
    url: str
    can: frozenset[str]
    opinions: tuple[OpinionView, ...] = ()
    templates: tuple[TemplateView, ...] = ()
    files: tuple[FileView, ...] = ()


def desk_filter(
    stage: Annotated[str, Query(alias="buoc")] = "",
    place: Annotated[str, Query(alias="cho")] = "",
    stance: Annotated[str, Query(alias="thai-do")] = "",
    label_id: Annotated[int | None, Query(alias="nhan", ge=1, le=2**62)] = None,
    is_mine: Annotated[str, Query(alias="cua-toi")] = "",
    submission_id: Annotated[int | None, Query(alias="phieu", ge=1, le=2**62)] = None,
    opinion_id: Annotated[int | None, Query(alias="y-kien", ge=1, le=2**62)] = None,
    after: After = None,
) -> DeskFilter:
    chosen = next((one for one in policy.Stance if one == stance), None)
    return DeskFilter(
        stage=stage if stage in STAGES else "",
        place=place,
        stance=chosen,
        label_id=label_id,
        is_mine=is_mine == "1",
        submission_id=submission_id,
        opinion_id=opinion_id,
        after=after,
    )


Filters = Annotated[DeskFilter, Depends(desk_filter)]
ResponseId = Annotated[int | None, Query(alias="noi-dung", ge=1, le=2**62)]
ListWay = Annotated[str, Query(alias="cach")]


async def about_drafting(
    db: ReadDb, actor: Actor, consultation_id: int, form: Form[ResponseText], filters: DeskFilter
) -> DeskPage:
    page = await desk_page(db, actor, consultation_id, filters, _first(form.values.get("opinion_ids")))
    if page.chosen is not None:
        form.set_defaults(opinion_ids=[page.chosen.text.id])
    insert_template(form, page.templates)
    return page


def insert_template(form: Form[ResponseText], templates: Sequence[TemplateView]) -> None:
    """Below what was typed so far, where the pressed button asks for it."""
    chosen = str(form.values.get("template_id") or "")
    found = next((one for one in templates if str(one.id) == chosen), None)
    if form.way == Way.insert and found is not None:
        typed = str(form.values.get("text") or "").strip()
        if found.text not in typed:
            form.values["text"] = f"{typed}\n\n{found.text}".strip()


def _first(typed: object) -> int | None:
    ids = typed if isinstance(typed, list) else []
    return next((int(one) for one in ids if str(one).isdecimal() and len(str(one)) < 19), None)


async def about_approving(
    db: ReadDb,
    actor: Actor,
    consultation_id: int,
    form: Form[Approvals],
    response_id: int | None,
    way: str,
) -> HeadPage:
    return await head_page(db, actor, consultation_id, response_id, lists_all=way == "danh-sach")


async def about_sending_back(
    db: ReadDb, actor: Actor, response_id: int, form: Form[SentBack]
) -> AboutResponse:
    consultation_id = (await load(db, OpinionResponse, response_id)).consultation_id
    line = await consultation_line(db, actor, consultation_id)
    back = url_for("consultations.approve_responses", consultation_id, query={"noi-dung": response_id})
    return AboutResponse(line, back, await steps_on(db, actor, line))


async def about_response(
    db: ReadDb, actor: Actor, response_id: int, form: Form[RevisedResponse]
) -> AboutResponse:
    consultation_id = (await load(db, OpinionResponse, response_id)).consultation_id
    line = await consultation_line(db, actor, consultation_id)
    written = await responses_by_id(db, actor, [response_id])
    seen = written.get(response_id)
    if seen is None or not seen.is_unpublished:
        raise Forbidden
    answered = await opinions_answered_by(db, [response_id])
    ids = [opinion_id for opinion_id, _code in answered.get(response_id, ())]
    form.fill(RevisedResponse.of(seen.text, seen, ids))
    group = await opinions(db, actor, Opinion.response_id == response_id, limit=500, by_paragraph=True)
    free = await opinions(db, actor, *_unanswered(consultation_id), limit=PAGE, by_paragraph=True)
    back = url_for("consultations.draft_response", consultation_id, query={"y-kien": next(iter(ids), 0)})
    can = await steps_on(db, actor, line) | {"revise_response"}
    templates = await templates_of(db, line.body_id)
    insert_template(form, templates)
    return AboutResponse(line, back, can, (*group, *free), templates, seen.text.files)


def _unanswered(consultation_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        Opinion.consultation_id == consultation_id,
        Opinion.response_id.is_(None),
        Contribution.visibility == Visibility.published,
    )


@step(
    router,
    "consultations.draft_response",
    title=_("Tiếp thu, giải trình"),
    page=about_drafting,
)
async def draft_response(
    db: Db, actor: Actor, consultation_id: int, form: ResponseText, filters: Filters
) -> Done:
    """What is submitted leads to the next opinion of the filter; what is only saved stays."""
    await responding.draft_response(db, actor, consultation_id, form)
    opinion_id = form.opinion_ids[0]
    if not form.submits:
        here = replace(filters, opinion_id=opinion_id)
        return Done(here.url(consultation_id), _("Đã lưu dự thảo tiếp thu, giải trình."))
    there = await following(db, actor, consultation_id, filters, opinion_id)
    return Done(there.url(consultation_id), _("Đã trình duyệt."))


async def about_sharing(
    db: ReadDb, actor: Actor, consultation_id: int, form: Form[Chosen], filters: DeskFilter
) -> DeskPage:
    """The opinions of the same filter, to be chosen."""
    return await desk_page(db, actor, consultation_id, filters)


@step(
    router,
    "consultations.label_opinions",
    title=_("Xếp nhóm vấn đề"),
    done=_("Đã xếp nhóm vấn đề."),
    page=about_sharing,
    is_inline=True,
)
async def label_opinions(
    db: Db, actor: Actor, consultation_id: int, form: Labelling, filters: Filters
) -> str:
    await sorting.label_opinions(db, actor, consultation_id, form)
    return filters.url(consultation_id)


@dataclass(frozen=True, slots=True)
class AboutLabel:
    line: ConsultationLine
    can: frozenset[str]

    @property
    def url(self) -> str:
        return url_for("consultations.label_opinions", self.line.id)


async def about_label(db: ReadDb, actor: Actor, label_id: int, form: Form[LabelName]) -> AboutLabel:
    label = await load(db, OpinionLabel, label_id)
    line = await consultation_line(db, actor, label.consultation_id)
    form.fill(LabelName.of(label))
    can = await steps_on(db, actor, line)
    return AboutLabel(line, can | {"rename_label"} if "label_opinions" in can else can)


@step(
    router,
    "consultations.rename_label",
    title=_("Đổi tên nhóm vấn đề"),
    done=_("Đã đổi tên nhóm vấn đề."),
    page=about_label,
    is_inline=True,
)
async def rename_label(db: Db, actor: Actor, label_id: int, form: LabelName) -> str:
    label = await sorting.rename_label(db, actor, label_id, form)
    return url_for("consultations.label_opinions", label.consultation_id)


@step(
    router,
    "consultations.delete_label",
    title=_("Xóa nhóm vấn đề"),
    done=_("Đã xóa nhóm vấn đề; các ý kiến vẫn còn."),
    is_inline=True,
)
async def delete_label(db: Db, actor: Actor, label_id: int) -> str:
    consultation_id = await sorting.delete_label(db, actor, label_id)
    return url_for("consultations.label_opinions", consultation_id)


@step(
    router,
    "consultations.assign_opinions",
    title=_("Giao người soạn"),
    done=_("Đã giao; người được giao nhận được thông báo."),
    page=about_sharing,
    is_inline=True,
)
async def assign_opinions(
    db: Db, actor: Actor, consultation_id: int, form: Assignment, filters: Filters
) -> str:
    await sorting.assign_opinions(db, actor, consultation_id, form)
    return filters.url(consultation_id)


@step(
    router,
    "consultations.revise_response",
    title=_("Sửa nội dung tiếp thu, giải trình"),
    page=about_response,
)
async def revise_response(db: Db, actor: Actor, response_id: int, form: RevisedResponse) -> Done:
    response = await responding.revise_response(db, actor, response_id, form)
    here = DeskFilter(opinion_id=form.opinion_ids[0]).url(response.consultation_id)
    return Done(here, _("Đã trình duyệt.") if form.submits else _("Đã lưu; nội dung cần được trình lại."))


@step(router, "consultations.submit_responses", title=_("Trình duyệt"), tone="primary", is_inline=True)
async def submit_responses(db: Db, actor: Actor, consultation_id: int) -> Done:
    count = await responding.submit_responses(db, actor, consultation_id)
    return Done(
        url_for("consultations.draft_response", consultation_id),
        _("Đã trình duyệt {count} nội dung.", count=count),
    )


@step(router, "consultations.approve_responses", title=_("Duyệt tiếp thu, giải trình"), page=about_approving)
async def approve_responses(
    db: Db,
    actor: Actor,
    consultation_id: int,
    form: Approvals,
    response_id: ResponseId = None,
    way: ListWay = "",
) -> Done:
    """Leads to what waits next."""
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


async def about_issue(db: ReadDb, actor: Actor, consultation_id: int, form: Form[Issue]) -> AboutEnding:
    form.fill(Issue.of(await load(db, Consultation, consultation_id)))
    reading = await reading_page(db, actor, consultation_id)
    return AboutEnding(reading, reading.line.url, reading.can)


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
