"""A consultation of a body that ends is answered and concluded by the head of its successor, or of the body that the
secretariat or a leader names."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from forum.accounts.models import Account
from forum.actor import Role
from forum.clock import now
from forum.consultations.actions import notices, preparing
from forum.consultations.actions.preparing import NewConsultation
from forum.consultations.actions.responding import (
    ResponseText,
    approve_responses,
    draft_response,
    publish_responses,
    submit_responses,
)
from forum.consultations.models import Consultation
from forum.consultations.policy import ConsultationState
from forum.contributions.handovers.actions import NamedBody, name_body
from forum.contributions.handovers.models import BodyHandover
from forum.contributions.official.together import Approvals
from forum.database import load
from forum.errors import Forbidden
from tests.builders import Builders
from tests.client import Client
from tests.consultations.test_papers import Scene, critiqued
from tests.consultations.test_responses import submitted
from tests.handovers.test_commitments_pass_on import an_heir, ended, told, waiting_id
from tests.official_texts import seen

LATER = timedelta(days=40)


async def body_of(build: Builders, scene: Scene) -> int:
    async with build.acting(None) as (db, _):
        return (await load(db, Consultation, scene.consultation_id)).body_id


async def published(build: Builders, scene: Scene, response_id: int, head: Account) -> None:
    async with build.acting(head) as (db, actor):
        read = Approvals(approved=[f"{response_id}:{await seen(db, response_id)}"])
        await approve_responses(db, actor, scene.consultation_id, read)
    async with build.acting(head) as (db, actor):
        await publish_responses(db, actor, scene.consultation_id)


async def concluded(build: Builders, scene: Scene, head: Account) -> None:
    async with build.acting(head, now() + LATER) as (db, actor):
        await notices.conclude(db, actor, scene.consultation_id)
    async with build.acting(None) as (db, _):
        it = await load(db, Consultation, scene.consultation_id)
    assert it.state == ConsultationState.concluded


async def test_the_head_of_its_successor_answers_and_concludes(build: Builders, client: Client) -> None:
    """Also with what the body that ended had drafted."""
    scene, response_id = await submitted(build)
    old = await body_of(build, scene)
    heir, _officer, head = await an_heir(build)
    await ended(build, old, heir)
    await published(build, scene, response_id, head)
    await concluded(build, scene, head)
    assert scene.author.persona_id in await told(build, f"nay do {heir.name} chịu trách nhiệm")
    page = await client.get(f"/gop-y-du-thao/{scene.consultation_id}", follow=True)
    assert page.has(f"đã kết thúc hoạt động; {heir.name} tiếp nhận")


@pytest.mark.parametrize("role", [Role.secretariat, Role.leader])
async def test_without_one_the_secretariat_or_a_leader_names_a_body(build: Builders, role: Role) -> None:
    scene = await critiqued(build)
    other, officer, head = await an_heir(build, "Sở Mẫu B")
    naming = await build.person(role, leader=await build.leader() if role == Role.leader else None)
    await ended(build, await body_of(build, scene))
    handover_id = await waiting_id(build)
    for clerk in (scene.officer, officer, head, scene.author):
        async with build.acting(clerk) as (db, actor):
            with pytest.raises(Forbidden):
                await name_body(
                    db, actor, handover_id, NamedBody(body_id=other.id, reason="Nay thuộc Sở Mẫu B.")
                )
    async with build.acting(naming) as (db, actor):
        await name_body(db, actor, handover_id, NamedBody(body_id=other.id, reason="Nay thuộc Sở Mẫu B."))
    async with build.acting(officer) as (db, actor):
        draft = ResponseText(opinion_ids=scene.opinions, result="explain", text="Giữ như dự thảo.")
        response = await draft_response(db, actor, scene.consultation_id, draft)
        await submit_responses(db, actor, scene.consultation_id)
    await published(build, scene, response.id, head)
    await concluded(build, scene, head)


async def test_a_draft_that_nobody_saw_waits_for_nobody(build: Builders) -> None:
    body = await build.body()
    officer = await build.person(Role.body_officer, body=body)
    async with build.acting(officer) as (db, actor):
        new = NewConsultation(
            body_id=body.id,
            title="Quy chế dùng chung",
            summary="Các trường mở phòng thí nghiệm cho nhau.",
            document_kind="draft-other",
            draft="Điều 1. Phạm vi",
        )
        it = await preparing.create(db, actor, new)
    await ended(build, body.id)
    async with build.acting(None) as (db, _):
        assert await db.scalar(select(BodyHandover.id)) is None
    heir, _officer, _head = await an_heir(build)
    await ended(build, body.id, heir)
    async with build.acting(None) as (db, _):
        assert (await load(db, Consultation, it.id)).body_id == heir.id
