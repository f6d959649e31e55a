"""Nobody but the chair makes a public line of the chair's: announcement, minutes, conclusion, correction. Clerks try
each by direct POST; what was published is what was approved, and stays."""

import pytest

from forum.actor import Role
from forum.clock import now
from forum.contact import actions
from forum.contact.actions.questions import Referral, Refusal, ScheduleWrittenAnswer
from forum.contact.models import ContactSession
from forum.contact.texts import actions as texts
from forum.contact.texts.actions import CorrectionWords
from forum.contact.texts.policy import SessionTextKind
from forum.contributions.official import OfficialWords
from forum.database import load
from forum.errors import Conflict, Forbidden, Invalid
from tests import session_texts
from tests.builders import Builders
from tests.client import Client
from tests.contact.scene import (
    Scene,
    announced_session,
    answered,
    asked,
    held,
    minutes_approved,
    minutes_published,
    plan,
)
from tests.official_texts import seen_now, state_of

KINDS = (SessionTextKind.announcement, SessionTextKind.minutes, SessionTextKind.conclusion)
REFUSED = (403, 404, 422)
SECRET = "Giao Sở Mẫu A hai tỷ đồng."


async def _scene_for(build: Builders, kind: SessionTextKind) -> tuple[Scene, int]:
    """At the step at which such a text is drafted. Returns the session too: an announcement is of another one."""
    scene = await announced_session(build, now())
    if kind != SessionTextKind.announcement:
        await held(build, scene)
        return scene, scene.session_id
    async with build.acting(scene.secretariat) as (db, actor):
        first = await load(db, ContactSession, scene.session_id)
        session = await actions.plan_session(
            db, actor, plan(first.series_id, scene.leader.id, now(), "Kỳ sau")
        )
    return scene, session.id


async def _post(client: Client, path: str, fields: dict[str, str]) -> int:
    response = await client.http.post(path, data=fields, headers={"sec-fetch-site": "same-origin"})
    return response.status_code


async def _is_public(client: Client, *paths: str) -> bool:
    await client.log_out()
    return any([SECRET in (await client.http.get(path)).text for path in paths])


@pytest.mark.parametrize("kind", KINDS)
async def test_no_clerk_alone_publishes_in_the_chair_s_name(
    kind: SessionTextKind, build: Builders, client: Client
) -> None:
    scene, session_id = await _scene_for(build, kind)
    text_id = await session_texts.drafted(build, scene.secretariat, session_id, kind, words=SECRET)
    at, digest = f"/tiep-xuc/van-ban/{text_id}", await seen_now(build, text_id)
    clerks = (scene.secretariat, scene.assistant, scene.officer, scene.head, await build.person(Role.staff))
    for clerk in clerks:
        await client.log_in(clerk)
        for verb in ("duyet", "doi-chung", "cong-bo"):
            assert await _post(client, f"{at}/{verb}", {"seen_digest": digest}) in REFUSED, verb
    await client.log_in(scene.secretariat)
    await client.post(f"{at}/trinh")
    for clerk in clerks:
        await client.log_in(clerk)
        for verb in ("duyet", "doi-chung", "cong-bo"):
            assert await _post(client, f"{at}/{verb}", {"seen_digest": digest}) in REFUSED, verb
    told = {"seen_digest": digest, "how": "aloud", "note": "Nói tại phòng thư ký."}
    await client.log_in(scene.assistant)
    assert await _post(client, f"{at}/ghi-nhan-duyet", told) == 303
    for verb in ("duyet", "doi-chung", "cong-bo"):  # one's own record
        assert await _post(client, f"{at}/{verb}", {"seen_digest": digest}) in REFUSED, verb
    assert (await state_of(build, text_id)).approved_at is None
    pages = (f"/tiep-xuc/{session_id}", f"/tiep-xuc/{session_id}/bien-ban", at)
    assert not await _is_public(client, *pages)


@pytest.mark.parametrize("kind", KINDS)
async def test_what_the_chair_approved_is_published_with_who_decided(
    kind: SessionTextKind, build: Builders, client: Client
) -> None:
    scene, session_id = await _scene_for(build, kind)
    chair, clerk = scene.leader_person, scene.secretariat
    text_id = await session_texts.published(build, clerk, session_id, kind, chair=chair, words=SECRET)
    page = await client.get(f"/tiep-xuc/van-ban/{text_id}")
    assert page.has(SECRET)
    assert page.has("Lãnh đạo Mẫu Một: duyệt lúc")
    row = await state_of(build, text_id)
    assert row.approved_by == chair.persona_id and row.approved_digest


async def test_minutes_stay_as_the_chair_approved_them(build: Builders, client: Client) -> None:
    scene = await announced_session(build, now())
    question_id, other = await answered(build, scene), await asked(build, scene, "Câu hỏi khác về vật tư")
    async with build.acting(scene.secretariat, scene.closed_at) as (db, actor):
        written = ScheduleWrittenAnswer(reason="Chưa đến lượt")
        await actions.schedule_written_answer(db, actor, other, written)
    await held(build, scene)
    await minutes_published(build, scene)
    frozen = (await client.get(f"{scene.url}/bien-ban")).soup.select_one("main table")
    assert frozen is not None and "thời hạn" in frozen.text
    no = Refusal(reason="Vì việc khác", where_to_go="Nơi khác")
    with pytest.raises(Forbidden):
        async with build.acting(scene.secretariat, scene.held_at) as (db, actor):
            await actions.decline(db, actor, other, no)
    page = await client.get(f"{scene.url}/bien-ban")
    assert str(page.soup.select_one("main table")) == str(frozen)
    assert page.has("Thành phố giao một cơ quan lập danh mục trong quý tới.")
    assert question_id


async def test_an_approval_lapses_where_the_record_changed_after_it(build: Builders, client: Client) -> None:
    scene = await announced_session(build, now())
    other = await asked(build, scene, "Câu hỏi khác về vật tư")
    async with build.acting(scene.secretariat, scene.closed_at) as (db, actor):
        written = ScheduleWrittenAnswer(reason="Chưa đến lượt")
        await actions.schedule_written_answer(db, actor, other, written)
    await held(build, scene)
    text_id = await minutes_approved(build, scene)
    async with build.acting(scene.secretariat, scene.held_at) as (db, actor):
        await actions.refer(db, actor, other, Referral(body_id=scene.body.id, reason="Thuộc việc của Sở"))
    with pytest.raises(Conflict):
        async with build.acting(scene.secretariat, scene.held_at) as (db, actor):
            await texts.publish_text(db, actor, text_id)
    await client.log_in(scene.secretariat)
    page = await client.get(f"/tiep-xuc/van-ban/{text_id}")
    assert page.has("đã đổi từ khi duyệt")


async def test_published_minutes_are_corrected_in_the_open(build: Builders, client: Client) -> None:
    scene = await announced_session(build, now())
    await held(build, scene)
    await minutes_published(build, scene)
    wrong = CorrectionWords(old_words="không có ở đó", new_words="mới", text="Ghi nhầm tên người nói.")
    with pytest.raises(Invalid):
        async with build.acting(scene.secretariat, scene.held_at) as (db, actor):
            await texts.draft_correction(db, actor, scene.session_id, wrong)
    right = wrong.model_copy(update={"old_words": "trả lời câu hỏi", "new_words": "trả lời 12 câu hỏi"})
    async with build.acting(scene.secretariat, scene.held_at) as (db, actor):
        text = await texts.draft_correction(db, actor, scene.session_id, right)
    assert not (await client.get(f"{scene.url}/bien-ban")).has("12 câu hỏi")
    await session_texts.approved(build, scene.secretariat, text.id, scene.leader_person, scene.held_at)
    async with build.acting(scene.secretariat, scene.held_at) as (db, actor):
        await texts.publish_text(db, actor, text.id)
    page = await client.get(f"{scene.url}/bien-ban")
    for words in (
        "Hội nghị nghe và trả lời câu hỏi.",
        "trả lời 12 câu hỏi",
        "Ghi nhầm tên người nói.",
        "duyệt lúc",
    ):
        assert page.has(words), words


async def test_one_draft_of_a_kind_is_on_its_way_at_a_time(build: Builders) -> None:
    scene = await announced_session(build, now())
    await held(build, scene)
    conclusion = SessionTextKind.conclusion
    await session_texts.drafted(build, scene.secretariat, scene.session_id, conclusion)
    with pytest.raises(Conflict):
        async with build.acting(scene.assistant) as (db, actor):
            await texts.draft_conclusion(
                db, actor, scene.session_id, OfficialWords(text="Một kết luận khác.")
            )


async def test_a_chair_who_left_after_approving_publishes_nothing(build: Builders) -> None:
    scene, session_id = await _scene_for(build, SessionTextKind.announcement)
    kind, clerk = SessionTextKind.announcement, scene.secretariat
    text_id = await session_texts.drafted(build, clerk, session_id, kind)
    await session_texts.approved(build, clerk, text_id, scene.leader_person)
    other = await build.leader("Lãnh đạo Mẫu Hai")
    async with build.acting(clerk) as (db, _):
        (await load(db, ContactSession, session_id)).chair_leader_id = other.id
    with pytest.raises(Forbidden, match="Người chủ trì đã đổi"):
        async with build.acting(clerk) as (db, actor):
            await texts.publish_text(db, actor, text_id)
