"""The desk: a queue that tells cases apart, 'Nhận bài lâu nhất', filters, and five hundred cases as fast as one."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from forum import clock
from forum.actor import Role
from forum.consultations.actions.opinions import NewOpinion, give_opinion
from forum.consultations.models import ParagraphText
from forum.contributions.actions.writing import edit, standing_text
from tests.builders import Builders
from tests.client import Client
from tests.consultations.test_papers import critiqued
from tests.desk.test_hiding import flag, published
from tests.desk.test_queue import Scene, decide, proposal, scene, waiting_case

__all__ = ["scene"]

DESK = "/duyet-noi-dung"


async def test_a_line_tells_kind_place_first_words_author_time_left_and_what_to_look_at(
    scene: Scene, client: Client
) -> None:
    await client.log_in(scene.first)
    page = await client.get(DESK)
    for words in (
        "Hiến kế",
        "Mở thư viện buổi tối",
        "Đề nghị mở thư viện buổi tối cho sinh viên",
        "bài đầu tiên",
        "có số điện thoại",
        "còn ",
    ):
        assert page.has(words), words


async def test_the_author_history_counts_what_was_published_and_refused(
    scene: Scene, build: Builders, client: Client
) -> None:
    await decide(client, scene.first, await waiting_case(build, scene.thread_id), verdict="reject")
    await published(build, client, scene)
    await proposal(build, scene.author)
    await client.log_in(scene.first)
    assert (await client.get(DESK)).has("3 bài, 1 đã đăng, 1 không đăng hoặc bị ẩn")


async def test_filters_by_kind_and_by_what_waits_count_before_they_are_chosen(
    scene: Scene, build: Builders, client: Client
) -> None:
    reported = await published(build, client, scene)
    await flag(build, reported)
    await client.log_in(scene.first)
    page = await client.get(DESK)
    assert page.has("Phản ánh")
    flags = await client.get(f"{DESK}?ly-do=flag")
    assert flags.has("đang hiển thị công khai")
    assert f"{DESK}/{await waiting_case(build, reported)}" in flags.text
    assert f"{DESK}/{await waiting_case(build, scene.thread_id)}" not in flags.text
    assert (await client.get(f"{DESK}?loai=question")).has("Không có nội dung chờ duyệt")
    await client.get(f"{DESK}?loai=khong-co&ly-do=sai&buoc=sai")


async def test_the_oldest_case_that_one_may_judge_is_claimed_at_once(
    scene: Scene, build: Builders, client: Client
) -> None:
    own = await build.person(Role.moderator)
    mine = await proposal(build, own)
    async with build.acting(None) as (db, _):
        await db.execute(
            text(
                "UPDATE moderation.cases SET deadline_at = deadline_at - interval '1 day' WHERE subject_id = :id"
            ),
            {"id": mine},
        )
    await client.log_in(own)
    opened = await client.post(f"{DESK}/nhan-bai")
    assert opened.location == f"{DESK}/{await waiting_case(build, scene.thread_id)}"
    assert (await client.follow(opened)).form("/quyet-dinh")
    await client.post(f"{DESK}/nhan-bai", status=409)


async def test_a_case_stands_on_a_page_of_its_own_with_its_passage_marked(
    scene: Scene, build: Builders, client: Client
) -> None:
    await proposal(build, await build.person(Role.intellectual), "Bài khác đang chờ, đủ dài để gửi.")
    await client.log_in(scene.first)
    page = await client.get(f"{DESK}/{await waiting_case(build, scene.thread_id)}")
    assert "<mark>0900 000 000</mark>" in page.text
    assert not page.has("Bài khác đang chờ")


async def test_every_field_is_in_the_form_for_browsers_that_cannot_hide_what_the_choice_does_not_need(
    scene: Scene, build: Builders, client: Client
) -> None:
    case_id = await waiting_case(build, scene.thread_id)
    await client.log_in(scene.first)
    await client.post(f"{DESK}/{case_id}/nhan")
    page = await client.get(f"{DESK}/{case_id}")
    assert {"verdict", "rule", "quote", "explanation"} <= set(page.form("/quyet-dinh")) | {"verdict"}
    for name in ("rule", "quote", "explanation", "destination"):
        assert f'name="{name}"' in page.text
    assert 'class="chosen-move"' in page.text


MANY = """
WITH made AS (
  INSERT INTO contributions (kind, persona_id, channel, on_behalf, forum_id, title, text, html, visibility, audience,
    version, text_version, created_at, endorsement_count, reply_count)
  SELECT kind, persona_id, channel, on_behalf, forum_id, title || n, text, html, visibility, audience,
    1, 1, created_at, 0, 0 FROM contributions, generate_series(1, :count) AS n WHERE id = :id RETURNING *
), revised AS (
  INSERT INTO revisions (contribution_id, text_version, state, title, text, html, written_at, persona_id, note)
  SELECT id, 1, 'current', title, text, html, created_at, persona_id, '' FROM made
), threaded AS (
  INSERT INTO threads (id, kind, slug, last_post_at) SELECT id, kind, 'bai', created_at FROM made
)
INSERT INTO moderation.cases (subject_kind, subject_id, subject_version, forum_id, author_id, written_at, reason,
  state, opened_at, deadline_at)
SELECT kind, id, 1, forum_id, persona_id, created_at, 'new', 'queued', created_at,
  created_at + interval '2 days' FROM made
"""


async def test_five_hundred_waiting_cases_cost_the_statements_of_one_and_are_paged_by_key(
    scene: Scene, build: Builders, client: Client
) -> None:
    await client.log_in(scene.first)
    await client.get(DESK)
    one = client.statements
    async with build.acting(None) as (db, _):
        await db.execute(text(MANY), {"count": 499, "id": scene.thread_id})
    page = await client.get(DESK)
    assert client.statements == one
    assert page.has("500")
    met: list[str] = []
    url = DESK
    for _ in range(30):
        page = await client.get(url)
        assert client.statements == one
        met += re.findall(rf"{DESK}/\d+", page.text)
        further = re.findall(rf'href="({DESK}\?[^"]*sau=[^"]*)"', page.text)
        if not further:
            break
        url = further[0].replace("&amp;", "&")
    assert len(met) == len(set(met)) == 500


async def test_the_moderators_worklist_shows_what_waits_at_the_desk(
    scene: Scene, build: Builders, client: Client
) -> None:
    await client.log_in(scene.first)
    page = await client.get("/ban-lam-viec")
    assert page.has("Mở thư viện buổi tối")
    assert f"{DESK}/{await waiting_case(build, scene.thread_id)}" in page.text
    assert not page.has("Không có việc nào đang chờ")


@pytest.mark.parametrize("role", [Role.intellectual, Role.body_officer])
async def test_who_is_no_moderator_claims_nothing(
    scene: Scene, build: Builders, client: Client, role: Role
) -> None:
    body = await build.body() if role == Role.body_officer else None
    await client.log_in(await build.person(role, body=body))
    await client.post(f"{DESK}/nhan-bai", status=403)


async def test_a_later_edit_of_the_author_is_what_the_line_shows(
    scene: Scene, build: Builders, client: Client
) -> None:
    async with build.acting(scene.author) as (db, actor):
        stands = await standing_text(db, scene.thread_id)
        await edit(
            db, actor, scene.thread_id, stands.model_copy(update={"text": "Bản viết lại, không số nào."})
        )
    await client.log_in(scene.first)
    page = await client.get(DESK)
    assert page.has("Bản viết lại")
    assert not page.has("có số điện thoại")


async def test_an_opinion_is_told_by_its_paragraph_and_draft(build: Builders, client: Client) -> None:
    found = await critiqued(build)
    newcomer = await build.person(Role.intellectual)
    async with build.acting(None) as (db, _):
        paragraph = await db.scalar(
            select(ParagraphText.paragraph_id).where(
                ParagraphText.consultation_id == found.consultation_id, ParagraphText.path != ""
            )
        )
    new = NewOpinion(
        target="paragraph", paragraph_id=paragraph, stance="object", text="Chưa rõ ai chịu trách nhiệm ở đây."
    )
    async with build.acting(newcomer, clock.now() - timedelta(days=28)) as (db, actor):
        await give_opinion(db, actor, found.consultation_id, new)
    await client.log_in(await build.person(Role.moderator))
    page = await client.get(f"{DESK}?loai=opinion")
    assert page.has("Chưa rõ ai chịu trách nhiệm")
    assert page.has("Quy chế mẫu về phòng thí nghiệm: Điều ")
