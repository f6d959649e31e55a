"""What a drafting body owes after a consultation has closed: responses to all, then its end; once, not per opinion."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from forum import kinds
from forum.accounts.models import Account, Body
from forum.actor import Role
from forum.clock import HANOI, end_of_day
from forum.consultations.actions import notices, preparing, responding
from forum.consultations.actions.notices import Announcement, StopReason
from forum.consultations.actions.opinions import NewOpinion, give_opinion
from forum.consultations.actions.preparing import NewConsultation
from forum.consultations.actions.responding import ResponseText
from forum.consultations.doubts import open_doubts
from forum.consultations.drafts import version_of_draft
from forum.contributions.official.together import Approvals
from forum.deadlines.policy import DutyKind, DutyState, Owner, OwnerKind
from forum.deadlines.queries import DutyView, duty_of
from forum.thing import Thing
from tests.builders import Builders
from tests.client import Client
from tests.official_texts import as_seen, seen

MONDAY = datetime(2026, 12, 7, 9, 0, tzinfo=HANOI)
AFTER = datetime(2026, 12, 28, 9, 0, tzinfo=HANOI)
CLOSES = date(2026, 12, 25)  # a Friday


@dataclass(frozen=True)
class Scene:
    id: int
    body: Body
    officer: Account
    head: Account
    author: Account

    async def owed(self, build: Builders, kind: DutyKind, at: datetime = AFTER) -> DutyView | None:
        async with build.acting(None, at) as (db, _):
            return await duty_of(db, at, Thing("consultation", self.id), kind)


@pytest.fixture
async def scene(build: Builders) -> Scene:
    return await drafted(build, "Điều 1. Phạm vi\nQuy chế này quy định việc dùng chung.")


async def drafted(build: Builders, draft: str) -> Scene:
    """A consultation that is open from Monday on."""
    body = await build.body()
    officer = await build.person(Role.body_officer, body=body)
    head = await build.person(Role.body_head, body=body)
    async with build.acting(head, MONDAY) as (db, actor):
        new = NewConsultation(
            body_id=body.id,
            title="Quy chế dùng chung phòng thí nghiệm",
            summary="Các trường mở phòng thí nghiệm cho nhau.",
            document_kind="draft-other",
            draft=draft,
        )
        it = await preparing.create(db, actor, new)
        doubts = open_doubts(await version_of_draft(db, it.id, 1))
        dates = Announcement(opens_on=MONDAY.date(), closes_on=CLOSES, seen_doubts=doubts)
        await notices.announce(db, actor, it.id, dates)
    return Scene(it.id, body, officer, head, await build.person(Role.intellectual, is_trusted=True))


async def opinion(build: Builders, scene: Scene, author: Account | None = None) -> int:
    async with build.acting(author or scene.author, MONDAY) as (db, actor):
        new = NewOpinion(stance="object", text="Các trường không đủ kinh phí.")
        return (await give_opinion(db, actor, scene.id, new)).id


async def responded(build: Builders, scene: Scene, opinion_ids: list[int], at: datetime = AFTER) -> None:
    async with build.acting(scene.officer, at) as (db, actor):
        draft = ResponseText(opinion_ids=opinion_ids, result="accept", text="Bổ sung mức hỗ trợ.")
        response_id = (await responding.draft_response(db, actor, scene.id, draft)).id
        await responding.submit_responses(db, actor, scene.id)
    async with build.acting(scene.head, at) as (db, actor):
        read = Approvals(approved=[f"{response_id}:{await seen(db, response_id)}"])
        await responding.approve_responses(db, actor, scene.id, read)
        await responding.publish_responses(db, actor, scene.id)


async def test_the_body_owes_responses_from_the_closing_day(build: Builders, scene: Scene) -> None:
    for _ in range(3):
        await opinion(build, scene)
    owed = await scene.owed(build, DutyKind.respond)
    assert owed is not None
    assert owed.owner == Owner(OwnerKind.body, scene.body.id)
    assert owed.due_at == end_of_day(date(2027, 2, 15))  # thirty working days, over Tết
    assert owed.state == DutyState.running


async def test_the_last_response_ends_it_and_the_end_of_the_consultation_is_owed(
    build: Builders, scene: Scene
) -> None:
    one, other = await opinion(build, scene), await opinion(build, scene)
    await responded(build, scene, [one])
    half = await scene.owed(build, DutyKind.respond)
    assert half is not None and half.state == DutyState.running
    assert await scene.owed(build, DutyKind.publish_table) is None
    await responded(build, scene, [other])
    done = await scene.owed(build, DutyKind.respond)
    assert done is not None and done.state == DutyState.done_in_time
    table = await scene.owed(build, DutyKind.publish_table)
    assert table is not None and table.due_at == end_of_day(date(2027, 1, 12))
    async with build.acting(scene.head, AFTER + timedelta(days=14)) as (db, actor):
        await notices.conclude(db, actor, scene.id)
    over = await scene.owed(build, DutyKind.publish_table)
    assert over is not None and over.state == DutyState.done_in_time


async def test_an_opinion_judged_after_all_others_were_answered_is_owed_a_response_anew(
    build: Builders, scene: Scene
) -> None:
    newcomer, moderator = await build.person(Role.intellectual), await build.person(Role.moderator)
    late = await opinion(build, scene, newcomer)
    await responded(build, scene, [await opinion(build, scene)])
    assert await scene.owed(build, DutyKind.publish_table) is not None
    async with build.acting(moderator, AFTER) as (db, actor):
        await kinds.publish(db, actor, late)
    again = await scene.owed(build, DutyKind.respond)
    assert again is not None and again.state == DutyState.running
    assert again.started_at == AFTER
    assert await scene.owed(build, DutyKind.publish_table) is None


async def test_nothing_is_owed_after_a_consultation_was_stopped(build: Builders, scene: Scene) -> None:
    async with build.acting(scene.officer, MONDAY) as (db, actor):
        notice = await notices.stop(db, actor, scene.id, StopReason(reason="Luật mới thay thế."))
    async with build.acting(scene.head, MONDAY) as (db, actor):
        await notices.approve_notice(db, actor, notice.id, await as_seen(db, notice.id))
    assert await scene.owed(build, DutyKind.respond) is None


async def test_the_desk_has_a_consultation_once(
    build: Builders, scene: Scene, client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    await opinion(build, scene)
    (tmp_path / "clock").write_text(AFTER.isoformat())
    monkeypatch.setenv("FORUM_CLOCK", str(tmp_path / "clock"))
    await client.log_in(scene.officer)
    page = await client.get("/ban-lam-viec")
    assert page.has("Góp ý cần tiếp thu, giải trình (1)")
    assert page.main.count("Quy chế dùng chung phòng thí nghiệm") == 1
    assert page.has("1 góp ý chưa có giải trình công khai")
