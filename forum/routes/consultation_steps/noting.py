"""Notes of an office on an opinion."""

from fastapi import APIRouter

from forum.actor import Actor
from forum.consultations.actions import noting
from forum.consultations.actions.noting import NewNote
from forum.consultations.queries.notes import NotesPage, notes_page
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
