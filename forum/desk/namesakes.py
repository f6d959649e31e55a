"""Whose name a text's author bears besides their own: what a judge of impersonation needs to see."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, select

from forum.accounts.bindings import in_force
from forum.accounts.models import Account, BindingRow, Body, Leader, Persona
from forum.actor import Role
from forum.clock import local_date
from forum.contributions.models import Contribution
from forum.database import ReadDb
from forum.desk.hints import Hint
from forum.terms import term
from forum.words import Words, _, joined
from vietnamese import look, words_looked_at

RULE = "Q5"
MAX_ALIKE = 5


@dataclass(frozen=True, slots=True)
class _Known:
    """A name that is somebody's: as it is written, and what to say where another bears it."""

    name: str
    message: Words


async def name_hints(
    db: ReadDb, it: Contribution, at: datetime, new: tuple[str, ...] = ()
) -> tuple[Hint, ...]:
    """Where the author's name or title, or whom they write for, equals or resembles a leader's name or office, a
    body's, an official's or another account's. `new` are a new name and title that are judged here."""
    people = await _of_one_look(db, it.persona_id, *(look(name) for name in new[:1]))
    author = people.pop(it.persona_id)
    if author.kind != "ordinary":
        return ()
    bound = await _bound(db, [author.id, *people], at)
    mine = [row for row in bound if row.persona_id == author.id]
    known = await _offices(db, {row.leader_id for row in mine}, {row.body_id for row in mine})
    written = [text for text in (author.name, author.title, it.on_behalf, *new) if text]
    found = [
        Hint(RULE, one.message, one.name)
        for one in known
        if any(_resembles(text, one.name) for text in written)
    ]
    held = {row.persona_id: (row.role, row.name) for row in bound}
    alike = [one for one in people.values() if one.kind == "ordinary"][:MAX_ALIKE]
    return (*found, *(Hint(RULE, _alike_message(*held.get(one.id, (None, None))), one.name) for one in alike))


async def _of_one_look(db: ReadDb, persona_id: int, *new: str) -> dict[int, Persona]:
    """The author, and the others whose names look like that one, or like the new one."""
    mine = select(Persona.look).where(Persona.id == persona_id).scalar_subquery()
    rows = await db.scalars(
        select(Persona).where((Persona.look == mine) | Persona.look.in_(new)).order_by(Persona.id)
    )
    return {one.id: one for one in rows}


def _resembles(text: str, name: str) -> bool:
    """Looks like it, or holds it whole. One syllable within others is not enough to mean anybody."""
    if look(text) == look(name) != "":
        return True
    words = words_looked_at(name)
    return " " in words and f" {words} " in f" {words_looked_at(text)} "


async def _bound(
    db: ReadDb, persona_ids: Collection[int], at: datetime
) -> Sequence[Row[int, str, int | None, int | None, str | None]]:
    """Persona, role, leader and body of each office that these people hold today."""
    return (
        await db.execute(
            select(Account.persona_id, BindingRow.role, BindingRow.leader_id, BindingRow.body_id, Body.name)
            .join(BindingRow, BindingRow.account_id == Account.id)
            .outerjoin(Body, Body.id == BindingRow.body_id)
            .where(Account.persona_id.in_(persona_ids), *in_force(local_date(at)))
            .order_by(BindingRow.id)
        )
    ).all()


async def _offices(db: ReadDb, own_leaders: set[int | None], own_bodies: set[int | None]) -> list[_Known]:
    """Names and positions of leaders, names of bodies: those that the author does not hold or work for."""
    rows = await db.execute(
        select(Persona.name, Leader.id, Leader.position, Body.id, Body.aliases)
        .outerjoin(Leader, Leader.persona_id == Persona.id)
        .outerjoin(Body, Body.persona_id == Persona.id)
        .where(Persona.kind.in_(["leader", "body"]))
        .order_by(Persona.id)
    )
    known = []
    for name, leader_id, position, body_id, aliases in rows:
        if leader_id is not None and leader_id not in own_leaders:
            known.append(_Known(name, _("Trùng hoặc gần giống tên của lãnh đạo")))
            known.append(_Known(position, _("Trùng hoặc gần giống chức vụ của lãnh đạo")))
        if body_id is not None and body_id not in own_bodies:
            message = _("Trùng hoặc gần giống tên của cơ quan")
            known += [_Known(one, message) for one in (name, *aliases)]
    return known


def _alike_message(role: str | None, body: str | None) -> Words:
    if role in (None, Role.intellectual):
        return _("Trùng hoặc gần giống tên của tài khoản khác")
    office = joined([term(f"roles.{role}"), body], ", ") if body else term(f"roles.{role}")
    return _("Trùng hoặc gần giống tên của tài khoản có vai trò ({office})", office=office)
