"""What a drafting body does about its consultation."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from forum.accounts.queries import body_names
from forum.actor import Actor, Role, require
from forum.consultations import policy
from forum.consultations.actions import preparing, responding, reworking
from forum.consultations.actions.preparing import Announcement, NewConsultation, Questions, holiday_warning
from forum.consultations.actions.responding import (
    Approvals,
    ChangedResponse,
    DraftResponse,
    Issue,
    SentBack,
    StopReason,
)
from forum.consultations.actions.reworking import ParagraphText, Place, SplitText
from forum.consultations.models import Consultation, Opinion, OpinionResponse, Paragraph
from forum.consultations.queries import (
    OpinionView,
    ReadingPage,
    ResponseView,
    minimum_of,
    opinions,
    reading_page,
    responses_of,
    url_of,
)
from forum.contributions.actions import claim_draft, mark_sent
from forum.contributions.models import LegalTerm
from forum.database import Db, load
from forum.errors import Forbidden
from forum.programme.queries import TaskChoice, task_choices
from forum.web.answers import Answer, Answers
from forum.web.forms import Form, form_of
from forum.web.login import Writing, WritingMember

router = APIRouter(prefix="/gop-y-du-thao")


@dataclass(frozen=True, slots=True)
class NewPage:
    form: Form[NewConsultation]
    bodies: tuple[tuple[int, str], ...]
    kinds: tuple[tuple[str, str], ...]
    tasks: tuple[TaskChoice, ...]


@router.api_route("/moi", methods=["GET", "POST"])
async def create(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[NewConsultation], Depends(form_of(NewConsultation))],
    answer: Answers,
) -> Response:
    """Paste a draft: it is read into paragraphs that the next page lets one correct."""
    mine = await body_names(db, set(actor.bodies(Role.body_officer, Role.body_head)))
    if not mine:
        raise Forbidden
    if form.value:
        with form.refusals():
            sent = await claim_draft(db, actor, form.key, form.action)
            if sent is not None:
                return answer.go(sent)
            it = await preparing.create(db, actor, form.value)
            url = f"/gop-y-du-thao/{it.id}/soan"
            await mark_sent(db, actor, form.key, url)
            return answer.go(url, f"Đã đọc dự thảo, mã số {it.code}. Mời kiểm tra từng đoạn.")
    kinds = []
    for name in preparing.DOCUMENT_KINDS:
        term = await minimum_of(db, name, actor.at.date())
        if term is not None:
            unit = "ngày làm việc" if term.unit == "working_day" else "ngày"
            kinds.append((name, f"{term.label} (ít nhất {term.count} {unit})"))
    page = NewPage(form, tuple(mine.items()), tuple(kinds), await task_choices(db))
    return answer.form("consultations/new.html", page, form)


@dataclass(frozen=True, slots=True)
class PreparePage:
    reading: ReadingPage
    minimum: LegalTerm | None
    warning: str | None


@router.get("/{consultation_id:int}/soan")
async def prepare(db: Writing, actor: WritingMember, answer: Answers, consultation_id: int) -> Response:
    """The officer's page: paragraphs to correct, questions, dates."""
    reading = await reading_page(db, actor, consultation_id)
    require(policy.may_rework(actor, reading.line.row))
    minimum = await minimum_of(db, reading.line.row.document_kind, actor.at.date())
    dates = reading.line.opens_on, reading.line.closes_on
    warning = (
        holiday_warning(dates[0], dates[1], minimum.count) if dates[0] and dates[1] and minimum else None
    )
    return answer.page("consultations/prepare.html", PreparePage(reading, minimum, warning))


@dataclass(frozen=True, slots=True)
class StepPage:
    title: str
    step: str
    form: Form[Any]
    reading: ReadingPage
    opinions: tuple[OpinionView, ...] = ()
    responses: tuple[ResponseView, ...] = ()
    minimum: LegalTerm | None = None
    back: str = ""


async def _again(
    db: Db,
    actor: Actor,
    answer: Answer,
    form: Form[Any],
    consultation_id: int,
    step: str,
    title: str,
    **more: Any,
) -> Response:
    """The step's own page, shown when opened by its address or when its form must be mended."""
    reading = await reading_page(db, actor, consultation_id, more.pop("paragraph_id", None))
    back = more.pop("back", f"/gop-y-du-thao/{consultation_id}/soan")
    page = StepPage(title, step, form, reading, back=back, **more)
    return answer.form("consultations/step.html", page, form)


@router.api_route("/{consultation_id:int}/cau-hoi", methods=["GET", "POST"])
async def set_questions(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[Questions], Depends(form_of(Questions))],
    answer: Answers,
    consultation_id: int,
) -> Response:
    if form.value:
        with form.refusals():
            await preparing.set_questions(db, actor, consultation_id, form.value)
            return answer.go(f"/gop-y-du-thao/{consultation_id}/soan", "Đã lưu câu hỏi gợi ý.")
    reading = await reading_page(db, actor, consultation_id)
    require(policy.may_prepare(actor, reading.line.row))
    form.set_defaults(questions="\n".join(text for _, text in reading.questions))
    return await _again(db, actor, answer, form, consultation_id, "questions", "Câu hỏi gợi ý")


@router.api_route("/{consultation_id:int}/thong-bao", methods=["GET", "POST"])
async def announce(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[Announcement], Depends(form_of(Announcement))],
    answer: Answers,
    consultation_id: int,
) -> Response:
    if form.value:
        with form.refusals():
            it = await preparing.announce(db, actor, consultation_id, form.value)
            minimum = await minimum_of(db, it.document_kind, actor.at.date())
            warned = holiday_warning(
                form.value.opens_on, form.value.closes_on, minimum.count if minimum else 0
            )
            said = "Đã thông báo lấy ý kiến." + (f" {warned}" if warned else "")
            return answer.go(await url_of(db, consultation_id), said)
    reading = await reading_page(db, actor, consultation_id)
    require(policy.may_announce(actor, reading.line.row))
    minimum = await minimum_of(db, reading.line.row.document_kind, actor.at.date())
    return await _again(
        db, actor, answer, form, consultation_id, "announce", "Thông báo lấy ý kiến", minimum=minimum
    )


@router.api_route("/doan/{paragraph_id:int}/sua", methods=["GET", "POST"])
async def edit_paragraph(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[ParagraphText], Depends(form_of(ParagraphText))],
    answer: Answers,
    paragraph_id: int,
) -> Response:
    if form.value:
        with form.refusals():
            it = await reworking.edit_paragraph(db, actor, paragraph_id, form.value)
            return answer.go(f"/gop-y-du-thao/{it.id}/soan#doan-{paragraph_id}", "Đã lưu đoạn.")
    paragraph = await _paragraph(db, actor, paragraph_id)
    form.set_defaults(label=paragraph.label, path=paragraph.path, text=paragraph.text)
    return await _again(
        db, actor, answer, form, paragraph.consultation_id, "paragraph", "Sửa đoạn", paragraph_id=paragraph_id
    )


async def _paragraph(db: Db, actor: Actor, paragraph_id: int) -> Paragraph:
    paragraph = await load(db, Paragraph, paragraph_id)
    it = await load(db, Consultation, paragraph.consultation_id)
    require(policy.may_see(actor, it, it.audience))
    require(policy.may_rework(actor, it))
    return paragraph


@router.api_route("/doan/{paragraph_id:int}/them", methods=["GET", "POST"])
async def insert_paragraph(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[ParagraphText], Depends(form_of(ParagraphText))],
    answer: Answers,
    paragraph_id: int,
) -> Response:
    if form.value:
        with form.refusals():
            it = await reworking.insert_paragraph(db, actor, paragraph_id, form.value)
            return answer.go(f"/gop-y-du-thao/{it.id}/soan#doan-{paragraph_id}", "Đã thêm đoạn.")
    paragraph = await _paragraph(db, actor, paragraph_id)
    return await _again(
        db, actor, answer, form, paragraph.consultation_id, "insert", "Thêm đoạn", paragraph_id=paragraph_id
    )


@router.api_route("/doan/{paragraph_id:int}/tach", methods=["GET", "POST"])
async def split_paragraph(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[SplitText], Depends(form_of(SplitText))],
    answer: Answers,
    paragraph_id: int,
) -> Response:
    if form.value:
        with form.refusals():
            it = await reworking.split_paragraph(db, actor, paragraph_id, form.value)
            return answer.go(f"/gop-y-du-thao/{it.id}/soan#doan-{paragraph_id}", "Đã tách đoạn.")
    paragraph = await _paragraph(db, actor, paragraph_id)
    form.set_defaults(first=paragraph.text)
    return await _again(
        db, actor, answer, form, paragraph.consultation_id, "split", "Tách đoạn", paragraph_id=paragraph_id
    )


@router.post("/doan/{paragraph_id:int}/gop")
async def join_paragraph(db: Writing, actor: WritingMember, answer: Answers, paragraph_id: int) -> Response:
    it = await reworking.join_with_next(db, actor, paragraph_id)
    return answer.go(f"/gop-y-du-thao/{it.id}/soan#doan-{paragraph_id}", "Đã gộp với đoạn dưới.")


@router.post("/doan/{paragraph_id:int}/bo")
async def remove_paragraph(db: Writing, actor: WritingMember, answer: Answers, paragraph_id: int) -> Response:
    it = await reworking.remove_paragraph(db, actor, paragraph_id)
    return answer.go(f"/gop-y-du-thao/{it.id}/soan", "Đã bỏ đoạn; góp ý ở đoạn đó đang chờ xếp chỗ.")


@router.api_route("/{consultation_id:int}/xep-cho", methods=["GET"])
async def unplaced(db: Writing, actor: WritingMember, answer: Answers, consultation_id: int) -> Response:
    """Opinions whose paragraph was split or removed: a person says where they belong now."""
    reading = await reading_page(db, actor, consultation_id)
    require(policy.may_rework(actor, reading.line.row))
    waiting = await opinions(
        db, actor, Opinion.consultation_id == consultation_id, Opinion.needs_place, limit=200
    )
    form: Form[Place] = Form(Place, f"/gop-y-du-thao/{consultation_id}/xep-cho", "")
    page = StepPage(
        "Góp ý cần xếp chỗ", "unplaced", form, reading, opinions=tuple(waiting), back=reading.line.url
    )
    return answer.page("consultations/unplaced.html", page)


@router.post("/y-kien/{opinion_id:int}/xep-cho")
async def place_opinion(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[Place], Depends(form_of(Place))],
    answer: Answers,
    opinion_id: int,
) -> Response:
    seen = await load(db, Opinion, opinion_id)
    if form.value:
        with form.refusals():
            it = await reworking.place_opinion(db, actor, opinion_id, form.value)
            return answer.go(f"/gop-y-du-thao/{it.id}/xep-cho", "Đã xếp chỗ.")
    return await _again(db, actor, answer, form, seen.consultation_id, "place", "Xếp chỗ góp ý")


@router.api_route("/{consultation_id:int}/tiep-thu", methods=["GET", "POST"])
async def draft_response(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[DraftResponse], Depends(form_of(DraftResponse))],
    answer: Answers,
    consultation_id: int,
) -> Response:
    """The officer's list: opinions without a response to tick, one text for the group; then what is drafted."""
    if form.value:
        with form.refusals():
            await responding.draft_response(db, actor, consultation_id, form.value)
            return answer.go(
                f"/gop-y-du-thao/{consultation_id}/tiep-thu", "Đã lưu dự thảo tiếp thu, giải trình."
            )
    reading = await reading_page(db, actor, consultation_id)
    require(policy.may_respond(actor, reading.line.row))
    open_ones = await opinions(
        db,
        actor,
        Opinion.consultation_id == consultation_id,
        Opinion.response_id.is_(None),
        limit=200,
        by_paragraph=True,
    )
    responses = await responses_of(
        db, actor, consultation_id, "drafted", "awaiting_approval", "approved", "published"
    )
    page = StepPage(
        "Tiếp thu, giải trình",
        "respond",
        form,
        reading,
        tuple(o for o in open_ones if o.text.state == "published"),
        tuple(responses),
        back=reading.line.url,
    )
    return answer.form("consultations/respond.html", page, form)


@router.api_route("/tiep-thu/{response_id:int}/sua", methods=["GET", "POST"])
async def change_response(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[ChangedResponse], Depends(form_of(ChangedResponse))],
    answer: Answers,
    response_id: int,
) -> Response:
    seen = await load(db, OpinionResponse, response_id)
    back = f"/gop-y-du-thao/{seen.consultation_id}/tiep-thu"
    if form.value:
        with form.refusals():
            await responding.change_response(db, actor, response_id, form.value)
            return answer.go(back, "Đã lưu; nội dung cần được trình lại.")
    found = [
        r
        for r in await responses_of(
            db, actor, seen.consultation_id, "drafted", "awaiting_approval", "approved"
        )
        if r.id == response_id
    ]
    if not found:
        raise Forbidden
    form.set_defaults(result=found[0].result, place=found[0].place, text=found[0].text.text)
    return await _again(
        db,
        actor,
        answer,
        form,
        seen.consultation_id,
        "change_response",
        "Sửa nội dung tiếp thu, giải trình",
        back=back,
    )


@router.post("/{consultation_id:int}/trinh")
async def submit_responses(
    db: Writing, actor: WritingMember, answer: Answers, consultation_id: int
) -> Response:
    count = await responding.submit_responses(db, actor, consultation_id)
    return answer.go(f"/gop-y-du-thao/{consultation_id}/tiep-thu", f"Đã trình duyệt {count} nội dung.")


@router.api_route("/{consultation_id:int}/duyet", methods=["GET", "POST"])
async def approve_responses(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[Approvals], Depends(form_of(Approvals))],
    answer: Answers,
    consultation_id: int,
) -> Response:
    """The head reads what was submitted and approves many at once, each in the version read."""
    if form.value:
        with form.refusals():
            count = await responding.approve_responses(db, actor, consultation_id, form.value)
            return answer.go(f"/gop-y-du-thao/{consultation_id}/duyet", f"Đã duyệt {count} nội dung.")
    reading = await reading_page(db, actor, consultation_id)
    if not actor.at_body(reading.line.body_id, Role.body_head):
        raise Forbidden
    waiting = await responses_of(db, actor, consultation_id, "awaiting_approval", "approved")
    page = StepPage(
        "Duyệt tiếp thu, giải trình",
        "approve",
        form,
        reading,
        responses=tuple(waiting),
        back=reading.line.url,
    )
    return answer.form("consultations/approve.html", page, form)


@router.api_route("/tiep-thu/{response_id:int}/tra-lai", methods=["GET", "POST"])
async def send_back_response(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[SentBack], Depends(form_of(SentBack))],
    answer: Answers,
    response_id: int,
) -> Response:
    seen = await load(db, OpinionResponse, response_id)
    back = f"/gop-y-du-thao/{seen.consultation_id}/duyet"
    if form.value:
        with form.refusals():
            await responding.send_back_response(db, actor, response_id, form.value)
            return answer.go(back, "Đã trả lại để chỉnh sửa.")
    reading = await reading_page(db, actor, seen.consultation_id)
    if not actor.at_body(reading.line.body_id, Role.body_head):
        raise Forbidden
    return await _again(
        db, actor, answer, form, seen.consultation_id, "send_back", "Trả lại để chỉnh sửa", back=back
    )


@router.post("/{consultation_id:int}/cong-bo")
async def publish_responses(
    db: Writing, actor: WritingMember, answer: Answers, consultation_id: int
) -> Response:
    count = await responding.publish_responses(db, actor, consultation_id)
    return answer.go(f"{await url_of(db, consultation_id)}/tong-hop", f"Đã công khai {count} nội dung.")


@router.post("/{consultation_id:int}/ket-thuc")
async def conclude(db: Writing, actor: WritingMember, answer: Answers, consultation_id: int) -> Response:
    await responding.conclude(db, actor, consultation_id)
    return answer.go(await url_of(db, consultation_id), "Đã kết thúc lấy ý kiến.")


@router.api_route("/{consultation_id:int}/dung", methods=["GET", "POST"])
async def propose_stop(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[StopReason], Depends(form_of(StopReason))],
    answer: Answers,
    consultation_id: int,
) -> Response:
    if form.value:
        with form.refusals():
            await responding.propose_stop(db, actor, consultation_id, form.value)
            return answer.go(await url_of(db, consultation_id), "Đã đề nghị dừng; chờ thủ trưởng xác nhận.")
    reading = await reading_page(db, actor, consultation_id)
    require(policy.may_propose_stop(actor, reading.line.row))
    return await _again(
        db, actor, answer, form, consultation_id, "stop", "Đề nghị dừng lấy ý kiến", back=reading.line.url
    )


@router.post("/{consultation_id:int}/xac-nhan-dung")
async def confirm_stop(db: Writing, actor: WritingMember, answer: Answers, consultation_id: int) -> Response:
    await responding.confirm_stop(db, actor, consultation_id)
    return answer.go(await url_of(db, consultation_id), "Đã dừng lấy ý kiến.")


@router.api_route("/{consultation_id:int}/ban-hanh", methods=["GET", "POST"])
async def record_issue(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[Issue], Depends(form_of(Issue))],
    answer: Answers,
    consultation_id: int,
) -> Response:
    if form.value:
        with form.refusals():
            await responding.record_issue(db, actor, consultation_id, form.value)
            return answer.go(await url_of(db, consultation_id), "Đã ghi số, ngày ban hành.")
    reading = await reading_page(db, actor, consultation_id)
    require(policy.may_record_issue(actor, reading.line.row))
    return await _again(
        db, actor, answer, form, consultation_id, "issue", "Số, ngày ban hành", back=reading.line.url
    )
