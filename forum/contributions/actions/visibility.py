"""Effects of a decision on a text. Callers (the desk, through forum.kinds) hold the lock and record the
decision."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from forum.accounts.queries import withholding
from forum.actor import Actor, Purpose, require
from forum.audience import Visibility
from forum.contributions import events, policy
from forum.contributions.actions.found import close_to_search
from forum.contributions.actions.writing import subject_of
from forum.contributions.masks import Masks
from forum.contributions.models import Contribution, Revision
from forum.contributions.policy import RevisionState
from forum.database import Db, load
from forum.deadlines import duties
from forum.deadlines.policy import DutyKind
from forum.errors import Conflict
from forum.thing import Thing
from forum.words import _
from search import entries
from search.entry import Ref


def move(it: Contribution, verb: policy.VisibilityVerb) -> None:
    require(policy.may_move(verb, it.visibility))
    it.visibility = policy.VISIBILITY.after(verb)
    it.version += 1


async def publish(db: Db, actor: Actor, it: Contribution) -> events.Published:
    """Publish a locked text, with its pending edit if there is one. The caller records the event. Raises
    Conflict where its author withdrew the consent to have it published."""
    if await withholding(db, Purpose.terms, [it.persona_id]):
        raise Conflict(
            _("Tác giả đã rút sự đồng ý công bố; nội dung này không đăng được."), code="author_withdrew"
        )
    move(it, "publish")
    pending = await _pending(db, it.id)
    if pending is not None:
        current = await load(db, Revision, (it.id, it.text_version))
        current.state, pending.state = RevisionState.past, RevisionState.current
        it.typed_title, it.typed_text = pending.typed_title, pending.typed_text
        it.typed_html = pending.typed_html
        it.text_version = pending.text_version
    it.published_at = it.published_at or actor.at
    await duties.complete(db, actor, Thing(it.kind, it.id), DutyKind.review)
    return events.Published(Thing(it.kind, it.id), it.persona_id, subject_of(it))


async def _pending(db: Db, contribution_id: int) -> Revision | None:
    found: Revision | None = await db.scalar(
        select(Revision)
        .where(Revision.contribution_id == contribution_id, Revision.state == RevisionState.pending)
        .order_by(Revision.text_version.desc())
        .limit(1)
    )
    return found


async def return_for_edits(db: Db, actor: Actor, it: Contribution, judged: Revision) -> None:
    await _refuse(db, actor, it, judged, "return")


async def reject(db: Db, actor: Actor, it: Contribution, judged: Revision) -> None:
    await _refuse(db, actor, it, judged, "reject")


async def _refuse(
    db: Db, actor: Actor, it: Contribution, judged: Revision, verb: policy.VisibilityVerb
) -> None:
    """A refused edit leaves the text as it is, even where the edit was dropped before it was judged."""
    if judged.text_version == it.text_version:
        move(it, verb)
    elif judged.state == RevisionState.pending:
        judged.state = RevisionState.refused
        it.version += 1
    await duties.complete(db, actor, Thing(it.kind, it.id), DutyKind.review)


async def hide_interim(db: Db, actor: Actor, it: Contribution, until: datetime, rule: str) -> None:
    """Duties on the text are paused as long as it is hidden."""
    move(it, "hide_interim")
    it.hidden_at, it.hidden_until, it.hidden_rule = actor.at, until, rule
    await duties.pause(db, actor, Thing(it.kind, it.id), "hidden", until=until)
    await close_to_search(db, it)


async def hide(db: Db, actor: Actor, it: Contribution, rule: str) -> None:
    move(it, "hide")
    it.hidden_at, it.hidden_until, it.hidden_rule = it.hidden_at or actor.at, None, rule
    await duties.pause(db, actor, Thing(it.kind, it.id), "hidden")
    await close_to_search(db, it)


async def wait_while_hidden(db: Db, actor: Actor, it: Contribution) -> bool:
    """What begins to be owed on a text that is hidden waits as long as it is. Returns whether it is."""
    is_hidden = it.shown_at(actor.at) in (Visibility.interim_hidden, Visibility.hidden)
    if is_hidden:
        await db.flush()
        await duties.pause(db, actor, Thing(it.kind, it.id), "hidden", until=it.hidden_until)
    return is_hidden


async def mask(db: Db, actor: Actor, it: Contribution, new: Masks) -> None:
    """Mask passages of a locked text, in all of its versions, or confirm the masks of the same decision."""
    decision_ids = {one.decision_id for one in new}
    before = [one for one in it.masks if one.decision_id in decision_ids]
    others = [one for one in it.masks if one.decision_id not in decision_ids]
    it.masks = (*others, *([replace(one, until=None) for one in before] or new))
    await _masked_anew(db, it)


async def unmask(db: Db, it: Contribution, decision_id: int) -> None:
    """Remove the mask of that decision, or every confirmed one where the decision made none."""
    own = any(one.decision_id == decision_id for one in it.masks)
    it.masks = tuple(
        one for one in it.masks if (one.decision_id != decision_id if own else one.until is not None)
    )
    await _masked_anew(db, it)


async def _masked_anew(db: Db, it: Contribution) -> None:
    """Nothing is found by words that are masked now: until the entry is made anew there is none."""
    it.version += 1
    await db.flush()
    await entries.remove(db, Ref(it.kind, it.id))


async def restore(db: Db, actor: Actor, it: Contribution) -> None:
    move(it, "restore")
    it.restored_at, it.hidden_at, it.hidden_until, it.hidden_rule = actor.at, None, None, None
    await duties.resume(db, actor, Thing(it.kind, it.id), "hidden")
