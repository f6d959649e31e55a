"""Work passed on to a body arrives somewhere: one where nobody holds a role is named and refused beside its field."""

import pytest
from sqlalchemy import select

from forum.accounts.models import Account, Body
from forum.actor import Role
from forum.clock import now
from forum.contact import actions as contact
from forum.contact.actions.questions import Referral
from forum.database import load
from forum.deadlines.policy import DutyKind, OwnerKind
from forum.deadlines.queries import duty_of
from forum.errors import Invalid
from forum.notifications.models import Notice
from forum.thing import Thing
from forum.threads import actions
from forum.threads.actions.answers import DraftAnswer
from forum.threads.actions.proposals import TakeUp, ToBody
from tests.builders import Builders
from tests.client import Client
from tests.contact.scene import announced_session, asked
from tests.official_texts import state_of
from tests.threads.test_overtaken import proposal_of
from tests.threads.test_proposal_story import answered


async def test_a_proposal_is_not_handed_to_a_body_without_people(client: Client, build: Builders) -> None:
    path, _, _, officer, _, _ = await answered(client, build)
    empty, staffed = await build.body("Ban Mẫu Trống"), await build.body("Sở Mẫu Khác")
    await build.person(Role.body_head, body=staffed)
    step = f"/chu-de/{proposal_of(path)}/chuyen"
    await client.log_in(officer)
    page = await client.get(step)
    assert page.has("Ban Mẫu Trống (chưa có người nhận trên hệ thống)")
    assert not page.has("Sở Mẫu Khác (chưa có người nhận")
    fields = page.form(step) | {"reason": "Thuộc lĩnh vực của cơ quan khác."}
    page = await client.post(step, fields | {"body_id": str(empty.id)}, status=422)
    assert "chưa có người nhận việc trên hệ thống" in page.error_of("body_id")
    await client.post(step, page.form(step) | {"body_id": str(staffed.id)})


async def test_repeated_handovers_are_seen(client: Client, build: Builders) -> None:
    path, _, _, officer, _, _ = await answered(client, build)
    for name in ("Sở Mẫu Hai", "Sở Mẫu Ba"):
        body = await build.body(name)
        next_officer = await build.person(Role.body_officer, body=body)
        async with build.acting(officer) as (db, actor):
            to = ToBody(body_id=body.id, reason="Thuộc lĩnh vực của sở khác.")
            await actions.hand_over(db, actor, proposal_of(path), to)
        officer = next_officer
    await client.log_in(officer)
    assert (await client.get(path)).has("Đã chuyển cơ quan 2 lần")
    assert (await client.get(f"/chu-de/{proposal_of(path)}/chuyen")).has("đã được chuyển cơ quan 2 lần")


async def test_a_question_is_not_referred_to_a_body_without_people(build: Builders) -> None:
    scene = await announced_session(build, now())
    question_id, empty = await asked(build, scene), await build.body()
    async with build.acting(scene.secretariat) as (db, actor):
        with pytest.raises(Invalid) as refused:
            await contact.refer(
                db, actor, question_id, Referral(body_id=empty.id, reason="Thuộc thẩm quyền.")
            )
    assert refused.value.field == "body_id"


async def test_a_third_time_the_secretariat_assigns(client: Client, build: Builders) -> None:
    path, _, _, officer, _, _ = await answered(client, build)
    proposal_id = proposal_of(path)
    bodies = [await build.body(name) for name in ("Sở Mẫu Hai", "Sở Mẫu Ba", "Sở Mẫu Bốn")]
    for body in bodies[:2]:
        next_officer = await build.person(Role.body_officer, body=body)
        async with build.acting(officer) as (db, actor):
            to = ToBody(body_id=body.id, reason="Thuộc lĩnh vực của sở khác.")
            await actions.hand_over(db, actor, proposal_id, to)
        officer = next_officer
    last = await build.person(Role.body_officer, body=bodies[2])
    await client.log_in(officer)
    step = f"/chu-de/{proposal_id}/chuyen"
    fields = (await client.get(step)).form(step) | {
        "body_id": str(bodies[2].id),
        "reason": "Thuộc sở khác nữa.",
    }
    page = await client.post(step, fields, status=403)
    assert page.has("lần này do Văn phòng phân công")
    async with build.acting(await build.person(Role.secretariat)) as (db, actor):
        await actions.assign(
            db, actor, proposal_id, ToBody(body_id=bodies[2].id, reason="Văn phòng phân công.")
        )
    async with build.acting(last) as (db, actor):
        await actions.take_up(db, actor, proposal_id, TakeUp(body_id=bodies[2].id))


async def _taken_up_after_two_handovers(client: Client, build: Builders) -> tuple[int, int, Body, Account]:
    """The third body has taken it up. Returns the proposal, its drafted answer, the body and its officer."""
    path, _, _, officer, _, _ = await answered(client, build)
    proposal_id = proposal_of(path)
    for name in ("Sở Mẫu Hai", "Sở Mẫu Ba"):
        body = await build.body(name)
        async with build.acting(officer) as (db, actor):
            to = ToBody(body_id=body.id, reason="Thuộc lĩnh vực của sở khác.")
            officer = await build.person(Role.body_officer, body=body)
            await actions.hand_over(db, actor, proposal_id, to)
    async with build.acting(officer) as (db, actor):
        await actions.take_up(db, actor, proposal_id, TakeUp(body_id=body.id))
        draft = DraftAnswer(outcome="declined", text="Chưa có căn cứ để tiếp thu.")
        answer_id = (await actions.draft_answer(db, actor, proposal_id, draft)).id
    return proposal_id, answer_id, body, officer


async def test_the_secretariat_assigns_anew_what_a_third_body_took_up(
    client: Client, build: Builders
) -> None:
    proposal_id, answer_id, third, officer = await _taken_up_after_two_handovers(client, build)
    fourth = await build.body("Sở Mẫu Bốn")
    last = await build.person(Role.body_officer, body=fourth)
    await client.log_in(await build.person(Role.secretariat))
    step = f"/chu-de/{proposal_id}/giao"
    assert (await client.get(f"/chu-de/{proposal_id}")).soup.find(href=step) is not None
    page = await client.get(step)
    assert page.has("Sở Mẫu Ba đã tiếp nhận hiến kế này")
    fields = page.form(step) | {"reason": "Văn phòng phân công lại."}
    page = await client.post(step, fields | {"body_id": str(third.id)}, status=422)
    assert "chọn một cơ quan khác" in page.error_of("body_id")
    await client.post(step, page.form(step) | {"body_id": str(fourth.id)})
    assert (await state_of(build, answer_id)).state == "replaced"
    thing = Thing("proposal", proposal_id)
    async with build.acting(last) as (db, actor):
        assert await duty_of(db, actor.at, thing, DutyKind.answer) is None
        owed = await duty_of(db, actor.at, thing, DutyKind.take_up)
        assert owed is not None and owed.owner == (OwnerKind.body, fourth.id)
        await actions.take_up(db, actor, proposal_id, TakeUp(body_id=fourth.id))
        answer = await duty_of(db, actor.at, thing, DutyKind.answer)
        assert answer is not None and answer.owner == (OwnerKind.body, fourth.id)
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        told = await db.scalars(select(Notice.subject).where(Notice.persona_id == officer.persona_id))
    assert any("được giao cơ quan khác" in subject for subject in told)


async def test_what_a_body_took_up_before_it_ended_is_on_the_list_of_the_secretariat(
    client: Client, build: Builders
) -> None:
    path, _, _, _, _, body = await answered(client, build)
    secretary = await build.person(Role.secretariat)
    await client.log_in(secretary)
    assert not (await client.get("/ban-lam-viec")).has("Hiến kế cần giao cơ quan khác")
    async with build.acting(None) as (db, actor):
        (await load(db, Body, body.id)).ended_on = actor.today
    assert (await client.get("/ban-lam-viec")).has("Hiến kế cần giao cơ quan khác")
    other = await build.body("Sở Mẫu Khác")
    await build.person(Role.body_officer, body=other)
    async with build.acting(secretary) as (db, actor):
        to = ToBody(body_id=other.id, reason="Cơ quan trước đã giải thể.")
        await actions.assign(db, actor, proposal_of(path), to)
    assert not (await client.get("/ban-lam-viec")).has("Hiến kế cần giao cơ quan khác")
