"""Applying verdicts to a locked text, and the event recorded for each step."""

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import select

from forum import kinds
from forum.accounts.models import Persona
from forum.accounts.queries import withholding
from forum.actor import Actor, Purpose
from forum.audience import Visibility
from forum.clock import end_of_day
from forum.contributions import actions as texts
from forum.contributions import events
from forum.contributions.actions.writing import newest_text_version, put_before_moderators, subject_of
from forum.contributions.masks import Mask, places_of, without_bars
from forum.contributions.models import Contribution, Revision
from forum.contributions.naming import texts_under
from forum.contributions.policy import NAME, RevisionState
from forum.contributions.queries import texts_below
from forum.database import Db, load
from forum.deadlines import duties
from forum.deadlines.policy import DutyKind, Owner, OwnerKind, moderators_of
from forum.desk.models import Concern
from forum.errors import Invalid
from forum.journal import JournalRow, name_of, revive
from forum.programme.models import Task
from forum.programme.task_links import link_tasks, tasks_of_thing
from forum.thing import Lock, Thing
from forum.words import _
from moderation import queries as cases
from moderation.policy import REVERSALS
from moderation.values import CaseReason, Decided, Outcome, Verdict
from search import entries
from search.entry import Ref

UNPUBLISHED = frozenset({Visibility.in_review, Visibility.returned, Visibility.rejected})
HIDDEN = frozenset({Visibility.interim_hidden, Visibility.hidden})
ENDS = frozenset({Outcome.in_force, Outcome.refused, Outcome.lapsed, Outcome.reversed})


async def apply_verdict(db: Db, actor: Actor, it: Contribution, done: Decided) -> tuple[str, ...]:
    """Apply the decision to the locked text. Returns the codes of the tasks that a move unlinked."""
    await _settle_duties(db, actor, it, done)
    moved_from = await _apply(db, actor, it, done)
    await kinds.after_change(db, actor, it)
    await _judge_waiting_edit(db, actor, it, done)
    return moved_from


async def _apply(db: Db, actor: Actor, it: Contribution, done: Decided) -> tuple[str, ...]:
    match done.verdict:
        case Verdict.approve:
            await _approve(db, actor, it, done)
        case Verdict.return_:
            await texts.return_for_edits(db, actor, it, await _judged(db, it, done))
        case Verdict.reject:
            await texts.reject(db, actor, it, await _judged(db, it, done))
        case Verdict.mask:
            await _mask(db, actor, it, done)
        case Verdict.hide if done.interim_until is not None:
            await texts.hide_interim(db, actor, it, done.interim_until, done.rule_code)
        case Verdict.hide:
            await texts.hide(db, actor, it, done.rule_code)
        case Verdict.restore:
            await _undo(db, actor, it, done)
        case Verdict.lock:
            await _lock(db, it, actor.at)
        case Verdict.move:
            return await move(db, it, (done.destination,))
        case Verdict.suspend:
            assert done.suspended_until_on is not None  # moderation ensures it
            await _suspend(db, it.persona_id, end_of_day(done.suspended_until_on), longer_stands=True)
    return ()


async def _judge_waiting_edit(db: Db, actor: Actor, it: Contribution, done: Decided) -> None:
    """An edit that was sent while an older version was masked or hidden for the time being has no case of its own: it
    is put before the moderators once that one ends."""
    if it.visibility != Visibility.published or done.outcome not in ENDS:
        return
    await db.flush()
    newest = await load(db, Revision, (it.id, await newest_text_version(db, it.id)))
    waiting = await cases.waiting_case(db, it.kind, it.id)
    is_seen = waiting is not None and (
        waiting != done.case_id or (await cases.subject_of(db, waiting)).version == newest.text_version
    )
    if newest.state == RevisionState.pending and not is_seen:
        version = newest.text_version
        await put_before_moderators(db, actor, it, CaseReason.edit, version, "review-post", actor.at)


async def _settle_duties(db: Db, actor: Actor, it: Contribution, done: Decided) -> None:
    """Update the moderators' duties for that step, and the window in which the author may appeal."""
    thing, moderators = Thing(it.kind, it.id), moderators_of(it.forum_id)
    await duties.void(db, actor, thing, DutyKind.explain)
    match done.outcome:
        case Outcome.awaiting_second:
            await duties.complete(db, actor, thing, DutyKind.review)
            await duties.start(db, actor, thing, DutyKind.second, moderators, given=done.interim_until)
        case Outcome.lapsed:
            await duties.void(db, actor, thing, DutyKind.second)
            if it.visibility != Visibility.withdrawn:
                await duties.start(db, actor, thing, DutyKind.review, moderators)
        case Outcome.upheld | Outcome.reversed:
            if not await cases.appeal_waits(db, it.kind, it.id):
                await duties.complete(db, actor, thing, DutyKind.hearing)
        case Outcome.in_force | Outcome.refused:
            await duties.complete(db, actor, thing, DutyKind.review, DutyKind.second)
            if done.outcome == Outcome.in_force and done.verdict in REVERSALS:
                author = Owner(OwnerKind.persona, done.author_id)
                await duties.start(db, actor, thing, DutyKind.appeal, author)


async def _approve(db: Db, actor: Actor, it: Contribution, done: Decided) -> None:
    """Publish a waiting text, or the edit that was judged and no other. Dismissing a flag changes nothing, and what is
    hidden stays so; nor is anything published by reversing a refusal whose author withdrew the text, or lets nothing be
    published any more."""
    judged = await _judged(db, it, done)
    if done.undoes is not None and await withholding(db, Purpose.terms, [it.persona_id]):
        return
    if judged.text_version == it.text_version:
        may_publish = it.visibility in UNPUBLISHED
    else:
        if done.undoes is not None:
            judged.state = RevisionState.pending
            await db.flush()
        may_publish = it.visibility == Visibility.published and judged.state == RevisionState.pending
    if may_publish:
        await kinds.publish(db, actor, it.id)


async def _judged(db: Db, it: Contribution, done: Decided) -> Revision:
    return await load(db, Revision, (it.id, done.subject.version))


async def _mask(db: Db, actor: Actor, it: Contribution, done: Decided) -> None:
    """Mask the passages, and publish the rest of a text or edit that waits."""
    judged = await _judged(db, it, done)
    words = (judged.typed_title, judged.typed_text)
    masks = tuple(
        Mask(
            passage=passage,
            rule_code=done.rule_code,
            at=actor.at,
            decision_id=done.decision_id,
            until=done.interim_until,
            place=done.place,
            place_count=sum(len(places_of(passage, one)) for one in words),
        )
        for passage in done.passages
    )
    await texts.mask(db, actor, it, masks)
    if it.visibility == Visibility.in_review or judged.state == RevisionState.pending:
        await kinds.publish(db, actor, it.id)
    await _retitle(db, it)


async def _retitle(db: Db, it: Contribution) -> None:
    """An address spells its thing's title, so it is masked with it."""
    retitle = kinds.KINDS[it.kind].retitle
    if retitle is not None:
        await retitle(db, it.id, without_bars(it.title))
    if it.title != it.typed_title:
        for below in await shown_with(db, it):  # found under its title
            await entries.remove(db, Ref(*below))


async def _undo(db: Db, actor: Actor, it: Contribution, done: Decided) -> None:
    match done.undoes:
        case Verdict.mask:
            await texts.unmask(db, it, done.decision_id)
            await _retitle(db, it)
        case Verdict.hide if it.visibility in HIDDEN:
            await texts.restore(db, actor, it)
        case Verdict.lock:
            if not await cases.standing_on(db, it.kind, it.id, Verdict.lock):
                await _lock(db, it, None)
        case Verdict.move:
            later = await cases.standing_on(db, it.kind, it.id, Verdict.move)
            if not any(decision_id > done.decision_id for decision_id in later):
                await move(db, it, await _moved_from(db, it, done.decision_id))
        case Verdict.suspend:
            last_on = await cases.suspended_until_on(db, it.persona_id)
            await _suspend(db, it.persona_id, end_of_day(last_on) if last_on else None)


async def move(db: Db, it: Contribution, codes: tuple[str, ...]) -> tuple[str, ...]:
    """Link the text to these tasks instead. Returns the previous codes. Raises Invalid('destination')."""
    _lock_of(it)
    tasks = (await db.scalars(select(Task).where(Task.code.in_(codes)))).all()
    if not tasks or len(tasks) != len(set(codes)):
        raise Invalid("destination", _("Không có nhiệm vụ mang mã này."))
    thing = Thing(it.kind, it.id)
    was = await tasks_of_thing(db, thing)
    await link_tasks(db, thing, [task.id for task in tasks], "destination", also_withdrawn=True)
    it.version += 1
    await db.flush()
    return tuple(task.code for task in was)


async def _moved_from(db: Db, it: Contribution, decision_id: int) -> tuple[str, ...]:
    row = await db.scalar(
        select(JournalRow).where(
            JournalRow.thing_kind == it.kind,
            JournalRow.thing_id == it.id,
            JournalRow.event == name_of(events.Judged),
            JournalRow.payload["decision_id"].as_integer() == decision_id,
            JournalRow.payload["act"].as_string() == "moderation.decided",
        )
    )
    past = revive(row) if row is not None else None
    return past.moved_from if isinstance(past, events.Judged) else ()


async def _lock(db: Db, it: Contribution, at: datetime | None) -> None:
    await _lock_of(it)(db, it.id, at)
    it.version += 1


def _lock_of(it: Contribution) -> Lock:
    """Raises Invalid for a kind that can be neither locked nor moved to another task."""
    lock = kinds.KINDS[it.kind].lock
    if lock is None:
        raise Invalid("verdict", _("Chỉ chủ đề và hiến kế mới dừng trao đổi hoặc chuyển nhiệm vụ được."))
    return lock


async def _suspend(db: Db, persona_id: int, until: datetime | None, *, longer_stands: bool = False) -> None:
    persona = await load(db, Persona, persona_id, lock=True)
    if not (longer_stands and persona.suspended_until and until and persona.suspended_until > until):
        persona.suspended_until = until


def judged(it: Contribution, done: Decided, moved_from: tuple[str, ...] = ()) -> events.Judged:
    """The event of a step; its `verdict` is the decision, `applied` its effect now."""
    by = done.act.payload.get("by")
    return events.Judged(
        thing=Thing(it.kind, it.id),
        author_id=done.author_id,
        act=done.act.kind,
        outcome=done.outcome,
        case_id=done.case_id,
        decision_id=done.decision_id,
        judge_id=by if isinstance(by, int) else None,
        seat=str(done.act.payload.get("hearing_seat") or done.act.payload["seat"]),
        judged_version=done.subject.version,
        verdict=Verdict(str(done.act.payload["verdict"])),
        applied=done.verdict,
        rule_code=done.rule_code,
        rules_version=done.rules_version,
        grounds=_salted_digest(done.quote, done.explanation),
        interim_until=done.interim_until,
        suspended_until_on=done.suspended_until_on,
        moved_from=moved_from,
        moved_to=done.destination,
        undoes=done.undoes,
    )


def published(it: Contribution) -> events.Published:
    return events.Published(Thing(it.kind, it.id), it.persona_id, subject_of(it))


async def report_answered(db: Db, it: Contribution, done: Decided) -> tuple[events.ReportAnswered, ...]:
    """What those who reported the text hear once its case is decided."""
    if done.outcome not in (Outcome.in_force, Outcome.refused):
        return ()
    reporters = await reporters_of(db, done.case_id)
    if not reporters:
        return ()
    thing, verdict = Thing(it.kind, it.id), Verdict(str(done.act.payload["verdict"]))
    is_refused = done.outcome == Outcome.refused
    return (events.ReportAnswered(thing, done.case_id, reporters, verdict, is_refused),)


async def reporters_of(db: Db, case_id: int) -> tuple[int, ...]:
    found = await db.scalars(
        select(Concern.persona_id)
        .where(Concern.case_id == case_id, Concern.reason == CaseReason.flag)
        .order_by(Concern.persona_id)
    )
    return tuple(found)


async def shown_with(db: Db, it: Contribution) -> tuple[Thing, ...]:
    """Other things that search shows with this text: its replies and answers, and what stands under a name."""
    if it.kind == NAME:
        return await texts_under(db, it.persona_id)
    return await texts_below(db, Thing(it.kind, it.id))


def grounds_agree(digest: str, quote: str, explanation: str) -> bool:
    """Whether what a step of moderation recorded is of these grounds."""
    return _salted_digest(quote, explanation, salt=digest.partition(":")[0]) == digest


def _salted_digest(*parts: str, salt: str = "") -> str:
    salt = salt or secrets.token_hex(16)
    return f"{salt}:{hashlib.sha256('|'.join((salt, *parts)).encode()).hexdigest()}"
