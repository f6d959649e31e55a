"""The desk says how many of the cases that it shows one may not judge, and why."""

import re
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from forum import clock
from forum.accounts.models import BindingRow
from forum.actor import Actor, Role
from forum.database import Db
from forum.desk.exclusions import REASONS, Exclusions, exclusions_of
from forum.desk.refusals import IMPARTIALITY
from forum.desk.under_review import revisions_of, texts_of
from moderation.models import Case
from moderation.queries import CaseRow, case_rows
from moderation.values import CaseState
from tests.builders import Builders
from tests.client import Client
from tests.desk.test_hiding import flag, published
from tests.desk.test_queue import Scene, decide, proposal, scene, waiting_case

__all__ = ["scene"]

DESK = "/duyet-noi-dung"
LONG = "Đề nghị mở thư viện buổi tối cho sinh viên. "


async def test_own_texts_texts_that_name_one_and_texts_of_ones_own_body_are_counted_with_their_reason(
    scene: Scene, build: Builders, client: Client
) -> None:
    me, body = await build.person(Role.moderator, name="Mẫu Thị Yến"), await build.body()
    async with build.acting(None) as (db, actor):
        since = actor.today - timedelta(days=9)
        db.add(BindingRow(account_id=me.id, role=Role.body_officer.value, body_id=body.id, from_on=since))
    own = await proposal(build, me)
    naming = await proposal(build, scene.author, f"{LONG}Bà MAU THI YEN đã hứa như vậy.")
    await proposal(build, scene.author, f"{LONG}Việc này thuộc {body.name}.")
    await client.log_in(me)
    page = await client.get(DESK)
    assert page.has("3 bài trên trang này Ông/Bà không được duyệt")
    for reason in ("own_text", "names_self", "own_body"):
        assert page.has(f"1 {REASONS[reason]}"), reason
    async with build.acting(me) as (db, actor):
        found = (await exclusions(db, actor)).by_case
    assert found[await waiting_case(build, own)] == REASONS["own_text"]
    assert found[await waiting_case(build, naming)] == REASONS["names_self"]
    assert await waiting_case(build, scene.thread_id) not in found


async def test_what_one_flagged_or_proposed_oneself_is_counted(
    scene: Scene, build: Builders, client: Client
) -> None:
    thread_id = await published(build, client, scene)
    case_id = await flag(build, thread_id)
    await decide(client, scene.first, case_id, verdict="hide")
    assert (await client.get(DESK)).has(f"1 {REASONS['took_part']}")
    await client.log_in(scene.second)
    assert not (await client.get(DESK)).has("Ông/Bà không được duyệt, vì")


async def test_each_case_that_is_counted_is_refused_and_each_other_is_not(
    scene: Scene, build: Builders, client: Client
) -> None:
    me = await build.person(Role.moderator, name="Mẫu Thị Yến")
    await proposal(build, me)
    await proposal(build, scene.author, f"{LONG}Bà Mẫu Thị Yến đã hứa như vậy.")
    await proposal(build, scene.author, f"{LONG}Bà Mẫu Thị Yên khác hẳn, Mẫu Thị.")
    await client.log_in(me)
    page = await client.get(DESK)
    async with build.acting(me) as (db, actor):
        excluded = set((await exclusions(db, actor)).by_case)
    cases = {int(one) for one in re.findall(rf"{DESK}/(\d+)", page.text)}
    assert excluded < cases
    for case_id in cases:
        await client.post(f"{DESK}/{case_id}/nhan", status=403 if case_id in excluded else 303)


async def exclusions(db: Db, actor: Actor) -> Exclusions:
    rows = await open_cases(db)
    texts = await texts_of(db, [row.subject.id for row in rows])
    return await exclusions_of(db, actor, rows, texts, await revisions_of(db, rows))


async def open_cases(db: Db) -> Sequence[CaseRow]:
    found = await db.scalars(select(Case).where(Case.state != CaseState.decided))
    return await case_rows(db, found.all(), clock.now())


def test_every_conflict_of_interest_has_its_words() -> None:
    assert set(REASONS) == set(IMPARTIALITY) - {"seat_not_needed"}
