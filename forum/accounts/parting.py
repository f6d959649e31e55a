"""What hangs on one person in a role and would be nobody's when the role ends. Rooms say what it is: a `Burden` each,
registered by forum.kinds."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Self, TypeAlias

from sqlalchemy import ColumnElement, func, select

from forum.accounts.bindings import in_force
from forum.accounts.models import Account, BindingRow, Persona
from forum.accounts.policy import counts
from forum.actor import Actor, Role
from forum.clock import local_date
from forum.database import Db, ReadDb
from forum.words import Words


class Post(NamedTuple):
    """A role of a person, and where."""

    persona_id: int
    role: Role
    body_id: int | None = None
    leader_id: int | None = None
    forum_id: int | None = None

    @classmethod
    def of(cls, row: BindingRow, persona_id: int) -> Self:
        return cls(persona_id, Role(row.role), row.body_id, row.leader_id, row.forum_id)


Counts: TypeAlias = Callable[[ReadDb, Post, datetime], Awaitable[int]]
# To the successor, or without one back to all who work there.
HandOn: TypeAlias = Callable[[Db, Actor, Post, int | None], Awaitable[None]]


async def stays(db: Db, actor: Actor, post: Post, successor_id: int | None) -> None:
    """Of what belongs to the seat: whoever holds it next has it."""


@dataclass(frozen=True, slots=True)
class Burden:
    """One sort of work. Whoever holds one of `roles` at the same place can do it."""

    name: str
    words: Words
    roles: frozenset[Role]
    count: Counts
    hand_on: HandOn = stays


BURDENS: dict[str, Burden] = {}


@dataclass(frozen=True, slots=True)
class OpenWork:
    burden: Burden
    count: int


async def open_work(db: ReadDb, post: Post, at: datetime, but: int) -> list[OpenWork]:
    """What is open of this person in this role, binding `but`; nothing that another role of theirs covers."""
    found = []
    for burden in BURDENS.values():
        if post.role in burden.roles and not await _is_covered(db, burden, post, at, but):
            count = await burden.count(db, post, at)
            if count:
                found.append(OpenWork(burden, count))
    return found


async def work_of(db: ReadDb, row: BindingRow, persona_id: int, at: datetime) -> list[OpenWork]:
    """What hangs on the person by this role, of one whose last day went by too; nothing by one that never counted."""
    today = local_date(at)
    last = min(today, row.until_on) if row.until_on is not None else today
    return await open_work(db, Post.of(row, persona_id), at, row.id) if counts(row, last) else []


async def _is_covered(db: ReadDb, burden: Burden, post: Post, at: datetime, but: int) -> bool:
    other = (
        select(BindingRow.id)
        .join(Account, Account.id == BindingRow.account_id)
        .where(
            Account.persona_id == post.persona_id,
            BindingRow.id != but,
            BindingRow.role.in_([role.value for role in burden.roles]),
            *at_place(post),
            *in_force(local_date(at)),
        )
    )
    return bool(await db.scalar(select(other.exists())))


def at_place(post: Post) -> tuple[ColumnElement[bool], ...]:
    """Conditions on BindingRow: at the same body, for the same leader and forum, or for the whole house."""
    return (
        BindingRow.body_id.is_not_distinct_from(post.body_id),
        BindingRow.leader_id.is_(None) | (BindingRow.leader_id == post.leader_id),
        BindingRow.forum_id.is_(None) | (BindingRow.forum_id == post.forum_id),
    )


async def is_last(db: ReadDb, post: Post, at: datetime, *roles: Role) -> bool:
    """Whether nobody else holds one of these roles at the same place."""
    other = (
        select(BindingRow.id)
        .join(Account, Account.id == BindingRow.account_id)
        .where(
            Account.persona_id != post.persona_id,
            Account.closed_at.is_(None),
            BindingRow.role.in_([role.value for role in roles]),
            *at_place(post),
            *in_force(local_date(at)),
        )
    )
    return not await db.scalar(select(other.exists()))


async def successors(db: ReadDb, post: Post, at: datetime) -> list[tuple[int, str]]:
    """Who else holds the same role at the same place: (persona, name)."""
    rows = await db.execute(
        select(Account.persona_id, func.trim(Persona.title + " " + Persona.name), Persona.sort_key)
        .join(Persona, Persona.id == Account.persona_id)
        .join(BindingRow, BindingRow.account_id == Account.id)
        .where(
            Account.persona_id != post.persona_id,
            Account.closed_at.is_(None),
            BindingRow.role == post.role.value,
            *at_place(post),
            *in_force(local_date(at)),
        )
        .distinct()
        .order_by(Persona.sort_key, Account.persona_id)
    )
    return [(persona_id, name) for persona_id, name, _key in rows]
