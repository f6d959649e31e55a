"""A later version of a draft: compared, settled, opened for its own round, with every opinion in its place."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from forum.clock import HANOI, end_of_day
from forum.consultations.actions import notices, placing, versions
from forum.consultations.actions.notices import Announcement, Extension
from forum.consultations.actions.opinions import NewOpinion, give_opinion
from forum.consultations.actions.versions import NewVersion, Settlement, SlipMended
from forum.consultations.doubts import open_doubts
from forum.consultations.drafts import version_in_preparation
from forum.consultations.fates import Change
from forum.consultations.models import (
    Consultation,
    Opinion,
    ParagraphLink,
    ParagraphRevision,
    ParagraphText,
)
from forum.consultations.policy import Stance, Target
from forum.consultations.queries.unanswered import unanswered
from forum.database import load
from forum.deadlines.policy import DutyKind, DutyState
from forum.errors import Conflict, Forbidden, Invalid
from tests.builders import Builders
from tests.client import Client
from tests.consultations.test_deadlines import MONDAY, Scene, drafted, opinion, responded
from tests.deadlines.test_reminders import remind

FIRST = """Điều 1. Phạm vi
1. Quy chế này quy định việc dùng chung phòng thí nghiệm của các trường.
2. Quy chế áp dụng cho mười hai trường mẫu của thành phố.
3. Các trường báo cáo kết quả sử dụng hằng quý cho Sở Mẫu.
Điều 2. Kinh phí
1. Kinh phí do các trường cùng đóng góp theo tỷ lệ sử dụng.
2. Thành phố hỗ trợ một trăm triệu đồng mỗi năm cho việc bảo trì.
"""
SECOND = """Điều 1. Phạm vi
1. Quy chế này quy định việc dùng chung phòng thí nghiệm của các trường.
2. Quy chế áp dụng cho mười hai trường mẫu và các viện mẫu của thành phố.
Điều 2. Kinh phí
1. Kinh phí do các trường cùng đóng góp theo tỷ lệ sử dụng.
2. Thành phố hỗ trợ hai trăm triệu đồng mỗi năm cho việc bảo trì.
3. Mức hỗ trợ được xem xét lại sau ba năm thực hiện quy chế.
"""
LATER = datetime(2026, 12, 7, 9, 0, tzinfo=HANOI)


@pytest.fixture
async def scene(build: Builders) -> Scene:
    return await drafted(build, FIRST)


async def texts(build: Builders, scene: Scene, version: int) -> list[ParagraphText]:
    async with build.acting(None) as (db, _):
        rows = await db.scalars(
            select(ParagraphText)
            .where(ParagraphText.consultation_id == scene.id, ParagraphText.version == version)
            .order_by(ParagraphText.position)
        )
        return list(rows.all())


async def at_paragraph(build: Builders, scene: Scene, words: str) -> tuple[int, ParagraphText]:
    """An opinion on the paragraph that begins so."""
    it = next(text for text in await texts(build, scene, 1) if text.text.startswith(words))
    async with build.acting(scene.author, MONDAY) as (db, actor):
        new = NewOpinion(
            target=Target.paragraph, paragraph_id=it.paragraph_id, stance=Stance.object, text="Chưa hợp lý ạ."
        )
        return (await give_opinion(db, actor, scene.id, new)).id, it


async def prepared(build: Builders, scene: Scene, draft: str = SECOND, at: datetime = LATER) -> None:
    async with build.acting(scene.officer, at) as (db, actor):
        new = NewVersion(what_changed="Thêm các viện, tăng mức hỗ trợ theo góp ý.", draft=draft)
        await versions.prepare_version(db, actor, scene.id, new)
    async with build.acting(scene.officer, at) as (db, actor):
        unsure = await db.scalars(select(ParagraphLink).where(ParagraphLink.is_sure.is_(False)))
        for link in unsure.all():
            chosen = Settlement.of([link.text_id] if link.text_id else [])
            await versions.settle_paragraph(db, actor, scene.id, link.paragraph_id, chosen)


async def opened(build: Builders, scene: Scene, at: datetime = LATER) -> None:
    async with build.acting(scene.head, at) as (db, actor):
        version = await version_in_preparation(db, scene.id)
        dates = Announcement(
            opens_on=actor.today,
            closes_on=actor.today + timedelta(days=30),
            seen_doubts=open_doubts(version) if version is not None else 0,
        )
        await versions.open_round(db, actor, scene.id, dates)


async def test_an_opinion_keeps_its_paragraph_and_its_words_through_a_new_version(
    build: Builders, client: Client, scene: Scene
) -> None:
    about_money, old = await at_paragraph(build, scene, "Thành phố hỗ trợ")
    await prepared(build, scene)
    await opened(build, scene)
    async with build.acting(None) as (db, _):
        it = await load(db, Opinion, about_money)
        assert (it.version, it.paragraph_id, it.place_id, it.needs_place) == (
            1,
            old.paragraph_id,
            old.paragraph_id,
            False,
        )
        assert "một trăm triệu" in it.quoted
    now = next(text for text in await texts(build, scene, 2) if text.text.startswith("Thành phố hỗ trợ"))
    assert now.paragraph_id == old.paragraph_id and "hai trăm triệu" in now.text
    page = await client.get(f"/gop-y-du-thao/{scene.id}/ban/2", follow=True)
    assert page.has("Thêm các viện, tăng mức hỗ trợ theo góp ý.") and page.has("1 góp ý")
    assert page.soup.find("ins") is not None
    reading = await client.get(f"/gop-y-du-thao/{scene.id}", follow=True)
    assert reading.has("Sửa đổi so với bản 1") and reading.has("Mới so với bản 1")


async def test_an_opinion_on_a_removed_paragraph_waits_for_a_place_and_keeps_what_it_quoted(
    build: Builders, scene: Scene
) -> None:
    lost, old = await at_paragraph(build, scene, "Các trường báo cáo")
    await prepared(build, scene)
    await opened(build, scene)
    async with build.acting(None) as (db, _):
        it = await load(db, Opinion, lost)
        assert it.needs_place and it.place_id is None and it.paragraph_id == old.paragraph_id
    target = (await texts(build, scene, 2))[0].paragraph_id
    async with build.acting(scene.officer, LATER) as (db, actor):
        place = placing.Place.of(await load(db, Opinion, lost)).model_copy(update={"paragraph_id": target})
        await placing.place_opinion(db, actor, lost, place)
    async with build.acting(scene.officer, LATER) as (db, actor):
        with pytest.raises(Forbidden):  # it has a place now
            place = placing.Place.of(await load(db, Opinion, lost))
            await placing.place_opinion(db, actor, lost, place)


async def test_a_round_waits_until_a_person_said_what_became_of_every_paragraph(
    build: Builders, scene: Scene
) -> None:
    await prepared(build, scene)
    async with build.acting(scene.officer, LATER) as (db, actor):
        link = (await db.scalars(select(ParagraphLink).limit(1))).one()
        link.is_sure = False
    with pytest.raises(Forbidden, match="1 đoạn chưa rõ"):
        await opened(build, scene)
    async with build.acting(scene.officer, LATER) as (db, actor):
        wanted = Settlement.of([link.text_id] if link.text_id else [])
        await versions.settle_paragraph(db, actor, scene.id, link.paragraph_id, wanted)
    await opened(build, scene)


async def test_a_paragraph_may_be_split_or_joined_by_a_person(build: Builders, scene: Scene) -> None:
    on_first, old = await at_paragraph(build, scene, "Quy chế này")
    await prepared(build, scene)
    new = await texts(build, scene, 2)
    async with build.acting(scene.officer, LATER) as (db, actor):
        both = Settlement.of([new[1].id]).model_copy(update={"text_ids": [new[1].id, new[2].id]})
        assert old.paragraph_id is not None
        await versions.settle_paragraph(db, actor, scene.id, old.paragraph_id, both)
        changes = await db.scalars(
            select(ParagraphLink.change).where(ParagraphLink.paragraph_id == old.paragraph_id)
        )
        assert set(changes) == {Change.split_up}
    await opened(build, scene)
    async with build.acting(None) as (db, _):
        it = await load(db, Opinion, on_first)
        assert it.needs_place and it.place_id == old.paragraph_id


async def test_opinions_of_the_round_before_stay_owed_and_hold_the_conclusion(
    build: Builders, scene: Scene
) -> None:
    earlier = await opinion(build, scene)
    await prepared(build, scene)
    await opened(build, scene)
    owed = await scene.owed(build, DutyKind.respond_earlier, LATER)
    assert owed is not None and owed.due_at is not None
    async with build.acting(None) as (db, _):
        assert (await unanswered(db, scene.id, LATER)).count == 1
        it = await load(db, Consultation, scene.id)
        assert (it.shown_version, it.state) == (2, "announced")
    after = LATER + timedelta(days=40)
    async with build.acting(scene.head, after) as (db, actor):
        with pytest.raises(Forbidden, match="1 ý kiến"):
            await notices.conclude(db, actor, scene.id)
    await responded(build, scene, [earlier], after)
    async with build.acting(scene.head, after) as (db, actor):
        with pytest.raises(Forbidden, match="1 người trong thời hạn"):
            await notices.conclude(db, actor, scene.id)
    async with build.acting(scene.head, after + timedelta(days=14)) as (db, actor):
        await notices.conclude(db, actor, scene.id)


async def test_a_round_ends_for_another_only_after_the_former_one_is_answered(
    build: Builders, client: Client, scene: Scene
) -> None:
    earlier = await opinion(build, scene)
    await prepared(build, scene)
    await opened(build, scene)
    page = await client.get(f"/gop-y-du-thao/{scene.id}", follow=True)
    assert page.has("Còn 1 góp ý về bản dự thảo trước chưa có giải trình công khai")
    soon = LATER + timedelta(days=3)
    await prepared(build, scene, FIRST, soon)
    with pytest.raises(Forbidden, match="Còn 1 góp ý về bản dự thảo trước"):
        await opened(build, scene, soon)
    await client.log_in(scene.officer)
    page = await client.get(f"/gop-y-du-thao/{scene.id}/ban/3")
    assert page.has("Chưa lấy ý kiến về bản này được") and not page.has("Lấy ý kiến về bản này")
    await responded(build, scene, [earlier], soon)
    owed = await scene.owed(build, DutyKind.respond_earlier, soon)
    assert owed is not None and owed.state == DutyState.done_in_time
    await opened(build, scene, soon)


async def test_a_round_that_the_clock_ends_before_the_former_one_is_answered_is_late_in_public(
    build: Builders, client: Client, scene: Scene, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    await opinion(build, scene)
    await prepared(build, scene)
    await opened(build, scene)
    async with build.acting(scene.head, LATER) as (db, actor):
        it = await load(db, Consultation, scene.id)
        assert it.closes_on is not None
        longer = Extension.of(it).model_copy(update={"closes_on": it.closes_on + timedelta(days=7)})
        await notices.extend(db, actor, scene.id, longer.model_copy(update={"reason": "Kỳ nghỉ dài."}))
    owed = await scene.owed(build, DutyKind.respond_earlier, LATER)
    assert owed is not None and owed.due_at == end_of_day(LATER.date() + timedelta(days=37))
    await remind(build, LATER + timedelta(days=37))
    (tmp_path / "clock").write_text((LATER + timedelta(days=38)).isoformat())
    monkeypatch.setenv("FORUM_CLOCK", str(tmp_path / "clock"))
    page = await client.get(f"/gop-y-du-thao/{scene.id}", follow=True)
    assert page.has("Quá hạn") and page.has("đã hết hạn mà còn 1 góp ý về bản dự thảo trước")
    for person in (scene.officer, scene.head):
        await client.log_in(person)
        told = await client.get("/thong-bao")
        assert told.has("hôm nay đến hạn tiếp thu, giải trình góp ý về bản dự thảo trước")


async def test_a_version_in_preparation_is_seen_by_its_body_alone_and_may_be_dropped(
    build: Builders, client: Client, scene: Scene
) -> None:
    await prepared(build, scene)
    await client.get(f"/gop-y-du-thao/{scene.id}/ban/2", status=404)
    await client.log_in(scene.author)
    await client.get(f"/gop-y-du-thao/{scene.id}/ban/2", status=404)
    await client.post(f"/gop-y-du-thao/{scene.id}/bo-ban-moi", status=403)
    await client.log_in(scene.officer)
    assert (await client.get(f"/gop-y-du-thao/{scene.id}/ban/2")).has("Bỏ bản này")
    await client.post(f"/gop-y-du-thao/{scene.id}/bo-ban-moi")
    await client.get(f"/gop-y-du-thao/{scene.id}/ban/2", status=404)
    assert await texts(build, scene, 2) == []


async def test_a_slip_is_mended_in_the_open_and_anything_more_is_refused(
    build: Builders, client: Client, scene: Scene
) -> None:
    await at_paragraph(build, scene, "Các trường báo cáo")
    it = next(text for text in await texts(build, scene, 1) if text.text.startswith("Các trường báo cáo"))
    async with build.acting(scene.head, LATER) as (db, actor):
        mended = SlipMended.of(it).model_copy(
            update={"new_text": it.text.replace("sử dụng", "sử dung"), "reason": "Gõ sai dấu."}
        )
        await versions.mend_slip(db, actor, it.id, mended)
    async with build.acting(scene.head, LATER) as (db, actor):
        text = await load(db, ParagraphText, it.id)
        assert "sử dung" in text.text
        (revision,) = (await db.scalars(select(ParagraphRevision))).all()
        assert revision.text == it.text
        for more in (it.text.replace("hằng quý", "khi có điều kiện"), it.text.replace("Các", "Hai")):
            with pytest.raises(Invalid):
                changed = SlipMended.of(text).model_copy(update={"new_text": more, "reason": "Sửa."})
                await versions.mend_slip(db, actor, it.id, changed)
    await build.run_jobs(LATER)
    assert (await client.get(f"/gop-y-du-thao/{scene.id}", follow=True)).has("Đã sửa lỗi gõ")
    await client.log_in(scene.author)
    assert (await client.get("/thong-bao")).has("lỗi gõ")


async def test_only_one_later_version_is_in_preparation(build: Builders, scene: Scene) -> None:
    await prepared(build, scene)
    with pytest.raises((Forbidden, Conflict)):
        await prepared(build, scene)


async def test_what_became_of_a_paragraph_is_settled_over_nobody_else_s_word(
    build: Builders, scene: Scene
) -> None:
    _, old = await at_paragraph(build, scene, "Quy chế này")
    await prepared(build, scene)
    first, second, third, *_rest = await texts(build, scene, 2)
    assert old.paragraph_id is not None
    for chosen, stale in (([first.id], False), ([third.id], True)):
        async with build.acting(scene.officer, LATER) as (db, actor):
            seen = Settlement.of([second.id]).model_copy(update={"text_ids": chosen})
            if stale:
                with pytest.raises(Conflict):
                    await versions.settle_paragraph(db, actor, scene.id, old.paragraph_id, seen)
            else:
                await versions.settle_paragraph(db, actor, scene.id, old.paragraph_id, seen)


async def test_a_slip_is_mended_in_the_words_that_were_read(build: Builders, scene: Scene) -> None:
    it = next(text for text in await texts(build, scene, 1) if text.text.startswith("Quy chế này"))
    for word, stale in (("dung chung", False), ("dúng chung", True)):
        async with build.acting(scene.head, LATER) as (db, actor):
            mended = SlipMended.of(it).model_copy(
                update={"new_text": it.text.replace("dùng chung", word), "reason": "Gõ sai dấu."}
            )
            if stale:
                with pytest.raises(Conflict):
                    await versions.mend_slip(db, actor, it.id, mended)
            else:
                await versions.mend_slip(db, actor, it.id, mended)
