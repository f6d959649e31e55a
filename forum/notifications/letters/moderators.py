"""Letters to moderators: what waits for them, as soon as it does. What is due or late is told by deadlines."""

from datetime import date, datetime

from forum.accounts.queries import personas_bound
from forum.actor import Role
from forum.contributions import events
from forum.contributions.models import Contribution, Revision
from forum.contributions.policy import RevisionState
from forum.contributions.queries import judged_by
from forum.database import ReadDb, load
from forum.days import deadline
from forum.deadlines.policy import OUTSIDE_SEAT
from forum.deadlines.queries import duties_of
from forum.notifications.dispatch import notifies
from forum.notifications.letter import Letter, letters_to, named
from forum.notifications.subjects import Subject, subject_of
from forum.rendering import excerpt
from forum.thing import Thing
from forum.urls import url_for
from forum.words import _


async def to_moderators(
    db: ReadDb, it: Contribution, subject: Subject, *, due: date | None, at: datetime
) -> list[Letter]:
    """To the forum's moderators; not to one who wrote the text, and so may not judge it. To the independent members
    where it is theirs, or where there is nobody else."""
    people = await personas_bound(db, at, Role.moderator, forum_id=it.forum_id)
    owed = await duties_of(db, at, [Thing(it.kind, it.id)])
    is_theirs = any(one.owner == OUTSIDE_SEAT and one.done_at is None for one in owed.values())
    if is_theirs or not set(people) - {it.persona_id}:
        people = await personas_bound(db, at, Role.independent_member)
    message = _(
        'Nội dung "{title}" đang chờ người duyệt; thời hạn: {due}. Mời Ông/Bà xem tại liên kết dưới đây.',
        title=it.title or excerpt(it.text, 60),
        due=deadline(due) if due else _("chưa xác định"),
    )
    others = [one for one in people if one != it.persona_id]
    return letters_to(others, subject, message, Thing(it.kind, it.id), url_for("moderation.desk"))


@notifies(events.Edited)
async def edited(db: ReadDb, happened: events.Edited, at: datetime) -> list[Letter]:
    """Where the new text waits for a judgement; others are public already."""
    it = await load(db, Contribution, happened.thing.id)
    revision = await db.get(Revision, (it.id, happened.text_version))
    if revision is None or revision.state != RevisionState.pending:
        return []
    due = await judged_by(db, at, happened.thing)
    return await to_moderators(db, it, subject_of(events.Edited, what=named(it)), due=due, at=at)


@notifies(events.Flagged)
async def flagged(db: ReadDb, happened: events.Flagged, at: datetime) -> list[Letter]:
    it = await load(db, Contribution, happened.thing.id)
    due = await judged_by(db, at, happened.thing)
    return await to_moderators(db, it, subject_of(events.Flagged, what=named(it)), due=due, at=at)


@notifies(events.Ordered)
async def ordered(db: ReadDb, happened: events.Ordered, at: datetime) -> list[Letter]:
    it = await load(db, Contribution, happened.thing.id)
    due = await judged_by(db, at, happened.thing)
    return await to_moderators(db, it, subject_of(events.Ordered, what=named(it)), due=due, at=at)
