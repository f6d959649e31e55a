"""The date of a written answer, once it is promised: moved with a reason, never wiped."""

from typing import Self

from forum.actor import Actor, require
from forum.clock import end_of_day, local_date
from forum.contact import events, policy
from forum.contact.actions.questions import lock_question
from forum.contact.models import Question
from forum.database import Db
from forum.deadlines import duties
from forum.deadlines.policy import DutyKind
from forum.deadlines.queries import duty_of
from forum.errors import Invalid
from forum.fields import Day, Reason
from forum.journal import record
from forum.thing import Thing
from forum.versions import Versioned
from forum.words import _


class AnswerDate(Versioned):
    answer_on: Day
    reason: Reason

    @classmethod
    def of(cls, standing: object) -> Self:
        return cls.current(answer_on=standing)


async def move_answer_date(db: Db, actor: Actor, question_id: int, to: AnswerDate) -> Question:
    """The first date stays on record, and the asker is told both."""
    it, question = await lock_question(db, actor, question_id)
    thing = Thing("question", it.id)
    owed = await duty_of(db, actor.at, thing, DutyKind.written_answer)
    is_owed = owed is not None and owed.done_at is None
    require(policy.may_move_answer_date(actor, question, it.shown_at(actor.at), is_owed=is_owed))
    assert owed is not None and owed.due_at is not None
    before = local_date(owed.due_at)
    to.require_seen(AnswerDate.of(before))
    if to.answer_on < actor.today or to.answer_on == before:
        raise Invalid("answer_on", _("Đề nghị chọn một ngày khác, từ hôm nay trở đi."))
    await duties.move(db, actor, thing, DutyKind.written_answer, end_of_day(to.answer_on), to.reason)
    it.version += 1
    moved = events.AnswerDateMoved(thing, before, to.answer_on, to.reason)
    await record(db, actor, moved)
    return question
