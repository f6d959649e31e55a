"""Two personas become one, also where both have what one person has once."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Column, Index, Integer, MetaData, Table, UniqueConstraint, func, select, update

import forum.kinds
from forum.accounts.models import Account, Persona
from forum.actor import Role
from forum.clock import local_date, now
from forum.contact import actions as contact
from forum.contact.floor.actions import FloorRequest, NewSpeaker, add_speaker, ask_for_floor, give_floor
from forum.contact.floor.actions import pause_speaker as pause
from forum.contact.models import Speaker
from forum.contact.suggestions import actions as suggestions
from forum.contact.suggestions.actions import Opening
from forum.contributions.entering.joining import SETTLED, is_partial, join, naming_columns, once_by
from forum.contributions.models import Contribution
from forum.database import Model, load
from forum.deadlines import duties
from forum.deadlines.models import Duty
from forum.deadlines.policy import DutyKind, Owner, OwnerKind
from forum.thing import Thing
from tests.builders import Builders
from tests.contact import scene as contact_scene
from tests.contact.scene import Scene
from tests.entering.scene import a_writer

# What the account has already stands, the other row is left with the entered persona.
STANDS = {
    "follows(thing_kind, thing_id, persona_id)": "followed once",
    "notices(event_id, persona_id)": "told once of an event",
    "papers(thing_kind, thing_id, kind, format, persona_id)": "a paper is made again when it is asked for",
    "attendances(session_id, persona_id)": "comes once",
    "endorsements(contribution_id, persona_id)": "endorses once",
    "concerns(contribution_id, persona_id, reason)": "reports once",
}
# Who has no account cannot have one.
IMPOSSIBLE = {
    "bodies(persona_id)": "a body's persona has no letters entered for it: people are chosen among entered ones",
    "leaders(persona_id)": "nor has a leader's",
    "approval_readings(text_id, persona_id)": "read with an account that approves",
}
ROOMS = {"ix_speakers_once": "speakers(session_id, persona_id)"}
# Numbers of personas without a foreign key, moved by name: duties by `hand_on_all`, which leaves one of two.
BY_NAME = {"duties(thing_kind, thing_id, kind, owner_kind, owner_id)"}


def _named(table: Table, names: list[str]) -> str:
    return f"{table.name}({', '.join(names)})"


def _unique(table: Table) -> Iterator[tuple[str, list[str], bool]]:
    """(name, columns, whether it holds for some rows only) of each unique key, its expressions by their words."""
    keys = [one for one in table.constraints if isinstance(one, UniqueConstraint)]
    for key in (table.primary_key, *keys):
        yield str(key.name), [column.name for column in key.columns], False
    for index in table.indexes:
        if index.unique:
            yield str(index.name), [_words(one) for one in index.expressions], is_partial(index)


def _words(expression: object) -> str:
    return expression.name if isinstance(expression, Column) else str(expression)


def test_of_each_key_by_which_a_person_has_one_row_it_is_said_what_becomes_of_two() -> None:
    assert forum.kinds.KINDS  # registers what rooms settle
    found: set[str] = set()
    for table, column in naming_columns():
        for name, columns, holds_for_some in _unique(table):
            if not any(column.name in one for one in columns):
                continue
            key = _named(table, columns)
            found.add(key)
            beside = tuple(one for one in columns if one != column.name)
            if holds_for_some:
                assert name in SETTLED and ROOMS[name] == key, f"what becomes of two rows in {key}?"
            else:
                assert key in STANDS | IMPOSSIBLE, f"what becomes of two rows in {key}?"
                assert beside in once_by(table, column)
    assert found == {*STANDS, *IMPOSSIBLE, *ROOMS.values()}
    assert SETTLED.keys() == ROOMS.keys()


def test_nor_is_a_key_over_a_person_s_number_without_a_foreign_key_forgotten() -> None:
    whose = {"owner_id", "persona_id", "author_id", "account_id"}
    found = {
        _named(table, columns)
        for table in Model.metadata.sorted_tables
        for _name, columns, _some in _unique(table)
        for one in whose & set(columns)
        if not table.c[one].foreign_keys
    }
    assert found == BY_NAME


def test_the_watch_sees_an_index_over_an_expression_and_one_for_some_rows() -> None:
    table = Table("votes", MetaData(), Column("persona_id", Integer), Column("day", Integer))
    Index("ux_day", func.abs(table.c.persona_id), table.c.day, unique=True)
    Index("ux_some", table.c.persona_id, unique=True, postgresql_where="day > 0")
    seen = {name: (columns, some) for name, columns, some in _unique(table) if name.startswith("ux")}
    assert seen == {"ux_day": (["abs(votes.persona_id)", "day"], False), "ux_some": (["persona_id"], True)}


async def _joined(build: Builders, entered: int, own: Account) -> None:
    async with build.acting(None) as (db, actor):
        people = [await load(db, Persona, one, lock=True) for one in (entered, own.persona_id)]
        await join(db, actor, *people)


async def _windows(build: Builders, persona_id: int, thing: Thing, kind: DutyKind) -> list[datetime | None]:
    async with build.acting(None) as (db, _):
        rows = await db.scalars(
            select(Duty.due_at).where(
                Duty.owner_kind == OwnerKind.persona,
                Duty.owner_id == persona_id,
                Duty.thing_kind == thing.kind,
                Duty.thing_id == thing.id,
                Duty.kind == kind,
                Duty.done_at.is_(None),
                Duty.void_at.is_(None),
            )
        )
        return list(rows)


async def test_who_wrote_and_has_an_account_may_suggest_once(build: Builders) -> None:
    scene = await contact_scene.announced_session(build, now() - timedelta(days=10))
    await contact_scene.answered(build, scene)
    letter = await contact_scene.entered(build, scene)
    await contact_scene.on_agenda(build, scene, letter)
    await contact_scene.held(build, scene)
    text_id = await contact_scene.minutes_drafted(build, scene)
    async with build.acting(scene.secretariat, scene.held_at) as (db, actor):
        until = local_date(scene.held_at) + timedelta(days=2)
        await suggestions.open_draft(db, actor, text_id, Opening(until_on=until))
        writer = (await load(db, Contribution, letter)).persona_id
    thing = Thing("session", scene.session_id)
    assert len(await _windows(build, writer, thing, DutyKind.suggest)) == 1
    await _joined(build, writer, scene.asker)
    assert len(await _windows(build, scene.asker.persona_id, thing, DutyKind.suggest)) == 1
    assert not await _windows(build, writer, thing, DutyKind.suggest)


async def test_of_two_windows_the_longer_stays_whosever_it_was(build: Builders) -> None:
    secretariat = await build.person(Role.secretariat)
    at = now()
    long, short = at + timedelta(days=9), at + timedelta(days=3)
    for entered_until, own_until in ((long, short), (short, long)):
        person = await build.person(Role.intellectual)
        writer = await a_writer(build, secretariat)
        thing = Thing("question", writer)  # any: a duty asks nothing of it
        async with build.acting(None, at) as (db, actor):
            for persona_id, until in ((writer, entered_until), (person.persona_id, own_until)):
                owner = Owner(OwnerKind.persona, persona_id)
                await duties.start(db, actor, thing, DutyKind.suggest, owner, given=until)
            other = Thing("question", writer + 1)  # what only one owes goes along
            await duties.start(
                db, actor, other, DutyKind.suggest, Owner(OwnerKind.persona, writer), given=short
            )
        await _joined(build, writer, person)
        assert await _windows(build, person.persona_id, thing, DutyKind.suggest) == [long]
        assert await _windows(build, person.persona_id, other, DutyKind.suggest) == [short]


async def _spoken(build: Builders) -> tuple[Scene, Account, int, int, int]:
    """(scene, member, the persona put down in the hall, its place on the list, the member's own)."""
    scene = await contact_scene.announced_session(build, now() - timedelta(days=10))
    await contact_scene.on_agenda(build, scene, await contact_scene.asked(build, scene))
    member = await build.person(Role.intellectual, name="Người Mẫu Phát Biểu")
    async with build.acting(scene.secretariat, scene.closed_at) as (db, actor):
        await contact.publish_agenda(db, actor, scene.session_id)
    async with build.acting(scene.secretariat, scene.held_at) as (db, actor):
        await contact.open_session(db, actor, scene.session_id)
        new = NewSpeaker(name="Người Mẫu Phát Biểu")
        put_down = await add_speaker(db, actor, scene.session_id, new)
    async with build.acting(member, scene.held_at) as (db, actor):
        asked = await ask_for_floor(db, actor, scene.session_id, FloorRequest())
    return scene, member, put_down.persona_id, put_down.id, asked.id


async def _states(build: Builders, persona_id: int) -> dict[int, str]:
    async with build.acting(None) as (db, _):
        rows = await db.scalars(select(Speaker).where(Speaker.persona_id == persona_id))
        return {row.id: str(row.state) for row in rows}


async def test_who_asked_twice_for_the_floor_is_on_the_list_once_also_after_the_session(
    build: Builders,
) -> None:
    scene, member, entered, put_down, own = await _spoken(build)
    async with build.acting(scene.secretariat, scene.held_at) as (db, actor):
        await contact.adjourn(db, actor, scene.session_id)
    await _joined(build, entered, member)
    assert await _states(build, member.persona_id) == {put_down: "given_up", own: "waiting"}


async def test_who_has_the_floor_does_not_lose_it(build: Builders) -> None:
    scene, member, entered, put_down, own = await _spoken(build)
    async with build.acting(scene.secretariat, scene.held_at) as (db, actor):
        await give_floor(db, actor, put_down)
    await _joined(build, entered, member)
    assert await _states(build, member.persona_id) == {put_down: "speaking", own: "given_up"}


async def test_the_minutes_of_one_who_had_it_twice_are_counted(build: Builders) -> None:
    scene, member, entered, put_down, own = await _spoken(build)
    async with build.acting(scene.secretariat, scene.held_at) as (db, actor):
        await give_floor(db, actor, put_down)
        await pause(db, actor, put_down)
        await give_floor(db, actor, own)
    async with build.acting(None) as (db, _):
        await db.execute(update(Speaker).where(Speaker.id == put_down).values(seconds_used=90))
    await _joined(build, entered, member)
    assert await _states(build, member.persona_id) == {put_down: "heard", own: "speaking"}
    async with build.acting(None) as (db, _):
        used = select(func.sum(Speaker.seconds_used)).where(Speaker.persona_id == member.persona_id)
        assert await db.scalar(used) == 90
