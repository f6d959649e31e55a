"""The ledger: what it shows, how it filters, what the clock does, whom it tells."""

import os
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from forum import jobs
from forum.clock import local_date, now
from forum.commitments.actions import DraftRequest, DraftRuling, commitment_clocks
from forum.commitments.models import Commitment
from forum.commitments.queries import for_thing
from forum.database import load
from forum.days import deadline
from forum.deadlines.models import RUNNING, Duty
from forum.deadlines.policy import DutyKind
from forum.deadlines.reminding import find_reminders
from forum.notifications.models import Notice
from forum.thing import Thing
from tests.builders import Builders
from tests.client import Client
from tests.commitments.scene import committed, promised, reported, requested, ruled, working_day
from tests.contact.scene import announced_session, answered

WHY = "Chờ số liệu của ba viện nghiên cứu."


@pytest.fixture
def set_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    path = tmp_path / "clock"

    def set_to(at: datetime) -> None:
        path.write_text(at.isoformat())

    monkeypatch.setenv("FORUM_CLOCK", os.fspath(path))
    return set_to


async def _clocks(build: Builders, at: datetime) -> None:
    async with build.acting(None) as (db, _):
        work = jobs.JobContext(db, at, build.settings, build.engine)
        await commitment_clocks(work)
        await find_reminders(work)
    await build.run_jobs(at)


async def _late(build: Builders, commitment_id: int) -> tuple[date, datetime]:
    """Its day, and when its body is told that it passed."""
    async with build.acting(None) as (db, _):
        duty = select(Duty).where(Duty.thing_kind == "commitment", Duty.thing_id == commitment_id, RUNNING)
        report = (await db.scalars(duty.where(Duty.kind == DutyKind.report))).one()
    assert report.due_at is not None and report.escalates_at is not None
    return local_date(report.due_at), report.escalates_at


async def _told(build: Builders, persona_id: int) -> list[str]:
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        rows = await db.scalars(select(Notice.subject).where(Notice.persona_id == persona_id))
        return list(rows.all())


def _about(subjects: list[str], words: str) -> int:
    return sum(subject.startswith(words) for subject in subjects)


async def test_the_first_due_date_stays_when_the_date_moves(build: Builders, client: Client) -> None:
    scene, commitment_id = await committed(build)
    first = local_date(now()) + timedelta(days=30)
    new = working_day(first + timedelta(days=15))
    await requested(
        build,
        commitment_id,
        scene.officer,
        scene.head,
        DraftRequest(asks_for="new_due", due_on=new, text=WHY),
    )
    answer = DraftRuling(granted=True, text="Đồng ý với đề nghị của cơ quan.")
    await ruled(build, commitment_id, scene.assistant, scene.leader_person, answer)
    page = await client.get(f"/theo-doi/{commitment_id}")
    for words in (first.strftime("%d/%m/%Y"), new.strftime("%d/%m/%Y"), WHY, "Đồng ý với đề nghị"):
        assert page.has(words)
    page = await client.get("/theo-doi")
    assert page.has(f"đến hết ngày {first.strftime('%d/%m/%Y')} → đến hết ngày {new.strftime('%d/%m/%Y')}")
    subject = f"{await _code(build, commitment_id)}: cam kết được điều chỉnh thời hạn: {deadline(new)}"
    assert subject in await _told(build, scene.asker.persona_id)


async def test_no_letter_holds_what_was_written_which_may_be_hidden_since(build: Builders) -> None:
    scene, commitment_id = await committed(build)
    await reported(build, commitment_id, scene.officer, scene.head, "progress", WHY)
    new_due = working_day(local_date(now()) + timedelta(days=45))
    for granted in (False, True):
        asked = DraftRequest(asks_for="new_due", due_on=new_due, text=WHY)
        await requested(build, commitment_id, scene.officer, scene.head, asked)
        answer = DraftRuling(granted=granted, text=WHY)
        await ruled(build, commitment_id, scene.assistant, scene.leader_person, answer)
    await reported(build, commitment_id, scene.officer, scene.head, "done", WHY)
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        of_it = (Notice.thing_kind == "commitment", Notice.thing_id == commitment_id)
        letters = list(await db.scalars(select(Notice.letter).where(*of_it)))
    assert sum("đọc tại trang cam kết" in letter for letter in letters) >= 5
    assert not [letter for letter in letters if WHY in letter]


async def _code(build: Builders, commitment_id: int) -> str:
    async with build.acting(None) as (db, _):
        return (await load(db, Commitment, commitment_id)).code


async def test_a_date_in_the_past_is_refused_beside_its_field(build: Builders, client: Client) -> None:
    scene, commitment_id = await committed(build)
    await client.log_in(scene.officer)
    path = f"/theo-doi/{commitment_id}/de-nghi"
    fields = {"asks_for": "new_due", "due_on": "01/01/2020", "text": WHY}
    page = await client.send(path, fields, status=422)
    assert "từ hôm nay" in page.error_of("due_on")
    assert page.field("text") == WHY


async def test_a_result_that_nobody_judges_lapses_by_the_clock_before_any_job_ran(
    build: Builders, client: Client, set_clock: Callable[[datetime], None]
) -> None:
    scene, commitment_id = await committed(build)
    await reported(build, commitment_id, scene.officer, scene.head, "done")
    set_clock(now() + timedelta(days=40))
    await client.log_in(scene.asker)
    page = await client.get(f"/theo-doi/{commitment_id}")
    assert page.has("Cơ quan báo cáo hoàn thành, chưa có người xác nhận")
    path = f"/theo-doi/{commitment_id}/xac-nhan"
    await client.get(path, status=403)
    await client.post(path, {}, status=422)
    assert (await client.get("/theo-doi?trang-thai=lapsed")).has("Lập danh mục")
    assert not (await client.get("/theo-doi?trang-thai=reported_done")).has("Lập danh mục")


async def test_the_job_records_a_lapse_once_and_tells(build: Builders) -> None:
    scene, commitment_id = await committed(build)
    await reported(build, commitment_id, scene.officer, scene.head, "done")
    for _ in range(2):
        await _clocks(build, now() + timedelta(days=40))
    async with build.acting(None) as (db, _):
        assert (await load(db, Commitment, commitment_id)).state == "lapsed"
    subjects = await _told(build, scene.asker.persona_id)
    assert (
        _about(subjects, f"{await _code(build, commitment_id)}: hết thời hạn mà chưa có người xác nhận") == 1
    )


async def test_a_date_that_passes_is_shown_as_overdue_and_told_to_the_body_once(
    build: Builders, client: Client, set_clock: Callable[[datetime], None]
) -> None:
    scene, commitment_id = await committed(build)
    due_on, later = await _late(build, commitment_id)
    days = (local_date(later) - due_on).days
    for _ in range(2):
        await _clocks(build, later)
    subjects = await _told(build, scene.officer.persona_id)
    assert _about(subjects, f"{await _code(build, commitment_id)}: đã quá hạn") == 1
    set_clock(later)
    assert (await client.get("/theo-doi?qua-han=1")).has(f"Quá hạn {days} ngày")
    assert (await client.get(f"/theo-doi/{commitment_id}")).has(f"quá hạn {days} ngày")


async def test_confirming_an_older_report_than_the_newest_is_a_conflict(
    build: Builders, client: Client
) -> None:
    scene, commitment_id = await committed(build)
    await reported(build, commitment_id, scene.officer, scene.head, "partly_done")
    await client.log_in(scene.asker)
    path = f"/theo-doi/{commitment_id}/xac-nhan"
    old = (await client.get(path)).form(path)
    await reported(build, commitment_id, scene.officer, scene.head, "done")
    await client.post(path, old, status=409)


async def test_the_ledger_filters_by_body_and_counts_what_it_shows(build: Builders, client: Client) -> None:
    scene, _ = await committed(build)
    page = await client.get(f"/theo-doi?co-quan={scene.body.id}")
    assert page.has("Lập danh mục dữ liệu dùng chung")
    other = await build.body("Sở Mẫu Khác")
    assert not (await client.get(f"/theo-doi?co-quan={other.id}")).has("Lập danh mục dữ liệu")
    await client.get("/theo-doi?co-quan=&trang-thai=khong-co")
    await client.get("/theo-doi/999999", status=404)


async def test_what_hangs_on_a_question_is_found_by_it(build: Builders) -> None:
    scene = await announced_session(build, now())
    question_id = await answered(build, scene)
    commitment_id = await promised(build, scene, question_id)
    async with build.acting(None) as (db, actor):
        found = await for_thing(db, actor, Thing("question", question_id))
        assert [line.id for line in found] == [commitment_id]


async def test_pages_cost_the_same_statements_for_one_row_as_for_fifty(
    build: Builders, client: Client
) -> None:
    scene = await announced_session(build, now())
    question_id = await answered(build, scene)
    commitment_id = await promised(build, scene, question_id)
    paths = (
        "/theo-doi",
        f"/theo-doi/{commitment_id}",
        scene.url,
        f"{scene.url}/cau-hoi",
        f"{scene.url}/cau-hoi/{question_id}",
        "/ban-lam-viec",
    )
    await client.log_in(scene.officer)

    async def costs() -> list[int]:
        return [await client.cost_of(path) for path in paths]

    first = await costs()
    for n in range(9):
        await promised(build, scene, question_id, f"Cam kết mẫu số {n}")
    assert await costs() == first
    assert max(first) <= 17
