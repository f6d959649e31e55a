"""Steps while a version of the draft is in preparation: paragraphs, questions, dates."""

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi import Form as FormField
from starlette.responses import Response

from forum.accounts.queries import body_names
from forum.actor import Actor, Role, require
from forum.consultations import policy
from forum.consultations.actions import editing, placing, preparing, sources
from forum.consultations.actions.editing import NewParagraph, ParagraphWords, PastedAnew, SplitText
from forum.consultations.actions.placing import Place
from forum.consultations.actions.preparing import (
    NewConsultation,
    Questions,
    holiday_warning,
)
from forum.consultations.actions.sources import NewSource
from forum.consultations.doubts import open_doubts
from forum.consultations.drafts import texts_of, version_in_preparation, version_of_draft
from forum.consultations.models import Consultation, Opinion, ParagraphText
from forum.consultations.page_pictures import picture_of_page
from forum.consultations.queries import OpinionView, ReadingPage, opinions, reading_page
from forum.consultations.queries.preparing import Preparation, preparation, url_of_text
from forum.database import Db, ReadDb, load
from forum.deadlines.queries import Limit, limit_in_force
from forum.errors import Forbidden
from forum.programme.queries import TaskLabel, task_choices
from forum.rendering import excerpt
from forum.urls import path, url_for
from forum.web.app_state import app_state_of
from forum.web.forms import Form
from forum.web.login import Member, Reading, Writing, WritingMember
from forum.web.render import Render
from forum.web.steps import Done, step
from forum.web.stored import StoredFile
from forum.words import Words, _

router = APIRouter()

FOLLOWING = 300  # paragraphs that a part pasted anew may replace
NO_PICTURE = _("Trang này không có ảnh.")
NOTHING_CHOSEN: list[int] = []
PARAGRAPH_KINDS: tuple[tuple[str, Words], ...] = (
    ("part", _("Phần")),
    ("chapter", _("Chương")),
    ("section", _("Mục")),
    ("subsection", _("Tiểu mục")),
    ("article", _("Điều")),
    ("heading", _("Tiêu đề")),
    ("clause", _("Khoản")),
    ("point", _("Điểm")),
    ("item", _("Gạch đầu dòng")),
    ("paragraph", _("Đoạn văn")),
    ("table", _("Bảng")),
    ("picture", _("Hình")),
    ("footnote", _("Chú thích")),
    ("annex", _("Phụ lục")),
)


@dataclass(frozen=True, slots=True)
class AboutNew:
    """`kinds` of documents, each with the minimum time that its consultation must be open."""

    bodies: tuple[tuple[int, str], ...]
    kinds: tuple[tuple[str, Words], ...]
    tasks: tuple[TaskLabel, ...]
    url: str = url_for("consultations.consultations")
    can: frozenset[str] = frozenset({"create"})


async def about_new(db: ReadDb, actor: Actor, form: Form[NewConsultation]) -> AboutNew:
    mine = await body_names(db, set(actor.bodies(Role.body_officer, Role.body_head)))
    if not mine:
        raise Forbidden
    kinds = []
    for name in preparing.DOCUMENT_KINDS:
        minimum = await limit_in_force(db, name, actor.today)
        kinds.append((name, _("{label} (ít nhất {length})", label=minimum.label, length=minimum.words)))
    return AboutNew(tuple(mine.items()), tuple(kinds), await task_choices(db))


@step(router, "consultations.create", title=_("Đăng dự thảo lấy ý kiến"), page=about_new, tone="primary")
async def create(db: Db, actor: Actor, form: NewConsultation) -> Done:
    """Create a consultation from a file or a pasted draft, split into paragraphs to correct on the next page."""
    it = await preparing.create(db, actor, form)
    version = await version_of_draft(db, it.id, it.shown_version)
    message = _("Đã tách dự thảo thành điều, khoản, mã số {code}. Mời kiểm tra từng đoạn.", code=it.code)
    if version.is_unread:
        message = _("Đã nhận dự thảo, mã số {code}; đang đọc.", code=it.code)
    return Done(url_for("consultations.prepare", it.id), message)


@dataclass(frozen=True, slots=True)
class PreparePage:
    """What the steps of an officer's draft are about. `doubts`: those of its reader that nobody has looked at."""

    reading: ReadingPage
    can: frozenset[str]  # also with a later version than the one that is shown
    minimum: Limit
    doubts: int
    kinds: tuple[tuple[str, Words], ...] = PARAGRAPH_KINDS
    following: tuple[tuple[int, str], ...] = ()  # the paragraphs from the chosen one on, to choose from

    @property
    def url(self) -> str:
        return url_for("consultations.prepare", self.reading.line.id)


@dataclass(frozen=True, slots=True)
class PreparationPage:
    preparation: Preparation
    minimum: Limit
    warning: Words | None


@router.get(path("consultations.prepare"))
async def prepare(
    db: Writing,
    actor: WritingMember,
    render: Render,
    consultation_id: int,
    text_id: Annotated[int | None, Query(alias="doan")] = None,
) -> Response:
    """The officer's page: paragraphs to correct, questions, dates."""
    it = await preparation(db, actor, consultation_id, text_id)
    minimum = await limit_in_force(db, it.line.document_kind, actor.today)
    opens_on, closes_on = it.line.opens_on, it.line.closes_on
    warning = holiday_warning(opens_on, closes_on, minimum.count) if opens_on and closes_on else None
    return render.page("consultations/prepare.html", PreparationPage(it, minimum, warning))


@router.get(path("consultations.page_picture"))
async def page_picture(
    request: Request, db: Reading, actor: Member, consultation_id: int, number: int
) -> Response:
    """The picture of a page of the file, beside what was read of it."""
    settings = app_state_of(request).settings
    place = await picture_of_page(db, actor, consultation_id, number, settings)
    return StoredFile(place, "image/webp", {"cache-control": "private, max-age=3600"}, NO_PICTURE)


async def prepare_page(
    db: ReadDb, actor: Actor, consultation_id: int, of_version: int | None = None
) -> PreparePage:
    """What corrects a draft is offered for the version in preparation alone, and for a text of no other."""
    reading = await reading_page(db, actor, consultation_id)
    minimum = await limit_in_force(db, reading.line.document_kind, actor.today)
    version = await version_in_preparation(db, consultation_id)
    is_other = version is not None and of_version not in (None, version.number)
    is_editable = policy.may_edit_draft(actor, reading.line, None if is_other else version)
    can = reading.can | frozenset(policy.EDITING) if is_editable else reading.can - frozenset(policy.EDITING)
    return PreparePage(reading, can, minimum, open_doubts(version) if version is not None else 0)


async def about_source(db: ReadDb, actor: Actor, consultation_id: int, form: Form[NewSource]) -> PreparePage:
    page = await prepare_page(db, actor, consultation_id)
    version = await version_in_preparation(db, consultation_id)
    if version is not None:
        form.set_version(NewSource.of(version, await texts_of(db, consultation_id, version.number)))
    return page


@step(
    router,
    "consultations.replace_source",
    title=_("Đưa lại văn bản"),
    done=_("Đã nhận văn bản dự thảo."),
    page=about_source,
    is_inline=True,
)
async def replace_source(db: Db, actor: Actor, consultation_id: int, form: NewSource) -> str:
    await sources.replace_source(db, actor, consultation_id, form)
    return url_for("consultations.prepare", consultation_id)


@step(router, "consultations.see_remark", title=_("Đã xem"), done=_("Đã ghi là đã xem."), is_inline=True)
async def see_remark(db: Db, actor: Actor, consultation_id: int, key: Annotated[str, FormField()]) -> str:
    text_id = await sources.see_remark(db, actor, consultation_id, key)
    return (
        url_of_text(consultation_id, text_id)
        if text_id
        else url_for("consultations.prepare", consultation_id)
    )


async def about_questions(
    db: ReadDb, actor: Actor, consultation_id: int, form: Form[Questions]
) -> PreparePage:
    page = await prepare_page(db, actor, consultation_id)
    form.fill(Questions.of(text for _, text in page.reading.questions))
    return page


async def about_paragraph(db: ReadDb, actor: Actor, text_id: int, form: Form[NewParagraph]) -> PreparePage:
    return await _about(db, actor, text_id)


async def _about(db: ReadDb, actor: Actor, text_id: int) -> PreparePage:
    text = await load(db, ParagraphText, text_id)
    it = await load(db, Consultation, text.consultation_id)
    require(policy.may_see(actor, it, it.audience))
    return await prepare_page(db, actor, it.id, text.version)


async def about_written_paragraph(
    db: ReadDb, actor: Actor, text_id: int, form: Form[ParagraphWords] | Form[SplitText]
) -> PreparePage:
    """The form filled with the paragraph's current text."""
    form.fill(form.model.of(await load(db, ParagraphText, text_id)))
    return await _about(db, actor, text_id)


async def about_opinion(db: ReadDb, actor: Actor, opinion_id: int, form: Form[Place]) -> PreparePage:
    opinion = await load(db, Opinion, opinion_id)
    form.fill(Place.of(opinion))
    return await prepare_page(db, actor, opinion.consultation_id)


@step(
    router,
    "consultations.set_questions",
    title=_("Câu hỏi gợi ý"),
    done=_("Đã lưu câu hỏi gợi ý."),
    page=about_questions,
)
async def set_questions(db: Db, actor: Actor, consultation_id: int, form: Questions) -> str:
    await preparing.set_questions(db, actor, consultation_id, form)
    return url_for("consultations.prepare", consultation_id)


@step(
    router,
    "consultations.edit_paragraph",
    title=_("Sửa"),
    done=_("Đã lưu đoạn."),
    page=about_written_paragraph,
    tone="quiet",
)
async def edit_paragraph(db: Db, actor: Actor, text_id: int, form: ParagraphWords) -> str:
    it = await editing.edit_paragraph(db, actor, text_id, form)
    return url_of_text(it.id, text_id)


@step(
    router,
    "consultations.insert_paragraph",
    title=_("Thêm đoạn sau"),
    done=_("Đã thêm đoạn."),
    page=about_paragraph,
    tone="quiet",
)
async def insert_paragraph(db: Db, actor: Actor, text_id: int, form: NewParagraph) -> str:
    it = await editing.insert_paragraph(db, actor, text_id, form)
    return url_of_text(it.id, text_id)


@step(
    router,
    "consultations.split_paragraph",
    title=_("Tách"),
    done=_("Đã tách đoạn."),
    page=about_written_paragraph,
    tone="quiet",
)
async def split_paragraph(db: Db, actor: Actor, text_id: int, form: SplitText) -> str:
    it = await editing.split_paragraph(db, actor, text_id, form)
    return url_of_text(it.id, text_id)


@step(
    router,
    "consultations.join_with_next",
    title=_("Gộp với đoạn sau"),
    done=_("Đã gộp với đoạn dưới."),
    tone="quiet",
    is_inline=True,
)
async def join_with_next(db: Db, actor: Actor, text_id: int, next_id: Annotated[int, FormField()]) -> str:
    it = await editing.join_with_next(db, actor, text_id, next_id)
    return url_of_text(it.id, text_id)


@step(
    router,
    "consultations.remove_paragraph",
    title=_("Xóa đoạn"),
    done=_("Đã xóa đoạn."),
    is_inline=True,
)
async def remove_paragraph(db: Db, actor: Actor, text_id: int) -> str:
    it = await editing.remove_paragraph(db, actor, text_id)
    return url_for("consultations.prepare", it.id)


@step(
    router,
    "consultations.remove_paragraphs",
    title=_("Bỏ các đoạn đã chọn"),
    done=_("Đã bỏ các đoạn đã chọn."),
    is_inline=True,
)
async def remove_paragraphs(
    db: Db, actor: Actor, consultation_id: int, text_ids: Annotated[list[int], FormField()] = NOTHING_CHOSEN
) -> str:
    it = await editing.remove_paragraphs(db, actor, consultation_id, text_ids)
    return url_for("consultations.prepare", it.id)


async def about_pasting(db: ReadDb, actor: Actor, text_id: int, form: Form[PastedAnew]) -> PreparePage:
    page = await _about(db, actor, text_id)
    text = await load(db, ParagraphText, text_id)
    texts = await texts_of(db, text.consultation_id, text.version)
    form.set_version(PastedAnew.of(texts))
    below = [one for one in texts if one.position >= text.position][:FOLLOWING]
    named = tuple((one.id, f"{one.path or one.label} {excerpt(one.text, 60)}") for one in below)
    return replace(page, following=named)


@step(
    router,
    "consultations.paste_anew",
    title=_("Dán lại từ đoạn này"),
    done=_("Đã đọc lại phần vừa dán."),
    page=about_pasting,
    tone="quiet",
)
async def paste_anew(db: Db, actor: Actor, text_id: int, form: PastedAnew) -> str:
    it = await editing.paste_anew(db, actor, text_id, form)
    return url_for("consultations.prepare", it.id)


@dataclass(frozen=True, slots=True)
class UnplacedPage:
    reading: ReadingPage
    opinions: tuple[OpinionView, ...]


@router.get(path("consultations.unplaced"))
async def unplaced(db: Writing, actor: WritingMember, render: Render, consultation_id: int) -> Response:
    """Opinions whose paragraph was split or removed, for a person to place them."""
    reading = await reading_page(db, actor, consultation_id)
    require(policy.may_place_opinion(actor, reading.line, True))
    waiting = await opinions(
        db, actor, Opinion.consultation_id == consultation_id, Opinion.needs_place, limit=200
    )
    return render.page("consultations/unplaced.html", UnplacedPage(reading, tuple(waiting)))


@step(
    router,
    "consultations.place_opinion",
    title=_("Gắn góp ý vào điều, khoản"),
    done=_("Đã gắn góp ý vào điều, khoản."),
    page=about_opinion,
    is_inline=True,
)
async def place_opinion(db: Db, actor: Actor, opinion_id: int, form: Place) -> str:
    it = await placing.place_opinion(db, actor, opinion_id, form)
    return url_for("consultations.unplaced", it.id)
