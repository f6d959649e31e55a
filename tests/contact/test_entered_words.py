"""What staff type for somebody says who typed it, and is told to a member of that name."""

from sqlalchemy import select

from forum.actor import Role
from forum.clock import now
from forum.contact import actions
from forum.contact.actions.questions import EnteredQuestion
from forum.contributions.policy import Channel
from forum.notifications.models import Notice
from tests.builders import Builders
from tests.client import Client
from tests.contact.scene import announced_session


async def test_a_question_by_telephone_says_who_typed_it_and_its_namesake_is_told(
    build: Builders, client: Client
) -> None:
    scene = await announced_session(build, now())
    namesake = await build.person(Role.intellectual, name="Người Mẫu Trùng Tên")
    other = await build.person(Role.intellectual, name="Người Mẫu Khác Tên")
    typed = EnteredQuestion(
        title="Câu hỏi qua điện thoại",
        text="Một câu hỏi đủ dài để gửi, nghe qua điện thoại.",
        asker="người mẫu  trùng tên",
        channel=Channel.call,
    )
    async with build.acting(scene.secretariat) as (db, actor):
        it = await actions.enter_question(db, actor, scene.session_id, typed)
        name = actor.name
    page = await client.get(f"{scene.url}/cau-hoi/{it.id}")
    assert page.has("gọi điện thoại") and page.has(f"do {name} nhập")
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        notices = await db.scalars(select(Notice).where(Notice.subject.contains("trùng tên")))
        told = {one.persona_id: one.letter for one in notices}
    assert set(told) == {namesake.persona_id} and other.persona_id not in told
    assert name in told[namesake.persona_id]
