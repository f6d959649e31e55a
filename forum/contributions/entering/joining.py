"""What was entered for a person becomes their account's: every row that names the one persona names the other."""

from collections.abc import Awaitable, Callable, Iterator
from typing import TypeAlias

from sqlalchemy import Column, Index, Table, UniqueConstraint, delete, exists, func, select, update

from forum.accounts.models import Persona
from forum.actor import Actor
from forum.contributions.actions.closing import drop_name
from forum.contributions.entering.models import EnteredPerson
from forum.contributions.models import Contribution, Endorsement
from forum.contributions.policy import NAME
from forum.database import Db, Model
from forum.deadlines import duties
from forum.deadlines.policy import Owner, OwnerKind
from forum.thing import Thing
from forum.words import _
from moderation.actions.cases import change_author

JOINED = _("Người gửi đã có tài khoản")  # in place of the name under which nothing is left
# What names a persona and is not moved: whose account it is, and what the claim itself says.
STAYS = frozenset({"accounts.persona_id", "entered_people.persona_id", "claim_codes.persona_id"}) | {
    "entered_claims.persona_id"
}
# (…, entered, own): what a room does with what only one of the two may have, and by its state. forum.kinds fills it.
Settle: TypeAlias = Callable[[Db, Actor, int, int], Awaitable[None]]
SETTLED: dict[str, Settle] = {}  # by the index that would refuse both


async def join(db: Db, actor: Actor, entered: Persona, own: Persona) -> tuple[Thing, ...]:
    """Both are locked. Returns the texts, each to be recorded: the audit chain proves whose they are."""
    await db.execute(
        select(Contribution.id)
        .where(Contribution.persona_id == entered.id)
        .order_by(Contribution.id)
        .with_for_update()
    )
    texts = await _move_texts(db, entered.id, own.id)
    await _take_back_endorsements(db, texts, own.id)
    await _read_what_was_posted(db, entered.id)
    for settle in SETTLED.values():
        await settle(db, actor, entered.id, own.id)
    await db.flush()
    for table, column in naming_columns():
        await _move_rows(db, table, column, entered.id, own.id)
    await _move_reach(db, entered.id, own.id)
    await change_author(db, entered.id, own.id)
    await duties.hand_on_all(
        db, actor, Owner(OwnerKind.persona, entered.id), Owner(OwnerKind.persona, own.id)
    )
    if entered.suspended_until is not None:  # who is suspended on paper is suspended here
        own.suspended_until = max(entered.suspended_until, own.suspended_until or entered.suspended_until)
    await drop_name(db, actor, entered.id, JOINED)
    return texts


def naming_columns() -> Iterator[tuple[Table, Column[int]]]:
    """What names somebody as author, reader or owner. Who has no account did nothing for an office (`…_by`)."""
    for table in Model.metadata.sorted_tables:
        for key in sorted(table.foreign_keys, key=lambda one: one.parent.name):
            column = key.parent
            name = f"{table.name}.{column.name}"
            is_left = name in STAYS or name == "contributions.persona_id" or column.name.endswith("_by")
            if key.column.table.name == "personas" and not is_left:
                yield table, column


async def _move_texts(db: Db, entered: int, own: int) -> tuple[Thing, ...]:
    """All but the name, which is judged for each persona."""
    rows = await db.execute(
        update(Contribution)
        .where(Contribution.persona_id == entered, Contribution.kind != NAME)
        .values(persona_id=own, version=Contribution.version + 1)
        .returning(Contribution.kind, Contribution.id)
    )
    return tuple(sorted(Thing(row.kind, row.id) for row in rows))


async def _take_back_endorsements(db: Db, texts: tuple[Thing, ...], own: int) -> None:
    """Nobody endorses what is their own."""
    ids = [text.id for text in texts]
    gone = await db.scalars(
        delete(Endorsement)
        .where(Endorsement.persona_id == own, Endorsement.contribution_id.in_(ids))
        .returning(Endorsement.contribution_id)
    )
    await db.execute(
        update(Contribution)
        .where(Contribution.id.in_(gone.all()))
        .values(endorsement_count=Contribution.endorsement_count - 1)
    )


async def _read_what_was_posted(db: Db, entered: int) -> None:
    """What came by post is not new on the account."""
    notices, posted = Model.metadata.tables["notices"], Model.metadata.tables["posted_notices"]
    at = select(posted.c.posted_at).where(posted.c.notice_id == notices.c.id).scalar_subquery()
    await db.execute(
        update(notices)
        .where(notices.c.persona_id == entered, notices.c.read_at.is_(None))
        .values(read_at=func.coalesce(at, notices.c.read_at))
    )


async def _move_rows(db: Db, table: Table, column: Column[int], entered: int, own: int) -> None:
    """But where a person has one by thing, event or session: what the account has already stands."""
    other = table.alias()
    taken = [
        exists().where(other.c[column.name] == own, *(other.c[name] == table.c[name] for name in beside))
        for beside in once_by(table, column)
    ]
    moved = update(table).where(column == entered, *(~one for one in taken))
    await db.execute(moved.values({column.name: own}))


def once_by(table: Table, column: Column[int]) -> Iterator[tuple[str, ...]]:
    """The other columns of each key by which a person has one row. What holds for some rows only is `SETTLED`."""
    unique = [one.columns for one in table.constraints if isinstance(one, UniqueConstraint)]
    unique += [one.columns for one in table.indexes if one.unique and not is_partial(one)]
    for columns in (table.primary_key.columns, *unique):
        names = [one.name for one in columns]
        if column.name in names:
            yield tuple(name for name in names if name != column.name)


def is_partial(index: Index) -> bool:
    return index.dialect_options["postgresql"]["where"] is not None


async def _move_reach(db: Db, entered: int, own: int) -> None:
    """Where the person is reached goes with the account, which closes or is erased with it."""
    known = await db.get(EnteredPerson, own)
    if known is None:
        await db.execute(
            update(EnteredPerson).where(EnteredPerson.persona_id == entered).values(persona_id=own)
        )
    else:
        await db.execute(delete(EnteredPerson).where(EnteredPerson.persona_id == entered))
