"""A proposal that is not shown: nobody acts on it, its author neither; an interim hide that is over stops nobody."""

from datetime import timedelta

import pytest

from forum import clock
from forum.accounts.models import Account
from forum.actor import Role
from forum.contributions import actions as texts
from forum.contributions.actions import endorse
from forum.contributions.models import Contribution
from forum.database import load
from forum.deadlines.policy import DutyKind
from forum.deadlines.queries import duty_of
from forum.desk import actions as desk
from forum.errors import Refused
from forum.thing import Thing
from forum.threads import actions
from forum.threads.actions.answers import Verdict
from forum.threads.actions.proposals import Clarification, ClarificationQuery, TakeUp
from tests.builders import UNSTATED, Builders
from tests.client import Client
from tests.official_texts import as_seen
from tests.threads.test_overtaken import proposal_of
from tests.threads.test_proposal_story import answered, approve, propose

UNHAPPY = Verdict(answered=False)


async def _owes_an_answer(build: Builders, proposal_id: int) -> bool:
    async with build.acting(None) as (db, actor):
        duty = await duty_of(db, actor.at, Thing("proposal", proposal_id), DutyKind.answer)
    return duty is not None and duty.done_at is None


async def _rated(client: Client, build: Builders) -> tuple[int, Account]:
    """An answered proposal that its author may rate."""
    path, answer_id, author, _, head, _ = await answered(client, build)
    async with build.acting(head) as (db, actor):
        await actions.approve_answer(db, actor, answer_id, await as_seen(db, answer_id))
    return proposal_of(path), author


async def test_who_withdrew_a_proposal_obliges_nobody_to_answer_again(
    client: Client, build: Builders
) -> None:
    proposal_id, author = await _rated(client, build)
    async with build.acting(author) as (db, actor):
        await texts.withdraw(db, actor, proposal_id, UNSTATED)
    await client.log_in(author)
    assert not (await client.get(f"/chu-de/{proposal_id}")).has("đề nghị trả lời lại")
    with pytest.raises(Refused, match="không hiển thị"):
        async with build.acting(author) as (db, actor):
            await actions.rate_answer(db, actor, proposal_id, UNHAPPY)
    assert not await _owes_an_answer(build, proposal_id)


async def test_what_was_asked_about_a_proposal_is_not_answered_once_it_is_withdrawn(
    client: Client, build: Builders
) -> None:
    path, _, author, officer, _, _ = await answered(client, build)
    proposal_id = proposal_of(path)
    async with build.acting(officer) as (db, actor):
        await actions.ask_clarification(db, actor, proposal_id, ClarificationQuery(text="Đề nghị nêu rõ."))
    async with build.acting(author) as (db, actor):
        await texts.withdraw(db, actor, proposal_id, UNSTATED)
    await client.log_in(author)
    step = f"/chu-de/{proposal_id}/lam-ro"
    page = await client.post(step, {"text": "Kinh phí hai tỷ đồng."}, status=403)
    assert page.has("Kinh phí hai tỷ đồng."), "what was typed is shown"


async def test_the_author_rates_the_answer_to_a_hidden_proposal_once_it_is_shown_again(
    client: Client, build: Builders
) -> None:
    proposal_id, author = await _rated(client, build)
    async with build.acting(None) as (db, actor):
        await texts.hide(db, actor, await load(db, Contribution, proposal_id, lock=True), "Q1")
    with pytest.raises(Refused, match="không hiển thị"):
        async with build.acting(author) as (db, actor):
            await actions.rate_answer(db, actor, proposal_id, UNHAPPY)
    assert not await _owes_an_answer(build, proposal_id)
    async with build.acting(None) as (db, actor):
        await texts.restore(db, actor, await load(db, Contribution, proposal_id, lock=True))
    async with build.acting(author) as (db, actor):
        window = await duty_of(db, actor.at, Thing("proposal", proposal_id), DutyKind.rate_answer)
        assert window is not None and window.is_open
        await actions.rate_answer(db, actor, proposal_id, UNHAPPY)
    assert await _owes_an_answer(build, proposal_id)


async def test_an_interim_hide_that_is_over_stops_nobody_before_a_job_has_run(
    client: Client, build: Builders
) -> None:
    author, body = await build.person(Role.intellectual), await build.body()
    officer, reader = await build.person(Role.body_officer, body=body), await build.person(Role.intellectual)
    await propose(client, build, author)
    proposal_id = await approve(build, "Dùng chung phòng thí nghiệm")
    begun = clock.now()
    async with build.acting(None, begun) as (db, actor):
        it = await load(db, Contribution, proposal_id, lock=True)
        await texts.hide_interim(db, actor, it, begun + timedelta(hours=72), "Q1")
    before, after = begun + timedelta(hours=71), begun + timedelta(hours=73)
    with pytest.raises(Refused):
        async with build.acting(officer, before) as (db, actor):
            await actions.take_up(db, actor, proposal_id, TakeUp(body_id=body.id))
    async with build.acting(officer, after) as (db, actor):
        await actions.take_up(db, actor, proposal_id, TakeUp(body_id=body.id))
        await actions.ask_clarification(db, actor, proposal_id, ClarificationQuery(text="Đề nghị nêu rõ."))
    async with build.acting(author, after) as (db, actor):
        await actions.clarify(db, actor, proposal_id, Clarification(text="Kinh phí hai tỷ đồng."))
    async with build.acting(reader, after) as (db, actor):
        assert (await endorse(db, actor, proposal_id)).endorsement_count == 1
        assert await desk.flag(db, actor, proposal_id, desk.FlagInput(rule="Q1", words="Lời lẽ."))
