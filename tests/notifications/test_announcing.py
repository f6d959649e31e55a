"""A new session or draft is told once to who follows it, its task, forum or body, and to who asked for every one."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from forum.accounts.models import Account, Body
from forum.actor import Purpose, Role
from forum.clock import now
from forum.consultations.actions import notices, preparing
from forum.consultations.actions.notices import Announcement
from forum.consultations.actions.preparing import NewConsultation
from forum.contact import actions as contact
from forum.contact.actions.series import NewSeries
from forum.contact.actions.sessions import ChangedPlan, standing_plan
from forum.contact.models import ContactSession, Series
from forum.contributions import actions as texts
from forum.contributions.actions.choosing import NoticeChoices, standing_choices
from forum.contributions.models import Forum
from forum.database import load
from forum.jobs import JobContext
from forum.notifications.models import Notice, SampleMail
from forum.notifications.weekly import find_weekly_letters
from forum.programme.models import Section, Task
from forum.thing import Thing
from tests import session_texts
from tests.builders import Builders
from tests.client import Client
from tests.contact.scene import plan

ALL = (Purpose.terms, Purpose.announcements)


async def _session(build: Builders, *, body: Body | None = None) -> tuple[int, Account]:
    """A session that is planned and not yet announced."""
    leader = await build.leader()
    secretariat = await build.person(Role.secretariat)
    async with build.acting(secretariat) as (db, actor):
        if body is not None:
            (await db.merge(leader)).body_id = body.id
        series = await contact.create_series(db, actor, NewSeries(title="Tiếp xúc mẫu", rhythm="quarter"))
        session = await contact.plan_session(db, actor, plan(series.id, leader.id, actor.at))
    return session.id, secretariat


async def _announce(build: Builders, session_id: int, secretariat: Account) -> None:
    await session_texts.announced(build, secretariat, session_id)
    await build.run_jobs()


async def _choose(build: Builders, person: Account, **choices: object) -> None:
    async with build.acting(person) as (db, actor):
        stands = await standing_choices(db, actor)
        await texts.choose_notices(db, actor, stands.model_copy(update=choices))


async def _subjects(build: Builders, person: Account) -> list[str]:
    async with build.acting(None) as (db, _):
        own = select(Notice.subject).where(Notice.persona_id == person.persona_id).order_by(Notice.id)
        return list((await db.scalars(own)).all())


async def _mails(build: Builders, person: Account) -> list[SampleMail]:
    async with build.acting(None) as (db, _):
        own = select(SampleMail).where(SampleMail.to == person.email).order_by(SampleMail.id)
        return list((await db.scalars(own)).all())


async def test_followers_and_whoever_asked_for_all_are_told_once_and_nobody_else(build: Builders) -> None:
    body = await build.body()
    session_id, secretariat = await _session(build, body=body)
    async with build.acting(None) as (db, _):
        series = await load(db, Series, (await load(db, ContactSession, session_id)).series_id)
    of_forum, of_body = await build.person(Role.intellectual), await build.person(Role.intellectual)
    of_both = await build.person(Role.intellectual, consents=(*ALL, Purpose.mail))
    for_all = await build.person(Role.intellectual, consents=ALL)
    unmailed, stranger = await build.person(consents=(Purpose.terms,)), await build.person(Role.intellectual)
    await _choose(build, of_forum, forum_ids=[series.forum_id])
    await _choose(build, of_body, body_ids=[body.id])
    await _choose(build, of_both, forum_ids=[series.forum_id], body_ids=[body.id])
    await _choose(build, unmailed, body_ids=[body.id])
    await _announce(build, session_id, secretariat)
    for person in (of_forum, of_body, of_both, for_all, unmailed):
        assert len(await _subjects(build, person)) == 1
        assert len(await _mails(build, person)) == (0 if person is unmailed else 1)
    assert await _subjects(build, stranger) == []


async def test_each_change_of_what_was_announced_is_told(build: Builders) -> None:
    session_id, secretariat = await _session(build)
    for_all = await build.person(Role.intellectual, consents=ALL)
    await _announce(build, session_id, secretariat)
    for changed in ({"title": "Kỳ tiếp xúc mẫu, tên mới"}, {"place": "Hội trường mẫu số hai"}):
        async with build.acting(secretariat) as (db, actor):
            stands = await standing_plan(db, await load(db, ContactSession, session_id))
            new = ChangedPlan.model_validate(stands.model_dump() | changed)
            await contact.change_session(db, actor, session_id, new)
        await build.run_jobs()
    said = [subject.partition(": ")[2] for subject in await _subjects(build, for_all)]
    assert said[1:] == ["kỳ tiếp xúc đã thông báo có thay đổi"] * 2


async def _week(build: Builders, at: datetime) -> None:
    async with build.acting(None, at) as (db, _):
        await find_weekly_letters(JobContext(db, at, build.settings, build.engine))
    await build.run_jobs(at)


async def test_one_letter_a_week_bundles_what_can_wait_and_is_never_empty(build: Builders) -> None:
    weekly = await build.person(Role.intellectual, consents=ALL)
    await _choose(build, weekly, pace="weekly")
    for _ in range(2):
        session_id, secretariat = await _session(build)
        async with build.acting(secretariat) as (db, _actor):
            session = await load(db, ContactSession, session_id, lock=True)
            session.intake_until_on += timedelta(days=20)
            session.starts_at += timedelta(days=20)
            session.ends_at += timedelta(days=20)
        await _announce(build, session_id, secretariat)
    assert len(await _subjects(build, weekly)) == 2
    assert await _mails(build, weekly) == []
    for days in (7, 14):
        await _week(build, now() + timedelta(days=days))
    (letter,) = await _mails(build, weekly)
    assert all(subject in letter.text for subject in await _subjects(build, weekly))
    assert "2 diễn biến" in letter.subject


async def _draft(build: Builders, body: Body) -> tuple[int, int, int]:
    """A draft that is prepared: its id, the standing forum of its task, and the task."""
    officer = await build.person(Role.body_officer, body=body)
    async with build.acting(officer) as (db, actor):
        themed = select(Forum.section_code).where(Forum.kind == "standing")
        task = select(Task.id).join(Section, Section.id == Task.section_id)
        task_id = await db.scalar(task.where(Section.code.in_(themed)).order_by(Task.id).limit(1)) or 0
        new = NewConsultation(
            body_id=body.id,
            title="Quy chế mẫu",
            summary="Các trường mở phòng thí nghiệm cho nhau.",
            document_kind="draft-other",
            draft="Điều 1. Phạm vi\nQuy chế này quy định việc dùng chung.",
            task_ids=[task_id],
        )
        it = await preparing.create(db, actor, new)
        section = select(Section.code).join(Task, Task.section_id == Section.id).where(Task.id == task_id)
        forum_id = await db.scalar(
            select(Forum.id).where(Forum.section_code.in_(section), Forum.kind == "standing")
        )
    assert forum_id is not None
    return it.id, forum_id, task_id


async def _announce_draft(build: Builders, consultation_id: int, body: Body) -> None:
    head = await build.person(Role.body_head, body=body)
    async with build.acting(head) as (db, actor):
        dates = Announcement(opens_on=actor.today, closes_on=actor.today + timedelta(days=60))
        await notices.announce(db, actor, consultation_id, dates)
    await build.run_jobs()


async def test_a_draft_is_told_once_to_who_follows_it_anywhere_and_to_who_asked_for_every_one(
    build: Builders,
) -> None:
    body = await build.body()
    consultation_id, forum_id, task_id = await _draft(build, body)
    intellectual = Role.intellectual
    of_task, of_forum, of_body = [await build.person(intellectual) for _ in range(3)]
    of_all_of_them = await build.person(intellectual, consents=(*ALL, Purpose.mail))
    for_all, unmailed = await build.person(consents=ALL), await build.person(consents=(Purpose.terms,))
    stranger = await build.person(intellectual)
    for person in (of_task, of_all_of_them, unmailed):
        async with build.acting(person) as (db, actor):
            await texts.follow(db, actor, Thing("task", task_id))
    await _choose(build, of_forum, forum_ids=[forum_id])
    await _choose(build, of_body, body_ids=[body.id])
    await _choose(build, of_all_of_them, forum_ids=[forum_id], body_ids=[body.id])
    assert await _subjects(build, for_all) == []  # nothing is told of a draft that is prepared
    await _announce_draft(build, consultation_id, body)
    for person in (of_task, of_forum, of_body, of_all_of_them, for_all, unmailed):
        (subject,) = await _subjects(build, person)
        assert "lấy ý kiến về dự thảo" in subject
        assert len(await _mails(build, person)) == (0 if person is unmailed else 1)
    assert await _subjects(build, stranger) == []
    (mail,) = await _mails(build, of_task)
    assert "Quy chế mẫu" in mail.text and f"/gop-y-du-thao/{consultation_id}" in mail.text


async def test_a_draft_that_stays_open_for_weeks_waits_for_the_letter_of_the_week(build: Builders) -> None:
    body = await build.body()
    weekly = await build.person(Role.intellectual, consents=ALL)
    await _choose(build, weekly, pace="weekly")
    for _ in range(2):
        consultation_id, _forum_id, _task_id = await _draft(build, body)
        await _announce_draft(build, consultation_id, body)
    assert len(await _subjects(build, weekly)) == 2 and await _mails(build, weekly) == []
    for days in (7, 14):
        await _week(build, now() + timedelta(days=days))
    (letter,) = await _mails(build, weekly)
    assert letter.text.count("lấy ý kiến về dự thảo") >= 2 and "2 diễn biến" in letter.subject


@pytest.mark.parametrize("purpose", ["announcements"])
async def test_it_is_asked_at_registering_and_not_ticked(client: Client, purpose: str) -> None:
    page = await client.get("/dang-ky")
    (box,) = page.soup.select(f"input[name=consents][value={purpose}]")
    assert not box.has_attr("checked")


async def test_what_to_hear_of_is_chosen_on_one_s_own_page(client: Client, build: Builders) -> None:
    person = await build.person(Role.intellectual)
    async with build.acting(None) as (db, _):
        forum_id = await db.scalar(select(Forum.id).order_by(Forum.id).limit(1))
    await client.log_in(person)
    typed = {"forum_ids": [str(forum_id)], "pace": "weekly"}
    await client.send("/cua-toi/nhan-thong-bao", typed)
    async with build.acting(person) as (db, actor):
        stands = await standing_choices(db, actor)
    assert stands.fields == NoticeChoices(forum_ids=[forum_id or 0], body_ids=[], pace="weekly").fields
