"""Who asked what was merged into a carried question may say no too, and so may somebody by letter or telephone."""

from sqlalchemy import select

from forum.accounts.models import Account
from forum.actor import Role
from forum.clock import now
from forum.contact import actions
from forum.contact.actions.merging import Merge
from forum.contact.actions.questions import Deferral, NewQuestion
from forum.contact.models import Question, QuestionDeferral
from forum.contributions.models import Contribution
from forum.database import load
from forum.kinds import publish
from forum.notifications.models import Notice
from tests.builders import Builders
from tests.client import Client
from tests.contact.scene import Scene, announced_session, asked
from tests.contact.test_objecting_to_a_deferral import _later
from tests.entering.scene import BY_CALL, a_writer

REASON = "Tôi cần câu trả lời trong quý này."


async def _merged_and_carried(build: Builders) -> tuple[Scene, Account, int, int]:
    """(scene, who asked the merged question, the question that was carried, to which session)."""
    scene = await announced_session(build, now())
    question_id, to = await asked(build, scene), await _later(build, scene)
    other = await build.person(Role.intellectual, is_trusted=True)
    async with build.acting(other) as (db, actor):
        new = NewQuestion(title="Một câu hỏi cùng nội dung", text="Cùng hỏi về một việc như vậy.")
        second = await actions.ask(db, actor, scene.session_id, new)
    async with build.acting(scene.secretariat) as (db, actor):
        code = (await load(db, Contribution, question_id)).code or ""
        await actions.merge(db, actor, second.id, Merge(code=code))
        await actions.defer(db, actor, question_id, Deferral(session_id=to, reason="Hết giờ của kỳ này"))
    return scene, other, question_id, to


async def _deferral(build: Builders, question_id: int) -> QuestionDeferral:
    async with build.acting(None) as (db, _):
        rows = select(QuestionDeferral).where(QuestionDeferral.question_id == question_id)
        return (await db.scalars(rows)).one()


async def test_who_asked_a_merged_question_is_told_and_says_no_once_for_all(
    build: Builders, client: Client
) -> None:
    scene, other, question_id, to = await _merged_and_carried(build)
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        letters = await db.scalars(select(Notice.letter).where(Notice.persona_id == other.persona_id))
        assert any("không đồng ý chuyển, Ông/Bà có thể cho biết một lần" in one for one in letters)
    path = f"/tiep-xuc/cau-hoi/{question_id}/khong-dong-y-chuyen"
    await client.log_in(await build.person(Role.intellectual))
    await client.post(path, {"reason": REASON}, status=403)
    await client.log_in(other)
    assert (await client.get(f"/tiep-xuc/{to}/cau-hoi/{question_id}")).has("Không đồng ý chuyển")
    await client.send(path, {"reason": REASON})
    assert (await client.get(f"/tiep-xuc/{to}/cau-hoi/{question_id}")).has(REASON)
    assert (await _deferral(build, question_id)).waits
    for person in (other, scene.asker):
        await client.log_in(person)
        await client.post(path, {"reason": REASON}, status=403)


async def test_an_objection_by_telephone_is_entered_with_its_call(build: Builders, client: Client) -> None:
    scene = await announced_session(build, now())
    writer = await a_writer(build, scene.secretariat)
    stranger = await a_writer(build, scene.secretariat, "Người Mẫu Hàng Xóm")
    await client.log_in(scene.secretariat)
    words = {"title": "Khi nào sửa đường", "text": "Đường vào viện ngập mỗi mùa mưa."}
    await client.send(f"{scene.url}/cau-hoi/nhap", words | BY_CALL | {"persona_id": str(writer)})
    to = await _later(build, scene)
    async with build.acting(scene.secretariat) as (db, actor):
        (question,) = (await db.scalars(select(Question))).all()
        await publish(db, actor, question.id)
        await actions.defer(db, actor, question.id, Deferral(session_id=to, reason="Hết giờ của kỳ này"))
    page = await client.get(f"/ban-lam-viec/nhap-ho/{writer}")
    path = f"/tiep-xuc/cau-hoi/{question.id}/khong-dong-y-chuyen/nhap"
    assert page.soup.select_one(f"a[href^='{path}']")
    assert not (await client.get(f"/ban-lam-viec/nhap-ho/{stranger}")).soup.select_one(f"a[href^='{path}']")
    said = {"reason": REASON, "persona_id": str(writer), **BY_CALL}
    page = await client.send(path, said | {"persona_id": str(stranger)}, status=422)
    assert page.has("người đã hỏi câu này")
    page = await client.send(path, said | {"called_at": "", "reason": ""}, status=422)
    assert page.error_of("called_at") and page.error_of("reason")
    await client.send(path, said)
    row = await _deferral(build, question.id)
    async with build.acting(None) as (db, _):
        remark = await load(db, Contribution, row.objection_id or 0)
    assert row.waits and (remark.persona_id, remark.channel) == (writer, "call")
    page = await client.get(f"/tiep-xuc/{to}/cau-hoi/{question.id}")
    assert page.has("người hỏi không đồng ý chuyển")
    await client.post(path, said, status=403)
    await client.log_in(await build.person(Role.intellectual))
    await client.post(path, said, status=403)
