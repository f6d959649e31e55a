"""Personal data in what an office typed beside an act: masked at once by one person, for good by a second."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from forum.accounts.models import Account
from forum.actor import Role
from forum.clock import now
from forum.contact import actions as contact
from forum.contact.actions.calling_off import Cancellation
from forum.contact.actions.questions import Refusal
from forum.contact.models import Question
from forum.contributions.models import Contribution, OfficialText
from forum.database import load
from forum.desk.actions import reasons
from forum.desk.actions.reasons import NewReasonMask
from forum.desk.auditing import check
from forum.desk.models import ReasonMask
from forum.errors import Forbidden
from forum.jobs import JobContext
from forum.journal import JournalRow
from forum.programme.actions.leads import CurrentLead, leads_of, set_current_lead
from forum.programme.models import Task, TaskBody
from tests.builders import Builders
from tests.client import Client
from tests.contact.scene import Scene, announced_session, asked, held, minutes_published
from tests.desk.test_proofs import linked

NUMBER = "0912 000 123"
WHY = f"Việc riêng của ông Mẫu, đề nghị liên hệ số {NUMBER}."
BAR = "đã che theo quy tắc Q4"


async def declined(build: Builders) -> tuple[Scene, int, str]:
    """A question that was declined for a reason with somebody's number in it."""
    scene = await announced_session(build, now() - timedelta(days=12))
    question_id = await asked(build, scene)
    async with build.acting(scene.secretariat, scene.closed_at) as (db, actor):
        no = Refusal(reason=WHY, where_to_go="Bộ phận tiếp công dân mẫu.")
        await contact.decline(db, actor, question_id, no)
        code = (await load(db, Contribution, question_id)).code
    assert code is not None
    return scene, question_id, code


async def masked(build: Builders, by: Account, code: str, passage: str = NUMBER) -> int:
    async with build.acting(by) as (db, actor):
        return (await reasons.mask_reason(db, actor, NewReasonMask(code=code, passage=passage, rule="Q4"))).id


async def test_a_reason_is_masked_at_once_and_for_good_by_a_second_person(
    build: Builders, client: Client
) -> None:
    scene, question_id, code = await declined(build)
    await build.run_jobs()
    await held(build, scene)
    text_id = await minutes_published(build, scene)
    pages = (f"{scene.url}/cau-hoi/{question_id}", f"{scene.url}/bien-ban")
    for url in pages:
        assert (await client.get(url)).has(NUMBER)
    moderator = await build.person(Role.moderator)
    await client.log_in(moderator)
    form = "/duyet-noi-dung/ly-do/che"
    wrong = await client.send(form, {"code": code, "passage": "không có ở đâu", "rule": "Q4"}, status=422)
    assert wrong.error_of("passage") and wrong.field("code") == code
    await client.send(form, {"code": code, "passage": NUMBER, "rule": "Q4"})
    assert (await client.get("/duyet-noi-dung/ly-do")).has(NUMBER), "a second person sees what they confirm"
    async with build.acting(None) as (db, _):
        mask_id = (await db.scalars(select(ReasonMask.id))).one()
    await client.post(f"/duyet-noi-dung/ly-do/{mask_id}/xac-nhan", status=403)
    await client.log_in(scene.asker)
    for url in (*pages, "/thong-bao"):
        page = await client.get(url)
        assert not page.has(NUMBER) and page.has(BAR), url
    await client.log_in(await build.person(Role.staff))
    assert (await client.get("/ban-lam-viec")).has("1 chờ người thứ hai")
    await client.post(f"/duyet-noi-dung/ly-do/{mask_id}/xac-nhan")
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        assert NUMBER not in (await load(db, Question, question_id)).reason
        assert NUMBER not in str((await load(db, OfficialText, text_id)).approved_content)
        it = await load(db, ReasonMask, mask_id)
        assert (it.passage, it.originals) == ("", [])
        rows = await db.scalars(select(JournalRow.payload))
        assert not any(NUMBER in str(payload) for payload in rows), "the journal holds it no more"
    await linked(build.engine)
    async with build.acting(None) as (db, _):
        checked = await check(db, None)
    assert checked.is_sound, [str(one) for one in checked.lines]


async def test_it_is_shown_again_where_nobody_confirms_it(build: Builders, client: Client) -> None:
    scene, question_id, code = await declined(build)
    await masked(build, await build.person(Role.moderator), code)
    url = f"{scene.url}/cau-hoi/{question_id}"
    assert not (await client.get(url)).has(NUMBER)
    for hours in (71, 73, 74):
        async with build.acting(None, now() + timedelta(hours=hours)) as (db, actor):
            await reasons.lift_unconfirmed_masks(JobContext(db, actor.at, build.settings, build.engine))
        assert (await client.get(url)).has(NUMBER) is (hours > 72)


async def test_who_masked_it_by_a_slip_lifts_it_and_what_was_written_since_stays(build: Builders) -> None:
    _, question_id, code = await declined(build)
    staff = await build.person(Role.staff)
    for is_written_anew in (False, True):
        mask_id = await masked(build, staff, code)
        if is_written_anew:
            async with build.acting(None) as (db, _):
                (await load(db, Question, question_id)).reason = "Lý do khác."
        async with build.acting(staff) as (db, actor):
            await reasons.lift_reason_mask(db, actor, mask_id)
        async with build.acting(None) as (db, _):
            assert (await load(db, Question, question_id)).reason == (
                "Lý do khác." if is_written_anew else WHY
            )


async def test_the_reason_of_a_cancelled_session(build: Builders, client: Client) -> None:
    scene = await announced_session(build, now())
    async with build.acting(scene.secretariat) as (db, actor):
        session = await contact.cancel(db, actor, scene.session_id, Cancellation(reason=WHY))
        code = session.code
    assert (await client.get(scene.url)).has(NUMBER)
    await masked(build, scene.secretariat, code)
    page = await client.get(scene.url)
    assert not page.has(NUMBER) and page.has(BAR)


async def test_who_may_not_masks_nothing(build: Builders, client: Client) -> None:
    scene, _, code = await declined(build)
    mask_id = await masked(build, scene.secretariat, code)
    for who in (scene.asker, scene.officer, scene.leader_person):
        with pytest.raises(Forbidden):
            await masked(build, who, code)
        await client.log_in(who)
        await client.get("/duyet-noi-dung/ly-do", status=403)
        for step in ("xac-nhan", "bo-che"):
            await client.post(f"/duyet-noi-dung/ly-do/{mask_id}/{step}", status=403)


async def test_why_a_task_was_given_to_another_body(build: Builders, client: Client) -> None:
    """Also for good: the journal of the act holds it no more."""
    heir, administrator = await build.body("Sở Mẫu Hợp Nhất"), await build.person(Role.administrator)
    async with build.acting(administrator) as (db, actor):
        lead = (
            await db.scalars(select(TaskBody).where(TaskBody.part == "lead").order_by(TaskBody.id))
        ).first()
        assert lead is not None
        task = await load(db, Task, lead.task_id)
        new = CurrentLead.of(await leads_of(db, task.id), lead.id)
        filled = {"named_id": lead.id, "body_id": heir.id, "reason": WHY}
        await set_current_lead(db, actor, task.id, new.model_copy(update=filled))
    url = f"/nhiem-vu/{task.code}"
    assert (await client.get(url)).has(NUMBER)
    mask_id = await masked(build, await build.person(Role.moderator), task.code)
    page = await client.get(url)
    assert not page.has(NUMBER) and page.has(BAR)
    async with build.acting(await build.person(Role.staff)) as (db, actor):
        await reasons.confirm_reason_mask(db, actor, mask_id)
    async with build.acting(None) as (db, _):
        rows = await db.scalars(select(JournalRow.payload).where(JournalRow.thing_kind == "task"))
        assert not any(NUMBER in str(payload) for payload in rows)
