"""A review that nobody impartial could hear in time restores what was taken away, but for what must stay hidden; and
the administrator reads whether an outside seat is there."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from forum import clock, jobs
from forum.accounts.models import Account, BindingRow
from forum.actor import Role
from forum.desk import actions
from forum.desk.actions import Grounds
from forum.notifications.models import Notice
from forum.threads.actions.threads import NewReply, reply
from tests.builders import Builders
from tests.client import Client
from tests.desk.test_hiding import WORDS, flag, published, second
from tests.desk.test_queue import Scene, decide, proposal, scene, visibility, waiting_case
from tests.desk.test_wearing_down import HIDE, SUSPEND, in_days, may_write

__all__ = ["scene"]

LATER = timedelta(days=40)


async def nobody_hears(build: Builders, author: Account) -> None:
    """The author asks for a review; every moderator but the two who decided has left by its day."""
    async with build.acting(None) as (db, _):
        decision_id = await db.scalar(text("SELECT max(id) FROM moderation.decisions"))
    assert decision_id is not None
    async with build.acting(author) as (db, actor):
        await actions.ask_review(db, actor, decision_id, Grounds(grounds="Bài không phạm điều nào cả."))


async def third_leaves(build: Builders, scene: Scene) -> None:
    async with build.acting(None) as (db, actor):
        others = BindingRow.account_id.not_in([scene.first.id, scene.second.id])
        gone = update(BindingRow).where(BindingRow.role == "moderator", others)
        await db.execute(gone.values(revoked_at=actor.at))


async def when_it_is_late(build: Builders) -> None:
    async with build.acting(None) as (db, _):
        await jobs.defer(db, "find_unheard_reviews")
    await build.run_jobs(clock.now() + LATER)


async def hidden(build: Builders, client: Client, scene: Scene, **decision: str) -> int:
    thread_id = await published(build, client, scene)
    case_id = await flag(build, thread_id)
    await decide(client, scene.first, case_id, **decision)
    await second(client, scene.second, case_id, "true")
    assert await visibility(build, thread_id) == "hidden"
    await nobody_hears(build, scene.author)
    return thread_id


async def test_an_overdue_review_that_nobody_could_hear_restores(
    scene: Scene, build: Builders, client: Client
) -> None:
    thread_id = await hidden(build, client, scene, **HIDE)
    await when_it_is_late(build)
    assert await visibility(build, thread_id) == "hidden", "the third moderator could have heard it"
    await third_leaves(build, scene)
    await when_it_is_late(build)
    assert await visibility(build, thread_id) == "published"
    await client.log_out()
    assert (await client.get(f"/chu-de/{thread_id}")).has("thư viện buổi tối")


async def test_before_its_day_nothing_is_restored(scene: Scene, build: Builders, client: Client) -> None:
    thread_id = await hidden(build, client, scene, **HIDE)
    await third_leaves(build, scene)
    async with build.acting(None) as (db, _):
        await jobs.defer(db, "find_unheard_reviews")
    await build.run_jobs()
    assert await visibility(build, thread_id) == "hidden"


@pytest.mark.parametrize("rule", ["Q4", "Q2"])
async def test_personal_data_and_danger_stay_hidden_unheard(
    rule: str, scene: Scene, build: Builders, client: Client
) -> None:
    thread_id = await hidden(build, client, scene, verdict="hide", rule=rule)
    await third_leaves(build, scene)
    await when_it_is_late(build)
    assert await visibility(build, thread_id) == "hidden"


async def test_a_written_order_stays_carried_out_unheard(
    scene: Scene, build: Builders, client: Client
) -> None:
    thread_id = await published(build, client, scene)
    await client.log_in(scene.first)
    order = {"reason": "order", "words": "Yêu cầu số 12/YC-MAU ngày 20/11/2026 của Cơ quan Mẫu."}
    await client.send(f"/duyet-noi-dung/mo/{thread_id}", order)
    case_id = await waiting_case(build, thread_id)
    await decide(client, scene.first, case_id, **HIDE)
    await second(client, scene.second, case_id, "true")
    assert await visibility(build, thread_id) == "hidden"
    await nobody_hears(build, scene.author)
    await third_leaves(build, scene)
    await when_it_is_late(build)
    assert await visibility(build, thread_id) == "hidden"


async def test_no_suspension_is_confirmed_by_whom_the_text_answers(
    scene: Scene, build: Builders, client: Client
) -> None:
    """The first moderator proposes it; the second wrote what the author criticises."""
    thread_id = await proposal(build, scene.second, WORDS)
    await decide(client, scene.first, await waiting_case(build, thread_id), verdict="approve")
    async with build.acting(scene.author) as (db, actor):
        new = NewReply(text="Người viết bài này nói về thư viện buổi tối sai cả.")
        post = await reply(db, actor, thread_id, new)
    await decide(client, scene.first, await waiting_case(build, post.id), verdict="approve")
    case_id = await flag(build, post.id)
    await decide(client, scene.first, case_id, **SUSPEND, until=in_days(30))
    await client.log_in(scene.second)
    page = await client.post(f"/duyet-noi-dung/{case_id}/xac-nhan", {"agrees": "true"}, status=422)
    assert page.has("phải do người khác quyết định")
    assert await may_write(build, scene.author)
    async with build.acting(None) as (db, _):
        third = await db.scalar(
            text("SELECT account_id FROM bindings WHERE role = 'moderator' AND account_id <> ALL(:two)"),
            {"two": [scene.first.id, scene.second.id]},
        )
        other = await db.get_one(Account, third)
    await second(client, other, case_id, "true")
    assert not await may_write(build, scene.author)


async def test_the_administrator_s_page_names_the_independent_member_or_says_that_there_is_none(
    build: Builders, client: Client
) -> None:
    await client.log_in(await build.person(Role.administrator))
    page = await client.get("/quan-tri")
    assert page.has("Thành viên độc lập: chưa có ai") and page.has("Chưa có thành viên độc lập")
    await build.person(Role.independent_member, name="Người Mẫu Độc Lập")
    page = await client.get("/quan-tri")
    assert page.has("Thành viên độc lập: Người Mẫu Độc Lập.") and not page.has("Chưa có thành viên độc lập")


async def test_three_moderators_hear_reviews_without_an_independent_member(
    build: Builders, client: Client
) -> None:
    await client.log_in(await build.person(Role.administrator))
    for _ in range(3):
        await build.person(Role.moderator)
    page = await client.get("/quan-tri")
    assert page.has("Thành viên độc lập: chưa có ai") and not page.has("Chưa có thành viên độc lập")


async def test_an_independent_member_hears_what_would_else_be_restored(
    scene: Scene, build: Builders, client: Client
) -> None:
    thread_id = await hidden(build, client, scene, **HIDE)
    await third_leaves(build, scene)
    await build.person(Role.independent_member)
    await when_it_is_late(build)
    assert await visibility(build, thread_id) == "hidden"


async def test_who_has_a_conflict_of_interest_hears_nothing_as_an_independent_member_either(
    scene: Scene, build: Builders, client: Client
) -> None:
    """The text names the only one."""
    thread_id = await hidden(build, client, scene, **HIDE)
    await third_leaves(build, scene)
    await build.person(Role.independent_member, name="Mở Thư Viện")
    await when_it_is_late(build)
    assert await visibility(build, thread_id) == "published"


async def test_one_who_waits_to_be_confirmed_is_no_independent_member_yet(
    build: Builders, client: Client
) -> None:
    author = await build.person(Role.intellectual)
    await build.person(Role.moderator, name="Người Duyệt Duy Nhất")
    thread_id = await proposal(build, author, "Tôi muốn hỏi Người Duyệt Duy Nhất về việc này.")
    case_id = await waiting_case(build, thread_id)
    member = await build.person(Role.intellectual)
    (first, second_administrator) = [await build.person(Role.administrator) for _ in range(2)]
    await client.log_in(first)
    await client.send(f"/quan-tri/nguoi/{member.id}", {"role": "independent_member"})
    await client.log_in(member)
    await client.get("/duyet-noi-dung", status=403)
    await client.post(f"/duyet-noi-dung/{case_id}/nhan", status=404)
    await client.log_in(second_administrator)
    async with build.acting(None) as (db, _):
        binding_id = await db.scalar(text("SELECT max(id) FROM bindings"))
    await client.send(f"/quan-tri/vai-tro/{binding_id}/xac-nhan", {"sure": "true"})
    await decide(client, member, case_id, verdict="approve")
    assert await visibility(build, thread_id) == "published"


async def of_review(build: Builders, person: Account) -> list[str]:
    """Subjects of the notices about a review that a person got."""
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        asked = Notice.subject.contains("xem xét lại")
        return list(
            await db.scalars(select(Notice.subject).where(Notice.persona_id == person.persona_id, asked))
        )


async def test_a_review_that_no_moderator_may_hear_is_the_independent_member_s_from_the_start(
    scene: Scene, build: Builders, client: Client
) -> None:
    """Two moderators decided and there is no third: the member is told, and has it among their work."""
    await third_leaves(build, scene)
    member = await build.person(Role.independent_member)
    thread_id = await hidden(build, client, scene, **HIDE)
    assert await of_review(build, member) and not await of_review(build, scene.first)
    await client.log_in(member)
    page = await client.get("/ban-lam-viec")
    assert page.soup.select_one(f"main a[href='/duyet-noi-dung/{await waiting_case(build, thread_id)}']")


async def test_a_review_stays_the_moderators_where_one_of_them_may_hear_it(
    scene: Scene, build: Builders, client: Client
) -> None:
    member = await build.person(Role.independent_member)
    await hidden(build, client, scene, **HIDE)
    assert await of_review(build, scene.first) and not await of_review(build, member)
