"""A role ends: by an administrator, by its last day, or with its account. What hangs on the person goes to a successor,
or is left with a reason."""

from datetime import date, datetime, timedelta
from typing import Annotated, Self

from sqlalchemy import select

from forum import jobs
from forum.accounts import events, policy
from forum.accounts.actions.bindings import lock_binding, require_another_administrator
from forum.accounts.factors.policy import require_recent_factor
from forum.accounts.models import Account, BindingRow
from forum.accounts.parting import OpenWork, Post, successors, work_of
from forum.accounts.queries import visitor
from forum.actor import Actor, Role, require
from forum.clock import local_date
from forum.database import Db
from forum.errors import Conflict, Invalid
from forum.fields import Box, OptionalDay, ShortText
from forum.jobs import JobContext, job
from forum.journal import record
from forum.logs import security
from forum.thing import Thing
from forum.versions import Versioned
from forum.words import Words, _, joined


class Parting(Versioned):
    """`until_on` is the last day, today's end being no choice: without one the role ends at once."""

    until_on: OptionalDay = None
    successor_id: int | None = None
    reason: Annotated[ShortText, Box.note] = ""

    @classmethod
    def of(cls, row: BindingRow) -> Self:
        return cls.current(until_on=row.until_on, successor_id=row.successor_id, reason=row.end_reason)


async def revoke_binding(db: Db, actor: Actor, binding_id: int, parting: Parting) -> None:
    """Effective from the next request, or after the last day that is given. Raises Invalid where work hangs on the
    person and neither a successor nor a reason is named, and Conflict for the last administrator."""
    require(policy.may_administer(actor))
    require_recent_factor(actor)
    account, row = await lock_binding(db, binding_id)
    if row.revoked_at is not None:
        return
    parting.require_seen(Parting.of(row))
    _check_last_day(actor, row, parting.until_on)
    if row.role == Role.administrator.value:
        without = parting.until_on + timedelta(days=1) if parting.until_on else actor.today
        await require_another_administrator(db, without, row)
    post = Post.of(row, account.persona_id)
    work = await work_of(db, row, account.persona_id, actor.at)
    await _check(db, actor.at, post, work, parting)
    row.until_on = parting.until_on or row.until_on
    row.successor_id, row.end_reason = parting.successor_id, parting.reason
    if parting.until_on is None:
        row.revoked_at = actor.at
    await _hand_on(db, actor, post, work, parting.successor_id)
    security("role revoked", account_id=account.id, role=row.role)
    await record(db, actor, _ended(account, row, work, parting.until_on, actor.persona_id))


def _check_last_day(actor: Actor, row: BindingRow, until_on: date | None) -> None:
    """A role may end sooner than it was given for, not later: giving one takes a second person."""
    if until_on is None:
        return
    if until_on < max(actor.today, row.from_on):
        raise Invalid(
            "until_on", _("Ngày cuối phải từ hôm nay và từ ngày bắt đầu trở đi; để trống là kết thúc ngay.")
        )
    if row.until_on is not None and until_on > row.until_on:
        too_late = _("Không lùi ngày cuối đã giao; muốn giữ lâu hơn thì đề nghị giao lại vai trò.")
        raise Invalid("until_on", too_late)


async def _check(db: Db, at: datetime, post: Post, work: list[OpenWork], parting: Parting) -> None:
    if parting.successor_id is not None:
        if parting.successor_id not in dict(await successors(db, post, at)):
            raise Invalid("successor_id", _("Đề nghị chọn người đang giữ cùng vai trò, cùng nơi."))
    elif work and not parting.reason:
        raise Invalid(
            "reason",
            _("Còn việc đang do người này giữ: {work}. Đề nghị chọn người nhận, hoặc ghi lý do không có người nhận.",
              work=work_words(work)),
        )  # fmt: skip


def work_words(work: list[OpenWork]) -> Words:
    """Each sort with its number."""
    return joined([_("{what}: {count}", what=one.burden.words, count=one.count) for one in work], "; ")


async def _hand_on(db: Db, actor: Actor, post: Post, work: list[OpenWork], successor_id: int | None) -> None:
    for one in work:
        await one.burden.hand_on(db, actor, post, successor_id)


def _ended(
    account: Account, row: BindingRow, work: list[OpenWork], until_on: date | None, by: int | None
) -> events.Unbound:
    return events.Unbound(
        Thing("persona", account.persona_id),
        account.persona_id,
        row.role,
        row.body_id,
        row.leader_id,
        by,
        row.id,
        until_on,
        row.successor_id,
        row.end_reason,
        tuple((one.burden.name, one.count) for one in work),
    )


async def revoke_all_bindings(db: Db, account: Account, at: datetime) -> list[events.Unbound]:
    """For an account that closes. Returns the events to record. Raises Conflict for the last administrator, and where
    work hangs on the person: an administrator hands it on first."""
    rows = await db.scalars(
        select(BindingRow)
        .where(BindingRow.account_id == account.id, BindingRow.revoked_at.is_(None))
        .order_by(BindingRow.id)
        .with_for_update()
    )
    happened = []
    for row in rows.all():
        if row.role == Role.administrator.value:
            await require_another_administrator(db, local_date(at), row)
        work = await work_of(db, row, account.persona_id, at)
        if work:
            held = _(
                "Còn việc đang giữ trong vai trò được giao: {work}. Tài khoản đóng được sau khi quản trị viên ghi "
                "người nhận các việc này.",
                work=work_words(work),
            )
            raise Conflict(held)
        row.revoked_at = at
        happened.append(_ended(account, row, [], None, account.persona_id))
    return happened


@job("find_ended_roles", cron="20 17 * * *")
async def find_ended_roles(context: JobContext, **_: object) -> None:
    """Just after midnight, Hải Phòng time: roles whose last day is over."""
    ids = await context.db.scalars(
        select(BindingRow.id)
        .where(
            BindingRow.until_on < local_date(context.at),
            BindingRow.revoked_at.is_(None),
            BindingRow.parted_at.is_(None),
        )
        .order_by(BindingRow.id)
    )
    await jobs.defer_each(context.db, "part_by_date", [{"binding_id": one} for one in ids])


@job("part_by_date")
async def part_by_date(context: JobContext, binding_id: int) -> None:
    """What came since the last day was set goes to the successor who was named and still holds the role; without one
    the administrators are told what is left."""
    db, actor = context.db, visitor(context.at)
    account, row = await lock_binding(db, binding_id)
    if row.parted_at is not None or row.revoked_at is not None or row.until_on is None:
        return
    if row.until_on >= actor.today:
        return
    row.parted_at = context.at
    post = Post.of(row, account.persona_id)
    if row.successor_id not in dict(await successors(db, post, context.at)):
        row.successor_id = None
    work = await work_of(db, row, account.persona_id, context.at)
    if row.successor_id is not None:
        await _hand_on(db, actor, post, work, row.successor_id)
    await record(db, actor, _ended(account, row, work, row.until_on, None))
