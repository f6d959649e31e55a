"""What readers do with a text or another thing: endorse, follow."""

from sqlalchemy import bindparam, delete
from sqlalchemy.dialects.postgresql import insert

from forum.actor import Actor, require
from forum.contributions import events, policy
from forum.contributions.models import Contribution, Endorsement, Follow
from forum.database import Db, load
from forum.journal import record
from forum.thing import Thing


async def endorse(db: Db, actor: Actor, contribution_id: int) -> Contribution:
    """Endorse a text. A second call changes nothing."""
    it = await load(db, Contribution, contribution_id, lock=True)
    require(policy.may_endorse(actor, it))
    added = await db.scalar(
        insert(Endorsement)
        .values(contribution_id=it.id, persona_id=actor.persona_id, at=actor.at)
        .on_conflict_do_nothing()
        .returning(Endorsement.persona_id)
    )
    if added is not None:
        it.endorsement_count += 1
        it.version += 1
        await record(db, actor, events.Endorsed(Thing(it.kind, it.id), added))
    return it


async def unendorse(db: Db, actor: Actor, contribution_id: int) -> Contribution:
    it = await load(db, Contribution, contribution_id, lock=True)
    require(policy.may_unendorse(actor, it))
    removed = await db.scalar(
        delete(Endorsement)
        .where(Endorsement.contribution_id == it.id, Endorsement.persona_id == actor.persona_id)
        .returning(Endorsement.persona_id)
    )
    if removed is not None:
        it.endorsement_count -= 1
        it.version += 1
        await record(db, actor, events.Endorsed(Thing(it.kind, it.id), removed, withdrawn=True))
    return it


_FOLLOW = (
    insert(Follow)
    .values({name: bindparam(name) for name in ("thing_kind", "thing_id", "persona_id", "at")})
    .on_conflict_do_nothing()
    .returning(Follow.persona_id)
)


async def start_following(db: Db, persona_id: int, thing: Thing, actor: Actor) -> bool:
    """Follow on someone's behalf: authors follow what they wrote. False if they followed it already."""
    given = {"thing_kind": thing.kind, "thing_id": thing.id, "persona_id": persona_id, "at": actor.at}
    return await db.scalar(_FOLLOW, given) is not None


async def follow(db: Db, actor: Actor, thing: Thing) -> None:
    """Get notified of what happens to a thing. The route has checked that the actor may read it. A second call changes
    nothing."""
    require(policy.may_follow(actor))
    assert actor.persona_id is not None
    if await start_following(db, actor.persona_id, thing, actor):
        await record(db, actor, events.Followed(thing, actor.persona_id))


async def unfollow(db: Db, actor: Actor, thing: Thing) -> None:
    require(policy.may_follow(actor))
    assert actor.persona_id is not None
    removed = await db.scalar(
        delete(Follow)
        .where(
            Follow.thing_kind == thing.kind,
            Follow.thing_id == thing.id,
            Follow.persona_id == actor.persona_id,
        )
        .returning(Follow.persona_id)
    )
    if removed is not None:
        await record(db, actor, events.Followed(thing, removed, stopped=True))
