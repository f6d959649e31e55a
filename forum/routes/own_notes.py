"""Notes of a leader's own side on a session and its questions, and the internal items of its agenda."""

from dataclasses import dataclass

from fastapi import APIRouter
from pydantic import BaseModel

from forum.actor import Actor
from forum.contact.own_notes import actions
from forum.contact.own_notes.actions import ChangedOwnNote, NewItem, NewOwnNote
from forum.contact.own_notes.queries import (
    OwnNotesPage,
    own_note_of,
    own_notes_page,
    question_notes_page,
    url_of,
)
from forum.contact.queries.sessions import SessionFrame
from forum.database import Db, ReadDb
from forum.web.forms import Form
from forum.web.steps import step
from forum.words import _

router = APIRouter()


async def about_session(db: ReadDb, actor: Actor, session_id: int, form: Form[BaseModel]) -> OwnNotesPage:
    return await own_notes_page(db, actor, session_id)


async def about_question(db: ReadDb, actor: Actor, question_id: int, form: Form[BaseModel]) -> OwnNotesPage:
    return await question_notes_page(db, actor, question_id)


@dataclass(frozen=True, slots=True)
class AboutOwnNote:
    page: OwnNotesPage
    url: str
    can: frozenset[str] = frozenset({"change_own_note"})

    @property
    def frame(self) -> SessionFrame:
        return self.page.frame


async def about_own_note(db: ReadDb, actor: Actor, note_id: int, form: Form[ChangedOwnNote]) -> AboutOwnNote:
    note, page = await own_note_of(db, actor, note_id)
    form.fill(ChangedOwnNote.of(note))
    return AboutOwnNote(page, url_of(note))


@step(router, "contact.write_own_note", title=_("Ghi chú riêng"), done=_("Đã ghi."),
      page=about_session, is_inline=True)  # fmt: skip
async def write_own_note(db: Db, actor: Actor, session_id: int, form: NewOwnNote) -> str:
    return url_of(await actions.write_own_note(db, actor, session_id, form))


@step(router, "contact.write_item", title=_("Việc nội bộ của kỳ tiếp xúc"), done=_("Đã ghi."),
      page=about_session, is_inline=True)  # fmt: skip
async def write_item(db: Db, actor: Actor, session_id: int, form: NewItem) -> str:
    return url_of(await actions.write_item(db, actor, session_id, form))


@step(router, "contact.write_question_note", title=_("Ghi chú riêng về câu hỏi"), done=_("Đã ghi."),
      page=about_question, is_inline=True)  # fmt: skip
async def write_question_note(db: Db, actor: Actor, question_id: int, form: NewOwnNote) -> str:
    return url_of(await actions.write_question_note(db, actor, question_id, form))


@step(router, "contact.change_own_note", title=_("Sửa ghi chú"), done=_("Đã sửa."),
      page=about_own_note, is_inline=True)  # fmt: skip
async def change_own_note(db: Db, actor: Actor, note_id: int, form: ChangedOwnNote) -> str:
    return url_of(await actions.change_own_note(db, actor, note_id, form))


@step(router, "contact.remove_own_note", title=_("Xóa ghi chú"), done=_("Đã xóa."), is_inline=True)
async def remove_own_note(db: Db, actor: Actor, note_id: int) -> str:
    return url_of(await actions.remove_own_note(db, actor, note_id))
