"""What a body says is approved by its head here or on paper: recorded by one officer with the scan, confirmed by
another, told to the head at once, public an hour later at the earliest, taken back by 'không phải ý tôi'."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from forum import kinds
from forum.accounts.models import Account, Body
from forum.actor import Role
from forum.clock import local_date, now
from forum.commitments import actions as commitments
from forum.commitments.actions import DraftRequest
from forum.commitments.models import Commitment
from forum.consultations.actions import notices, preparing, responding
from forum.consultations.actions.notices import Announcement, StopReason
from forum.consultations.actions.preparing import NewConsultation
from forum.consultations.actions.sources import NewSource, replace_source
from forum.consultations.doubts import open_doubts
from forum.consultations.drafts import texts_of, version_of_draft
from forum.consultations.models import Consultation
from forum.consultations.policy import ConsultationState
from forum.contributions.models import Contribution
from forum.contributions.official import Countersignature, RecordedApproval, on_paper
from forum.contributions.policy import ApprovalHow, OfficialState
from forum.database import load
from forum.deadlines.policy import DutyKind
from forum.deadlines.queries import duties_of
from forum.errors import Conflict, Forbidden, Invalid
from forum.notifications.models import Notice, SampleMail
from forum.programme.models import ProgressReport, Task, TaskBody
from forum.progress import actions as progress
from forum.progress.actions import DraftProgress, RevisedProgress
from forum.progress.models import ProgressText
from forum.thing import Thing
from tests.builders import Builders
from tests.client import Client
from tests.commitments.scene import committed, working_day
from tests.consultations.test_responses import submitted
from tests.official_texts import as_recorded, as_seen, confirmation, seen_now, state_of
from tests.on_paper import NOTE, approved, countersigned, paper_of, recorded
from tests.progress_reports import drafted
from tests.threads.test_proposal_story import a_task, answered

SURE = {"sure": "true"}


def place(text_id: int, step: str) -> str:
    return f"/ban-chinh-thuc/{text_id}/{step}"


async def told(build: Builders, who: Account) -> list[str]:
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        return list(await db.scalars(select(Notice.subject).where(Notice.persona_id == who.persona_id)))


async def test_an_answer_to_a_proposal_from_the_paper_to_its_page(build: Builders, client: Client) -> None:
    path, answer_id, author, officer, head, body = await answered(client, build)
    second = await build.person(Role.body_officer, body=body)
    paper = await paper_of(build, officer, answer_id)
    await client.log_in(officer)
    assert place(answer_id, "ghi-nhan-duyet") in (await client.get(path)).text
    form = (await client.get(place(answer_id, "ghi-nhan-duyet"))).form(place(answer_id, "ghi-nhan-duyet"))
    assert form["how"] == "paper"
    refused = await client.post(place(answer_id, "ghi-nhan-duyet"), form | {"note": NOTE}, status=422)
    assert refused.has("bản chụp ý kiến duyệt") and refused.field("note").strip() == NOTE
    sent = form | {"note": NOTE, "file_ids": paper.file_ids}
    await client.post(place(answer_id, "ghi-nhan-duyet"), sent)
    subject = "có người ghi nhận rằng Ông/Bà đã duyệt"
    assert any(subject in one for one in await told(build, head))
    async with build.acting(None) as (db, _):
        mails = await db.scalars(select(SampleMail.to).where(SampleMail.subject.contains(subject)))
        assert list(mails) == [head.email]
    read = await confirmation(build, answer_id)
    await client.post(place(answer_id, "doi-chung"), read, status=403)  # who recorded it does not confirm it
    await client.log_in(second)
    assert (await client.get("/ban-lam-viec")).has("chờ người thứ hai xác nhận")
    page = await client.get(place(answer_id, "doi-chung"))
    assert page.has("Tiếp thu phần dùng chung thiết bị.") and page.has("Tiếp thu một phần") and page.has(NOTE)
    await client.post(place(answer_id, "doi-chung"), page.form(place(answer_id, "doi-chung")))
    await client.post(place(answer_id, "cong-bo"), status=403)
    page = await client.get(path)
    assert page.has("công bố được từ") and place(answer_id, "cong-bo") not in page.text
    first = (await state_of(build, answer_id)).approved_at
    assert first is not None and any("công bố" in one for one in await told(build, officer))
    with pytest.raises(Forbidden, match="công bố được từ"):
        async with build.acting(officer, first + timedelta(minutes=59)) as (db, actor):
            await on_paper.publish(db, actor, answer_id)
    await client.log_out()
    assert not (await client.get(path)).has("Tiếp thu phần dùng chung thiết bị.")
    async with build.acting(officer, first + timedelta(hours=1)) as (db, actor):
        await on_paper.publish(db, actor, answer_id)
    assert (await client.get(path)).has("Tiếp thu phần dùng chung thiết bị.")
    assert any("đã được trả lời" in one for one in await told(build, author))


async def test_the_head_takes_it_back_before_it_is_public(build: Builders, client: Client) -> None:
    path, answer_id, _, officer, head, body = await answered(client, build)
    second = await build.person(Role.body_officer, body=body)
    await approved(build, officer, second, answer_id)
    await client.log_in(head)
    assert place(answer_id, "khong-phai-y-toi") in (await client.get(path)).text
    assert (await client.get(place(answer_id, "khong-phai-y-toi"))).has("trên giấy")
    await client.post(place(answer_id, "khong-phai-y-toi"), SURE)
    row = await state_of(build, answer_id)
    assert (row.state, row.approved_digest, row.recorded_by) == (OfficialState.drafted, None, None)
    for person in (officer, second):
        assert any("không phải ý mình" in one for one in await told(build, person))
    with pytest.raises(Forbidden):
        async with build.acting(officer, now() + timedelta(hours=2)) as (db, actor):
            await on_paper.publish(db, actor, answer_id)


async def test_a_published_answer_that_its_head_disowns_answers_nothing(
    build: Builders, client: Client
) -> None:
    path, answer_id, author, officer, head, body = await answered(client, build)
    second = await build.person(Role.body_officer, body=body)
    await approved(build, officer, second, answer_id)
    async with build.acting(second, now() + timedelta(hours=2)) as (db, actor):
        await on_paper.publish(db, actor, answer_id)
    await client.log_in(head)
    assert place(answer_id, "khong-phai-y-toi") in (await client.get(path)).text
    await client.post(place(answer_id, "khong-phai-y-toi"), SURE)
    await client.log_out()
    page = await client.get(path)
    assert page.has("Thủ trưởng cơ quan cho biết đây không phải ý mình")
    assert page.has("Tiếp thu phần dùng chung thiết bị.") and page.has("Đã tiếp nhận")
    assert any("không phải ý người duyệt" in one for one in await told(build, author))
    thing = Thing("proposal", int(path.split("/")[-1].split("-")[0]))
    async with build.acting(None) as (db, _):
        owed = await duties_of(db, now(), [thing])
    assert owed[thing, DutyKind.answer].state == "running" and (thing, DutyKind.rate_answer) not in owed
    await client.log_in(officer)
    assert f"/chu-de/{thing.id}/tra-loi" in (await client.get(path)).text


async def test_who_may_not_is_refused(build: Builders, client: Client) -> None:
    path, answer_id, author, officer, head, body = await answered(client, build)
    second = await build.person(Role.body_officer, body=body)
    stranger = await build.person(Role.body_officer, body=await build.body())
    clerk = await build.person(Role.secretariat)
    for who, status in ((stranger, 404), (clerk, 404), (author, 404), (head, 403)):
        paper = await paper_of(build, who, answer_id)
        given = {"seen_digest": paper.seen_digest, "how": "paper", "note": NOTE, "file_ids": paper.file_ids}
        await client.log_in(who)
        await client.post(place(answer_id, "ghi-nhan-duyet"), given, status=status)
    await recorded(build, officer, answer_id)
    read = await confirmation(build, answer_id)
    for who, status in ((stranger, 404), (clerk, 404), (author, 404), (head, 403), (officer, 403)):
        await client.log_in(who)
        await client.post(place(answer_id, "doi-chung"), read, status=status)
        await client.post(place(answer_id, "cong-bo"), status=404 if status == 404 else 403)
    await countersigned(build, second, answer_id)
    for who in (stranger, clerk, author, officer, second):
        await client.log_in(who)
        refused = await client.http.post(
            place(answer_id, "khong-phai-y-toi"), data=SURE, headers={"sec-fetch-site": "same-origin"}
        )
        assert refused.status_code in (403, 404)
    assert not (await client.get(path)).has("không phải ý mình")


async def test_a_body_without_a_second_officer_says_so(build: Builders, client: Client) -> None:
    _, answer_id, _, officer, _, _ = await answered(client, build)
    await client.log_in(officer)
    page = await client.get(place(answer_id, "ghi-nhan-duyet"))
    assert page.has("không có cán bộ thứ hai để xác nhận")
    assert page.soup.find("textarea", {"name": "note"}) is None
    with pytest.raises(Forbidden, match="cán bộ thứ hai"):
        await recorded(build, officer, answer_id)


async def test_a_head_s_approval_is_recorded_from_paper_alone(build: Builders, client: Client) -> None:
    _, answer_id, _, officer, _, body = await answered(client, build)
    await build.person(Role.body_officer, body=body)
    seen = await seen_now(build, answer_id)
    for how, field in ((ApprovalHow.aloud, "how"), (ApprovalHow.paper, "file_ids")):
        with pytest.raises(Invalid) as refused:
            async with build.acting(officer) as (db, actor):
                told = RecordedApproval(seen_digest=seen, how=how, note=NOTE)
                await on_paper.record_approval(db, actor, answer_id, told)
        assert refused.value.field == field


async def leading(build: Builders) -> tuple[Task, Body, Account, Account]:
    """A task, the body that leads it, an officer and the head there."""
    task, body = await a_task(build), await build.body()
    async with build.acting(None) as (db, _):
        of_task = (TaskBody.task_id == task.id) & (TaskBody.part == "lead")
        await db.execute(update(TaskBody).where(of_task).values(now_body_id=body.id))
    officer = await build.person(Role.body_officer, body=body)
    return task, body, officer, await build.person(Role.body_head, body=body)


async def test_a_report_on_a_task_is_published_as_it_was_approved(build: Builders, client: Client) -> None:
    task, body, officer, head = await leading(build)
    second = await build.person(Role.body_officer, body=body)
    text_id = await drafted(build, officer, task.id, DraftProgress(state="done", text="Đã xong việc mẫu."))
    await recorded(build, officer, text_id)
    stale = await as_recorded_now(build, text_id)
    async with build.acting(officer) as (db, actor):
        words = await load(db, Contribution, text_id)
        seen = RevisedProgress.of(words.text_version, words.typed_text, await load(db, ProgressText, text_id))
        change = seen.model_copy(update={"text": "Đã xong hẳn việc mẫu."})
        await progress.revise_progress(db, actor, text_id, change)
    assert (await state_of(build, text_id)).recorded_by is None
    with pytest.raises((Forbidden, Conflict)):
        async with build.acting(second) as (db, actor):
            await on_paper.countersign(db, actor, text_id, stale)
    await approved(build, officer, second, text_id)
    async with build.acting(second, now() + timedelta(hours=2)) as (db, actor):
        await on_paper.publish(db, actor, text_id)
        report = (await db.scalars(select(ProgressReport).where(ProgressReport.text_id == text_id))).one()
        assert report.state == "done"
    page = await client.get(f"/nhiem-vu/{task.code}")
    assert page.has("Đã xong hẳn việc mẫu.") and page.has("duyệt trên giấy")
    await client.log_in(head)
    assert place(text_id, "khong-phai-y-toi") in (await client.get(f"/nhiem-vu/{task.code}")).text
    await client.post(place(text_id, "khong-phai-y-toi"), SURE)
    page = await client.get(f"/nhiem-vu/{task.code}")
    assert page.has("Thủ trưởng cơ quan cho biết đây không phải ý mình") and page.has("chưa có báo cáo")


async def as_recorded_now(build: Builders, text_id: int) -> Countersignature:
    async with build.acting(None) as (db, _):
        return await as_recorded(db, text_id)


async def test_a_new_date_that_a_body_asks_for(build: Builders) -> None:
    scene, commitment_id = await committed(build)
    second = await build.person(Role.body_officer, body=scene.body)
    due_on = working_day(local_date(now()) + timedelta(days=60))
    async with build.acting(scene.officer) as (db, actor):
        ask = DraftRequest(asks_for="new_due", due_on=due_on, text="Chờ số liệu của ba viện.")
        text_id = (await commitments.draft_request(db, actor, commitment_id, ask)).id
    paper = await paper_of(build, scene.officer, text_id)
    async with build.acting(scene.officer) as (db, actor):
        await commitments.record_text_approval(db, actor, text_id, paper)
    assert any("Ông/Bà đã duyệt" in one for one in await told(build, scene.head))
    with pytest.raises(Forbidden):
        async with build.acting(scene.officer) as (db, actor):
            await commitments.countersign_text(db, actor, text_id, await as_recorded(db, text_id))
    async with build.acting(second) as (db, actor):
        await commitments.countersign_text(db, actor, text_id, await as_recorded(db, text_id))
    with pytest.raises(Forbidden, match="công bố được từ"):
        async with build.acting(second) as (db, actor):
            await commitments.publish_text(db, actor, text_id)
    async with build.acting(second, now() + timedelta(hours=2)) as (db, actor):
        text = await commitments.publish_text(db, actor, text_id)
        assert text.taken_effect_at is not None
        assert (await load(db, Commitment, commitment_id)).body_id == scene.body.id


DRAFT = "Điều 1. Phạm vi\nQuy chế này quy định việc dùng chung phòng thí nghiệm."


async def announcing(build: Builders) -> tuple[int, int, Account, Account, Account]:
    """A consultation whose announcement an officer drafted."""
    body = await build.body()
    officer, second = [await build.person(Role.body_officer, body=body) for _ in range(2)]
    head = await build.person(Role.body_head, body=body)
    async with build.acting(officer) as (db, actor):
        new = NewConsultation(
            body_id=body.id,
            title="Quy chế dùng chung phòng",
            summary="Các trường mở phòng thí nghiệm cho nhau.",
            document_kind="draft-other",
            draft=DRAFT,
        )
        it = await preparing.create(db, actor, new)
        doubts = open_doubts(await version_of_draft(db, it.id, 1))
        day = actor.today + timedelta(days=1)
        dates = Announcement(opens_on=day, closes_on=day + timedelta(days=40), seen_doubts=doubts)
        return it.id, (await notices.announce(db, actor, it.id, dates)).id, officer, second, head


async def state_of_consultation(build: Builders, consultation_id: int) -> ConsultationState:
    async with build.acting(None) as (db, _):
        return (await load(db, Consultation, consultation_id)).state


async def test_a_consultation_is_announced_by_what_the_head_approved_on_paper(
    build: Builders, client: Client
) -> None:
    consultation_id, notice_id, officer, second, head = await announcing(build)
    address = f"/gop-y-du-thao/thong-bao/{notice_id}"
    await client.log_in(officer)
    page = await client.get(address)
    assert place(notice_id, "ghi-nhan-duyet") in page.text
    assert (await client.get(place(notice_id, "ghi-nhan-duyet"))).has("Quyết định")
    await approved(build, officer, second, notice_id)
    assert any("Ông/Bà đã duyệt" in one for one in await told(build, head))
    assert (await client.get(address)).has("công bố được từ")
    await client.post(place(notice_id, "cong-bo"), status=403)
    assert await state_of_consultation(build, consultation_id) == ConsultationState.draft
    async with build.acting(officer, now() + timedelta(hours=1, minutes=1)) as (db, actor):
        await on_paper.publish(db, actor, notice_id)
    assert await state_of_consultation(build, consultation_id) != ConsultationState.draft


async def stopping(build: Builders, by_head: bool) -> tuple[int, int, Account, Account, Account]:
    """An announced consultation that an officer, or the head, wants to stop."""
    consultation_id, announced_by, officer, second, head = await announcing(build)
    async with build.acting(head) as (db, actor):
        await notices.approve_notice(db, actor, announced_by, await as_seen(db, announced_by))
    async with build.acting(head if by_head else officer) as (db, actor):
        because = StopReason(reason="Dự thảo được rút để soạn lại.")
        notice = await notices.stop(db, actor, consultation_id, because)
    return consultation_id, notice.id, officer, second, head


async def test_a_consultation_is_stopped_by_what_the_head_approved_on_paper(
    build: Builders, client: Client
) -> None:
    consultation_id, notice_id, officer, second, head = await stopping(build, by_head=False)
    address, public = f"/gop-y-du-thao/thong-bao/{notice_id}", f"/gop-y-du-thao/{consultation_id}"
    await client.log_in(officer)
    assert place(notice_id, "ghi-nhan-duyet") in (await client.get(address)).text
    page = await client.get(place(notice_id, "ghi-nhan-duyet"))
    assert page.has("Dừng lấy ý kiến") and page.has("Dự thảo được rút để soạn lại.")
    await recorded(build, officer, notice_id)
    read = await confirmation(build, notice_id)
    await client.post(place(notice_id, "doi-chung"), read, status=403)  # who recorded it does not confirm it
    await countersigned(build, second, notice_id)
    assert any("Ông/Bà đã duyệt" in one for one in await told(build, head))
    await client.post(place(notice_id, "cong-bo"), status=403)
    assert await state_of_consultation(build, consultation_id) != ConsultationState.stopped
    async with build.acting(second, now() + timedelta(hours=1, minutes=1)) as (db, actor):
        await on_paper.publish(db, actor, notice_id)
    assert await state_of_consultation(build, consultation_id) == ConsultationState.stopped
    await client.log_out()
    assert (await client.get(public)).has("Dự thảo được rút để soạn lại.")


async def test_a_stop_that_its_head_drafted_is_for_another_head_to_approve_here(
    build: Builders, client: Client
) -> None:
    _, notice_id, officer, _second, head = await stopping(build, by_head=True)
    await client.log_in(officer)
    address = f"/gop-y-du-thao/thong-bao/{notice_id}"
    assert place(notice_id, "ghi-nhan-duyet") not in (await client.get(address)).text
    with pytest.raises(Forbidden, match="thủ trưởng khác duyệt"):
        await recorded(build, officer, notice_id)
    await client.log_in(head)
    await client.post(f"{address}/duyet", {"seen_digest": await seen_now(build, notice_id)}, status=403)


async def test_a_draft_that_changes_after_the_paper_is_not_announced_by_it(build: Builders) -> None:
    consultation_id, notice_id, officer, second, _ = await announcing(build)
    await approved(build, officer, second, notice_id)
    async with build.acting(officer) as (db, actor):
        version = await version_of_draft(db, consultation_id, 1)
        seen = NewSource.of(version, await texts_of(db, consultation_id, 1))
        await replace_source(db, actor, consultation_id, seen.model_copy(update={"draft": f"{DRAFT} Hết."}))
    with pytest.raises(Conflict):
        async with build.acting(officer, now() + timedelta(hours=2)) as (db, actor):
            await on_paper.publish(db, actor, notice_id)
    async with build.acting(officer) as (db, actor):  # and the way on is another notice
        doubts = open_doubts(await version_of_draft(db, consultation_id, 1))
        day = actor.today + timedelta(days=1)
        dates = Announcement(opens_on=day, closes_on=day + timedelta(days=40), seen_doubts=doubts)
        await notices.announce(db, actor, consultation_id, dates)
    assert (await state_of(build, notice_id)).state == OfficialState.replaced


async def test_responses_wait_for_their_hour_and_others_do_not_wait_for_them(build: Builders) -> None:
    scene, response_id = await submitted(build)
    async with build.acting(None) as (db, _):
        consultation = await load(db, Consultation, scene.consultation_id)
        body = await load(db, Body, consultation.body_id)
    second = await build.person(Role.body_officer, body=body)
    await approved(build, scene.officer, second, response_id)
    with pytest.raises(Forbidden, match="công bố được từ"):
        async with build.acting(second) as (db, actor):
            await responding.publish_responses(db, actor, scene.consultation_id)
    async with build.acting(second, now() + timedelta(hours=2)) as (db, actor):
        assert await responding.publish_responses(db, actor, scene.consultation_id) == 1
    async with build.acting(scene.head) as (db, actor):
        await kinds.repudiate(db, actor, response_id)
    assert (await state_of(build, response_id)).repudiated_at is not None
