"""A notice takes effect on what its head approves: a draft that is read, in the round that it is about."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from forum.actor import Role
from forum.consultations.actions import notices, preparing, responding, versions
from forum.consultations.actions.notices import Announcement, Extension, StopReason
from forum.consultations.actions.preparing import NewConsultation
from forum.consultations.actions.responding import ResponseText
from forum.consultations.actions.sources import NewSource, replace_source
from forum.consultations.actions.versions import NewVersion, Settlement, SlipMended
from forum.consultations.doubts import open_doubts
from forum.consultations.drafts import texts_of, version_in_preparation, version_of_draft
from forum.consultations.models import Consultation, ParagraphLink, ParagraphRevision
from forum.contributions.models import OfficialText
from forum.contributions.official import SentBack
from forum.contributions.official.together import Approvals
from forum.contributions.policy import OfficialState
from forum.database import load
from forum.errors import Conflict, Forbidden, Invalid
from tests.builders import Builders
from tests.consultations.test_deadlines import CLOSES, MONDAY, Scene, drafted, opinion
from tests.official_texts import as_seen, state_of

DRAFT = """Điều 1. Phạm vi
Quy chế này quy định việc dùng chung phong thí nghiệm của các trường.
Điều 2. Kinh phí
Kinh phí do các trường đóng góp."""
MENDED = DRAFT.replace("phong", "phòng")
LONG = DRAFT + "".join(f"\nĐiều {n}. Mục {n}\n" + "Nội dung dài của điều này. " * 40 for n in range(3, 40))
TUESDAY = MONDAY + timedelta(days=1)
DATES = {"opens_on": TUESDAY.date(), "closes_on": (TUESDAY + timedelta(days=20)).date()}


@pytest.fixture
async def scene(build: Builders) -> Scene:
    return await drafted(build, DRAFT)


async def prepared(build: Builders, scene: Scene, draft: str, what_changed: str) -> None:
    async with build.acting(scene.officer, TUESDAY) as (db, actor):
        new = NewVersion(what_changed=what_changed, draft=draft)
        await versions.prepare_version(db, actor, scene.id, new)


async def round_opened(build: Builders, scene: Scene, *, by_head: bool = False) -> int:
    person = scene.head if by_head else scene.officer
    async with build.acting(person, TUESDAY) as (db, actor):
        version = await version_in_preparation(db, scene.id)
        assert version is not None
        dates = Announcement(**DATES, seen_doubts=open_doubts(version))
        return (await versions.open_round(db, actor, scene.id, dates)).id


async def stopping_sent_back(build: Builders, scene: Scene) -> int:
    async with build.acting(scene.officer, MONDAY) as (db, actor):
        because = StopReason(reason="Luật mới thay thế.")
        notice_id = (await notices.stop(db, actor, scene.id, because)).id
    async with build.acting(scene.head, MONDAY) as (db, actor):
        await notices.send_back_notice(db, actor, notice_id, SentBack(note="Không dừng, viết lại."))
    return notice_id


async def test_a_draft_that_is_not_read_yet_is_not_announced_by_an_approval(build: Builders) -> None:
    body = await build.body()
    officer = await build.person(Role.body_officer, body=body)
    head = await build.person(Role.body_head, body=body)
    async with build.acting(officer, MONDAY) as (db, actor):
        new = NewConsultation(
            body_id=body.id,
            title="Quy chế dùng chung phòng",
            summary="Các trường mở phòng thí nghiệm cho nhau.",
            document_kind="draft-other",
            draft=DRAFT,
        )
        consultation_id = (await preparing.create(db, actor, new)).id
    async with build.acting(officer, MONDAY) as (db, actor):
        doubts = open_doubts(await version_of_draft(db, consultation_id, 1))
        dates = Announcement(opens_on=MONDAY.date(), closes_on=CLOSES, seen_doubts=doubts)
        notice_id = (await notices.announce(db, actor, consultation_id, dates)).id
    async with build.acting(officer, MONDAY) as (db, actor):
        version = await version_of_draft(db, consultation_id, 1)
        seen = NewSource.of(version, await texts_of(db, consultation_id, 1))
        await replace_source(db, actor, consultation_id, seen.model_copy(update={"draft": LONG}))
    with pytest.raises(Forbidden, match="đang được đọc"):
        async with build.acting(head, MONDAY) as (db, actor):
            await notices.approve_notice(db, actor, notice_id, await as_seen(db, notice_id))
    await build.run_jobs(MONDAY)
    async with build.acting(head, MONDAY) as (db, actor):
        await notices.approve_notice(db, actor, notice_id, await as_seen(db, notice_id))
        assert len(await texts_of(db, consultation_id, 1)) > 30


async def test_a_round_is_not_opened_on_a_version_that_is_not_read_yet(build: Builders, scene: Scene) -> None:
    await prepared(build, scene, MENDED, "Sửa lỗi gõ.")
    notice_id = await round_opened(build, scene)
    async with build.acting(scene.officer, TUESDAY) as (db, actor):
        version = await version_of_draft(db, scene.id, 2)
        seen = NewSource.of(version, await texts_of(db, scene.id, 2))
        await replace_source(db, actor, scene.id, seen.model_copy(update={"draft": LONG}))
    async with build.acting(scene.officer, TUESDAY) as (db, actor):
        for link in (await db.scalars(select(ParagraphLink).where(ParagraphLink.version == 2))).all():
            await versions.settle_paragraph(db, actor, scene.id, link.paragraph_id, Settlement.of([]))
    with pytest.raises(Forbidden, match="đang được đọc"):
        async with build.acting(scene.head, TUESDAY) as (db, actor):
            await notices.approve_notice(db, actor, notice_id, await as_seen(db, notice_id))


async def test_a_discarded_version_takes_the_notice_that_opens_its_round_with_it(
    build: Builders, scene: Scene
) -> None:
    await prepared(build, scene, MENDED, "Sửa lỗi gõ.")
    notice_id = await round_opened(build, scene)
    async with build.acting(scene.officer, TUESDAY) as (db, actor):
        await versions.discard_version(db, actor, scene.id)
    assert (await state_of(build, notice_id)).state == OfficialState.replaced
    await prepared(build, scene, MENDED.replace("đóng góp", "cùng đóng góp"), "Các trường cùng đóng góp.")
    with pytest.raises(Forbidden):
        async with build.acting(scene.head, TUESDAY) as (db, actor):
            await notices.approve_notice(db, actor, notice_id, await as_seen(db, notice_id))
    await round_opened(build, scene)  # no notice of its kind waits any more


async def former_notices(build: Builders, scene: Scene) -> tuple[int, int]:
    """(of a slip, of a longer round), waiting while the next round is opened."""
    async with build.acting(scene.officer, MONDAY) as (db, actor):
        text = next(one for one in await texts_of(db, scene.id, 1) if "phong" in one.text)
        words = {"new_text": text.text.replace("phong", "phòng"), "reason": "Gõ sai dấu."}
        mended = SlipMended.of(text).model_copy(update=words)
        slip_id = (await versions.mend_slip(db, actor, text.id, mended)).id
        it = await load(db, Consultation, scene.id)
        longer = {"closes_on": CLOSES + timedelta(days=60), "reason": "Bản 1 có nhiều phụ lục."}
        to = Extension.of(it).model_copy(update=longer)
        extension_id = (await notices.extend(db, actor, scene.id, to)).id
    await prepared(build, scene, MENDED, "Sửa lỗi gõ.")
    await round_opened(build, scene, by_head=True)
    return slip_id, extension_id


async def test_notices_about_a_former_round_are_closed_when_the_next_one_opens(
    build: Builders, scene: Scene
) -> None:
    for notice_id in await former_notices(build, scene):
        assert (await state_of(build, notice_id)).state == OfficialState.replaced
    async with build.acting(scene.officer, TUESDAY) as (db, actor):
        it = await load(db, Consultation, scene.id)
        longer = {"closes_on": CLOSES + timedelta(days=90), "reason": "Kỳ nghỉ dài."}
        await notices.extend(db, actor, scene.id, Extension.of(it).model_copy(update=longer))


async def test_a_notice_about_a_former_round_that_still_waits_is_refused(
    build: Builders, scene: Scene
) -> None:
    """As one may that waited before they were closed."""
    both = await former_notices(build, scene)
    async with build.acting(None) as (db, _):
        waiting = update(OfficialText).where(OfficialText.id.in_(both))
        await db.execute(waiting.values(state=OfficialState.awaiting_approval))
    for notice_id in both:
        with pytest.raises(Conflict, match="về bản dự thảo trước"):
            async with build.acting(scene.head, TUESDAY) as (db, actor):
                await notices.approve_notice(db, actor, notice_id, await as_seen(db, notice_id))
    async with build.acting(None) as (db, _):
        it = await load(db, Consultation, scene.id)
        assert (it.closes_on, it.extension_reason) == (DATES["closes_on"], "")
        assert (await db.scalars(select(ParagraphRevision))).all() == []


async def test_all_responses_are_submitted_without_a_notice_that_was_sent_back(
    build: Builders, scene: Scene
) -> None:
    notice_id = await stopping_sent_back(build, scene)
    async with build.acting(scene.officer, MONDAY) as (db, actor):
        assert await responding.submit_responses(db, actor, scene.id) == 0
    opinion_id = await opinion(build, scene)
    async with build.acting(scene.officer, MONDAY) as (db, actor):
        text = ResponseText(opinion_ids=[opinion_id], result="explain", text="Giữ như dự thảo.")
        await responding.draft_response(db, actor, scene.id, text)
        assert await responding.submit_responses(db, actor, scene.id) == 1
    row = await state_of(build, notice_id)
    assert (row.state, row.sent_back_note) == (OfficialState.drafted, "Không dừng, viết lại.")


async def test_a_notice_is_not_approved_among_responses(build: Builders, scene: Scene) -> None:
    notice_id = await stopping_sent_back(build, scene)
    with pytest.raises(Invalid):
        async with build.acting(scene.head, MONDAY) as (db, actor):
            read = Approvals(approved=[f"{notice_id}:0"])
            await responding.approve_responses(db, actor, scene.id, read)
