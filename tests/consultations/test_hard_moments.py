"""Acts that meet: a slip in a table, an end that falls after the issue, an opinion that goes while it is answered."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from forum.actor import Role
from forum.consultations.actions import editing, notices, preparing, versions
from forum.consultations.actions.editing import NewParagraph
from forum.consultations.actions.issuing import (
    IssuedText,
    IssuedTextReady,
    enter_issued_text,
    publish_issued_text,
)
from forum.consultations.actions.objecting import ResponseObjection, object_to_response
from forum.consultations.actions.preparing import NewConsultation
from forum.consultations.actions.responding import Issue, record_issue
from forum.consultations.actions.versions import NewVersion, SlipMended
from forum.consultations.doubts import open_doubts
from forum.consultations.drafts import texts_of, version_in_preparation
from forum.consultations.models import Consultation, ParagraphText
from forum.consultations.policy import ConsultationState
from forum.contributions.actions import withdraw
from forum.database import load
from forum.deadlines.policy import DutyKind
from forum.deadlines.queries import duty_of
from forum.errors import Forbidden, Invalid
from forum.thing import Thing
from tests.builders import UNSTATED, Builders
from tests.client import Client
from tests.consultations import judging
from tests.consultations.test_after_the_end import given
from tests.consultations.test_deadlines import AFTER, MONDAY, Scene, drafted, opinion, responded
from tests.consultations.test_rounds import opened, prepared

TABLE = """Điều 1. Mức chi
STT\tĐối tượng\tMức
1\tGiáo sư\ta) Năm mươi triệu;
b) Không quá hai lần.
2\tTiến sĩ\tBa mươi triệu đông
Điều 2. Hiệu lực
Quy chế có hiệu lực từ năm sau.
"""
END = AFTER + timedelta(days=14)


@pytest.fixture
async def scene(build: Builders) -> Scene:
    return await drafted(build, "Điều 1. Phạm vi\nQuy chế này quy định việc dùng chung.")


async def table_of(build: Builders, scene: Scene, version: int = 1) -> ParagraphText:
    async with build.acting(None) as (db, _):
        of_it = (ParagraphText.consultation_id == scene.id, ParagraphText.version == version)
        return (await db.scalars(select(ParagraphText).where(*of_it, ParagraphText.kind == "table"))).one()


async def test_a_slip_that_is_mended_in_a_table_is_mended_in_its_row(build: Builders, client: Client) -> None:
    scene = await drafted(build, TABLE)
    await prepared(build, scene, TABLE.replace("năm sau", "năm tới"))
    table = await table_of(build, scene)
    async with build.acting(scene.head, MONDAY) as (db, actor):
        mended = SlipMended.of(table).model_copy(
            update={"new_text": table.text.replace("đông", "đồng"), "reason": "Sửa lỗi gõ."}
        )
        await versions.mend_slip(db, actor, table.id, mended)
    for version in (1, 2):
        rows = (await table_of(build, scene, version)).rows
        assert rows is not None
        assert rows[2] == ["2", "Tiến sĩ", "Ba mươi triệu đồng"]
        assert rows[1][2] == "a) Năm mươi triệu;\nb) Không quá hai lần."
    page = await client.get(f"/gop-y-du-thao/{scene.id}", follow=True)
    assert page.has("Ba mươi triệu đồng") and not page.has("Ba mươi triệu đông")


async def test_a_slip_may_not_take_a_table_apart(build: Builders) -> None:
    scene = await drafted(build, TABLE)
    table = await table_of(build, scene)
    with pytest.raises(Invalid):
        async with build.acting(scene.head, MONDAY) as (db, actor):
            mended = SlipMended.of(table).model_copy(
                update={"new_text": table.text.replace("Giáo sư |", "Giáo sư"), "reason": "Sửa lỗi gõ."}
            )
            await versions.mend_slip(db, actor, table.id, mended)


async def ended(build: Builders, scene: Scene) -> int:
    """Concluded by a notice of the head."""
    await responded(build, scene, [await opinion(build, scene)])
    async with build.acting(scene.officer, END) as (db, actor):
        notice = await notices.conclude(db, actor, scene.id)
    return notice.id


async def issued(build: Builders, scene: Scene, *, is_published: bool) -> None:
    async with build.acting(scene.head, END) as (db, actor):
        it = await load(db, Consultation, scene.id)
        await record_issue(
            db, actor, scene.id, Issue.of(it).model_copy(update={"number": "44/QĐ", "on": END.date()})
        )
        text = IssuedText(draft="Điều 1. Phạm vi\nQuy chế này quy định việc dùng chung.")
        await enter_issued_text(db, actor, scene.id, text)
    if is_published:
        async with build.acting(scene.head, END) as (db, actor):
            version = await version_in_preparation(db, scene.id)
            assert version is not None
            await publish_issued_text(db, actor, scene.id, IssuedTextReady(seen_doubts=open_doubts(version)))


@pytest.mark.parametrize("is_published", [True, False])
async def test_after_its_issue_a_text_gets_no_further_round_though_its_end_fell(
    build: Builders, scene: Scene, is_published: bool
) -> None:
    await responded(build, scene, [await opinion(build, scene)])
    async with build.acting(scene.head, END) as (db, actor):
        notice_id = (await notices.conclude(db, actor, scene.id)).id
    await issued(build, scene, is_published=is_published)
    async with build.acting(None) as (db, _):
        it = await load(db, Consultation, scene.id, lock=True)
        it.state, it.concluded_at = ConsultationState.responses_published, None
    assert notice_id
    if is_published:
        with pytest.raises(Forbidden):
            async with build.acting(scene.officer, END) as (db, actor):
                new = NewVersion(what_changed="Đổi phạm vi.", draft="Điều 1. Phạm vi\nKhác hẳn.")
                await versions.prepare_version(db, actor, scene.id, new)
    else:
        with pytest.raises(Forbidden):
            await opened(build, scene, END)


@pytest.mark.parametrize("way", ["withdrawn", "hidden"])
async def test_what_is_owed_to_who_was_not_understood_ends_with_the_opinion(
    build: Builders, scene: Scene, way: str
) -> None:
    one = await given(build, scene, scene.author)
    await responded(build, scene, [one])
    async with build.acting(scene.author, AFTER) as (db, actor):
        await object_to_response(db, actor, one, ResponseObjection(reason="Chưa đúng ý tôi nói ạ."))
    if way == "withdrawn":
        async with build.acting(scene.author, AFTER) as (db, actor):
            await withdraw(db, actor, one, UNSTATED)
    else:
        people = await build.person(Role.moderator), await build.person(Role.moderator)
        await build.person(Role.moderator)  # who could hear what the two decide
        await judging.hide(build, people, await build.person(Role.intellectual), one, AFTER)
    async with build.acting(None) as (db, _):
        owed = await duty_of(db, AFTER, Thing("opinion", one), DutyKind.answer_again)
        assert owed is None


async def test_what_is_owed_after_the_conclusion_ends_with_the_opinion(build: Builders, scene: Scene) -> None:
    newcomer, moderator = await build.person(Role.intellectual), await build.person(Role.moderator)
    late = await given(build, scene, newcomer)
    await judging.judge(build, moderator, late, "return", AFTER - timedelta(days=20))
    await responded(build, scene, [await opinion(build, scene)])
    async with build.acting(scene.head, END) as (db, actor):
        await notices.conclude(db, actor, scene.id)
    at = END + timedelta(days=1)
    await judging.send_again(build, newcomer, late, at)
    await judging.judge(build, moderator, late, "approve", at)
    async with build.acting(newcomer, at) as (db, actor):
        await withdraw(db, actor, late, UNSTATED)
    async with build.acting(None) as (db, _):
        owed = await duty_of(db, at, Thing("opinion", late), DutyKind.respond)
        assert owed is None


async def test_a_pasted_draft_with_marks_before_its_numbers_has_its_articles(build: Builders) -> None:
    scene = await drafted(
        build, "### **Chương I**\n**QUY ĐỊNH CHUNG**\n\n**Điều 1.** Phạm vi\n\n1\\. Một việc.\n"
    )
    async with build.acting(None) as (db, _):
        rows = await db.scalars(
            select(ParagraphText.path)
            .where(ParagraphText.consultation_id == scene.id)
            .order_by(ParagraphText.position)
        )
        assert rows.all() == ["Chương I", "Điều 1", "Điều 1 khoản 1"]


async def test_paragraphs_that_are_put_in_one_below_the_other_stay_in_order(build: Builders) -> None:
    body = await build.body()
    officer = await build.person(Role.body_officer, body=body)
    async with build.acting(officer, MONDAY) as (db, actor):
        new = NewConsultation(
            body_id=body.id,
            title="Quy chế",
            summary="Tóm tắt.",
            document_kind="draft-other",
            draft="Điều 1. Một\nĐiều 2. Hai",
        )
        it = await preparing.create(db, actor, new)
        below = (await texts_of(db, it.id, 1))[0].id
    for number in range(1, 71):
        async with build.acting(officer, MONDAY) as (db, actor):
            added = NewParagraph(kind="paragraph", text=f"Đoạn {number}")
            await editing.insert_paragraph(db, actor, below, added)
            below = (await db.scalars(select(func.max(ParagraphText.id)))).one()
    async with build.acting(officer, MONDAY) as (db, actor):
        shown = [text.text for text in await texts_of(db, it.id, 1)]
    assert shown == ["Một", *(f"Đoạn {number}" for number in range(1, 71)), "Hai"]
