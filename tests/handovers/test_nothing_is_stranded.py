"""A body ends: somebody who is there can fulfil each duty that it left, by a direct request."""

from collections.abc import Mapping

from sqlalchemy import select

from forum.accounts.models import Body
from forum.accounts.queries import actor_of_persona
from forum.actor import Actor
from forum.audience import moment
from forum.clock import now
from forum.commitments.queries import commitment_page
from forum.consultations.models import Opinion
from forum.consultations.queries import reading_page
from forum.contact.queries.questions import question_page
from forum.contributions.handovers.actions import NamedBody, name_body
from forum.contributions.handovers.models import BodyHandover
from forum.contributions.handovers.queries import handovers_of
from forum.database import ReadDb, load
from forum.deadlines.models import RUNNING, Duty
from forum.deadlines.policy import DutyKind, OwnerKind
from forum.deadlines.queries import IS_PAUSED
from forum.notifications.letters.deadlines import owners
from forum.thing import Thing
from forum.threads import actions as threads
from forum.threads.actions.proposals import TakeUp, ToBody
from forum.threads.queries import thread_page
from tests.builders import Builders
from tests.handovers.test_commitments_pass_on import ended
from tests.world import World, a_proposal

# What fulfils each duty of a body, or hands it to another body. A new kind of duty fails here until it is named.
FULFILS: Mapping[DutyKind, frozenset[str]] = {
    DutyKind.report: frozenset({"draft_report"}),
    DutyKind.respond: frozenset({"draft_response"}),
    DutyKind.respond_earlier: frozenset({"draft_response"}),
    DutyKind.answer_again: frozenset({"draft_response"}),
    DutyKind.publish_table: frozenset({"conclude", "stop"}),
    DutyKind.written_answer: frozenset({"draft_answer", "refer"}),
    DutyKind.second_answer: frozenset({"draft_answer"}),
    DutyKind.answer: frozenset({"draft_answer", "assign"}),
    DutyKind.take_up: frozenset({"take_up", "assign"}),
    DutyKind.name_body: frozenset({"name_body"}),
}
# What waits while its thing is hidden is owed once that is shown again.
OWED = select(Duty).where(RUNNING, Duty.nature == "duty", ~IS_PAUSED)


async def steps_open_to(db: ReadDb, actor: Actor, thing: Thing) -> frozenset[str]:
    match thing.kind:
        case "commitment":
            can = (await commitment_page(db, actor, thing.id)).can
        case "consultation":
            can = (await reading_page(db, actor, thing.id)).can
        case "opinion":
            consultation_id = (await load(db, Opinion, thing.id)).consultation_id
            can = (await reading_page(db, actor, consultation_id)).can
        case "question":
            can = (await question_page(db, actor, thing.id)).can
        case _:
            proposal = (await thread_page(db, actor, thing.id)).proposal
            assert proposal is not None
            can = proposal.can
    return can.union(*(one.can for one in await handovers_of(db, actor, thing)))


async def stranded(db: ReadDb, at_body: int, other_keepers: list[int]) -> list[str]:
    """Of all duties that run: those of which nobody can fulfil what is owed. Where the body's own people are gone, who
    keeps the work of all does it."""
    found = []
    rows = await db.scalars(OWED.order_by(Duty.id), moment(now()))
    owed = [duty for duty in rows if await _concerns(db, duty, at_body)]
    for duty in owed:
        thing, kind = Thing(duty.thing_kind, duty.thing_id), DutyKind(duty.kind)
        people = [*await owners(db, duty, now()), *other_keepers]
        able = False
        for persona_id in people:
            actor = await actor_of_persona(db, persona_id, now())
            able = able or (actor is not None and bool(FULFILS[kind] & await steps_open_to(db, actor, thing)))
        if not able:
            found.append(f"{kind} of {thing}")
    return found


async def _concerns(db: ReadDb, duty: Duty, body_id: int) -> bool:
    of_body = (duty.owner_kind, duty.owner_id) == (OwnerKind.body, body_id)
    return of_body or duty.kind == DutyKind.name_body


async def left_by(build: Builders, world: World) -> tuple[Body, list[Duty]]:
    """A body with all that the world gives it, and a proposal at each step. Its own people leave with it."""
    people, body_id = world.people, int(world.names["body"])
    taken, given = [await a_proposal(build, world, f"Hiến kế {one}") for one in ("tiếp nhận", "được giao")]
    async with build.acting(people["officer"]) as (db, actor):
        await threads.take_up(db, actor, taken, TakeUp(body_id=body_id))
    async with build.acting(people["secretariat"]) as (db, actor):
        await threads.assign(db, actor, given, ToBody(body_id=body_id, reason="Thuộc lĩnh vực của Sở."))
    async with build.acting(None) as (db, _):
        rows = await db.scalars(
            select(Duty).where(RUNNING, Duty.owner_kind == OwnerKind.body, Duty.owner_id == body_id)
        )
        return await load(db, Body, body_id), list(rows)


async def another(build: Builders, world: World) -> Body:
    async with build.acting(None) as (db, _):
        return await load(db, Body, int(world.names["other_body"]))


async def test_its_successor_can_fulfil_each(in_the_world: tuple[Builders, World]) -> None:
    build, world = in_the_world
    body, owed = await left_by(build, world)
    assert {DutyKind(duty.kind) for duty in owed} >= {
        DutyKind.report, DutyKind.respond, DutyKind.publish_table, DutyKind.written_answer,
        DutyKind.answer, DutyKind.take_up,
    }  # fmt: skip
    heir = await another(build, world)
    await ended(build, body.id, heir, administrator=world.people["administrator"])
    async with build.acting(None) as (db, _):
        now_owed = [await load(db, Duty, one.id) for one in owed]
        assert {(one.owner_kind, one.owner_id) for one in now_owed if one.void_at is None} == {
            (OwnerKind.body, heir.id)
        }
        assert await stranded(db, heir.id, []) == []


async def test_without_a_successor_each_is_given_to_another_body(
    in_the_world: tuple[Builders, World],
) -> None:
    build, world = in_the_world
    body, _owed = await left_by(build, world)
    other = await another(build, world)
    await ended(build, body.id, administrator=world.people["administrator"])
    keeper = world.people["secretariat"]
    async with build.acting(None) as (db, _):
        left = (await db.execute(select(BodyHandover.id, BodyHandover.leader_id))).all()
        of_others = [
            "proposal",
            "question",
        ]  # which the secretariat gives to another body as its work list says
        rows = await db.scalars(OWED.where(Duty.owner_id == body.id), moment(now()))
        held = {Thing(one.thing_kind, one.thing_id) for one in rows if one.owner_kind == OwnerKind.body}
        waiting = {Thing(one.thing_kind, one.thing_id) for one in await db.scalars(select(BodyHandover))}
        assert {one for one in held if one.kind not in (*of_others, "opinion")} <= waiting
        for thing in sorted(one for one in held if one.kind in of_others):
            actor = await actor_of_persona(db, keeper.persona_id, now())
            assert actor is not None and await steps_open_to(db, actor, thing) & {"assign", "refer"}, thing
    for handover_id, leader_id in left:
        naming = world.people["leader"] if leader_id is not None else keeper
        async with build.acting(naming) as (db, actor):
            await name_body(db, actor, handover_id, NamedBody(body_id=other.id, reason="Nay thuộc Sở Mẫu B."))
    async with build.acting(None) as (db, _):
        assert await stranded(db, other.id, []) == []
