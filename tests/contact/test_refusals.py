"""Each action asked for directly by someone who may not: refused, and nothing changes."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from forum.accounts.models import Account
from forum.actor import Role
from forum.clock import now
from forum.contact import actions
from forum.contact.actions.series import NewSeries
from forum.contributions.models import Contribution
from forum.contributions.official import Approval
from forum.database import load
from forum.errors import Conflict
from tests.builders import Builders
from tests.client import Client
from tests.commitments.scene import committed, reported
from tests.contact.scene import (
    announced_session,
    asked,
    drafted,
    entered,
    held,
    minutes_drafted,
    on_agenda,
    plan,
)
from tests.official_texts import seen_now

TABLES = (
    "contact_sessions",
    "questions",
    "contact_answers",
    "commitments",
    "commitment_steps",
    "journal",
    "contributions",
)


async def digests(build: Builders) -> list[str | None]:
    """What stands in each table that an action of these rooms might touch."""
    async with build.acting(None) as (db, _):
        return [
            await db.scalar(text(f"SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table} t"))
            for table in TABLES
        ]


async def _refused(
    build: Builders, client: Client, person: Account, path: str, fields: dict[str, str]
) -> None:
    await client.log_in(person)
    before = await digests(build)
    response = await client.http.post(path, data=fields, headers={"sec-fetch-site": "same-origin"})
    assert response.status_code in (403, 404), f"{path}: {response.status_code}"
    assert await digests(build) == before, path


async def test_only_the_secretariat_keeps_sessions_and_places_questions(
    build: Builders, client: Client
) -> None:
    scene = await announced_session(build, now())
    question = await asked(build, scene)
    other = await entered(build, scene)
    async with build.acting(None) as (db, _):
        code = (await load(db, Contribution, other)).code or ""
    session, at = f"/tiep-xuc/{scene.session_id}", f"/tiep-xuc/cau-hoi/{question}"
    day = str((now() + timedelta(days=40)).date())
    steps: list[tuple[str, dict[str, str]]] = [
        (f"{session}/cong-bo-chuong-trinh", {}),
        (f"{session}/khai-mac", {}),
        (f"{session}/ket-thuc", {}),
        (
            f"{session}/hoan",
            {
                "held_on": day,
                "rest_day_reason": "Ngày mẫu, tính từ hôm nay.",
                "starts": "8:00",
                "ends": "9:00",
                "intake_until_on": day,
                "reason": "Vì việc khác",
            },
        ),
        (f"{session}/huy", {"reason": "Vì việc khác"}),
        ("/tiep-xuc/lich-moi", {"title": "Lịch tự lập", "rhythm": "month"}),
        (f"{at}/chuong-trinh", {}),
        (f"{at}/tra-loi-bang-van-ban", {"reason": "Vì việc khác"}),
        (f"{at}/gop", {"code": code}),
        (f"{at}/chuyen-co-quan", {"body_id": str(scene.body.id), "reason": "Vì việc khác"}),
        (f"{at}/khong-tiep-nhan", {"reason": "Vì việc khác", "where_to_go": "Nơi khác"}),
        (f"{at}/chuyen-ky-sau", {"session_id": str(scene.session_id), "reason": "Vì việc khác"}),
    ]
    for path, fields in steps:
        for person in (scene.asker, scene.assistant):
            await _refused(build, client, person, path, fields)


async def test_only_the_leader_s_side_drafts_and_only_that_leader_approves(
    build: Builders, client: Client
) -> None:
    scene = await announced_session(build, now())
    question = await asked(build, scene)
    await on_agenda(build, scene, question)
    other = await build.leader("Lãnh đạo Mẫu Hai")
    other_leader = await build.person(Role.leader, leader=other)
    other_assistant = await build.person(Role.assistant, leader=other)
    draft = {"text": "Một câu trả lời đủ dài."}
    for person in (scene.asker, scene.officer, scene.leader_person, other_assistant):
        await _refused(build, client, person, f"/tiep-xuc/cau-hoi/{question}/tra-loi", draft)
    answer_id = await drafted(build, scene, question)
    read = await seen_now(build, answer_id)
    at = f"/tiep-xuc/tra-loi/{answer_id}"
    outsiders = (scene.asker, other_leader, other_assistant, scene.officer, scene.head)
    for person in outsiders:
        await _refused(build, client, person, f"{at}/sua", draft)
        await _refused(build, client, person, f"{at}/trinh", {})
        await _refused(
            build,
            client,
            person,
            f"{at}/ghi-nhan-duyet",
            {"seen_digest": read, "how": "aloud", "note": "Nói rồi"},
        )
        await _refused(build, client, person, f"{at}/cong-bo", {"how": "answer_in_writing"})
    for person in (*outsiders, scene.assistant, scene.secretariat):
        await _refused(build, client, person, f"{at}/duyet", {"seen_digest": read})
        await _refused(build, client, person, f"{at}/tra-lai", {"note": "Cần sửa lại."})
    await _refused(build, client, scene.leader_person, f"{at}/cong-bo", {"how": "answer_in_writing"})


async def test_the_text_of_a_draft_reaches_its_side_alone(build: Builders, client: Client) -> None:
    scene = await announced_session(build, now())
    question = await asked(build, scene)
    await on_agenda(build, scene, question)
    await drafted(build, scene, question)
    for person, seen in (
        (scene.leader_person, True),
        (scene.secretariat, True),
        (scene.asker, False),
        (scene.officer, False),
        (await build.person(Role.moderator), False),
        (await build.person(Role.auditor), False),
    ):
        await client.log_in(person)
        page = await client.get(f"{scene.url}/cau-hoi/{question}")
        assert page.has("lập danh mục trong quý tới") == seen
    await client.log_out()
    assert not (await client.get(f"{scene.url}/cau-hoi/{question}")).has("lập danh mục trong quý tới")


async def test_minutes_in_the_making_and_planned_sessions_are_the_secretariat_s_alone(
    build: Builders, client: Client
) -> None:
    scene = await announced_session(build, now())
    await held(build, scene)
    await minutes_drafted(build, scene)
    await client.get(f"{scene.url}/bien-ban", status=404)
    await client.post(
        f"/tiep-xuc/{scene.session_id}/van-ban", {"kind": "minutes", "format": "docx"}, status=404
    )
    async with build.acting(scene.secretariat) as (db, actor):
        series = await actions.create_series(db, actor, NewSeries(title="Lịch khác", rhythm="year"))
        planned = await actions.plan_session(db, actor, plan(series.id, scene.leader.id, now(), "Kỳ kín"))
    await client.get(f"/tiep-xuc/{planned.id}", status=404)
    assert not (await client.get("/tiep-xuc")).has("Kỳ kín")
    await client.get(f"/tiep-xuc/{planned.id}/lich.ics", status=404)


async def test_only_the_body_reports_and_only_the_confirmer_judges(build: Builders, client: Client) -> None:
    scene, commitment_id = await committed(build)
    at = f"/theo-doi/{commitment_id}"
    other_officer = await build.person(Role.body_officer, body=await build.body("Sở Mẫu B"))
    report = {"outcome": "done", "text": "Đã làm xong cả rồi."}
    due = {"asks_for": "new_due", "due_on": "31/12/2031", "text": "Vì việc khác gấp hơn"}
    for person in (scene.asker, scene.secretariat, scene.leader_person, other_officer):
        await _refused(build, client, person, f"{at}/bao-cao", report)
        await _refused(build, client, person, f"{at}/de-nghi", due)
    await reported(build, commitment_id, scene.officer, scene.head)
    judged = {"reason": "Chưa thấy kết quả."}
    for person in (scene.officer, scene.head, scene.secretariat, scene.leader_person, other_officer):
        await _refused(build, client, person, f"{at}/xac-nhan", judged)
        await _refused(build, client, person, f"{at}/chua-dong-y", judged)


async def test_a_visitor_who_acts_is_sent_to_log_in_and_back(build: Builders, client: Client) -> None:
    scene = await announced_session(build, now())
    page = await client.post(
        f"{scene.url}/cau-hoi/moi", {"title": "Một câu hỏi", "text": "Nội dung đủ dài của câu hỏi."}
    )
    assert page.location.startswith("/dang-nhap?tiep=")


@pytest.mark.parametrize("seen_digest", ["", "1", "0" * 64])
async def test_an_approval_names_the_exact_text(build: Builders, seen_digest: str) -> None:
    scene = await announced_session(build, now())
    question = await asked(build, scene)
    await on_agenda(build, scene, question)
    answer_id = await drafted(build, scene, question)
    with pytest.raises(Conflict):
        async with build.acting(scene.leader_person) as (db, actor):
            await actions.approve_answer(db, actor, answer_id, Approval(seen_digest=seen_digest))
