"""What a body promises in its answer to a proposal: lines of the answer, approved with its words by the head."""

from typing import Self

from pydantic import BaseModel

from forum.actor import Actor, require
from forum.commitments import actions as of_commitments
from forum.commitments.actions import NewLine
from forum.commitments.lines import LineView
from forum.commitments.models import PromisedLine
from forum.database import Db, load
from forum.fields import Day, OptionalLongText, Title
from forum.journal import record
from forum.programme.task_links import tasks_of_thing
from forum.threads import policy
from forum.threads.actions.answers import LockedAnswer, lock_answer
from forum.versions import Versioned


class NewPromise(BaseModel):
    """The body that answers promises for itself, about the tasks of the proposal."""

    title: Title
    detail: OptionalLongText = ""
    due_on: Day
    on_rest_day: bool = False


class ChangedPromise(NewPromise, Versioned):
    @classmethod
    def of(cls, line: LineView | PromisedLine) -> Self:
        return cls.current(
            title=line.title, detail=line.detail, due_on=line.due_on, on_rest_day=line.on_rest_day
        )


async def add_promise(db: Db, actor: Actor, answer_id: int, new: NewPromise) -> PromisedLine:
    it = await lock_answer(db, actor, answer_id)
    _require(actor, it)
    line, drafted = await of_commitments.add_line(db, actor, it.official, it.thing, await _line(db, it, new))
    await record(db, actor, drafted)
    return line


async def change_promise(db: Db, actor: Actor, line_id: int, change: ChangedPromise) -> PromisedLine:
    it, line = await _locked(db, actor, line_id)
    change.require_seen(ChangedPromise.of(line))
    new = await _line(db, it, change)
    await record(db, actor, await of_commitments.change_line(db, actor, it.official, line, new))
    return line


async def remove_promise(db: Db, actor: Actor, line_id: int) -> int:
    """Returns the answer's id."""
    it, line = await _locked(db, actor, line_id)
    await record(db, actor, await of_commitments.remove_line(db, actor, it.official, line))
    return it.answer.id


async def _locked(db: Db, actor: Actor, line_id: int) -> tuple[LockedAnswer, PromisedLine]:
    answer_id = (await load(db, PromisedLine, line_id)).text_id
    it = await lock_answer(db, actor, answer_id)
    line = await of_commitments.lock_line(db, it.official, line_id)
    _require(actor, it)
    return it, line


def _require(actor: Actor, it: LockedAnswer) -> None:
    visibility = it.proposal_text.shown_at(actor.at)
    require(policy.may_promise(actor, it.official.row, it.answer, it.proposal, visibility))


async def _line(db: Db, it: LockedAnswer, new: NewPromise) -> NewLine:
    body_id = it.official.row.body_id
    assert body_id is not None  # only bodies answer proposals
    tasks = await tasks_of_thing(db, it.thing)
    return NewLine(
        title=new.title,
        detail=new.detail,
        body_id=body_id,
        due_on=new.due_on,
        on_rest_day=new.on_rest_day,
        task_ids=[task.id for task in tasks],
    )
