"""Bodies that can be assigned work: not ended, and not a group of bodies ('các sở, ngành').

A body that has ended keeps its past work.
"""

from datetime import date

from sqlalchemy import ColumnElement, select

from forum.accounts.models import Body
from forum.actor import Actor, Role
from forum.database import ReadDb
from forum.errors import Invalid
from forum.words import _
from vietnamese import fold


def has_ended(ended_on: date | None, day: date) -> bool:
    """`ended_on` is the first day after the body's last."""
    return ended_on is not None and ended_on <= day


def living(day: date) -> ColumnElement[bool]:
    return Body.is_collective.is_(False) & (Body.ended_on.is_(None) | (Body.ended_on > day))


async def living_bodies(db: ReadDb, day: date) -> tuple[tuple[int, str], ...]:
    """(id, name) of the bodies that a form offers on that day, by name."""
    rows = await db.execute(select(Body.id, Body.name).where(living(day)).order_by(Body.name))
    return tuple((row.id, row.name) for row in rows)


async def living_body(db: ReadDb, body_id: int, day: date, field: str = "body_id") -> Body:
    """Raises Invalid(field) for a body that cannot be chosen on that day."""
    body: Body | None = await db.scalar(select(Body).where(Body.id == body_id, living(day)))
    if body is None:
        raise Invalid(field, _("Đề nghị chọn cơ quan trong danh sách."))
    return body


async def own_body_id(db: ReadDb, actor: Actor, name: str) -> int | None:
    """The body of that name, or with that alias, at which the actor is an officer or the head; None for others."""
    own = actor.bodies(Role.body_officer, Role.body_head)
    if not own or not name:
        return None
    rows = await db.execute(
        select(Body.id, Body.name, Body.aliases).where(Body.id.in_(own)).order_by(Body.id)
    )
    named = fold(name)
    return next((row.id for row in rows if named in map(fold, (row.name, *row.aliases))), None)
