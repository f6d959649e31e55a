"""What becomes of a question: placed, merged, referred, declined, carried."""

from datetime import timedelta

import pytest
from bs4 import Tag
from sqlalchemy import select

from forum import kinds
from forum.accounts.models import Account
from forum.actor import Role
from forum.clock import now
from forum.commitments.models import Commitment
from forum.contact import actions
from forum.contact.actions.answers import AnswerText, Publication, RevisedAnswer
from forum.contact.actions.merging import Merge, Objection
from forum.contact.actions.questions import (
    Deferral,
    NewQuestion,
    Referral,
    Refusal,
    ScheduleWrittenAnswer,
)
from forum.contact.models import ContactSession, Question, Series
from forum.contact.queries.questions import question_page
from forum.contact.texts import actions as session_actions
from forum.contact.texts.record import dispositions_of
from forum.contributions import actions as texts
from forum.contributions.models import Contribution, Revision
from forum.database import load
from forum.deadlines.policy import DutyKind
from forum.deadlines.queries import duty_of
from forum.errors import Forbidden, Invalid
from forum.notifications.models import Notice
from forum.thing import Thing
from tests import session_texts
from tests.builders import UNSTATED, Builders
from tests.client import Client
from tests.commitments.scene import promised
from tests.contact.scene import (
    Scene,
    announced_session,
    answered,
    approved,
    asked,
    drafted,
    entered,
    held,
    minutes_drafted,
    on_agenda,
    plan,
)
from tests.official_texts import confirmation, state_of
from tests.paperwork.cleaning.traces import jpeg_of_a_camera


async def told(build: Builders, person: Account) -> list[str]:
    """The letters that a person got once every job has run."""
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        found = await db.scalars(
            select(Notice.letter).where(Notice.persona_id == person.persona_id).order_by(Notice.id)
        )
        return list(found.all())


async def later_session(build: Builders, scene: Scene, weeks: int = 12) -> int:
    async with build.acting(scene.secretariat, scene.at) as (db, actor):
        series = (await db.scalars(select(Series.id).limit(1))).one()
        at = scene.at + timedelta(weeks=weeks)
        session = await actions.plan_session(db, actor, plan(series, scene.leader.id, at, "Kỳ sau"))
    await session_texts.announced(build, scene.secretariat, session.id, scene.at, chair=scene.leader_person)
    return session.id


async def test_not_on_the_agenda_says_why_and_by_when_it_is_answered(build: Builders, client: Client) -> None:
    scene = await announced_session(build, now())
    question_id = await asked(build, scene)
    async with build.acting(scene.secretariat) as (db, actor):
        await actions.schedule_written_answer(
            db, actor, question_id, ScheduleWrittenAnswer(reason="Kỳ này bàn về biển")
        )
    page = await client.get(f"{scene.url}/cau-hoi/{question_id}")
    assert page.has("Chưa đưa vào chương trình. Lý do: Kỳ này bàn về biển.")
    assert page.has("Sẽ trả lời bằng văn bản; thời hạn: đến hết ngày")
    letters = await told(build, scene.asker)
    assert any("Kỳ này bàn về biển" in letter for letter in letters)


async def test_a_merged_asker_is_named_told_of_the_answer_and_may_object(
    build: Builders, client: Client
) -> None:
    scene = await announced_session(build, now())
    main = await asked(build, scene)
    other_asker = await build.person(Role.intellectual, is_trusted=True, name="Người Mẫu Hỏi Sau")
    async with build.acting(other_asker, scene.at) as (db, actor):
        it = await actions.ask(
            db,
            actor,
            scene.session_id,
            NewQuestion(title="Danh mục bao giờ có", text="Cùng một điều mong hỏi."),
        )
    async with build.acting(scene.secretariat) as (db, actor):
        code = (await load(db, Contribution, main)).code
        await actions.merge(db, actor, it.id, Merge(code=code or ""))
    page = await client.get(f"{scene.url}/cau-hoi/{main}")
    assert page.has("Người Mẫu Hỏi Sau")
    assert any("được gộp" in letter for letter in await told(build, other_asker))

    async with build.acting(other_asker) as (db, actor):
        await actions.object_to_merge(db, actor, it.id, Objection(reason="Tôi hỏi về danh mục khác."))
        assert (await load(db, Question, it.id)).state == "published"
    letters = [one for one in await told(build, scene.secretariat) if "đề nghị tách" in one]
    assert letters and not any(one.split("\n")[0].rstrip().endswith(":") for one in letters)


async def test_a_question_is_not_merged_into_one_of_another_session_or_into_itself(build: Builders) -> None:
    scene = await announced_session(build, now())
    question_id = await asked(build, scene)
    for code in ("CH-2026-9999", "không phải mã"):
        with pytest.raises(Invalid):
            async with build.acting(scene.secretariat) as (db, actor):
                await actions.merge(db, actor, question_id, Merge(code=code))
    with pytest.raises(Invalid):
        async with build.acting(scene.secretariat) as (db, actor):
            own = (await load(db, Contribution, question_id)).code
            await actions.merge(db, actor, question_id, Merge(code=own or ""))


async def test_a_declined_question_says_where_to_go(build: Builders, client: Client) -> None:
    scene = await announced_session(build, now())
    question_id = await asked(build, scene)
    async with build.acting(scene.secretariat) as (db, actor):
        no = Refusal(reason="Nội dung khiếu nại", where_to_go="Ban tiếp dân mẫu, số 1 phố Mẫu")
        await actions.decline(db, actor, question_id, no)
    page = await client.get(f"{scene.url}/cau-hoi/{question_id}")
    assert page.has("Ban tiếp dân mẫu, số 1 phố Mẫu")
    assert any("số 1 phố Mẫu" in letter for letter in await told(build, scene.asker))


async def test_a_referred_question_is_answered_by_the_body_and_approved_by_its_head(
    build: Builders, client: Client
) -> None:
    scene = await announced_session(build, now())
    question_id = await asked(build, scene)
    async with build.acting(scene.secretariat) as (db, actor):
        to = Referral(body_id=scene.body.id, reason="Thuộc thẩm quyền của sở")
        await actions.refer(db, actor, question_id, to)
    await client.log_in(scene.officer)
    assert (await client.get("/ban-lam-viec")).has("Câu hỏi cần dự thảo trả lời")
    with pytest.raises(Forbidden):
        async with build.acting(scene.assistant) as (db, actor):
            await actions.draft_answer(db, actor, question_id, AnswerText(text="Không phải việc của thư ký."))
    async with build.acting(scene.officer) as (db, actor):
        answer = await actions.draft_answer(db, actor, question_id, AnswerText(text="Sở đã có kế hoạch rồi."))
        await actions.submit_answer(db, actor, answer.id)
    await client.log_in(scene.head)
    page = await client.get(f"{scene.url}/cau-hoi/{question_id}")
    approve = f"/tiep-xuc/tra-loi/{answer.id}/duyet"
    await client.post(approve, page.form(approve))
    await client.post(f"/tiep-xuc/tra-loi/{answer.id}/cong-bo", {"how": "answer_in_writing"})
    await client.log_out()
    page = await client.get(f"{scene.url}/cau-hoi/{question_id}")
    assert page.has("Sở đã có kế hoạch rồi.")
    assert page.has("Đã trả lời bằng văn bản")


async def test_a_carried_question_moves_with_its_count_and_stands_in_the_old_minutes(
    build: Builders, client: Client
) -> None:
    scene = await announced_session(build, now())
    question_id = await asked(build, scene)
    next_id = await later_session(build, scene)
    async with build.acting(scene.secretariat) as (db, actor):
        await actions.defer(db, actor, question_id, Deferral(session_id=next_id, reason="Hết giờ của kỳ này"))
    async with build.acting(None) as (db, _):
        away = await dispositions_of(db, scene.session_id)
        assert [one.to_session for one in away] == ["Kỳ sau"]
    moved = await client.http.get(f"{scene.url}/cau-hoi/{question_id}")
    assert moved.status_code == 303
    page = await client.get(moved.headers["location"])
    assert page.has("Chuyển kỳ sau")
    assert page.has("Hết giờ của kỳ này")

    third_id = await later_session(build, scene, weeks=24)
    async with build.acting(scene.secretariat) as (db, actor):
        await actions.defer(db, actor, question_id, Deferral(session_id=third_id, reason="Lại hết giờ"))
    with pytest.raises(Forbidden):
        async with build.acting(scene.secretariat) as (db, actor):
            await actions.defer(db, actor, question_id, Deferral(session_id=next_id, reason="Lần thứ ba"))


async def test_an_edit_lifts_the_approval_and_the_edited_text_is_not_published(build: Builders) -> None:
    scene = await announced_session(build, now())
    question_id = await asked(build, scene)
    await on_agenda(build, scene, question_id)
    answer_id = await drafted(build, scene, question_id)
    await approved(build, scene, answer_id)
    async with build.acting(scene.assistant, scene.closed_at) as (db, actor):
        await actions.revise_answer(
            db, actor, answer_id, RevisedAnswer(seen_version="1", text="Một câu khác hẳn.")
        )
    now_it = await state_of(build, answer_id)
    assert (now_it.state, now_it.approved_digest, now_it.approved_by) == ("drafted", None, None)
    with pytest.raises(Forbidden):
        async with build.acting(scene.assistant, scene.closed_at) as (db, actor):
            await actions.publish_answer(db, actor, answer_id, Publication(how="answer_in_writing"))


async def test_a_leader_does_not_approve_a_text_that_changed_since_it_was_read(
    build: Builders, client: Client
) -> None:
    scene = await announced_session(build, now())
    question_id = await asked(build, scene)
    await on_agenda(build, scene, question_id)
    answer_id = await drafted(build, scene, question_id)
    await client.log_in(scene.leader_person)
    page = await client.get(f"{scene.url}/cau-hoi/{question_id}")
    approve = f"/tiep-xuc/tra-loi/{answer_id}/duyet"
    seen = page.form(approve)
    async with build.acting(scene.assistant, scene.closed_at) as (db, actor):
        await actions.revise_answer(
            db, actor, answer_id, RevisedAnswer(seen_version="1", text="Một câu khác hẳn.")
        )
        await actions.submit_answer(db, actor, answer_id)
    page = await client.post(approve, seen, status=409)
    assert page.has("Dự thảo vừa được sửa")
    assert page.has("Một câu khác hẳn.")


async def test_an_approval_on_paper_counts_once_a_second_person_attests_it_and_is_shown_as_such(
    build: Builders, client: Client
) -> None:
    scene = await announced_session(build, now())
    question_id = await asked(build, scene)
    await on_agenda(build, scene, question_id)
    answer_id = await drafted(build, scene, question_id)
    await client.log_in(scene.assistant)
    record = f"/tiep-xuc/tra-loi/{answer_id}/ghi-nhan-duyet"
    page = await client.get(record)
    on_paper = {"how": "paper", "note": "Bản giấy lưu tại hồ sơ mẫu 12"}
    page = await client.post(record, page.form(record) | on_paper, status=422)
    assert page.has("đề nghị gửi kèm bản chụp ý kiến duyệt trên giấy")
    scan = jpeg_of_a_camera()
    page = await client.post(
        record, page.form(record) | {"_way": "attach"}, status=200, files=[("Bút phê.jpg", scan)]
    )
    await build.run_jobs()
    page = await client.post(record, page.form(record), status=422)
    assert page.has("EXIF và dữ liệu kèm theo ảnh"), "what stays in it is shown before"
    await client.post(record, page.form(record))
    countersign = f"/tiep-xuc/tra-loi/{answer_id}/doi-chung"
    read = await confirmation(build, answer_id)
    await client.post(countersign, read, status=403)
    await client.log_in(scene.secretariat)
    await client.post(countersign, read)
    page = await client.get(f"{scene.url}/cau-hoi/{question_id}")
    assert page.has("duyệt trên giấy")
    assert page.has("Bản giấy lưu tại hồ sơ mẫu 12")
    link = page.soup.find("a", string="Bút phê.jpg")
    assert link is not None and page.has("Giữ nguyên như bản gửi")
    assert (await client.get(str(link["href"]))).response.content == scan  # type: ignore[index]  # a link that is missing fails the test too


async def test_minutes_are_refused_while_a_published_question_has_no_disposition(
    build: Builders, client: Client
) -> None:
    scene = await announced_session(build, now())
    question_id = await asked(build, scene)
    await on_agenda(build, scene, question_id)
    await held(build, scene)
    text_id = await minutes_drafted(build, scene)
    await client.log_in(scene.secretariat)
    at = f"/tiep-xuc/van-ban/{text_id}"
    page = await client.post(f"{at}/trinh", status=422)
    assert page.has("Còn 1 câu hỏi chưa có hướng xử lý")
    missing = (await client.get(at)).soup.find("a", string="Còn 1 câu hỏi chưa có hướng xử lý.")
    assert isinstance(missing, Tag) and missing["href"] == f"/tiep-xuc/{scene.session_id}/chuan-bi"
    async with build.acting(None) as (db, _):
        assert (await load(db, ContactSession, scene.session_id)).state == "minutes_draft"
    async with build.acting(scene.secretariat) as (db, actor):
        await actions.schedule_written_answer(
            db, actor, question_id, ScheduleWrittenAnswer(reason="Chưa đến lượt")
        )
    await session_texts.approved(build, scene.secretariat, text_id, scene.leader_person)
    await client.post(f"{at}/cong-bo")
    await client.log_out()
    page = await client.get(f"{scene.url}/bien-ban")
    assert page.has("Còn tiếp tục xử lý")


async def test_the_agenda_is_refused_while_a_question_has_no_place(build: Builders) -> None:
    scene = await announced_session(build, now())
    await entered(build, scene)
    with pytest.raises(Invalid):
        async with build.acting(scene.secretariat, scene.closed_at) as (db, actor):
            await actions.publish_agenda(db, actor, scene.session_id)


async def test_minutes_saved_from_an_old_page_do_not_overwrite_newer_ones(
    build: Builders, client: Client
) -> None:
    scene = await announced_session(build, now())
    await held(build, scene)
    await client.log_in(scene.secretariat)
    path = f"/tiep-xuc/van-ban/{await minutes_drafted(build, scene)}/sua"
    old = (await client.get(path)).form(path)
    await client.send(path, {"text": "Một diễn biến mới hơn."})
    page = await client.post(path, old | {"text": "Một diễn biến khác hẳn."}, status=409)
    assert page.has("Một diễn biến mới hơn.")
    assert page.has("Một diễn biến khác hẳn.")


async def test_what_the_chair_assigns_of_a_question_is_confirmed_by_its_asker(build: Builders) -> None:
    scene = await announced_session(build, now())
    question_id = await answered(build, scene)
    commitment_id = await promised(build, scene, question_id)
    async with build.acting(scene.secretariat) as (db, actor):
        it = await load(db, Commitment, commitment_id)
        assert it.confirmer_id == scene.asker.persona_id
        page = await question_page(db, actor, question_id)
        assert [line.code for line in page.promises] == [it.code]
        assert page.promises[0].source == Thing("question", question_id)


async def test_a_question_judged_after_the_minutes_is_answered_in_writing(build: Builders) -> None:
    scene = await announced_session(build, now())
    newcomer = await build.person(Role.intellectual)
    moderator = await build.person(Role.moderator)
    async with build.acting(newcomer, scene.at) as (db, actor):
        it = await actions.ask(
            db, actor, scene.session_id, NewQuestion(title="Câu hỏi mới", text="Nội dung dài.")
        )
    await held(build, scene)
    text_id = await minutes_drafted(build, scene)
    with pytest.raises(Invalid, match="chờ duyệt nội dung"):
        async with build.acting(scene.secretariat, scene.held_at) as (db, actor):
            await session_actions.submit_text(db, actor, text_id)
    async with build.acting(moderator, scene.held_at) as (db, actor):
        waiting = await load(db, Contribution, it.id, lock=True)
        judged = await load(db, Revision, (it.id, waiting.text_version))
        await texts.return_for_edits(db, actor, waiting, judged)
    await session_texts.approved(build, scene.secretariat, text_id, scene.leader_person, scene.held_at)
    async with build.acting(scene.secretariat, scene.held_at) as (db, actor):
        await session_actions.publish_text(db, actor, text_id)
    async with build.acting(moderator, scene.held_at) as (db, actor):
        await kinds.publish(db, actor, it.id)
        question = await load(db, Question, it.id)
        assert question.state == "not_on_agenda"
        assert await duty_of(db, actor.at, Thing("question", it.id), DutyKind.written_answer) is not None


async def test_minutes_are_refused_while_a_question_is_merged_into_one_that_was_withdrawn(
    build: Builders,
) -> None:
    scene = await announced_session(build, now())
    main, other = await asked(build, scene), await entered(build, scene)
    async with build.acting(scene.secretariat) as (db, actor):
        code = (await load(db, Contribution, main)).code
        await actions.merge(db, actor, other, Merge(code=code or ""))
        await actions.schedule_written_answer(db, actor, main, ScheduleWrittenAnswer(reason="Chưa đến lượt"))
    await held(build, scene)
    text_id = await minutes_drafted(build, scene)
    async with build.acting(scene.asker) as (db, actor):
        await texts.withdraw(db, actor, main, UNSTATED)
    with pytest.raises(Invalid, match="chưa có hướng xử lý"):
        async with build.acting(scene.secretariat, scene.held_at) as (db, actor):
            await session_actions.submit_text(db, actor, text_id)
    async with build.acting(scene.secretariat, scene.held_at) as (db, actor):
        await actions.schedule_written_answer(
            db, actor, other, ScheduleWrittenAnswer(reason="Câu hỏi gộp đã được rút")
        )
    await session_texts.approved(build, scene.secretariat, text_id, scene.leader_person, scene.held_at)
    async with build.acting(scene.secretariat, scene.held_at) as (db, actor):
        await session_actions.publish_text(db, actor, text_id)


async def test_the_agenda_counts_on_after_a_question_was_answered_beforehand(
    build: Builders, client: Client
) -> None:
    scene = await announced_session(build, now())
    await answered(build, scene)
    second = await asked(build, scene, "Thiết bị dùng một lần mua thế nào")
    await on_agenda(build, scene, second)
    assert (await client.get(scene.url)).has("2. Thiết bị dùng một lần mua thế nào")
