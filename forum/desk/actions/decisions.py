from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from forum.accounts.queries import visitor
from forum.actor import Actor
from forum.audience import Visibility
from forum.clock import local_date
from forum.contributions.events import Published
from forum.contributions.masks import places_of
from forum.contributions.models import Contribution, Revision
from forum.database import Db, load
from forum.deadlines.queries import due_at
from forum.desk import enforcement
from forum.desk.actions.cases import LockedCase, settle, take
from forum.desk.panels import judged_text
from forum.desk.refusals import translate_refusals
from forum.errors import Conflict, Invalid
from forum.fields import OptionalDay, OptionalLongText, Readable, ShortText
from forum.journal import record
from forum.words import _
from moderation import actions as moderation
from moderation.policy import passages_of
from moderation.values import Decided, Ruling, SecondOpinion, Verdict


class RulingInput(BaseModel):
    """The decision form. `version` is the text version that was read."""

    version: int
    verdict: Verdict
    rule: str = ""
    quote: Readable = ""
    explanation: OptionalLongText = ""
    place: Annotated[int, Field(ge=0, le=999)] | None = None
    at_once: bool = False
    until: OptionalDay = None
    destination: ShortText = ""


class SecondInput(BaseModel):
    agrees: bool
    explanation: OptionalLongText = ""


async def decide(db: Db, actor: Actor, case_id: int, ruling: RulingInput) -> Decided:
    """Decide a claimed case and apply the verdict. Hiding a public text is only proposed; so is masking passages,
    which takes effect meanwhile and publishes the rest of a text that waits."""
    locked = await take(db, actor, case_id)
    if locked.it.visibility == Visibility.withdrawn:
        raise Conflict(_("Tác giả đã rút bài; việc này chỉ còn cần đóng hồ sơ."), code="withdrawn")
    text = await judged_text(db, locked.it, ruling.version, actor)
    if ruling.verdict == Verdict.mask:
        passages = await _passages_to_mask(db, locked, ruling)
    else:
        passages = passages_of(ruling.quote, (text.text,))
    alone = ruling.at_once or ruling.verdict == Verdict.mask
    given = Ruling(
        verdict=ruling.verdict,
        rule_code=ruling.rule,
        quote="\n".join(passages),
        explanation=ruling.explanation,
        interim_until=await due_at(db, "interim-hide", actor.at) if alone else None,
        appeal_until_on=await last_day_of_appeal(db, actor),
        suspended_until_on=ruling.until,
        destination=ruling.destination,
        place=ruling.place or 0,
    )
    with translate_refusals():
        done = await moderation.decide(db, locked.panel.judge, case_id, given, text)
    await finish(db, actor, locked, done)
    return done


async def _passages_to_mask(db: Db, locked: LockedCase, ruling: RulingInput) -> tuple[str, ...]:
    """A bar takes the place of one passage, which does not begin in the title and end in the text."""
    judged = await load(db, Revision, (locked.it.id, ruling.version))
    own = (judged.typed_title, judged.typed_text)
    parts = (*own, judged.note, locked.it.on_behalf, locked.panel.wording)
    passages = passages_of(ruling.quote, parts)
    for passage in passages:
        if not any(places_of(passage, part) for part in parts):
            raise Invalid(
                "quote",
                _(
                    "Không có nguyên văn trong tiêu đề hoặc trong nội dung: “{passage}”. Mỗi dòng là một đoạn che.",
                    passage=passage,
                ),
            )
    if ruling.place and len(passages) > 1:
        raise Invalid("place", _("Chỉ chọn chỗ khi che một đoạn; nhiều đoạn thì che ở mọi chỗ có đoạn ấy."))
    count = sum(len(places_of(passage, one)) for passage in passages for one in own)
    if ruling.place and ruling.place > count:
        raise Invalid("place", _("Đoạn này chỉ có ở {count} chỗ.", count=count))
    return passages


async def last_day_of_appeal(db: Db, actor: Actor) -> date:
    """The last day to appeal a decision that takes effect now."""
    return local_date(await due_at(db, "reconsider-request", actor.at))


async def confirm(db: Db, actor: Actor, case_id: int, second: SecondInput) -> Decided:
    locked = await take(db, actor, case_id)
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
    answered = await enforcement.report_answered(db, it, done)
    await record(db, actor, *happened, *shown, *answered, also=also)


async def record_lapse(db: Db, contribution_id: int, at: datetime) -> None:
    """Record the end of an expired interim hide, and notify. A second run finds nothing to do."""
    it = await load(db, Contribution, contribution_id, lock=True)
    nobody = visitor(at)
    lapsed, also = await settle(db, nobody, it)
    if lapsed:
        await record(db, nobody, *lapsed, also=also)
