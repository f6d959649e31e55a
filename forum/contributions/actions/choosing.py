"""What a person wants to hear of: forums and bodies whose sessions and drafts are announced to them, and how often mail
that can wait is sent."""

from collections.abc import Iterable
from typing import Self

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from forum.accounts.bodies import living_bodies
from forum.accounts.models import Account, MailPace
from forum.actor import Actor, require
from forum.contributions.models import Follow, Forum
from forum.contributions.policy import may_follow
from forum.database import Db, ReadDb
from forum.versions import Versioned

PLACES = ("forum", "body")


class NoticeChoices(Versioned):
    forum_ids: list[int] = []
    body_ids: list[int] = []
    pace: MailPace = MailPace.at_once

    @classmethod
    def of(cls, followed: Iterable[tuple[str, int]], pace: MailPace) -> Self:
        ids: dict[str, list[int]] = {kind: [] for kind in PLACES}
        for kind, place_id in sorted(followed):
            ids[kind].append(place_id)
        return cls.current(forum_ids=ids["forum"], body_ids=ids["body"], pace=pace)


async def standing_choices(db: ReadDb, actor: Actor) -> NoticeChoices:
    own = select(Follow.thing_kind, Follow.thing_id).where(
        Follow.persona_id == actor.persona_id, Follow.thing_kind.in_(PLACES)
    )
    pace = await db.scalar(select(Account.mail_pace).where(Account.persona_id == actor.persona_id))
    rows = await db.execute(own)
    return NoticeChoices.of(((row.thing_kind, row.thing_id) for row in rows), pace or MailPace.at_once)


async def places_to_follow(db: ReadDb, actor: Actor) -> dict[str, tuple[tuple[int, str], ...]]:
    """The forums that the actor may read, and the bodies of today."""
    forums = await db.scalars(select(Forum).where(Forum.kind.in_(("standing", "series"))).order_by(Forum.id))
    readable = tuple((one.id, one.title) for one in forums if actor.audiences & frozenset(one.audience))
    return {"forum": readable, "body": await living_bodies(db, actor.today)}


async def choose_notices(db: Db, actor: Actor, choices: NoticeChoices) -> None:
    """Replaces what was chosen before. Places that nobody offers are left out."""
    require(may_follow(actor))
    account = (
        await db.scalars(select(Account).where(Account.persona_id == actor.persona_id).with_for_update())
    ).one()
    choices.require_seen(await standing_choices(db, actor))
    account.mail_pace = choices.pace
    offered = await places_to_follow(db, actor)
    await db.execute(
        delete(Follow).where(Follow.persona_id == actor.persona_id, Follow.thing_kind.in_(PLACES))
    )
    chosen = {"forum": choices.forum_ids, "body": choices.body_ids}
    rows = [
        {"thing_kind": kind, "thing_id": place_id, "persona_id": actor.persona_id, "at": actor.at}
        for kind in PLACES
        for place_id, _title in offered[kind]
        if place_id in chosen[kind]
    ]
    if rows:
        await db.execute(insert(Follow).values(rows))
