"""Notes of an office on an opinion."""

from fastapi import APIRouter

from forum.actor import Actor
from forum.consultations.actions import noting
from forum.consultations.actions.noting import CorrectedNote, NewNote
from forum.consultations.queries.notes import CorrectionPage, NotesPage, correction_page, notes_page
from forum.database import Db, ReadDb
from forum.urls import url_for
from forum.web.forms import Form
from forum.web.steps import step
from forum.words import _

router = APIRouter()


async def about_notes(db: ReadDb, actor: Actor, opinion_id: int, form: Form[NewNote]) -> NotesPage:
    return await notes_page(db, actor, opinion_id)


@step(
    router,
    "consultations.note_on_opinion",
    title=_("Ghi chú nội bộ"),
    done=_("Đã ghi; người được nhắc nhận được thông báo."),
    page=about_notes,
    is_inline=True,
)
async def note_on_opinion(db: Db, actor: Actor, opinion_id: int, form: NewNote) -> str:
    await noting.note_on_opinion(db, actor, opinion_id, form)
    return url_for("consultations.note_on_opinion", opinion_id)


async def about_correction(
    db: ReadDb, actor: Actor, note_id: int, form: Form[CorrectedNote]
) -> CorrectionPage:
    page, note = await correction_page(db, actor, note_id)
    if "correct_note" in page.can:
        form.fill(CorrectedNote.of(note))
    return page


@step(
    router,
    "consultations.correct_note",
    title=_("Sửa ghi chú nội bộ"),
    done=_("Đã sửa; ai được nhắc thêm thì nhận được thông báo."),
    page=about_correction,
    is_inline=True,
)
async def correct_note(db: Db, actor: Actor, note_id: int, form: CorrectedNote) -> str:
    note = await noting.correct_note(db, actor, note_id, form)
    return url_for("consultations.note_on_opinion", note.opinion_id)
