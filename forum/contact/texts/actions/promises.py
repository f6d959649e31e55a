"""What the chair assigns in a conclusion notice: lines of the notice, approved with its words."""

from typing import Annotated, Self

from pydantic import BaseModel, Field
from sqlalchemy import select

from forum.actor import Actor, require
from forum.commitments import actions as of_commitments
from forum.commitments.actions import NewLine
from forum.commitments.lines import LineView
from forum.commitments.models import PromisedLine
from forum.contact.models import Question, SessionText
from forum.contact.texts import policy
from forum.contact.texts.actions.approving import LockedText, lock_text
from forum.contributions.models import Contribution
from forum.database import Db, ReadDb, load
from forum.errors import Invalid
from forum.fields import Day, OptionalLongText, Title
from forum.journal import record
from forum.thing import Thing
from forum.versions import Versioned
from forum.words import _


class NewPromise(BaseModel):
    """`code` is of the question that it comes of; empty where it comes of the session as a whole."""

    title: Title
    detail: OptionalLongText = ""
    body_id: int
    due_on: Day
    on_rest_day: bool = False
    task_ids: Annotated[list[int], Field(max_length=5)] = []
    code: str = ""


class ChangedPromise(NewPromise, Versioned):
    @classmethod
    def of(cls, line: LineView | PromisedLine, code: str) -> Self:
        return cls.current(
            title=line.title,
            detail=line.detail,
            body_id=line.body_id,
            due_on=line.due_on,
            on_rest_day=line.on_rest_day,
            task_ids=list(line.task_ids),
            code=code,
        )


async def add_promise(db: Db, actor: Actor, text_id: int, new: NewPromise) -> PromisedLine:
    it = await lock_text(db, actor, text_id)
    require(policy.may_promise(actor, it.approved.row, it.kind))
    source = await _source(db, it, new.code)
    line, drafted = await of_commitments.add_line(db, actor, it.approved, source, _line(new))
    await record(db, actor, drafted)
    return line


async def change_promise(db: Db, actor: Actor, line_id: int, change: ChangedPromise) -> PromisedLine:
    it, line = await _locked(db, actor, line_id)
    change.require_seen(ChangedPromise.of(line, await code_of(db, line)))
    line.source_kind, line.source_id = await _source(db, it, change.code)
    await record(db, actor, await of_commitments.change_line(db, actor, it.approved, line, _line(change)))
    return line


async def remove_promise(db: Db, actor: Actor, line_id: int) -> SessionText:
    it, line = await _locked(db, actor, line_id)
    await record(db, actor, await of_commitments.remove_line(db, actor, it.approved, line))
    return it.row


async def _locked(db: Db, actor: Actor, line_id: int) -> tuple[LockedText, PromisedLine]:
    it = await lock_text(db, actor, (await load(db, PromisedLine, line_id)).text_id)
    line = await of_commitments.lock_line(db, it.approved, line_id)
    require(policy.may_promise(actor, it.approved.row, it.kind))
    return it, line


def _line(new: NewPromise) -> NewLine:
    return NewLine(**new.model_dump(include=set(NewLine.model_fields)))


async def _source(db: Db, it: LockedText, code: str) -> Thing:
    if not code.strip():
        return it.thing
    question_id = await db.scalar(
        select(Question.id)
        .join(Contribution, Contribution.id == Question.id)
        .where(Contribution.code == code.strip().upper(), Question.session_id == it.session.id)
    )
    if question_id is None:
        raise Invalid("code", _("Kỳ tiếp xúc này không có câu hỏi với mã số ấy."))
    return Thing("question", question_id)


async def code_of(db: ReadDb, line: LineView | PromisedLine) -> str:
    """Of the question that a line comes of."""
    source = line.source if isinstance(line, LineView) else Thing(line.source_kind, line.source_id)
    if source.kind != "question":
        return ""
    return await db.scalar(select(Contribution.code).where(Contribution.id == source.id)) or ""
