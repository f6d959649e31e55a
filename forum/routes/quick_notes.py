"""Quick notes of a running session: the chair's side allows them, the secretariat and assistants write them."""

from dataclasses import dataclass

from fastapi import APIRouter
from pydantic import BaseModel

from forum.actor import Actor
from forum.contact.models import QuickNote
from forum.contact.notes import actions
from forum.contact.notes.actions import ChangedNote, NewNote
from forum.contact.notes.queries import NotesPage, note_of, notes_page
from forum.database import Db, ReadDb
from forum.urls import url_for
from forum.web.forms import Form
from forum.web.steps import step
from forum.words import _

router = APIRouter()


async def about_notes(db: ReadDb, actor: Actor, session_id: int, form: Form[BaseModel]) -> NotesPage:
    return await notes_page(db, actor, session_id)


@dataclass(frozen=True, slots=True)
class AboutNote:
    page: NotesPage

    @property
    def frame(self) -> object:
        return self.page.frame

    @property
    def url(self) -> str:
        return url_for("contact.take_note", self.page.frame.line.id)

    @property
    def can(self) -> frozenset[str]:
        return self.page.can


async def about_note(db: ReadDb, actor: Actor, note_id: int, form: Form[ChangedNote]) -> AboutNote:
    note, page = await note_of(db, actor, note_id)
    form.fill(ChangedNote.of(note))
    return AboutNote(page)


def _url_of(session_id: int) -> str:
    """Where the next one is written."""
    return url_for("contact.take_note", session_id)


def _noted(note: QuickNote) -> str:
    return _url_of(note.session_id)


@step(router, "contact.allow_notes", title=_("Cho ghi nhanh"), done=_("Đã cho ghi nhanh kỳ tiếp xúc này."))
async def allow_notes(db: Db, actor: Actor, session_id: int) -> str:
    return url_for("contact.session", (await actions.allow_notes(db, actor, session_id)).id)


@step(router, "contact.stop_notes", title=_("Thôi ghi nhanh"), done=_("Ghi nhanh không còn hiện."))
async def stop_notes(db: Db, actor: Actor, session_id: int) -> str:
    return url_for("contact.session", (await actions.stop_notes(db, actor, session_id)).id)


@step(router, "contact.take_note", title=_("Ghi nhanh"), done=_("Đã ghi."), page=about_notes, is_inline=True)
async def take_note(db: Db, actor: Actor, session_id: int, form: NewNote) -> str:
    return _noted(await actions.take_note(db, actor, session_id, form))


@step(
    router,
    "contact.change_note",
    title=_("Sửa ghi nhanh"),
    done=_("Đã sửa."),
    page=about_note,
    is_inline=True,
)
async def change_note(db: Db, actor: Actor, note_id: int, form: ChangedNote) -> str:
    return _noted(await actions.change_note(db, actor, note_id, form))


@step(router, "contact.remove_note", title=_("Xóa ghi nhanh"), done=_("Đã xóa."), is_inline=True)
async def remove_note(db: Db, actor: Actor, note_id: int) -> str:
    return _url_of(await actions.remove_note(db, actor, note_id))
