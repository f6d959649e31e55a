"""From a text that waits to a decision its author reads, over plain HTTP."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select, text

from forum.accounts.models import Account
from forum.actor import Role
from forum.contributions.models import Contribution
from forum.notifications.models import Notice
from forum.threads.actions.threads import NewReply, NewThread, reply, start_thread
from tests.builders import UNSTATED, Builders
from tests.client import Client
from tests.threads.test_proposal_story import a_task

WORDS = "Đề nghị mở thư viện buổi tối cho sinh viên. Xin gọi 0900 000 000 để trao đổi thêm."


@dataclass(frozen=True)
class Scene:
    author: Account
    first: Account
    second: Account
    thread_id: int


@pytest.fixture
async def scene(build: Builders) -> Scene:
    """A newcomer's proposal in the queue, three moderators of the city: one is left to hear a review of two."""
    author = await build.person(Role.intellectual)
    first, second = await build.person(Role.moderator), await build.person(Role.moderator)
    await build.person(Role.moderator)
    return Scene(author, first, second, await proposal(build, author))


async def proposal(build: Builders, author: Account, words: str = WORDS) -> int:
    task, forum = await a_task(build), await build.forum()
    async with build.acting(author) as (db, actor):
        new = NewThread(
            kind="proposal",
            title="Mở thư viện buổi tối",
            text=words,
            forum_id=forum.id,
            task_ids=[task.id],
        )
        return (await start_thread(db, actor, new)).id


async def waiting_case(build: Builders, contribution_id: int) -> int:
    async with build.acting(None) as (db, _):
        found = await db.scalar(
            text("SELECT max(id) FROM moderation.cases WHERE subject_id = :id AND state <> 'decided'"),
            {"id": contribution_id},
        )
    assert found is not None
    return int(found)


async def visibility(build: Builders, contribution_id: int) -> str:
    async with build.acting(None) as (db, _):
        return (await db.get_one(Contribution, contribution_id)).visibility


async def test_a_newcomers_proposal_is_claimed_approved_and_shown(
    scene: Scene, build: Builders, client: Client
) -> None:
    case_id = await waiting_case(build, scene.thread_id)
    await client.log_in(scene.first)
    page = await client.get("/duyet-noi-dung")
    assert page.has("Mở thư viện buổi tối")
    page = await client.get(f"/duyet-noi-dung/{case_id}")
    assert page.has("0900 000 000")
    assert page.has("không phải căn cứ để từ chối")
    await client.follow(await client.post(f"/duyet-noi-dung/{case_id}/nhan"))
    page = await client.get(f"/duyet-noi-dung/{case_id}")
    form = page.form("/quyet-dinh") | {"verdict": "approve"}
    page = await client.follow(await client.post(f"/duyet-noi-dung/{case_id}/quyet-dinh", form))
    assert page.has("Đã quyết định: cho đăng")
    assert await visibility(build, scene.thread_id) == "published"
    await client.log_out()
    assert (await client.get(f"/chu-de/{scene.thread_id}")).has("Đề nghị mở thư viện buổi tối")


async def test_the_author_reads_rule_passage_and_explanation_and_is_told_once(
    scene: Scene, build: Builders, client: Client
) -> None:
    case_id = await waiting_case(build, scene.thread_id)
    await decide(client, scene.first, case_id, verdict="return")
    assert await visibility(build, scene.thread_id) == "returned"
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        letters = (
            await db.scalars(
                select(Notice).where(
                    Notice.persona_id == scene.author.persona_id, Notice.path.startswith("/quyet-dinh")
                )
            )
        ).all()
    assert len(letters) == 1
    assert "Quy tắc Q4" in letters[0].letter
    assert "gọi 0900 000 000" in letters[0].letter
    await client.log_in(scene.author)
    page = await client.get(letters[0].path)
    assert page.has("gọi 0900 000 000")
    assert page.has("Xin bỏ số điện thoại")
    assert not page.has(scene.first.email)


async def decide(client: Client, who: Account, case_id: int, **given: str) -> None:
    await client.log_in(who)
    await client.post(f"/duyet-noi-dung/{case_id}/nhan")
    page = await client.get(f"/duyet-noi-dung/{case_id}")
    form = page.form("/quyet-dinh") | {
        "rule": "Q4",
        "quote": "gọi 0900 000 000",
        "explanation": "Xin bỏ số điện thoại, phần còn lại giữ nguyên.",
        **given,
    }
    await client.post(f"/duyet-noi-dung/{case_id}/quyet-dinh", form)


async def test_a_wrong_passage_is_shown_beside_its_field_and_nothing_is_lost(
    scene: Scene, build: Builders, client: Client
) -> None:
    case_id = await waiting_case(build, scene.thread_id)
    await client.log_in(scene.first)
    await client.post(f"/duyet-noi-dung/{case_id}/nhan")
    form = (await client.get(f"/duyet-noi-dung/{case_id}")).form("/quyet-dinh")
    form |= {"verdict": "reject", "rule": "Q4", "quote": "câu không có", "explanation": "Giải thích đủ dài."}
    page = await client.post(f"/duyet-noi-dung/{case_id}/quyet-dinh", form, status=422)
    assert "nguyên văn" in page.error_of("quote")
    assert page.field("explanation").strip() == "Giải thích đủ dài."
    assert await visibility(build, scene.thread_id) == "in_review"


async def test_a_second_moderator_cannot_decide_what_the_first_holds(
    scene: Scene, build: Builders, client: Client
) -> None:
    case_id = await waiting_case(build, scene.thread_id)
    await client.log_in(scene.first)
    await client.post(f"/duyet-noi-dung/{case_id}/nhan")
    await client.log_in(scene.second)
    page = await client.get(f"/duyet-noi-dung/{case_id}")
    assert page.has("đang có người khác xem xét")
    await client.post(f"/duyet-noi-dung/{case_id}/nhan", status=409)


async def test_who_is_no_moderator_finds_no_desk_and_no_case(
    scene: Scene, build: Builders, client: Client
) -> None:
    case_id = await waiting_case(build, scene.thread_id)
    await client.log_in(scene.author)
    await client.get("/duyet-noi-dung", status=403)
    await client.get(f"/duyet-noi-dung/{case_id}", status=403)
    await client.post(f"/duyet-noi-dung/{case_id}/nhan", status=404)


async def test_a_moderator_of_another_forum_does_not_see_the_case(
    scene: Scene, build: Builders, client: Client
) -> None:
    from forum.contributions.models import Forum

    async with build.acting(None) as (db, _):
        other = (await db.scalars(select(Forum).order_by(Forum.id.desc()).limit(1))).one()
    stranger = await build.person(Role.moderator, forum=other)
    case_id = await waiting_case(build, scene.thread_id)
    await client.log_in(stranger)
    assert not (await client.get("/duyet-noi-dung")).has("Mở thư viện buổi tối")
    await client.get(f"/duyet-noi-dung/{case_id}", status=404)
    await client.post(f"/duyet-noi-dung/{case_id}/nhan", status=404)


async def test_a_moderator_who_is_named_stands_aside_and_learns_why(build: Builders, client: Client) -> None:
    author = await build.person(Role.intellectual)
    named = await build.person(Role.moderator, name="Người Duyệt Bị Nhắc")
    await build.person(Role.moderator)
    thread_id = await proposal(build, author, "Theo tôi, ông Nguoi duyet bi nhac nên giải thích việc này.")
    case_id = await waiting_case(build, thread_id)
    await client.log_in(named)
    page = await client.get(f"/duyet-noi-dung/{case_id}")
    assert page.has("có nhắc tên Ông/Bà")
    page = await client.post(f"/duyet-noi-dung/{case_id}/nhan", status=403)
    assert page.has("xung đột lợi ích")


async def test_where_nobody_impartial_is_left_the_page_says_whose_it_is(
    build: Builders, client: Client
) -> None:
    author = await build.person(Role.intellectual)
    only = await build.person(Role.moderator, name="Người Duyệt Duy Nhất")
    thread_id = await proposal(build, author, "Tôi muốn hỏi Người Duyệt Duy Nhất về việc này.")
    case_id = await waiting_case(build, thread_id)
    await client.log_in(only)
    assert (await client.get(f"/duyet-noi-dung/{case_id}")).has("việc phải chờ")
    seat = await build.person(Role.independent_member, name="Người Ngoài Mẫu")
    assert (await client.get(f"/duyet-noi-dung/{case_id}")).has("Người Ngoài Mẫu")
    await client.log_in(seat)
    assert (await client.get("/duyet-noi-dung")).has("Mở thư viện buổi tối")
    await decide(client, seat, case_id, verdict="approve")
    assert await visibility(build, thread_id) == "published"


async def test_an_independent_member_sees_nothing_while_moderators_are_impartial(
    scene: Scene, build: Builders, client: Client
) -> None:
    case_id = await waiting_case(build, scene.thread_id)
    seat = await build.person(Role.independent_member, name="Người Ngoài Mẫu")
    await client.log_in(seat)
    page = await client.get("/duyet-noi-dung")
    assert not page.has("Mở thư viện buổi tối") and not page.has("đang chờ")
    await client.get(f"/duyet-noi-dung/{case_id}", status=404)
    await client.post(f"/duyet-noi-dung/{case_id}/nhan", status=404)


async def test_a_case_whose_author_withdrew_is_closed_without_a_decision(
    scene: Scene, build: Builders, client: Client
) -> None:
    from forum.contributions.actions import withdraw

    case_id = await waiting_case(build, scene.thread_id)
    async with build.acting(scene.author) as (db, actor):
        await withdraw(db, actor, scene.thread_id, UNSTATED)
    await client.log_in(scene.first)
    assert (await client.get(f"/duyet-noi-dung/{case_id}")).has("Tác giả đã rút bài")
    await client.post(f"/duyet-noi-dung/{case_id}/khep-lai")
    assert not (await client.get("/duyet-noi-dung")).has("Mở thư viện buổi tối")


async def test_an_edit_that_waits_is_shown_as_a_difference_and_refused_without_touching_the_public_text(
    scene: Scene, build: Builders, client: Client
) -> None:
    from forum.contributions.actions.writing import edit, standing_text

    await decide(client, scene.first, await waiting_case(build, scene.thread_id), verdict="approve")
    async with build.acting(scene.author) as (db, actor):
        stands = await standing_text(db, scene.thread_id)
        words = WORDS + " Mua hàng tại https://ban-hang.example"
        await edit(db, actor, scene.thread_id, stands.model_copy(update={"text": words}))
    case_id = await waiting_case(build, scene.thread_id)
    await client.log_in(scene.second)
    page = await client.get(f"/duyet-noi-dung/{case_id}")
    assert page.has("So với bản đang hiển thị")
    assert page.has("Có đường dẫn ra ngoài")
    await decide(client, scene.second, case_id, verdict="reject", rule="Q6", quote="https://ban-hang.example")
    await client.log_out()
    page = await client.get(f"/chu-de/{scene.thread_id}")
    assert page.has("Đề nghị mở thư viện")
    assert not page.has("ban-hang")


async def test_a_reply_goes_up_in_its_thread_when_it_is_approved(
    scene: Scene, build: Builders, client: Client
) -> None:
    await decide(client, scene.first, await waiting_case(build, scene.thread_id), verdict="approve")
    newcomer = await build.person(Role.intellectual)
    async with build.acting(newcomer) as (db, actor):
        post = await reply(db, actor, scene.thread_id, NewReply(text="Tôi đồng tình với đề nghị này."))
    await decide(client, scene.first, await waiting_case(build, post.id), verdict="approve")
    await client.log_out()
    assert (await client.get(f"/chu-de/{scene.thread_id}")).has("Tôi đồng tình với đề nghị này.")
