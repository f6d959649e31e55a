from datetime import date, datetime

from pydantic import BaseModel

from forum.accounts.queries import visitor
from forum.actor import Actor
from forum.audience import Visibility
from forum.clock import local_date
from forum.contributions.events import Published
from forum.contributions.models import Contribution
from forum.database import Db, load
from forum.deadlines.queries import due_at
from forum.desk import enforcement
from forum.desk.actions.cases import LockedCase, settle, take
from forum.desk.panels import judged_text
from forum.desk.people import OutsideSeat
from forum.desk.refusals import translate_refusals
from forum.errors import Conflict
from forum.fields import OptionalDay, OptionalLongText, Readable, ShortText
from forum.journal import record
from forum.words import _
from moderation import actions as moderation
from moderation.values import Decided, Ruling, SecondOpinion, Verdict


class RulingInput(BaseModel):
    """The decision form. `version` is the text version that was read."""

    version: int
    verdict: Verdict
    rule: str = ""
    quote: Readable = ""
    explanation: OptionalLongText = ""
    at_once: bool = False
    until: OptionalDay = None
    destination: ShortText = ""


class SecondInput(BaseModel):
    agrees: bool
    explanation: OptionalLongText = ""


async def decide(db: Db, actor: Actor, case_id: int, ruling: RulingInput, seat: OutsideSeat) -> Decided:
    """Decide a claimed case and apply the verdict. Hiding a public text is only proposed."""
    locked = await take(db, actor, case_id, seat)
    if locked.it.visibility == Visibility.withdrawn:
        raise Conflict(_("Tác giả đã rút bài; việc này chỉ còn cần khép lại."), code="withdrawn")
    text = await judged_text(db, locked.it, ruling.version, actor)
    given = Ruling(
        verdict=ruling.verdict,
        rule_code=ruling.rule,
        quote=ruling.quote,
        explanation=ruling.explanation,
        interim_until=await due_at(db, "interim-hide", actor.at) if ruling.at_once else None,
        appeal_until_on=await last_day_of_appeal(db, actor),
        suspended_until_on=ruling.until,
        destination=ruling.destination,
    )
    with translate_refusals():
        done = await moderation.decide(db, locked.panel.judge, case_id, given, text)
    await finish(db, actor, locked, done)
    return done


async def last_day_of_appeal(db: Db, actor: Actor) -> date:
    """The last day to appeal a decision that takes effect now."""
    return local_date(await due_at(db, "reconsider-request", actor.at))


async def confirm(db: Db, actor: Actor, case_id: int, second: SecondInput, seat: OutsideSeat) -> Decided:
    locked = await take(db, actor, case_id, seat)
    opinion = SecondOpinion(second.agrees, second.explanation, await last_day_of_appeal(db, actor))
    with translate_refusals():
        done = await moderation.confirm(db, locked.panel.judge, case_id, opinion)
    await finish(db, actor, locked, done)
    return done


async def finish(db: Db, actor: Actor, locked: LockedCase, done: Decided) -> None:
    """Apply and record, last: the effect on the text, and its first publication if this is one."""
    it = locked.it
    was_published = it.published_at is not None
    moved_from = await enforcement.apply_verdict(db, actor, it, done)
    happened = (*locked.lapsed, enforcement.judged(it, done, moved_from))
    shown: tuple[Published, ...] = ()
    if it.published_at is not None and not was_published:
        shown = (enforcement.published(it),)
    also = (*locked.also, *await enforcement.shown_with(db, it))
    await record(db, actor, *happened, *shown, also=also)


async def record_lapse(db: Db, contribution_id: int, at: datetime) -> None:
    """Record the end of an expired interim hide, and notify. A second run finds nothing to do."""
    it = await load(db, Contribution, contribution_id, lock=True)
    nobody = visitor(at)
    lapsed, also = await settle(db, nobody, it)
    if lapsed:
        await record(db, nobody, *lapsed, also=also)
