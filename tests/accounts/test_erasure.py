"""Erasure on request: a duty with the days of the law, carried out by two people."""

from typing import Any

import pytest
from sqlalchemy import func, select

from forum.accounts.models import Account, ErasureOutcome, ErasureRequest, Persona
from forum.actor import Actor, Purpose, Role
from forum.clock import now
from forum.contributions.actions.consenting import withdraw_consent
from forum.contributions.actions.erasing import (
    ConfirmedErasure,
    ErasureSentBack,
    ProposedErasure,
    Wish,
    ask_for_erasure,
    confirm_erasure,
    propose_erasure,
    send_back_erasure,
)
from forum.contributions.models import Contribution
from forum.database import load
from forum.days import deadline
from forum.deadlines.models import Duty
from forum.errors import Conflict, Forbidden
from forum.notifications.models import Notice, SampleMail
from forum.programme.models import Task
from forum.threads.actions import start_thread
from forum.threads.actions.threads import NewThread
from tests.builders import Builders
from tests.client import Client


async def _published(build: Builders, author: Any) -> int:
    forum = await build.forum()
    async with build.acting(author) as (db, actor):
        task_id = await db.scalar(select(Task.id).limit(1))
        text = "Nội dung của hiến kế mẫu."
        new = NewThread(title="Hiến kế mẫu", text=text, forum_id=forum.id, task_ids=[task_id or 0])
        return (await start_thread(db, actor, new)).id


async def test_two_people_erase_and_the_text_stays_without_its_author(
    client: Client, build: Builders
) -> None:
    author = await build.person(Role.intellectual, name="Người Viết Mẫu", is_trusted=True)
    administrator, auditor = await build.person(Role.administrator), await build.person(Role.auditor)
    thread = await _published(build, author)
    await build.run_jobs()
    await client.log_in(author)
    page = await client.follow(await client.send("/cua-toi/xoa-du-lieu", {"note": "Xin xóa."}))
    assert page.has("Đã nhận yêu cầu; thời hạn thực hiện")
    await client.send("/cua-toi/xoa-du-lieu", {"note": "Xin xóa lần nữa."}, status=409)
    async with build.acting(None) as (db, _):
        duty = (await db.scalars(select(Duty).where(Duty.kind == "erase"))).one()
        request = (await db.scalars(select(ErasureRequest))).one()
    assert duty.due_at is not None and 19 <= (duty.due_at - now()).days <= 20
    await client.log_in(administrator)
    assert (await client.get("/ban-lam-viec")).has("Người Viết Mẫu")
    path = f"/quan-tri/xoa-du-lieu/{request.id}"
    await client.send(path, {"outcome": "whole", "reason": "Đã kiểm tra người đề nghị."})
    await client.post(f"{path}/xac-nhan", {"sure": "true"}, status=403)
    await client.log_in(auditor)
    await client.send(f"{path}/xac-nhan", {"sure": "true"})
    async with build.acting(None) as (db, _):
        assert await db.get(Account, author.id) is None
        assert (await load(db, Persona, author.persona_id)).name == "Tài khoản đã xóa"
        assert (await load(db, Contribution, thread)).visibility == "published"
        own = select(func.count()).where(Notice.persona_id == author.persona_id)
        assert await db.scalar(own) == 0
        assert (await db.get_one(Duty, duty.id)).done_at is not None
    await client.log_out()
    page = await client.get(f"/chu-de/{thread}")
    assert page.has("Tài khoản đã xóa") and not page.has("Người Viết Mẫu")


async def test_nobody_confirms_what_they_proposed_and_nobody_else_sees_the_request(build: Builders) -> None:
    author, stranger = await build.person(Role.intellectual), await build.person(Role.moderator)
    administrator = await build.person(Role.administrator)
    async with build.acting(author) as (db, actor):
        erasure_id = (await ask_for_erasure(db, actor, Wish())).thing_id
    for person in (stranger, author):
        with pytest.raises(Forbidden):
            async with build.acting(person) as (db, actor):
                await _propose(db, actor, erasure_id)
    async with build.acting(administrator) as (db, actor):
        await _propose(db, actor, erasure_id)
    with pytest.raises((Forbidden, Conflict)):
        async with build.acting(administrator) as (db, actor):
            await _confirm(db, actor, erasure_id)


async def test_who_asked_is_told_by_when_and_may_take_the_request_back(
    client: Client, build: Builders
) -> None:
    author = await build.person(Role.intellectual, is_trusted=True)
    administrator, auditor = await build.person(Role.administrator), await build.person(Role.auditor)
    await _without_mail(build, author)
    await client.log_in(author)
    await client.send("/cua-toi/xoa-du-lieu", {})
    await build.run_jobs()
    (letter,) = await _letters(build, author)
    request, duty = await _request(build)
    assert duty.due_at is not None
    assert (
        letter.subject == f"Yêu cầu xóa dữ liệu cá nhân: đã nhận; thời hạn thực hiện: {deadline(duty.due_at)}"
    )
    assert "rút lại yêu cầu" in letter.text and "Thôi nhận" not in letter.text
    page = await client.get("/cua-toi")
    back = f"/cua-toi/xoa-du-lieu/{request.id}/rut"
    assert page.has("Đã nhận; thời hạn thực hiện") and page.soup.select(f"form[action='{back}']")
    assert (await client.get("/thong-bao")).has("thời hạn thực hiện")
    await _proposed(build, administrator, request.id, ErasureOutcome.whole)
    page = await client.follow(await client.post(back))
    assert page.has("Ông/Bà đã rút lại ngày") and not page.soup.select(f"form[action='{back}']")
    await client.post(back, status=403)
    with pytest.raises(Forbidden):
        async with build.acting(auditor) as (db, actor):
            await _confirm(db, actor, request.id)
    async with build.acting(None) as (db, _):
        assert await db.get(Account, author.id) is not None
        assert (await db.get_one(Duty, duty.id)).void_at is not None
    await client.send("/cua-toi/xoa-du-lieu", {"note": "Lần này tôi chắc chắn."})


@pytest.mark.parametrize("outcome", [ErasureOutcome.declined, ErasureOutcome.in_part])
async def test_two_decline_for_a_reason_of_law_and_the_person_reads_it(
    client: Client, build: Builders, outcome: ErasureOutcome
) -> None:
    author = await build.person(Role.intellectual, name="Người Viết Mẫu", is_trusted=True)
    administrator, auditor = await build.person(Role.administrator), await build.person(Role.auditor)
    thread = await _published(build, author)
    async with build.acting(author) as (db, actor):
        erasure_id = (await ask_for_erasure(db, actor, Wish(note="Xin xóa."))).thing_id
    await client.log_in(administrator)
    path = f"/quan-tri/xoa-du-lieu/{erasure_id}"
    reason = {"outcome": outcome, "reason": "Đang có việc cần giải quyết."}
    page = await client.send(path, reason, status=422)
    assert "Căn cứ pháp luật" in page.error_of("legal_basis")
    await client.send(path, reason | {"legal_basis": "Điều khoản mẫu của luật"})
    await client.post(f"{path}/xac-nhan", {"sure": "true"}, status=403)
    await client.log_in(auditor)
    assert (await client.get(f"{path}/xac-nhan")).has("Điều khoản mẫu của luật")
    await client.send(f"{path}/xac-nhan", {"sure": "true"})
    await build.run_jobs()
    letter = (await _letters(build, author))[-1]
    assert "Đang có việc cần giải quyết." in letter.text and "Điều khoản mẫu của luật" in letter.text
    await client.log_in(author)
    page = await client.get("/cua-toi")
    assert page.has("Đang có việc cần giải quyết.") and page.has("Điều khoản mẫu của luật")
    async with build.acting(None) as (db, _):
        assert (await load(db, Account, author.id)).closed_at is None
        is_named = (await load(db, Persona, author.persona_id)).name == "Người Viết Mẫu"
        assert is_named == (outcome == ErasureOutcome.declined)
        duty = (await db.scalars(select(Duty).where(Duty.kind == "erase"))).one()
        assert duty.done_at is not None
    page = await client.get(f"/chu-de/{thread}")
    assert page.has("Tài khoản đã xóa") != is_named


async def test_nobody_takes_back_or_reads_what_another_asked(client: Client, build: Builders) -> None:
    author, other = await build.person(Role.intellectual), await build.person(Role.intellectual)
    async with build.acting(author) as (db, actor):
        erasure_id = (await ask_for_erasure(db, actor, Wish())).thing_id
    for person in (other, await build.person(Role.administrator)):
        await client.log_in(person)
        await client.post(f"/cua-toi/xoa-du-lieu/{erasure_id}/rut", status=404)
        assert not (await client.get("/cua-toi")).has("thời hạn thực hiện")


@pytest.mark.parametrize("by", ["auditor", "administrator"])
async def test_a_proposal_is_sent_back_with_a_reason_that_the_person_reads(
    client: Client, build: Builders, by: str
) -> None:
    author = await build.person(Role.intellectual, name="Người Viết Mẫu", is_trusted=True)
    office = {role: await build.person(Role(role)) for role in ("administrator", "auditor")}
    await _without_mail(build, author)
    async with build.acting(author) as (db, actor):
        erasure_id = (await ask_for_erasure(db, actor, Wish())).thing_id
    _, before = await _request(build)
    path, why = f"/quan-tri/xoa-du-lieu/{erasure_id}", "Chưa nêu căn cứ nào về thời hạn lưu."
    await client.log_in(author)
    await client.get(f"{path}/tra-lai", status=404)
    await client.log_in(office["administrator"])
    await client.get(f"{path}/tra-lai", status=403)
    await _proposed(build, office["administrator"], erasure_id, ErasureOutcome.whole)
    await client.log_in(office[by])
    desk = await client.get("/ban-lam-viec")
    way = "tra-lai" if by == "administrator" else "xac-nhan"
    assert desk.soup.select(f"a[href='{path}/{way}']")
    if by == "auditor":
        assert (await client.get(f"{path}/xac-nhan")).soup.select(f"a[href='{path}/tra-lai']")
    assert (await client.send(f"{path}/tra-lai", {"reason": ""}, status=422)).error_of("reason")
    page = await client.follow(await client.send(f"{path}/tra-lai", {"reason": why}))
    assert page.has("Đã trả lại; yêu cầu chờ đề nghị khác")
    await client.get(f"{path}/xac-nhan", status=403)
    await build.run_jobs()
    assert why in (await _letters(build, author))[-1].text
    assert any(why in it.text for it in await _letters(build, office["administrator"])) == (by == "auditor")
    _, after = await _request(build)
    assert (after.due_at, after.done_at) == (before.due_at, None)
    await client.log_in(author)
    page = await client.get("/cua-toi")
    assert page.has(why) and page.has("Đã nhận; thời hạn thực hiện")
    await client.log_in(office["administrator"])
    assert (await client.get(path)).has(why)
    await client.send(path, {"outcome": "whole", "reason": "Đã kiểm tra lại."})
    await client.log_in(office["auditor"])
    await client.send(f"{path}/xac-nhan", {"sure": "true"})


@pytest.mark.parametrize(
    ("way", "said"), [("xac-nhan", {"sure": "true"}), ("tra-lai", {"reason": "Thiếu căn cứ."})]
)
async def test_nobody_decides_on_a_proposal_that_they_have_not_read(
    client: Client, build: Builders, way: str, said: dict[str, str]
) -> None:
    author, first = await build.person(Role.intellectual), await build.person(Role.administrator)
    async with build.acting(author) as (db, actor):
        erasure_id = (await ask_for_erasure(db, actor, Wish())).thing_id
    await _proposed(build, first, erasure_id, ErasureOutcome.whole)
    await client.log_in(await build.person(Role.auditor))
    path = f"/quan-tri/xoa-du-lieu/{erasure_id}/{way}"
    form = (await client.get(path)).form(path)
    async with build.acting(first) as (db, actor):
        sent = ErasureSentBack.of(await load(db, ErasureRequest, erasure_id))
        await send_back_erasure(db, actor, erasure_id, sent.model_copy(update={"reason": "Tôi ghi nhầm."}))
    await _proposed(build, first, erasure_id, ErasureOutcome.in_part, "Điều khoản mẫu")
    page = await client.post(path, form | said, status=409)
    assert page.has("Thực hiện một phần")


async def _without_mail(build: Builders, person: Any) -> None:
    async with build.acting(person) as (db, actor):
        await withdraw_consent(db, actor, Purpose.mail)


async def _letters(build: Builders, person: Any) -> list[SampleMail]:
    async with build.acting(None) as (db, _):
        own = select(SampleMail).where(SampleMail.to == person.email).order_by(SampleMail.id)
        return list((await db.scalars(own)).all())


async def _request(build: Builders) -> tuple[ErasureRequest, Duty]:
    async with build.acting(None) as (db, _):
        duty = (await db.scalars(select(Duty).where(Duty.kind == "erase"))).one()
        return (await db.scalars(select(ErasureRequest))).one(), duty


async def _proposed(
    build: Builders, who: Any, erasure_id: int, outcome: ErasureOutcome, law: str = ""
) -> None:
    async with build.acting(who) as (db, actor):
        new = ProposedErasure(outcome=outcome, legal_basis=law, reason="Đã kiểm tra người đề nghị.")
        await propose_erasure(db, actor, erasure_id, new)


async def _propose(db: Any, actor: Actor, erasure_id: int) -> None:
    await propose_erasure(
        db,
        actor,
        erasure_id,
        ProposedErasure(outcome=ErasureOutcome.whole, reason="Đã kiểm tra người đề nghị."),
    )


async def _confirm(db: Any, actor: Actor, erasure_id: int) -> None:
    confirmed = ConfirmedErasure.of(await load(db, ErasureRequest, erasure_id))
    await confirm_erasure(db, actor, erasure_id, confirmed)
