"""What passed from bodies that have ended, and what waits to be given to another."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased

from forum.accounts.models import Body, Leader, Persona
from forum.actor import Actor
from forum.contributions.handovers.models import BodyHandover
from forum.contributions.handovers.policy import may_name_body
from forum.database import ReadDb
from forum.thing import Thing
from forum.urls import url_for


@dataclass(frozen=True, slots=True)
class HandoverView:
    """`to_body` is empty while it waits; `leader` is who says it, empty for the secretariat or any leader."""

    id: int
    from_body: str
    to_body: str
    leader: str
    by: str
    reason: str
    found_at: datetime
    passed_at: datetime | None
    can: frozenset[str]

    @property
    def url(self) -> str:
        return url_for("handovers.name_body", self.id)


_from, _to, _seat, _by = aliased(Body), aliased(Body), aliased(Persona), aliased(Persona)
_OF_THING = (
    select(
        BodyHandover,
        _from.name,
        func.coalesce(_to.name, ""),
        func.coalesce(func.trim(_seat.title + " " + _seat.name), ""),
        func.coalesce(func.trim(_by.title + " " + _by.name), ""),
    )
    .join(_from, _from.id == BodyHandover.from_body_id)
    .outerjoin(_to, _to.id == BodyHandover.to_body_id)
    .outerjoin(Leader, Leader.id == BodyHandover.leader_id)
    .outerjoin(_seat, _seat.id == Leader.persona_id)
    .outerjoin(_by, _by.id == BodyHandover.named_by)
    .where(BodyHandover.thing_kind == bindparam("kind"), BodyHandover.thing_id == bindparam("thing_id"))
    .order_by(BodyHandover.id)
)


async def handovers_of(db: ReadDb, actor: Actor, thing: Thing) -> tuple[HandoverView, ...]:
    """Of a thing that the actor may read, oldest first. One statement."""
    rows = await db.execute(_OF_THING, {"kind": thing.kind, "thing_id": thing.id})
    return tuple(
        HandoverView(
            id=it.id,
            from_body=before,
            to_body=after,
            leader=leader,
            by=by,
            reason=it.reason,
            found_at=it.found_at,
            passed_at=it.passed_at,
            can=frozenset({"name_body"}) if may_name_body(actor, it) else frozenset(),
        )
        for it, before, after, leader, by in rows
    )
