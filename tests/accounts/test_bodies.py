"""Only a living body can be chosen: one that has not ended and does not stand for several."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from forum.accounts.bodies import living_bodies, living_body
from forum.accounts.models import Account, Body
from forum.actor import Role
from forum.clock import local_date, now
from forum.database import load
from forum.errors import Invalid
from tests.sources import PROGRAM, named, sources


async def test_a_body_lives_up_to_the_day_it_ends_and_a_collective_is_never_chosen(build: Any) -> None:
    today = local_date(now())
    ending, collective = (await build.body()).id, (await build.body()).id
    async with build.acting(None) as (db, _):
        (await load(db, Body, ending)).ended_on = today
        (await load(db, Body, collective)).is_collective = True
    async with build.acting(None) as (db, _):
        yesterday = today - timedelta(days=1)
        assert (await living_body(db, ending, yesterday)).id == ending
        for body_id, day in ((ending, today), (collective, yesterday), (999_999, today)):
            with pytest.raises(Invalid) as refused:
                await living_body(db, body_id, day, "owner_id")
            assert refused.value.field == "owner_id"
        assert ending in dict(await living_bodies(db, yesterday))
        assert not {ending, collective} & set(dict(await living_bodies(db, today)))


async def test_nobody_logs_in_as_a_body_or_a_leader(build: Any) -> None:
    """So an official text, which stands under such a persona, has no author who could edit or withdraw it."""
    body, leader = await build.body(), await build.leader()
    for role in (Role.body_head, Role.leader):
        await build.person(role, body=body, leader=leader)
    async with build.acting(None) as (db, _):
        offices = {body.persona_id, leader.persona_id}
        assert not offices & set(await db.scalars(select(Account.persona_id)))


def test_what_a_living_body_is_stands_once() -> None:
    asks = re.compile(r"\bbody\.(is_collective|ended_on (<=|>|and|is))", re.IGNORECASE)
    asking = [named(path) for path in sources(*PROGRAM) if asks.search(path.read_text(encoding="utf-8"))]
    assert asking == ["forum/accounts/bodies.py"]
