"""Masking a passage in what an office typed beside its acts: at once by one person, for good by two."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel
from sqlalchemy import Table, select, update

from forum import kinds
from forum.accounts.factors.policy import require_recent_factor
from forum.accounts.queries import visitor
from forum.actor import Actor, require
from forum.contributions.masks import Mask
from forum.database import Db, load
from forum.deadlines.queries import due_at
from forum.desk import events, policy, reasons
from forum.desk.models import ReasonMask
from forum.desk.policy import REASON_MASK, ReasonMaskState
from forum.errors import Invalid
from forum.fields import Number, Readable
from forum.jobs import JobContext, job
from forum.journal import Event, record
from forum.thing import Thing
from forum.words import SOURCE, _, reading_in
from moderation.rules import shipped_versions, version_in_force
from search.entry import BAR

LEAST = 4  # characters: a shorter passage stands in other words too


def _passage(typed: str) -> str:
    words = typed.strip()
    if len(words) < LEAST:
        raise ValueError(_("Đề nghị chép đúng đoạn cần che, ít nhất {least} ký tự.", least=LEAST))
    return words


class NewReasonMask(BaseModel):
    """`code` is of the thing; `passage` as it stands in the reason."""

    code: Number
    passage: Annotated[Readable, AfterValidator(_passage)]
    rule: str


def _bar(it: ReasonMask) -> str:
    with reading_in(SOURCE):
        return f"{BAR} [{Mask(it.passage, it.rule_code, it.masked_at, 0).words}]"


async def mask_reason(db: Db, actor: Actor, new: NewReasonMask) -> ReasonMask:
    """Wherever it stands beside that thing. Raises Invalid where it stands nowhere."""
    require(policy.may_mask_reason(actor))
    require_recent_factor(actor)
    rules = version_in_force(shipped_versions(), actor.at).rules
    if new.rule not in {rule.code for rule in rules if rule.hides_at_once}:
        raise Invalid("rule", _("Đề nghị chọn trong danh sách."))
    thing = await kinds.find_code(db, new.code) or await kinds.find_task(db, new.code)
    known = await kinds.cards(db, actor, [thing]) if thing is not None else {}
    if thing is None or thing not in known:
        raise Invalid("code", _("Không tìm thấy mã này."))
    places = await reasons.places_of(db, thing, new.passage)
    if all(place.column == reasons.JOURNAL for place in places):
        raise Invalid("passage", _("Không có chữ này trong lý do nào của cơ quan về nội dung ấy."))
    assert actor.persona_id is not None  # may_mask_reason requires a member
    it = ReasonMask(
        thing_kind=thing.kind,
        thing_id=thing.id,
        passage=new.passage,
        rule_code=new.rule,
        originals=[place.stored() for place in places],
        state=REASON_MASK.start,
        masked_by=actor.persona_id,
        masked_at=actor.at,
        until=await due_at(db, "interim-hide", actor.at),
    )
    db.add(it)
    await db.flush()
    await reasons.replace_in(db, places, new.passage, _bar(it))
    await reasons.mask_notices(db, thing, new.passage, _bar(it))
    also = await _show_anew(db, thing, [place.text_id for place in places])
    await record(db, actor, *(events.ReasonMasked(one, it.id, it.rule_code) for one in also))
    return it


async def _show_anew(db: Db, thing: Thing, text_ids: list[int | None]) -> list[Thing]:
    """Returns what people read otherwise now: the thing, and the texts that repeat it."""
    texts = await reasons.texts_among(db, {one for one in text_ids if one is not None})
    for one in (thing, *texts):
        table = kinds.KINDS[one.kind].table.__table__
        assert isinstance(table, Table)
        if "version" in table.c:  # a task has none: no page of it is kept by one
            await db.execute(update(table).where(table.c.id == one.id).values(version=table.c.version + 1))
    return [thing, *texts]


async def confirm_reason_mask(db: Db, actor: Actor, mask_id: int) -> ReasonMask:
    it = await load(db, ReasonMask, mask_id, lock=True)
    require(policy.may_confirm_reason_mask(actor, it))
    require_recent_factor(actor)
    _settle(it, actor, REASON_MASK.after("confirm_reason_mask"))
    await record(db, actor, events.ReasonMaskConfirmed(Thing(it.thing_kind, it.thing_id), it.id))
    return it


async def lift_reason_mask(db: Db, actor: Actor, mask_id: int) -> ReasonMask:
    it = await load(db, ReasonMask, mask_id, lock=True)
    require(policy.may_lift_reason_mask(actor, it))
    await record(db, actor, *await _lift(db, actor, it))
    return it


async def _lift(db: Db, actor: Actor, it: ReasonMask) -> list[Event]:
    """What was written anew since stays as it is."""
    thing, bar = Thing(it.thing_kind, it.thing_id), _bar(it)
    shown: list[int | None] = []
    for column, row_id, words in it.originals:
        is_back = await reasons.put_back(db, column, int(row_id), words, it.passage, bar)
        shown.append(int(row_id) if is_back and column.startswith("official_texts.") else None)
    _settle(it, actor, REASON_MASK.after("lift_reason_mask"))
    also = await _show_anew(db, thing, shown)
    return [events.ReasonMaskLifted(one, it.id) for one in also]


def _settle(it: ReasonMask, actor: Actor, state: ReasonMaskState) -> None:
    it.state, it.settled_by, it.settled_at = state, actor.persona_id, actor.at
    it.passage, it.originals = "", []


@job("lift_unconfirmed_masks", cron="*/5 * * * *")
async def lift_unconfirmed_masks(context: JobContext) -> None:
    """A second run finds none. A worker that stands still shows too little for a while, never too much."""
    actor = visitor(context.at)
    late = (ReasonMask.state == ReasonMaskState.waiting, ReasonMask.until < context.at)
    for it in (await context.db.scalars(select(ReasonMask).where(*late).order_by(ReasonMask.id))).all():
        await record(context.db, actor, *await _lift(context.db, actor, it))
