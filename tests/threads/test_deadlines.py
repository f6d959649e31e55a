"""The clocks of a proposal: who owes what by when, and how a question to its author stops the body's clock."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from forum import jobs
from forum.accounts.models import Account, Body
from forum.actor import Role
from forum.clock import local_date, now
from forum.contributions import actions as texts
from forum.contributions.models import Contribution
from forum.database import load
from forum.deadlines.duties import recount
from forum.deadlines.models import WorkdayOverride
from forum.deadlines.policy import DutyKind, DutyState, OwnerKind
from forum.deadlines.queries import DutyView, duty_of
from forum.kinds import after_change, publish
from forum.notifications.models import Notice
from forum.thing import Thing
from forum.threads import actions
from forum.threads.actions.proposals import ToBody, close_clarifications
from tests.builders import UNSTATED, Builders
from tests.client import Client
from tests.threads.test_proposal_story import approve, propose


class Clock:
    """The program's time, from now on."""

    def __init__(self, path: Path) -> None:
        self.path, self.at = path, now()

    def later(self, **away: int) -> datetime:
        self.at += timedelta(**away)
        self.path.write_text(self.at.isoformat())
        return self.at


@pytest.fixture
def time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clock:
    path = tmp_path / "clock"
    monkeypatch.setenv("FORUM_CLOCK", str(path))
    return Clock(path)


class Story:
    """A proposal that a body has taken up."""

    path: str
    id: int
    author: Account
    officer: Account
    body: Body

    async def duty(self, build: Builders, kind: DutyKind) -> DutyView:
        async with build.acting(None) as (db, actor):
            found = await duty_of(db, actor.at, Thing("proposal", self.id), kind)
        assert found is not None
        return found

    async def state(self, build: Builders, kind: DutyKind) -> DutyState:
        return (await self.duty(build, kind)).state


@pytest.fixture
async def story(build: Builders, client: Client, time: Clock) -> Story:
    story = Story()
    story.author, story.body = await build.person(Role.intellectual), await build.body()
    story.officer = await build.person(Role.body_officer, body=story.body)
    story.path = await propose(client, build, story.author)
    story.id = await approve(build, "Dùng chung phòng thí nghiệm")
    await client.log_in(story.officer)
    await client.post(f"/chu-de/{story.id}/tiep-nhan", {"body_id": story.body.id})
    return story


async def ask(client: Client, story: Story, status: int = 303) -> None:
    await client.log_in(story.officer)
    await client.post(
        f"/chu-de/{story.id}/de-nghi-lam-ro", {"text": "Đề nghị nêu rõ kinh phí."}, status=status
    )


async def clarify(client: Client, story: Story, status: int = 303) -> None:
    await client.log_in(story.author)
    await client.post(f"/chu-de/{story.id}/lam-ro", {"text": "Kinh phí hai tỷ đồng."}, status=status)


async def test_asked_and_answered_within_a_minute_the_date_stays(
    build: Builders, client: Client, story: Story
) -> None:
    before = (await story.duty(build, DutyKind.answer)).due_at
    await ask(client, story)
    assert await story.state(build, DutyKind.answer) == DutyState.paused
    await clarify(client, story)
    assert await story.state(build, DutyKind.clarify) == DutyState.closed
    assert await story.state(build, DutyKind.answer) == DutyState.paused  # nobody can read it yet
    await _publish_clarification(build, story)
    assert (await story.duty(build, DutyKind.answer)).due_at == before
    assert await story.state(build, DutyKind.answer) == DutyState.running


async def _publish_clarification(build: Builders, story: Story) -> None:
    about = Contribution.subject_kind == "proposal", Contribution.subject_id == story.id
    async with build.acting(None) as (db, actor):
        given = await db.scalars(select(Contribution.id).where(*about, Contribution.kind == "clarification"))
        await publish(db, actor, given.one())


async def test_a_slow_review_of_a_clarification_stops_the_body_no_longer_than_silence_would(
    build: Builders, client: Client, story: Story, time: Clock
) -> None:
    await ask(client, story)
    until = (await story.duty(build, DutyKind.clarify)).due_at
    await clarify(client, story)
    assert until is not None
    while time.at <= until:
        time.later(days=1)
    assert await story.state(build, DutyKind.answer) == DutyState.running
    due_at = (await story.duty(build, DutyKind.answer)).due_at
    await _publish_clarification(build, story)
    assert (await story.duty(build, DutyKind.answer)).due_at == due_at


async def test_a_body_asks_twice_at_most(build: Builders, client: Client, story: Story) -> None:
    for _ in range(2):
        await ask(client, story)
        await clarify(client, story)
    await ask(client, story, status=403)
    assert not (await client.get(story.path)).has("de-nghi-lam-ro")


async def test_an_unused_question_closes_and_the_body_answers_by_what_it_has(
    build: Builders, client: Client, story: Story, time: Clock
) -> None:
    await ask(client, story)
    until = (await story.duty(build, DutyKind.clarify)).due_at
    due_at = (await story.duty(build, DutyKind.answer)).due_at
    assert until is not None and due_at is not None and until < due_at
    while time.at <= until:
        time.later(days=1)
    assert await story.state(build, DutyKind.answer) == DutyState.running  # no job ran
    page = await client.get(story.path)
    assert page.has("Dự thảo trả lời")
    assert page.has("Đã tiếp nhận")
    await clarify(client, story, status=422)
    async with build.acting(None, time.at) as (db, _):
        await close_clarifications(jobs.JobContext(db, time.at, build.settings, build.engine))
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        letters = (
            await db.scalars(select(Notice.subject).where(Notice.persona_id == story.officer.persona_id))
        ).all()
    assert any("hết thời gian làm rõ" in subject for subject in letters)
    await client.log_in(story.officer)
    await client.post(
        f"/chu-de/{story.id}/tra-loi", {"outcome": "declined", "text": "Chưa có căn cứ để làm."}
    )
    assert (await story.duty(build, DutyKind.answer)).due_at == due_at


async def test_the_secretariat_owes_what_it_has_assigned_to_nobody(
    build: Builders, client: Client, time: Clock
) -> None:
    author, secretary = await build.person(Role.intellectual), await build.person(Role.secretariat)
    await propose(client, build, author)
    proposal_id = await approve(build, "Dùng chung phòng thí nghiệm")
    thing, (one, other) = Thing("proposal", proposal_id), (await build.body(), await build.body())
    officer = await build.person(Role.body_officer, body=one)
    await build.person(Role.body_officer, body=other)
    async with build.acting(secretary) as (db, actor):
        first = await duty_of(db, actor.at, thing, DutyKind.take_up)
        assert first is not None and first.owner.kind == OwnerKind.secretariat
        await actions.assign(db, actor, proposal_id, ToBody(body_id=one.id, reason="Đúng lĩnh vực."))
        second = await duty_of(db, actor.at, thing, DutyKind.take_up)
    assert second is not None and second.owner == (OwnerKind.body, one.id)
    assert second.due_at == first.due_at  # its clock went on
    async with build.acting(officer, time.later(days=3)) as (db, actor):
        await actions.hand_over(db, actor, proposal_id, ToBody(body_id=other.id, reason="Không thuộc."))
        third = await duty_of(db, actor.at, thing, DutyKind.take_up)
    assert third is not None and third.owner == (OwnerKind.body, other.id)
    assert third.due_at is not None and second.due_at is not None and third.due_at > second.due_at


async def test_what_is_owed_about_a_hidden_proposal_waits_with_it(
    build: Builders, story: Story, time: Clock
) -> None:
    before = (await story.duty(build, DutyKind.answer)).due_at
    async with build.acting(None, time.later(days=1)) as (db, actor):
        await texts.hide(db, actor, await load(db, Contribution, story.id, lock=True), "Q1")
    assert await story.state(build, DutyKind.answer) == DutyState.paused
    async with build.acting(None, time.later(days=14)) as (db, actor):
        await texts.restore(db, actor, await load(db, Contribution, story.id, lock=True))
    after = await story.duty(build, DutyKind.answer)
    assert after.state == DutyState.running
    assert before is not None and after.due_at is not None
    assert after.due_at > before


async def test_nobody_owes_anything_about_what_its_author_withdrew(build: Builders, story: Story) -> None:
    async with build.acting(story.author) as (db, actor):
        await texts.withdraw(db, actor, story.id, UNSTATED)
        assert await duty_of(db, actor.at, Thing("proposal", story.id), DutyKind.answer) is None


async def test_not_answered_opens_a_second_round_with_a_date_of_its_own(
    build: Builders, client: Client, story: Story
) -> None:
    head = await build.person(Role.body_head, body=story.body)
    drafted = await client.post(
        f"/chu-de/{story.id}/tra-loi", {"outcome": "declined", "text": "Chưa có căn cứ để làm."}
    )
    answer_id = int(drafted.location.rsplit("-", 1)[1])
    await client.post(f"/chu-de/tra-loi/{answer_id}/trinh")
    await client.log_in(head)
    form = (await client.get(story.path)).form(f"/tra-loi/{answer_id}/duyet")
    await client.post(f"/chu-de/tra-loi/{answer_id}/duyet", form)
    assert await story.state(build, DutyKind.answer) == DutyState.done_in_time
    assert await story.state(build, DutyKind.rate_answer) == DutyState.open
    await client.log_in(story.author)
    await client.post(f"/chu-de/{story.id}/danh-gia", {"answered": "false"})
    assert await story.state(build, DutyKind.rate_answer) == DutyState.closed
    assert await story.state(build, DutyKind.answer) == DutyState.running


async def _hidden(build: Builders, story: Story, since: datetime, until: datetime) -> None:
    async with build.acting(None, since) as (db, actor):
        it = await load(db, Contribution, story.id, lock=True)
        await texts.hide(db, actor, it, "Q1")
        await after_change(db, actor, it)
    async with build.acting(None, until) as (db, _):
        await close_clarifications(jobs.JobContext(db, until, build.settings, build.engine))
    await build.run_jobs(until)
    async with build.acting(None, until) as (db, actor):
        it = await load(db, Contribution, story.id, lock=True)
        await texts.restore(db, actor, it)
        await after_change(db, actor, it)


@pytest.mark.parametrize("days", [3, 40])
async def test_the_body_waits_for_the_author_as_long_as_a_hide_moved_their_window(
    build: Builders, client: Client, story: Story, time: Clock, days: int
) -> None:
    await ask(client, story)
    first = (await story.duty(build, DutyKind.clarify)).due_at
    hidden_at = time.later(days=1)
    await _hidden(build, story, hidden_at, time.later(days=days))
    window = await story.duty(build, DutyKind.clarify)
    assert window.is_open and window.due_at is not None and first is not None and window.due_at > first
    while time.at < window.due_at - timedelta(days=1):
        assert await story.state(build, DutyKind.answer) == DutyState.paused, time.at
        time.later(days=1)
    assert await story.state(build, DutyKind.answer) == DutyState.paused
    time.later(days=2)
    assert await story.state(build, DutyKind.answer) == DutyState.running


async def test_the_body_waits_for_the_author_as_long_as_a_day_off_moved_their_window(
    build: Builders, client: Client, story: Story, time: Clock
) -> None:
    await ask(client, story)
    first = (await story.duty(build, DutyKind.clarify)).due_at
    assert first is not None
    async with build.acting(None, time.at) as (db, actor):
        db.add(WorkdayOverride(day=local_date(first), is_worked=False, reason="Thông báo nghỉ mẫu"))
        await db.flush()
        await recount(db, actor.at)
    moved = (await story.duty(build, DutyKind.clarify)).due_at
    assert moved is not None and moved > first
    time.later(seconds=int((first - time.at).total_seconds()) + 60)
    assert await story.state(build, DutyKind.answer) == DutyState.paused
