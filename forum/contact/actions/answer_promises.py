"""What is promised in the answer to a question: lines of the answer, approved with its words by whoever gives it.

A body promises for itself; a leader says which body does it, and decides later on another date.
"""

from typing import Self

from pydantic import BaseModel
from sqlalchemy import select

from forum.actor import Actor, require
from forum.commitments import actions as of_commitments
from forum.commitments.actions import NewLine
from forum.commitments.lines import LineView
from forum.commitments.models import PromisedLine
from forum.contact import policy
from forum.contact.actions.answers import LockedAnswer, lock_answer
from forum.contact.models import ContactAnswer
from forum.database import Db, ReadDb, load
from forum.errors import Invalid, NotFound
from forum.fields import Day, OptionalLongText, Title
from forum.journal import record
from forum.programme.task_links import tasks_of_thing
from forum.thing import Thing
from forum.versions import Versioned
from forum.words import _


class NewAnswerPromise(BaseModel):
    """About the tasks of the question. `body_id` counts in a leader's answer alone."""

    title: Title
    detail: OptionalLongText = ""
    body_id: int | None = None
    due_on: Day
    on_rest_day: bool = False


class ChangedAnswerPromise(NewAnswerPromise, Versioned):
    @classmethod
    def of(cls, line: LineView | PromisedLine) -> Self:
        return cls.current(
            title=line.title,
            detail=line.detail,
            body_id=line.body_id,
            due_on=line.due_on,
            on_rest_day=line.on_rest_day,
        )


async def add_answer_promise(db: Db, actor: Actor, answer_id: int, new: NewAnswerPromise) -> PromisedLine:
    it = await lock_answer(db, actor, answer_id)
    _require(actor, it)
    source = Thing("question", it.question.id)
    line, drafted = await of_commitments.add_line(db, actor, it.official, source, await _line(db, it, new))
    await record(db, actor, drafted)
    return line


async def change_answer_promise(
    db: Db, actor: Actor, line_id: int, change: ChangedAnswerPromise
) -> PromisedLine:
    it, line = await _locked(db, actor, line_id)
    change.require_seen(ChangedAnswerPromise.of(line))
    new = await _line(db, it, change)
    await record(db, actor, await of_commitments.change_line(db, actor, it.official, line, new))
    return line


async def remove_answer_promise(db: Db, actor: Actor, line_id: int) -> ContactAnswer:
    it, line = await _locked(db, actor, line_id)
    await record(db, actor, await of_commitments.remove_line(db, actor, it.official, line))
    return it.answer


async def _locked(db: Db, actor: Actor, line_id: int) -> tuple[LockedAnswer, PromisedLine]:
    it = await lock_answer(db, actor, (await load(db, PromisedLine, line_id)).text_id)
    line = await of_commitments.lock_line(db, it.official, line_id)
    _require(actor, it)
    return it, line


def _require(actor: Actor, it: LockedAnswer) -> None:
    require(policy.may_promise(actor, it.official.row, it.question, it.question_text.shown_at(actor.at)))


async def _line(db: Db, it: LockedAnswer, new: NewAnswerPromise) -> NewLine:
    body_id = it.official.row.body_id or new.body_id
    if body_id is None:
        raise Invalid("body_id", _("Đề nghị chọn cơ quan thực hiện."))
    tasks = await tasks_of_thing(db, Thing("question", it.question.id))
    return NewLine(
        title=new.title,
        detail=new.detail,
        body_id=body_id,
        due_on=new.due_on,
        on_rest_day=new.on_rest_day,
        task_ids=[task.id for task in tasks],
    )


async def answer_of_line(db: ReadDb, line_id: int) -> int:
    """Raises NotFound."""
    found = await db.scalar(
        select(ContactAnswer.id)
        .join(PromisedLine, PromisedLine.text_id == ContactAnswer.id)
        .where(PromisedLine.id == line_id)
    )
    if found is None:
        raise NotFound
    return found
