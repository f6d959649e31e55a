"""Test data made by the real actions, each in a transaction of its own as a request would.

person = await build.person(Role.moderator)
async with build.acting(person) as (db, actor): ...
"""

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from forum import clock, jobs
from forum.accounts.actions import create_body, create_leader, open_account
from forum.accounts.actions.consents import give_consents
from forum.accounts.actions.people import NewBody
from forum.accounts.models import Account, BindingRow, Body, Leader, Persona
from forum.accounts.policy import ConfirmedHow
from forum.accounts.queries import actor_of_account, visitor
from forum.actor import Actor, Purpose, Role
from forum.clock import local_date
from forum.contributions.actions import Withdrawal
from forum.contributions.models import Forum
from forum.contributions.policy import WithdrawalReason
from forum.database import Db, writing_session
from forum.settings import Settings

UNSTATED = Withdrawal(reason=WithdrawalReason.unstated)


class Builders:
    def __init__(self, engine: AsyncEngine, settings: Settings) -> None:
        self.engine = engine
        self.settings = settings
        self._numbers = itertools.count(1)

    @asynccontextmanager
    async def acting(
        self, account: Account | None, at: datetime | None = None
    ) -> AsyncIterator[tuple[Db, Actor]]:
        """A request's transaction and actor; commits at the end."""
        at = at or clock.now()
        async with writing_session(self.engine) as db:
            actor = await actor_of_account(db, account.id, at) if account else visitor(at)
            yield db, actor

    async def person(
        self,
        role: Role | None = None,
        *,
        name: str | None = None,
        is_trusted: bool = False,
        body: Body | None = None,
        leader: Leader | None = None,
        forum: Forum | None = None,
        consents: tuple[Purpose, ...] = (Purpose.terms, Purpose.mail),
    ) -> Account:
        """A confirmed account, with a confirmed role that began last year where one is named."""
        n = next(self._numbers)
        at = clock.now()
        async with writing_session(self.engine) as db:
            account = await open_account(
                db, email=f"nguoi-{n}@mau.example", name=name or f"Người Mẫu {n}", at=at, confirmed=True
            )
            await give_consents(db, account.id, consents, at)
            if is_trusted:
                (await db.get_one(Persona, account.persona_id)).trusted_at = at
            if role is not None:
                db.add(
                    BindingRow(
                        account_id=account.id,
                        role=role.value,
                        body_id=body.id if body else None,
                        leader_id=leader.id if leader else None,
                        forum_id=forum.id if forum else None,
                        from_on=local_date(at - timedelta(days=400)),
                        confirmed_at=at,
                        confirmed_how=ConfirmedHow.by_second,
                    )
                )
        return account

    async def body(self, name: str | None = None, kind: str = "state") -> Body:
        n = next(self._numbers)
        async with writing_session(self.engine) as db:
            return await create_body(db, NewBody(code=f"MAU-{n}", name=name or f"Sở Mẫu {n}", kind=kind))

    async def leader(self, name: str | None = None) -> Leader:
        n = next(self._numbers)
        async with writing_session(self.engine) as db:
            return await create_leader(db, name=name or f"Lãnh đạo Mẫu {n}", position="Lãnh đạo (mẫu)")

    async def forum(self) -> Forum:
        """The first standing forum of the house."""
        async with writing_session(self.engine) as db:
            return (await db.scalars(select(Forum).order_by(Forum.id).limit(1))).one()

    async def run_jobs(self, at: datetime | None = None) -> int:
        """Run every job that waits, as the worker would, until none is left. Returns how many ran."""
        return await run_waiting_jobs(self.engine, self.settings, at)


async def run_waiting_jobs(engine: AsyncEngine, settings: Settings, at: datetime | None = None) -> int:
    from sqlalchemy import text

    from forum.worker import REGISTERED

    assert REGISTERED  # importing it registered every job

    ran = 0
    while True:
        async with writing_session(engine) as db:
            found = (
                await db.execute(
                    text(
                        "SELECT id, task_name, args FROM procrastinate_jobs WHERE status = 'todo' "
                        "AND (scheduled_at IS NULL OR scheduled_at <= :at) ORDER BY id LIMIT 1 FOR UPDATE"
                    ),
                    {"at": at or clock.now()},
                )
            ).one_or_none()
            if found is None:
                return ran
            work = jobs.JobContext(db, at or clock.now(), settings, engine)
            await jobs.JOBS[found.task_name].run(work, **found.args)
            await db.execute(text("DELETE FROM procrastinate_jobs WHERE id = :id"), {"id": found.id})
            ran += 1
