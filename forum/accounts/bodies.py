"""Bodies that can be assigned work: not ended, and not a group of bodies ('các sở, ngành').

A body that has ended keeps its past work.
"""

from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, select

from forum.accounts.bindings import in_force
from forum.accounts.models import BindingRow, Body, BodySuccession
from forum.actor import Actor, Role
from forum.clock import local_date
from forum.database import ReadDb
from forum.errors import Invalid
from forum.words import Words, _
from vietnamese import fold


def has_ended(ended_on: date | None, day: date) -> bool:
    """`ended_on` is the first day after the body's last."""
    return ended_on is not None and ended_on <= day


def living(day: date) -> ColumnElement[bool]:
    return Body.is_collective.is_(False) & (Body.ended_on.is_(None) | (Body.ended_on > day))


def ended(day: date) -> ColumnElement[bool]:
    """The SQL equivalent of has_ended."""
    return Body.ended_on <= day


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


def has_staff(at: datetime) -> ColumnElement[bool]:
    """Whether an officer or the head is there to act for the body."""
    staff = BindingRow.role.in_([Role.body_officer, Role.body_head])
    return exists().where(BindingRow.body_id == Body.id, staff, *in_force(local_date(at)))


async def bodies_to_give_to(db: ReadDb, at: datetime) -> tuple[tuple[int, str], ...]:
    """The bodies that a form offers for work to be passed on; one where nobody would receive it says so."""
    query = select(Body.id, Body.name, has_staff(at).label("has_staff"))
    rows = await db.execute(query.where(living(local_date(at))).order_by(Body.name))
    return tuple((row.id, row.name if row.has_staff else str(_unstaffed(row.name))) for row in rows)


def _unstaffed(name: str) -> Words:
    return _("{name} (chưa có người nhận trên hệ thống)", name=name)


async def receives_work(db: ReadDb, body_id: int, at: datetime) -> bool:
    """Whether somebody at the body does what is owed in its name: it has not ended and has people."""
    there = select(Body.id).where(Body.id == body_id, living(local_date(at)), has_staff(at))
    return await db.scalar(there) is not None


async def receives_for(db: ReadDb, body_id: int, at: datetime) -> int | None:
    """The body that does what was owed by this one: itself while it receives work, else the only one among its
    successors that does. None where there is none, or where several would have to agree."""
    found, seen, ended = set[int](), set[int](), {body_id}
    while ended:
        one = ended.pop()
        if await receives_work(db, one, at):
            found.add(one)
        elif one not in seen:
            seen.add(one)
            of_one = select(BodySuccession.to_body_id).where(BodySuccession.from_body_id == one)
            ended |= set(await db.scalars(of_one)) - seen
    return found.pop() if len(found) == 1 else None


async def body_to_give_to(db: ReadDb, body_id: int, at: datetime, field: str = "body_id") -> Body:
    """Raises Invalid(field) also for a body where nobody holds a role: what is given to it would wait for ever."""
    body = await living_body(db, body_id, local_date(at), field)
    if not await receives_work(db, body.id, at):
        message = _(
            "{name} chưa có người nhận việc trên hệ thống. Đề nghị chọn cơ quan khác, hoặc báo quản trị hệ "
            "thống mở vai trò cho cơ quan này.",
            name=body.name,
        )
        raise Invalid(field, message)
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
