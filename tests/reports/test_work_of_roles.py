"""'Bàn làm việc' names what waits for each role that has work."""

from sqlalchemy import select

from forum.accounts.models import ErasureOutcome, ErasureRequest
from forum.actor import Role
from forum.contributions.actions.erasing import ProposedErasure, Wish, ask_for_erasure, propose_erasure
from tests.builders import Builders
from tests.client import Client


async def test_an_erasure_that_awaits_its_second_person_is_named_to_auditors_and_other_administrators(
    build: Builders, client: Client
) -> None:
    person, first = await build.person(Role.intellectual), await build.person(Role.administrator)
    async with build.acting(person) as (db, actor):
        await ask_for_erasure(db, actor, Wish(note="Xin xóa tài khoản."))
    async with build.acting(first) as (db, actor):
        request_id = await db.scalar(select(ErasureRequest.id))
        assert request_id is not None
        await propose_erasure(
            db,
            actor,
            request_id,
            ProposedErasure(outcome=ErasureOutcome.whole, reason="Đã kiểm tra người đề nghị."),
        )
    for role in (Role.auditor, Role.administrator):
        await client.log_in(await build.person(role))
        page = await client.get("/ban-lam-viec")
        assert not page.has("Không có việc nào đang chờ"), role
        assert page.has("Xác nhận việc giải quyết yêu cầu xóa dữ liệu"), role
    await client.log_in(first)
    assert not (await client.get("/ban-lam-viec")).has("Xác nhận việc giải quyết")
