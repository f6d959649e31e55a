from dataclasses import dataclass
from datetime import datetime

from forum import audience, kinds
from forum.actor import Actor, require
from forum.audience import Visibility
from forum.contributions.events import Judged, ReportAnswered
from forum.contributions.masks import in_force
from forum.contributions.models import Contribution, Revision
from forum.database import Db, load
from forum.deadlines import duties
from forum.deadlines.policy import MODERATION, OUTSIDE_SEAT, DutyKind, moderators_of
from forum.desk import enforcement, policy
from forum.desk.panels import Panel, panel_of, require_falls_to
from forum.desk.queue import forums_of
from forum.desk.refusals import translate_refusals
from forum.errors import Conflict, Refused
from forum.journal import record
from forum.thing import Thing
from forum.words import _
from moderation import actions as moderation
from moderation import queries as cases
from moderation.queue import free_cases
from moderation.values import CaseReason


@dataclass(frozen=True, slots=True)
class LockedCase:
    """A case whose text is locked: every action of the desk starts with it."""

    it: Contribution
    is_review: bool  # of a decision, which is heard even where the text was withdrawn since
    panel: Panel
    lapsed: tuple[Judged, ...]
    also: tuple[Thing, ...]


async def take(db: Db, actor: Actor, case_id: int) -> LockedCase:
    """Lock the text, end an interim hide whose time is over, and work out who may judge. Raises NotFound."""
    with translate_refusals():
        subject = await cases.subject_of(db, case_id)
    it = await load(db, Contribution, subject.id, lock=True)
    require(policy.may_judge(actor, it.forum_id))
    lapsed, also = await settle(db, actor, it)
    with translate_refusals():
        page = await cases.case_page(db, case_id, actor.at)
    revision = await load(db, Revision, (it.id, page.case.subject.version))
    panel = await panel_of(db, actor, it, revision, page.case.facts)
    require_falls_to(panel, page)
    return LockedCase(it, page.case.reason == CaseReason.appeal, panel, lapsed, also)


async def settle(db: Db, actor: Actor, it: Contribution) -> tuple[tuple[Judged, ...], tuple[Thing, ...]]:
    """Record the end of the locked text's interim hide or mask if its time is over, so that nothing depends on
    a running worker."""
    shown = audience.shown_state(it.visibility, it.hidden_until, actor.at)
    if shown == it.visibility and in_force(it.masks, actor.at) == it.masks:
        return (), ()
    happened = []
    for one in await cases.lapsed_interims(db, actor.at):
        if one.subject.id == it.id:
            done = await moderation.lapse(db, one.decision_id, actor.at)
            if done is not None:
                await enforcement.apply_verdict(db, actor, it, done)
                happened.append(enforcement.judged(it, done))
    await db.flush()
    return tuple(happened), await enforcement.shown_with(db, it)


async def claim(db: Db, actor: Actor, case_id: int) -> datetime:
    """Claim the case for half an hour; a second call renews it. Returns when the lease ends."""
    locked = await take(db, actor, case_id)
    if locked.it.visibility == Visibility.withdrawn and not locked.is_review:
        raise Conflict(_("Tác giả đã rút bài; việc này chỉ còn cần đóng hồ sơ."), code="withdrawn")
    with translate_refusals():
        until = await moderation.claim(db, locked.panel.judge, case_id)
    if locked.panel.judge.is_outside_seat or locked.is_review:
        owner = OUTSIDE_SEAT if locked.panel.judge.is_outside_seat else moderators_of(locked.it.forum_id)
        for kind in MODERATION:
            await duties.hand_on(db, actor, Thing(locked.it.kind, locked.it.id), kind, owner)
    await record(db, actor, *locked.lapsed, also=locked.also)
    return until


async def claim_oldest(db: Db, actor: Actor) -> int:
    """Claim the first case of the queue that the actor may judge. Raises Conflict where there is none."""
    require(policy.may_open_desk(actor))
    urgent = frozenset((one.kind, one.id) for one in await kinds.urgent_things(db))
    for case_id in await free_cases(db, forums_of(actor), actor.at, urgent):
        try:
            async with db.begin_nested():  # lets go of the text of a case that is not for this person
                await claim(db, actor, case_id)
                return case_id
        except Refused:
            continue
    raise Conflict(_("Không còn bài nào chờ Ông/Bà duyệt."), code="nothing_waits")


async def release(db: Db, actor: Actor, case_id: int) -> None:
    locked = await take(db, actor, case_id)
    with translate_refusals():
        await moderation.release(db, locked.panel.judge, case_id)
    await record(db, actor, *locked.lapsed, also=locked.also)


async def close(db: Db, actor: Actor, case_id: int) -> None:
    """Close the case of a text withdrawn by its author. Refused while the text is there."""
    locked = await take(db, actor, case_id)
    if locked.it.visibility != Visibility.withdrawn:
        raise Conflict(_("Tác giả không rút bài; nội dung này phải được quyết định."), code="not_withdrawn")
    with translate_refusals():
        await moderation.close(db, case_id, actor.at)
    thing = Thing(locked.it.kind, locked.it.id)
    await duties.void(db, actor, thing, DutyKind.review, DutyKind.second, DutyKind.explain)
    reporters = await enforcement.reporters_of(db, case_id)
    if reporters:
        await record(db, actor, ReportAnswered(thing, case_id, reporters))
