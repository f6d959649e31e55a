"""Administration of bodies, leaders' seats, and the people trusted to publish without review."""

from collections.abc import Sequence
from typing import Literal, Self

from pydantic import BaseModel
from sqlalchemy import select

from forum import jobs
from forum.accounts import events, policy
from forum.accounts.actions.people import NewBody as BodyRow
from forum.accounts.actions.people import create_body, create_leader
from forum.accounts.models import Body, BodySuccession, Leader, Persona
from forum.actor import Actor, require
from forum.database import Db, ReadDb, load
from forum.errors import Invalid
from forum.fields import Certainty, Day, Name, OptionalDay, ShortText, Title
from forum.journal import record
from forum.thing import Thing
from forum.versions import Versioned, version_of
from forum.words import _


class _Body(BaseModel):
    name: Title
    kind: Literal["state", "party", "front", "association"]
    founded_on: OptionalDay = None
    ended_on: OptionalDay = None
    note: ShortText = ""


class NewBody(_Body):
    code: Name


class BodyDetails(_Body, Versioned):
    @classmethod
    def of(cls, body: Body) -> Self:
        return cls.current(
            name=body.name,
            kind=body.kind,
            founded_on=body.founded_on,
            ended_on=body.ended_on,
            note=body.note,
        )


class Succession(Versioned):
    """Confirmed: backed by a public source. Assumed: not yet confirmed by anybody."""

    to_body_id: int
    on_date: OptionalDay = None
    certainty: Literal[Certainty.confirmed, Certainty.assumed]
    note: ShortText = ""

    @classmethod
    def of(cls, rows: Sequence[BodySuccession], to_body_id: int | None = None) -> Self:
        """All recorded successions of a body, with the form filled in for one successor if given."""
        by_successor = {
            row.to_body_id: {"on_date": row.on_date, "certainty": row.certainty, "note": row.note}
            for row in rows
        }
        return cls.current(version_of(by_successor), **by_successor.get(to_body_id or 0, {}))


class NewLeader(BaseModel):
    name: Name
    position: Title
    body_id: int | None = None
    from_on: OptionalDay = None


class LastDay(Versioned):
    until_on: Day

    @classmethod
    def of(cls, leader: Leader) -> Self:
        return cls.current(until_on=leader.until_on)


def _check_dates(details: _Body) -> None:
    if details.founded_on and details.ended_on and details.ended_on <= details.founded_on:
        raise Invalid("ended_on", _("Ngày kết thúc phải sau ngày thành lập."))


async def add_body(db: Db, actor: Actor, new: NewBody) -> Body:
    """Raises Invalid('code') if another body has that code."""
    require(policy.may_administer(actor))
    _check_dates(new)
    code = new.code.upper()
    if await db.scalar(select(Body.id).where(Body.code == code)) is not None:
        raise Invalid("code", _("Mã này đã có cơ quan dùng."))
    row = BodyRow(code, new.name, new.kind, (), False, new.founded_on, new.ended_on, new.note)
    body = await create_body(db, row)
    await _record_body(db, actor, body)
    return body


async def change_body(db: Db, actor: Actor, body_id: int, details: BodyDetails) -> Body:
    """A former name is added to the aliases, so that old papers can still be found by it."""
    require(policy.may_administer(actor))
    body = await load(db, Body, body_id, lock=True)
    details.require_seen(BodyDetails.of(body))
    _check_dates(details)
    if details.name != body.name:
        body.aliases = [*body.aliases, body.name]
        persona = await load(db, Persona, body.persona_id, lock=True)
        persona.rename(details.name)
    body.name, body.kind, body.note = details.name, details.kind, details.note
    body.founded_on, body.ended_on = details.founded_on, details.ended_on
    await jobs.defer(db, "find_handovers")
    await _record_body(db, actor, body)
    return body


async def _record_body(db: Db, actor: Actor, body: Body) -> None:
    details = events.BodyUpdated(Thing("body", body.id), body.name, body.founded_on, body.ended_on)
    await record(db, actor, details)


async def add_successor(db: Db, actor: Actor, body_id: int, succession: Succession) -> BodySuccession:
    """Record the successor of a body. A second call for the same two changes date, certainty and note."""
    require(policy.may_administer(actor))
    body = await load(db, Body, body_id, lock=True)
    if succession.to_body_id == body.id or await db.get(Body, succession.to_body_id) is None:
        raise Invalid("to_body_id", _("Đề nghị chọn một cơ quan khác trong danh sách."))
    rows = await successions_of(db, body.id)
    succession.require_seen(Succession.of(rows, succession.to_body_id))
    row = next((one for one in rows if one.to_body_id == succession.to_body_id), None)
    if row is None:
        row = BodySuccession(from_body_id=body.id, to_body_id=succession.to_body_id)
        db.add(row)
    row.on_date, row.certainty, row.note = succession.on_date, succession.certainty, succession.note
    await db.flush()
    await jobs.defer(db, "find_handovers")
    succeeded = events.BodySucceeded(
        Thing("body", body.id), succession.to_body_id, succession.on_date, succession.certainty
    )
    await record(db, actor, succeeded)
    return row


async def successions_of(db: ReadDb, body_id: int) -> Sequence[BodySuccession]:
    """Recorded successions of a body."""
    rows = select(BodySuccession).where(BodySuccession.from_body_id == body_id)
    return (await db.scalars(rows.order_by(BodySuccession.to_body_id))).all()


async def add_leader(db: Db, actor: Actor, new: NewLeader) -> Leader:
    require(policy.may_administer(actor))
    if new.body_id is not None and await db.get(Body, new.body_id) is None:
        raise Invalid("body_id", _("Đề nghị chọn cơ quan trong danh sách."))
    leader = await create_leader(db, name=new.name, position=new.position, body_id=new.body_id)
    leader.from_on = new.from_on
    await record(db, actor, events.LeaderUpdated(Thing("leader", leader.id), leader.position, None))
    return leader


async def end_leader(db: Db, actor: Actor, leader_id: int, last: LastDay) -> Leader:
    """Set the seat's last day. Answers given in it keep its name."""
    require(policy.may_administer(actor))
    leader = await load(db, Leader, leader_id, lock=True)
    last.require_seen(LastDay.of(leader))
    if leader.from_on is not None and last.until_on < leader.from_on:
        raise Invalid("until_on", _("Ngày cuối phải sau ngày bắt đầu."))
    leader.until_on = last.until_on
    await record(db, actor, events.LeaderUpdated(Thing("leader", leader.id), leader.position, last.until_on))
    return leader


async def withdraw_trust(db: Db, actor: Actor, persona_id: int) -> None:
    """Send this person's texts through review from now on. A second call changes nothing."""
    require(policy.may_grant_trust(actor))
    persona = await load(db, Persona, persona_id, lock=True)
    if persona.trusted_at is not None:
        persona.trusted_at = None
        await record(db, actor, events.TrustWithdrawn(Thing("persona", persona.id), persona.id))
