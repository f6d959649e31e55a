"""Every letter is sent in one frame: to whom it is addressed, its paragraphs, the close."""

from typing import Any

from sqlalchemy import select

from forum.actor import Role
from forum.notifications.letter import THANKS, Letter, in_frame, letters_to
from forum.notifications.models import Notice, SampleMail
from forum.notifications.subjects import subject_of
from forum.programme.models import Task
from forum.thing import Thing
from forum.threads import events
from forum.threads.actions import start_thread
from forum.threads.actions.threads import NewThread
from tests.sources import PROGRAM, named, sources

TASK = Thing("task", 1)
SUBJECT = subject_of(events.TakenUp, code="HK-2026-0001", body="Sở Mẫu A", due="")


def test_a_person_is_addressed_by_name_and_a_body_s_people_by_their_body() -> None:
    assert str(Letter(1, SUBJECT, "Một.\nHai.", TASK, "/").framed("TS. Trần Mẫu")) == (
        "Kính gửi Ông/Bà TS. Trần Mẫu,\nMột.\nHai.\nTrân trọng."
    )
    assert str(in_frame("Ông/Bà A", "Một.", THANKS)).endswith("\nTrân trọng cảm ơn Ông/Bà.")
    letters = letters_to([3, 2, 3], SUBJECT, "Một.", TASK, "/", body="Sở Mẫu A")
    assert [letter.persona_id for letter in letters] == [3, 2]
    assert str(letters[0].framed("Người Mẫu")) == "Kính gửi Sở Mẫu A,\nMột.\nTrân trọng."


async def test_a_receipt_is_mailed_as_the_notice_says_it(build: Any) -> None:
    author = await build.person(Role.intellectual, name="Người Viết Mẫu", is_trusted=True)
    forum = await build.forum()
    async with build.acting(author) as (db, actor):
        task_id = await db.scalar(select(Task.id).limit(1))
        text = "Nội dung của hiến kế mẫu."
        await start_thread(
            db, actor, NewThread(title="Hiến kế mẫu", text=text, forum_id=forum.id, task_ids=[task_id])
        )
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        notice = (await db.scalars(select(Notice))).one()
        mail = (await db.scalars(select(SampleMail))).one()
    lines = notice.letter.split("\n")
    assert (lines[0], lines[-1]) == ("Kính gửi Ông/Bà Người Viết Mẫu,", "Trân trọng cảm ơn Ông/Bà.")
    assert mail.text.startswith(f"{notice.letter}\n\nhttp")


def test_the_frame_stands_once() -> None:
    framing = [named(p) for p in sources(*PROGRAM) if "Trân trọng" in p.read_text(encoding="utf-8")]
    by_mail, on_paper = "forum/notifications/letter.py", "forum/paperwork/writing/papers/letters.py"
    assert framing == [by_mail, on_paper]
