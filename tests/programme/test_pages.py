"""The programme's pages, and the report of a body that leads a task."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from forum.accounts.models import Body
from forum.actor import Role
from forum.clock import end_of_day
from forum.programme.models import ProgressReport, Task, TaskBody
from forum.programme.policy import Progress, ReportedState, Schedule, progress_of
from forum.progress.actions import DraftProgress, submit_progress
from forum.progress.models import ProgressText
from tests.builders import Builders
from tests.client import Client
from tests.progress_reports import drafted

WORDS = "Đã trình dự thảo quy chế mẫu, đang chờ thẩm định."


async def lead_of(build: Builders, code: str = "DU-UBND") -> Body:
    async with build.acting(None) as (db, _):
        return (await db.scalars(select(Body).where(Body.code == code))).one()


async def test_a_task_shows_its_bodies_as_named_and_now(client: Any) -> None:
    page = await client.get("/nhiem-vu/III.6.1-1")
    assert page.has("Ban cán sự đảng Ủy ban nhân dân thành phố")
    assert page.has("Đảng ủy Ủy ban nhân dân thành phố")
    assert page.has("Hoàn thành quý II/2024")
    assert page.has("30/06/2024")


async def test_a_body_that_has_not_reported_is_never_late_by_our_guess(client: Any) -> None:
    page = await client.get("/nhiem-vu/III.6.1-1")
    assert page.has("Đã qua thời hạn, chưa có báo cáo")
    assert page.has("Đã qua thời hạn; cơ quan chủ trì chưa có báo cáo.")
    assert not page.has("Quá hạn")


async def test_a_section_shows_its_tasks_and_those_below(client: Any) -> None:
    page = await client.get("/chuong-trinh/III.6")
    assert page.has("III.6.1-1")
    assert page.has("III.6.3-2")
    assert not page.has("III.5-1 ")


@pytest.mark.parametrize("path", ["/nhiem-vu/III.9-9", "/chuong-trinh/XX", "/nhiem-vu/%00"])
async def test_what_the_programme_does_not_have_is_not_found(client: Any, path: str) -> None:
    await client.get(path, status=404)


async def test_the_body_that_leads_now_reports_by_its_head_s_approval_of_exact_words(
    build: Any, client: Any
) -> None:
    body = await lead_of(build)
    head = await build.person(Role.body_head, body=body, name="Thủ trưởng Mẫu Duyệt")
    await client.log_in(await build.person(Role.body_officer, body=body))
    page = await client.get("/nhiem-vu/III.6.1-1/bao-cao")
    fields = page.form("/nhiem-vu/III.6.1-1/bao-cao") | {
        "state": "partly_done",
        "percent": "60",
        "text": WORDS,
    }
    await client.post("/nhiem-vu/III.6.1-1/bao-cao", fields)
    await client.post("/nhiem-vu/III.6.1-1/bao-cao", fields)
    async with build.acting(None) as (db, _):
        (text,) = (await db.scalars(select(ProgressText))).all()
    of_text = f"/nhiem-vu/bao-cao/{text.id}"
    await client.post(f"{of_text}/trinh")
    seen = (await client.get("/nhiem-vu/III.6.1-1")).has(WORDS)
    assert seen, "who prepares it reads it"
    await client.post(f"{of_text}/duyet", {"seen_digest": "x"}, status=403)
    await client.log_out()
    assert not (await client.get("/nhiem-vu/III.6.1-1")).has(WORDS), "nothing is public before"
    await client.log_in(head)
    page = await client.get("/ban-lam-viec/duyet")
    assert page.has("Báo cáo tiến độ")
    await client.post(f"{of_text}/tra-lai", {"note": "Nêu rõ ai thẩm định."})
    page = await client.get("/nhiem-vu/III.6.1-1")
    assert page.has("Nêu rõ ai thẩm định.")
    await client.send(f"{of_text}/sua", {"text": f"{WORDS} Sở Mẫu thẩm định."})
    await client.post(f"{of_text}/duyet", {"seen_digest": "x"}, status=422)
    await client.post(f"{of_text}/trinh")
    stale = await client.post(f"{of_text}/duyet", {"seen_digest": "x"}, status=409)
    assert stale.has("mời đọc lại")
    page = await client.get("/nhiem-vu/III.6.1-1")
    await client.post(f"{of_text}/duyet", page.form(f"{of_text}/duyet"))
    await client.log_out()
    page = await client.get("/nhiem-vu/III.6.1-1")
    assert page.has("Sở Mẫu thẩm định.")
    assert page.has("Đã xong một phần")
    assert page.has("do Thủ trưởng Mẫu Duyệt duyệt, thủ trưởng cơ quan")
    async with build.acting(None) as (db, _):
        assert len((await db.scalars(select(ProgressReport))).all()) == 1


async def test_a_report_from_before_approvals_stays_as_it_was(build: Any, client: Any) -> None:
    body = await lead_of(build)
    async with build.acting(await build.person(Role.body_officer, body=body)) as (db, actor):
        task_id = await db.scalar(select(Task.id).where(Task.code == "III.6.1-1"))
        former = {"task_id": task_id, "body_id": body.id, "persona_id": actor.persona_id, "at": actor.at}
        db.add(ProgressReport(**former, state="in_progress", text=WORDS, html=f"<p>{WORDS}</p>"))
    page = await client.get("/nhiem-vu/III.6.1-1")
    assert page.has(WORDS)
    assert page.has("ghi trực tiếp, trước khi có phần duyệt")


async def test_a_body_that_leads_no_more_publishes_nothing(build: Any, client: Any) -> None:
    body = await lead_of(build)
    officer, head = (
        await build.person(Role.body_officer, body=body),
        await build.person(Role.body_head, body=body),
    )
    async with build.acting(None) as (db, _):
        task_id = await db.scalar(select(Task.id).where(Task.code == "III.6.1-1"))
    text_id = await drafted(build, officer, task_id, DraftProgress(state="done", text=WORDS))
    async with build.acting(officer) as (db, actor):
        await submit_progress(db, actor, text_id)
    other = await build.body()
    async with build.acting(None) as (db, _):
        for row in await db.scalars(
            select(TaskBody).where(TaskBody.task_id == task_id, TaskBody.part == "lead")
        ):
            row.now_body_id = other.id
    await client.log_in(head)
    await client.post(f"/nhiem-vu/bao-cao/{text_id}/duyet", {"seen_digest": "x"}, status=403)
    page = await client.get("/nhiem-vu/III.6.1-1")
    assert page.has(WORDS) and page.has("Trả lại dự thảo")
    await client.log_out()
    assert not (await client.get("/nhiem-vu/III.6.1-1")).has(WORDS)


async def test_another_bodys_officer_reports_nothing(build: Any, client: Any) -> None:
    await client.log_in(await build.person(Role.body_officer, body=await build.body()))
    await client.get("/nhiem-vu/III.6.1-1/bao-cao", status=403)
    assert not (await client.get("/nhiem-vu/III.6.1-1")).has("Báo cáo tiến độ")


async def test_a_report_without_words_is_refused_beside_its_field(build: Any, client: Any) -> None:
    await client.log_in(await build.person(Role.body_head, body=await lead_of(build)))
    page = await client.get("/nhiem-vu/III.6.1-1/bao-cao")
    fields = page.form("/nhiem-vu/III.6.1-1/bao-cao") | {"state": "done", "percent": "100", "text": ""}
    page = await client.post("/nhiem-vu/III.6.1-1/bao-cao", fields, status=422)
    assert page.error_of("text")


async def test_the_first_page_shows_the_map_and_says_what_will_be_here(client: Any) -> None:
    page = await client.get("/")
    assert page.has("38 nhiệm vụ")
    assert page.has("Chưa có việc nào đang mở")
    assert page.has("Chưa có số liệu")


async def test_how_it_works_is_told(client: Any) -> None:
    assert (await client.get("/gioi-thieu")).has("Cách hoạt động")


async def test_pages_cost_the_same_statements_for_one_report_as_for_fifty(build: Any, client: Any) -> None:
    body = await lead_of(build)
    officer = await build.person(Role.body_officer, body=body)

    async def costs() -> list[int]:
        counts = []
        for path in ("/", "/chuong-trinh", "/chuong-trinh/III", "/nhiem-vu/III.6.1-1"):
            await client.get(path)
            counts.append(client.statements)
        return counts

    async def add_reports(count: int) -> None:
        async with build.acting(officer) as (db, actor):
            tasks = (await db.scalars(select(Task).order_by(Task.id))).all()
            for number in range(count):
                task = next(t for t in tasks if t.code == "III.6.1-1") if number % 2 else tasks[number % 38]
                db.add(
                    ProgressReport(
                        **{"task_id": task.id, "body_id": body.id, "persona_id": actor.persona_id},
                        **{"state": "in_progress", "text": WORDS, "html": WORDS, "at": actor.at},
                    )
                )

    await add_reports(1)
    few = await costs()
    await add_reports(50)
    assert await costs() == few


@pytest.mark.parametrize(
    ("schedule", "reported", "on", "shown"),
    [
        (Schedule.due, None, None, Progress.no_report),
        (Schedule.unknown, None, None, Progress.no_report),
        (Schedule.ongoing, None, None, Progress.ongoing),
        (Schedule.ongoing, ReportedState.in_progress, date(2026, 1, 1), Progress.in_progress),
        (Schedule.due, ReportedState.in_progress, date(2024, 1, 1), Progress.in_progress),
        (Schedule.due, ReportedState.in_progress, date(2026, 1, 1), Progress.late),
        (Schedule.due, ReportedState.not_started, date(2026, 1, 1), Progress.late),
        (Schedule.due, ReportedState.done, date(2026, 1, 1), Progress.done),
    ],
)
def test_a_task_is_late_only_by_its_bodys_own_word(
    schedule: Schedule, reported: ReportedState | None, on: date | None, shown: Progress
) -> None:
    deadline = date(2024, 6, 30) if schedule == Schedule.due else None
    assert progress_of(schedule, deadline, reported, end_of_day(on) if on else None) == shown


async def test_anyone_reads_how_the_pages_are_used_without_a_mouse_and_what_is_not_there_yet(
    client: Client,
) -> None:
    page = await client.get("/tro-nang")
    assert page.has("Bằng bàn phím")
    assert page.has("Chưa được")
    assert page.has("Liên hệ")
