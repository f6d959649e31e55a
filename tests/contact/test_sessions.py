"""Planning a session, its pages, its papers, and what they cost."""

from datetime import timedelta

from sqlalchemy import select

from forum import kinds
from forum.clock import local_date, now
from forum.contact import actions
from forum.contact.actions.questions import ScheduleWrittenAnswer
from forum.contact.actions.sessions import standing_plan
from forum.contact.models import ContactSession
from forum.contact.texts.policy import SessionTextKind
from forum.contributions.models import Contribution
from forum.database import load
from forum.programme.models import Task
from forum.programme.reported import progress_reports
from forum.reports.story import task_story
from tests import session_texts
from tests.builders import Builders
from tests.client import Client
from tests.commitments.scene import promised
from tests.contact.scene import (
    announced_session,
    answered,
    asked,
    entered,
    held,
    minutes_published,
    on_agenda,
    plan,
)


async def _planned(client: Client, leader_id: int, series: str) -> str:
    """Planned by the form, once with hours that do not fit. Returns the session's address."""
    day = local_date(now())
    fields = (await client.get("/tiep-xuc/moi")).form("/tiep-xuc/moi") | {
        "series_id": series,
        "title": "Kỳ tiếp xúc văn nghệ sĩ",
        "format": "in_person",
        "held_on": str(day + timedelta(days=30)),
        "rest_day_reason": "Ngày mẫu, tính từ hôm nay.",
        "starts": "08:00",
        "ends": "07:00",
        "intake_from_on": str(day + timedelta(days=2)),
        "intake_until_on": str(day + timedelta(days=12)),
        "chair_leader_id": str(leader_id),
    }
    page = await client.post("/tiep-xuc/moi", fields, status=422)
    assert "sau giờ bắt đầu" in page.error_of("ends")
    assert page.field("title") == "Kỳ tiếp xúc văn nghệ sĩ"
    page = await client.follow(await client.post("/tiep-xuc/moi", fields | {"ends": "11:00"}))
    assert page.has("Dự kiến")
    return page.response.url.path


async def test_the_secretariat_plans_announces_changes_postpones_and_cancels(
    build: Builders, client: Client
) -> None:
    scene = await announced_session(build, now())
    await client.log_in(scene.secretariat)
    page = await client.get("/tiep-xuc/lich-moi")
    fields = page.form("/tiep-xuc/lich-moi") | {"title": "Tiếp xúc văn nghệ sĩ", "rhythm": "half_year"}
    await client.post("/tiep-xuc/lich-moi", fields)
    page = await client.get("/tiep-xuc/moi")
    series = str(page.soup.select("select[name=series_id] option")[-1]["value"])
    session = await _planned(client, scene.leader.id, series)
    at = f"/tiep-xuc/{session.rsplit('/', 1)[1].split('-')[0]}"
    page = await client.follow(await client.send(f"{at}/thong-bao/soan", {}))
    assert page.has("Đã lưu dự thảo thông báo")
    text_id = page.response.url.path.rsplit("/", 1)[1]
    await session_texts.approved(build, scene.secretariat, int(text_id), scene.leader_person)
    page = await client.follow(await client.post(f"/tiep-xuc/van-ban/{text_id}/cong-bo"))
    assert (await client.get(session)).has("Đã thông báo")

    page = await client.get(f"{at}/sua")
    page = await client.follow(await client.post(f"{at}/sua", page.form("/sua") | {"place": "Nhà hát mẫu"}))
    assert page.has("Nhà hát mẫu")
    day = local_date(now())
    fields = (await client.get(f"{at}/hoan")).form("/hoan") | {
        "held_on": str(day + timedelta(days=44)),
        "rest_day_reason": "Ngày mẫu, tính từ hôm nay.",
        "starts": "8h30",
        "ends": "11h",
        "intake_until_on": str(day + timedelta(days=20)),
        "reason": "Trùng lịch hội nghị khác",
    }
    page = await client.follow(await client.post(f"{at}/hoan", fields))
    assert page.has("Lý do: Trùng lịch hội nghị khác")
    page = await client.get(f"{at}/huy")
    await client.post(f"{at}/huy", page.form("/huy") | {"reason": "Không đủ điều kiện"})
    await client.log_out()
    assert (await client.get(session)).has("Không đủ điều kiện")


async def test_the_calendar_file_says_what_the_page_says(build: Builders, client: Client) -> None:
    scene = await announced_session(build, now())
    await answered(build, scene)
    by_letter = await entered(build, scene)
    async with build.acting(scene.secretariat, scene.closed_at) as (db, actor):
        await actions.schedule_written_answer(
            db, actor, by_letter, ScheduleWrittenAnswer(reason="Chưa đến lượt")
        )
    await held(build, scene)
    await minutes_published(build, scene)
    async with build.acting(None) as (db, _):
        session = await load(db, ContactSession, scene.session_id)
    calendar = (await client.http.get(f"{scene.url}/lich.ics")).text
    assert session.code in calendar
    assert "SUMMARY:Kỳ tiếp xúc mẫu" in calendar


async def test_the_next_session_opens_with_what_became_of_the_last_one_s_promises(
    build: Builders, client: Client
) -> None:
    scene = await announced_session(build, now())
    question_id = await answered(build, scene)
    await promised(build, scene, question_id)
    await held(build, scene)
    async with build.acting(scene.secretariat) as (db, actor):
        first = await load(db, ContactSession, scene.session_id)
        later = plan(first.series_id, scene.leader.id, now() + timedelta(days=90), "Kỳ sau")
        session = await actions.plan_session(db, actor, later)
    await session_texts.announced(build, scene.secretariat, session.id, chair=scene.leader_person)
    page = await client.get(f"/tiep-xuc/{session.id}")
    assert page.has("Cam kết của kỳ trước nay ra sao")
    assert page.has("1 cam kết · 0 đã thực hiện, đã xác nhận · 0 dời thời hạn · 0 chưa thống nhất kết quả")
    assert page.has("Lập danh mục dữ liệu dùng chung")


async def test_pages_cost_the_same_statements_for_one_question_as_for_fifty(
    build: Builders, client: Client
) -> None:
    scene = await announced_session(build, now())
    question_id = await answered(build, scene)
    await entered(build, scene)
    paths = (
        "/tiep-xuc",
        scene.url,
        f"{scene.url}/cau-hoi",
        f"{scene.url}/cau-hoi/{question_id}",
        f"{scene.url}/bien-ban",
        "/ban-lam-viec",
    )
    await client.log_in(scene.secretariat)

    async def costs() -> list[int]:
        return [await client.cost_of(path) for path in paths]

    first = await costs()
    for n in range(49):
        await on_agenda(build, scene, await asked(build, scene, f"Câu hỏi mẫu số {n}"))
    assert await costs() == first
    assert max(first) <= 17


async def test_a_code_leads_to_its_page_and_what_is_hidden_leaves_the_index(build: Builders) -> None:
    scene = await announced_session(build, now())
    question_id = await answered(build, scene)
    async with build.acting(None) as (db, actor):
        session = await load(db, ContactSession, scene.session_id)
        found = await kinds.find_code(db, session.code.lower())
        assert found is not None
        card = await kinds.card(db, actor, found)
        assert card.url == scene.url
        entries = await kinds.KINDS["question"].entries(db, [question_id], now())
        assert entries[question_id].state == "question.answered_in_writing"
        sessions = await kinds.KINDS["session"].entries(db, [scene.session_id], now())
        assert "everyone" in sessions[scene.session_id].audience


async def test_a_double_click_asks_one_question(build: Builders, client: Client) -> None:
    scene = await announced_session(build, now())
    await client.log_in(scene.asker)
    path = f"{scene.url}/cau-hoi/moi"
    fields = (await client.get(path)).form(path) | {
        "title": "Hỏi một lần",
        "text": "Nội dung đủ dài của câu hỏi.",
    }
    once = await client.post(path, fields)
    twice = await client.post(path, fields)
    assert once.location == twice.location
    assert (await client.get(f"{scene.url}/cau-hoi")).main.count("Hỏi một lần") == 1


async def test_a_promise_is_tied_to_the_session_s_tasks_unless_they_are_unticked(
    build: Builders, client: Client
) -> None:
    scene = await announced_session(build, now())
    async with build.acting(scene.secretariat) as (db, actor):
        task = (await db.scalars(select(Task).order_by(Task.id).limit(1))).one()
        stands = await standing_plan(db, await load(db, ContactSession, scene.session_id))
        tied = stands.model_copy(update={"task_ids": [task.id]})
        await actions.change_session(db, actor, scene.session_id, tied)
    question_id = await answered(build, scene)
    await held(build, scene)
    conclusion = SessionTextKind.conclusion
    text_id = await session_texts.drafted(build, scene.secretariat, scene.session_id, conclusion)
    await client.log_in(scene.secretariat)
    path = f"/tiep-xuc/van-ban/{text_id}/cam-ket"
    form = (await client.get(path)).form(path)
    assert form["task_ids"] == str(task.id)
    async with build.acting(None) as (db, actor):
        code = (await load(db, Contribution, question_id)).code or ""
    due = {"due_on": str(local_date(now()) + timedelta(days=60)), "on_rest_day": "true", "code": code}
    fields = {"title": "Lập danh mục dùng chung", "body_id": str(scene.body.id)} | due
    page = await client.follow(await client.post(path, form | fields))
    assert page.has("Lập danh mục dùng chung")
    await session_texts.approved(build, scene.secretariat, text_id, scene.leader_person)
    await client.post(f"/tiep-xuc/van-ban/{text_id}/cong-bo")
    async with build.acting(None) as (db, actor):
        story = await task_story(db, actor, task, await progress_reports(db, task.id))
    assert "Lập danh mục dùng chung" in {entry.title for entry in story.entries}
