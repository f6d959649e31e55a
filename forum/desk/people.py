"""Possible judges of a case and their conflicts of interest: four statements for any number of people."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BindParameter, ColumnElement, Row, bindparam, select

from forum.accounts.bindings import in_force, standing
from forum.accounts.models import Account, BindingRow, Body, Leader, Persona
from forum.actor import Role
from forum.audience import TODAY
from forum.clock import local_date
from forum.database import ReadDb
from forum.desk.conflicts import Person


async def moderators(db: ReadDb, forum_id: int | None, at: datetime) -> list[Person]:
    """Moderators of that forum or the whole city on that day."""
    here: ColumnElement[bool] = BindingRow.forum_id.is_(None)
    if forum_id is not None:
        here |= BindingRow.forum_id == forum_id
    ids = await db.scalars(
        select(Account.persona_id)
        .join(BindingRow, BindingRow.account_id == Account.id)
        .where(BindingRow.role == Role.moderator.value, here, *in_force(local_date(at)))
        .distinct()
    )
    return await people(db, set(ids), at)


async def independent_members(db: ReadDb, at: datetime) -> list[Person]:
    """Who decides on that day where no impartial moderator is left; most houses have one."""
    ids = await standing(db, Role.independent_member, at)
    return await people(db, set(ids), at) if ids else []


_THESE: BindParameter[int] = bindparam("persona_ids", expanding=True)
# Names without titles: texts mention 'Người Mẫu Một' with or without 'TS.'.
_NAMES = select(Persona.id, Persona.name).where(Persona.id.in_(_THESE))
_BOUND = (
    select(Account.persona_id, BindingRow.role, BindingRow.body_id, BindingRow.leader_id)
    .join(Account, Account.id == BindingRow.account_id)
    .where(Account.persona_id.in_(_THESE), *in_force(TODAY))
)


async def people(db: ReadDb, persona_ids: set[int], at: datetime) -> list[Person]:
    these = {"persona_ids": persona_ids, "reader_today": local_date(at)}
    names = {row.id: row.name for row in await db.execute(_NAMES, these)}
    bound = (await db.execute(_BOUND, these)).all()
    bodies = await _body_words(db, {row.body_id for row in bound if row.body_id})
    leaders = await _leader_names(db, {row.leader_id for row in bound if row.leader_id})
    return [_person(one, name, bound, bodies, leaders) for one, name in sorted(names.items())]


def _person(
    persona_id: int,
    name: str,
    bound: Sequence[Row[int, str, int | None, int | None]],
    bodies: dict[int, frozenset[str]],
    leaders: dict[int, str],
) -> Person:
    mine = [row for row in bound if row.persona_id == persona_id]
    body_ids = frozenset(row.body_id for row in mine if row.body_id)
    leader_ids = frozenset(row.leader_id for row in mine if row.leader_id)
    return Person(
        persona_id=persona_id,
        name=name,
        leader_names=frozenset(leaders[one] for one in leader_ids),
        leader_ids=leader_ids,
        body_ids=body_ids,
        body_names=frozenset().union(*(bodies[one] for one in body_ids)),
    )


async def _body_words(db: ReadDb, body_ids: set[int]) -> dict[int, frozenset[str]]:
    if not body_ids:
        return {}
    rows = await db.execute(select(Body.id, Body.name, Body.aliases).where(Body.id.in_(body_ids)))
    return {row.id: frozenset({row.name, *row.aliases}) for row in rows}


async def _leader_names(db: ReadDb, leader_ids: set[int]) -> dict[int, str]:
    if not leader_ids:
        return {}
    rows = await db.execute(
        select(Leader.id, Persona.name)
        .join(Persona, Persona.id == Leader.persona_id)
        .where(Leader.id.in_(leader_ids))
    )
    return {row.id: row.name for row in rows}
