"""Who is told of a new session or draft: followers of it, its tasks, its forum or its body, and whoever asked to
hear of every one. A change of day or place goes the same way."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select

from forum import kinds
from forum.accounts.models import Account, Consent
from forum.accounts.queries import actor_of_persona
from forum.actor import Purpose
from forum.contributions.models import Follow, Forum
from forum.database import ReadDb
from forum.notifications.letter import Letter
from forum.programme.models import Section, Task, TaskLink
from forum.thing import Thing

ENOUGH_DAYS = 9  # a letter of the week still comes in time
OPEN_TO_ALL = frozenset({"everyone", "members"})


@dataclass(frozen=True, slots=True)
class Announced:
    """A session or draft, with its forum, the bodies concerned and who may read it."""

    thing: Thing
    forum_id: int
    body_ids: tuple[int, ...]
    audience: Sequence[str]


async def announced_to(db: ReadDb, what: Announced, at: datetime) -> dict[int, Purpose]:
    """Each person once, with the consent under which a mail about it is sent."""
    people = dict.fromkeys(await _followers(db, what), Purpose.mail)
    people |= dict.fromkeys(await _who_asked_for_all(db), Purpose.announcements)
    if OPEN_TO_ALL & frozenset(what.audience):
        return people
    return {one: purpose for one, purpose in people.items() if await _may_read(db, one, what.thing, at)}


async def _may_read(db: ReadDb, persona_id: int, thing: Thing, at: datetime) -> bool:
    reader = await actor_of_persona(db, persona_id, at)
    return reader is not None and thing in await kinds.cards(db, reader, [thing])


async def _followers(db: ReadDb, what: Announced) -> Collection[int]:
    linked = select(TaskLink.task_id).where(
        TaskLink.kind == what.thing.kind, TaskLink.thing_id == what.thing.id
    )
    sections = select(Section.code).join(Task, Task.section_id == Section.id).where(Task.id.in_(linked))
    forums = select(Forum.id).where(or_(Forum.id == what.forum_id, Forum.section_code.in_(sections)))
    followed = or_(
        and_(Follow.thing_kind == what.thing.kind, Follow.thing_id == what.thing.id),
        and_(Follow.thing_kind == "task", Follow.thing_id.in_(linked)),
        and_(Follow.thing_kind == "forum", Follow.thing_id.in_(forums)),
        and_(Follow.thing_kind == "body", Follow.thing_id.in_(what.body_ids)),
    )
    return (await db.scalars(select(Follow.persona_id).where(followed).distinct())).all()


async def _who_asked_for_all(db: ReadDb) -> Collection[int]:
    rows = (
        select(Account.persona_id)
        .join(Consent, Consent.account_id == Account.id)
        .where(
            Consent.purpose == Purpose.announcements,
            Consent.withdrawn_at.is_(None),
            Account.confirmed_at.is_not(None),
        )
    )
    return (await db.scalars(rows.distinct().order_by(Account.persona_id))).all()


def with_purposes(
    letter: Letter, people: dict[int, Purpose], at: datetime, until: datetime | None
) -> list[Letter]:
    """The letter to each; it waits for nobody's letter of the week where what it says ends soon."""
    is_urgent = until is None or until < at + timedelta(days=ENOUGH_DAYS)
    return [
        replace(letter, persona_id=one, purpose=purpose, is_urgent=is_urgent)
        for one, purpose in people.items()
    ]
