"""An answer that its head disowns, whatever became of its proposal meanwhile."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from forum import kinds
from forum.accounts.models import Account, Body
from forum.actor import Role
from forum.clock import now
from forum.contributions import actions as texts
from forum.contributions.models import Contribution
from forum.contributions.official import SentBack, on_paper
from forum.database import load
from forum.deadlines.policy import DutyKind, DutyState, OwnerKind
from forum.deadlines.queries import duties_of, duty_of
from forum.errors import Refused
from forum.notifications.models import Notice
from forum.thing import Thing
from forum.threads import actions
from forum.threads.actions.answers import DraftAnswer, Verdict
from forum.threads.actions.proposals import TakeUp, ToBody
from forum.threads.models import Proposal
from tests.builders import UNSTATED, Builders
from tests.client import Client
from tests.official_texts import as_seen, state_of
from tests.on_paper import approved
from tests.threads.test_overtaken import WORDS, proposal_of
from tests.threads.test_proposal_story import answered

SURE = {"sure": "true"}
LATER = timedelta(hours=2)


def not_mine(answer_id: int) -> str:
    return f"/ban-chinh-thuc/{answer_id}/khong-phai-y-toi"


async def published(client: Client, build: Builders) -> tuple[int, int, Account, Account, Account]:
    """A proposal whose answer was approved on paper and published. Returns it, the answer, the author, an officer and
    the head."""
    path, answer_id, author, officer, head, body = await answered(client, build)
    second = await build.person(Role.body_officer, body=body)
    await approved(build, officer, second, answer_id)
    async with build.acting(second, now() + LATER) as (db, actor):
        await on_paper.publish(db, actor, answer_id)
    return proposal_of(path), answer_id, author, officer, head


async def withdrawn(build: Builders, author: Account, proposal_id: int) -> None:
    async with build.acting(author, now() + LATER) as (db, actor):
        await texts.withdraw(db, actor, proposal_id, UNSTATED)


async def hidden(build: Builders, proposal_id: int) -> None:
    async with build.acting(None) as (db, actor):
        await texts.hide(db, actor, await load(db, Contribution, proposal_id, lock=True), "Q1")


async def test_the_answer_to_a_withdrawn_proposal_is_disowned_by_the_same_button(
    client: Client, build: Builders
) -> None:
    proposal_id, answer_id, author, _, head = await published(client, build)
    await withdrawn(build, author, proposal_id)
    await client.log_in(head)
    assert not_mine(answer_id) in (await client.get(f"/chu-de/{proposal_id}")).text
    await client.get(not_mine(answer_id))
    await client.post(not_mine(answer_id), SURE)
    await client.log_out()
    page = await client.get(f"/chu-de/{proposal_id}")
    assert page.has(WORDS) and page.has("Thủ trưởng cơ quan cho biết đây không phải ý mình")


async def disowned(build: Builders, head: Account, answer_id: int) -> None:
    async with build.acting(head, now() + LATER) as (db, actor):
        await kinds.repudiate(db, actor, answer_id)


async def told(build: Builders, who: Account) -> str:
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        letters = await db.scalars(select(Notice.letter).where(Notice.persona_id == who.persona_id))
        return "\n".join(letters)


async def test_nobody_is_owed_another_answer_to_what_they_withdrew(client: Client, build: Builders) -> None:
    proposal_id, answer_id, author, _, head = await published(client, build)
    await withdrawn(build, author, proposal_id)
    await disowned(build, head, answer_id)
    assert await owners(build, proposal_id) == {}


async def test_another_answer_to_a_hidden_proposal_is_owed_once_it_is_shown_again(
    client: Client, build: Builders
) -> None:
    proposal_id, answer_id, author, officer, head = await published(client, build)
    await hidden(build, proposal_id)
    await disowned(build, head, answer_id)
    thing, later = Thing("proposal", proposal_id), now() + timedelta(days=60)
    async with build.acting(None, later) as (db, actor):
        owed = await duty_of(db, actor.at, thing, DutyKind.answer)
        assert owed is not None and owed.state == DutyState.paused and owed.days_late == 0
    assert "tạm dừng cho đến khi nội dung hiển thị trở lại" in await told(build, author)
    async with build.acting(None, later) as (db, actor):
        await texts.restore(db, actor, await load(db, Contribution, proposal_id, lock=True))
    async with build.acting(officer, later) as (db, actor):
        owed = await duty_of(db, actor.at, thing, DutyKind.answer)
        assert owed is not None and owed.state == DutyState.running
        draft = DraftAnswer(outcome="declined", text="Chưa có căn cứ để tiếp thu.")
        await actions.draft_answer(db, actor, proposal_id, draft)


async def test_what_a_body_that_has_ended_answered_is_assigned_by_the_secretariat(
    client: Client, build: Builders
) -> None:
    proposal_id, answer_id, author, _, head = await published(client, build)
    async with build.acting(None) as (db, _):
        body_id = (await load(db, Proposal, proposal_id)).body_id
    assert body_id is not None
    await gone(build, body_id)
    await disowned(build, head, answer_id)
    assert await owners(build, proposal_id) == {DutyKind.take_up: OwnerKind.secretariat}
    assert "Văn phòng sẽ phân công cơ quan trả lời lại" in await told(build, author)


async def test_a_proposal_stays_answered_by_its_second_answer_when_the_first_is_disowned(
    client: Client, build: Builders
) -> None:
    proposal_id, answer_id, author, officer, head = await published(client, build)
    at = now() + LATER
    async with build.acting(author, at) as (db, actor):
        await actions.rate_answer(db, actor, proposal_id, Verdict(answered=False))
    async with build.acting(officer, at) as (db, actor):
        draft = DraftAnswer(outcome="accepted", text="Tiếp thu toàn bộ.")
        second = (await actions.draft_answer(db, actor, proposal_id, draft)).id
        await actions.submit_answer(db, actor, second)
    async with build.acting(head, at) as (db, actor):
        await actions.approve_answer(db, actor, second, await as_seen(db, second))
    await disowned(build, head, answer_id)
    assert await owners(build, proposal_id) == {}
    page = await client.get(f"/chu-de/{proposal_id}")
    assert page.has("Thủ trưởng cơ quan cho biết đây không phải ý mình") and not page.has("Đã tiếp nhận")


async def test_a_recorded_approval_is_taken_back_while_its_proposal_is_hidden(
    client: Client, build: Builders
) -> None:
    path, answer_id, _, officer, head, body = await answered(client, build)
    await approved(build, officer, await build.person(Role.body_officer, body=body), answer_id)
    await hidden(build, proposal_of(path))
    await client.log_in(head)
    await client.post(not_mine(answer_id), SURE)
    assert (await state_of(build, answer_id)).recorded_by is None


async def test_nothing_else_is_done_with_an_answer_while_its_proposal_is_hidden(
    client: Client, build: Builders
) -> None:
    path, answer_id, _, officer, head, _ = await answered(client, build)
    sent_back = SentBack(note="Đề nghị nêu rõ.")
    async with build.acting(officer) as (db, actor):
        draft = DraftAnswer(outcome="declined", text="Chưa có căn cứ để tiếp thu.")
        unsent = (await actions.draft_answer(db, actor, proposal_of(path), draft)).id
    await hidden(build, proposal_of(path))
    with pytest.raises(Refused, match="không hiển thị"):
        async with build.acting(head) as (db, actor):
            await actions.send_back_answer(db, actor, answer_id, sent_back)
    with pytest.raises(Refused, match="không hiển thị"):
        async with build.acting(officer) as (db, actor):
            await actions.submit_answer(db, actor, unsent)


async def gone(build: Builders, body_id: int) -> None:
    """The body has ended; who worked there keeps the roles until they end."""
    async with build.acting(None) as (db, actor):
        (await load(db, Body, body_id)).ended_on = actor.today


async def owners(build: Builders, proposal_id: int) -> dict[DutyKind, OwnerKind]:
    thing = Thing("proposal", proposal_id)
    async with build.acting(None) as (db, actor):
        owed = await duties_of(db, actor.at, [thing])
    return {kind: duty.owner.kind for (_, kind), duty in owed.items() if duty.done_at is None}


async def test_a_body_that_has_ended_owes_no_second_answer_and_the_secretariat_assigns(
    client: Client, build: Builders
) -> None:
    path, answer_id, author, _, head, body = await answered(client, build)
    async with build.acting(head) as (db, actor):
        await actions.approve_answer(db, actor, answer_id, await as_seen(db, answer_id))
    await gone(build, body.id)
    async with build.acting(author) as (db, actor):
        await actions.rate_answer(db, actor, proposal_of(path), Verdict(answered=False))
    assert await owners(build, proposal_of(path)) == {DutyKind.take_up: OwnerKind.secretariat}
    other = await build.body("Sở Mẫu Khác")
    officer = await build.person(Role.body_officer, body=other)
    secretariat = await build.person(Role.secretariat)
    await client.log_in(secretariat)
    assert (await client.get("/ban-lam-viec")).has("Hiến kế cần giao cơ quan khác")
    async with build.acting(secretariat) as (db, actor):
        to = ToBody(body_id=other.id, reason="Cơ quan trước đã giải thể.")
        await actions.assign(db, actor, proposal_of(path), to)
    async with build.acting(officer) as (db, actor):
        await actions.take_up(db, actor, proposal_of(path), TakeUp(body_id=other.id))
    assert await owners(build, proposal_of(path)) == {DutyKind.answer: OwnerKind.body}
