from datetime import datetime

from pydantic import BaseModel

from forum.accounts.queries import visitor
from forum.actor import Actor
from forum.clock import local_date
from forum.contributions import events
from forum.contributions.actions.writing import newest_text_version
from forum.contributions.models import Contribution, Revision
from forum.database import Db, load
from forum.deadlines import duties
from forum.deadlines.policy import DutyKind, moderators_of
from forum.desk import enforcement
from forum.desk.actions.cases import settle, take
from forum.desk.actions.decisions import finish
from forum.desk.panels import who_hears
from forum.desk.refusals import translate_refusals
from forum.errors import LoginNeeded, NotFound
from forum.fields import LongText
from forum.journal import record
from forum.thing import Thing
from forum.words import _
from moderation import actions as moderation
from moderation import queries as cases
from moderation.values import Decided, FiledAppeal, Hearing


class Grounds(BaseModel):
    grounds: LongText


class HearingInput(BaseModel):
    reverses: bool
    explanation: LongText


async def ask_review(db: Db, actor: Actor, decision_id: int, why: Grounds) -> FiledAppeal:
    """Ask for a review of a decision; once, by the author only. NotFound for others."""
    if actor.persona_id is None:
        raise LoginNeeded
    with translate_refusals():
        judged = await cases.judged(db, decision_id)
    if judged.author_id != actor.persona_id:
        raise NotFound
    it = await load(db, Contribution, judged.subject.id, lock=True)
    thing = Thing(it.kind, it.id)
    row = judged.decision
    revision = await load(db, Revision, (it.id, row.judged_version))
    took_part = frozenset(one for one in (row.decided_by, row.seconded_by) if one is not None)
    owner = await who_hears(db, it, revision, took_part, actor.at) or moderators_of(it.forum_id)
    duty = await duties.start(db, actor, thing, DutyKind.hearing, owner)
    assert duty.due_at is not None  # it has a limit
    author = moderation.Appellant(actor.persona_id, actor.at)
    with translate_refusals():
        filed = await moderation.appeal(db, author, decision_id, why.grounds, local_date(duty.due_at))
    await duties.complete(db, actor, thing, DutyKind.appeal)
    asked = events.ReviewAsked(thing, it.persona_id, decision_id, filed.case_id, filed.deadline_on)
    await record(db, actor, asked)
    return filed


async def record_unheard(db: Db, case_id: int, at: datetime) -> None:
    """Restore what a decision took away whose review is overdue and can be heard by nobody. A second run finds
    nothing to do."""
    with translate_refusals():
        subject = await cases.subject_of(db, case_id)
    it = await load(db, Contribution, subject.id, lock=True)
    nobody = visitor(at)
    lapsed, also = await settle(db, nobody, it)
    with translate_refusals():
        page = await cases.case_page(db, case_id, at)
    revision = await load(db, Revision, (it.id, page.case.subject.version))
    if await who_hears(db, it, revision, page.case.facts.participants, at) is not None:
        return
    explanation = str(_("Quá hạn mà không có ai vô tư để xem xét lại; quyết định hết hiệu lực."))
    hearing = Hearing(
        reverses=True, explanation=explanation, current_version=await newest_text_version(db, it.id)
    )
    done = await moderation.lapse_review(db, case_id, hearing, at)
    if done is None:
        return
    await enforcement.apply_verdict(db, nobody, it, done)
    also = (*also, *await enforcement.shown_with(db, it))
    await record(db, nobody, *lapsed, enforcement.judged(it, done), also=also)


async def hear(db: Db, actor: Actor, case_id: int, heard: HearingInput) -> Decided:
    """Keep or reverse the decision; a reversal takes effect at once."""
    locked = await take(db, actor, case_id)
    newest = await newest_text_version(db, locked.it.id)
    hearing = Hearing(heard.reverses, heard.explanation, current_version=newest)
    with translate_refusals():
        done = await moderation.hear(db, locked.panel.judge, case_id, hearing)
    await finish(db, actor, locked, done)
    return done
