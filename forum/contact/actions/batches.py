"""Triage of several questions of a session at once: merging, or putting on the agenda."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field
from sqlalchemy import select

from forum.actor import Actor, require
from forum.contact import policy
from forum.contact.actions.merging import Merge, merge, question_of_code
from forum.contact.actions.questions import OnAgenda, lock_questions, put_on_agenda
from forum.contact.deferring.objections import waiting_objections
from forum.contact.models import ContactSession, Question
from forum.contributions import official
from forum.database import Db, load
from forum.errors import Invalid
from forum.words import _


class Batch(BaseModel):
    question_ids: Annotated[list[int], Field(min_length=1, max_length=200)]
    do: Literal["merge", "place"]
    code: str = ""


async def triage_many(db: Db, actor: Actor, session_id: int, batch: Batch) -> int:
    """All or none. Returns how many. Every row is locked before the first event is recorded, since nothing
    may be locked after the audit chain's head."""
    session = await load(db, ContactSession, session_id)
    require(policy.may_see_session(actor, session))
    require(policy.may_triage_many(actor))
    wanted = select(Question.id).where(Question.session_id == session_id, Question.id.in_(batch.question_ids))
    ids = sorted(await db.scalars(wanted))
    head_id = await question_of_code(db, batch.code) if batch.do == "merge" else None
    locked = await lock_questions(db, {*ids, *({head_id} if head_id is not None else ())})
    questions = [locked[one][1] for one in ids]
    in_session = select(Question.id).where(Question.session_id == session_id)
    await official.lock_all(db, *official.drafts_on("question", in_session))
    if not ids or len(ids) != len(set(batch.question_ids)):
        raise Invalid("question_ids", _("Đề nghị chọn câu hỏi trong danh sách."))
    objected = await waiting_objections(db, [one.id for one in questions if one.deferral_count])
    if objected:
        words = _("Người hỏi không đồng ý chuyển kỳ: đề nghị xếp riêng từng câu hỏi này.")
        raise Invalid("question_ids", words)
    for one in questions:
        if batch.do == "merge":
            await merge(db, actor, one.id, Merge(code=batch.code))
        else:
            at_the_end = OnAgenda(seen_version=OnAgenda.of(one).seen_version)
            await put_on_agenda(db, actor, one.id, at_the_end)
    return len(ids)
