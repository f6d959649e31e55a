"""What staff type for somebody says who typed it, and is told to a member of that name."""

from sqlalchemy import select

from forum.actor import Role
from forum.audience import MEMBERS
from forum.clock import now
from forum.contact import actions
from forum.contact.actions.questions import EnteredQuestion
from forum.contributions.models import Contribution
from forum.database import load
from forum.desk.enforcement import published
from forum.journal import record
from forum.kinds import publish
from forum.notifications.models import Notice
from tests.builders import Builders
from tests.client import Client
from tests.contact.scene import announced_session
from tests.entering.scene import BY_CALL, a_writer


async def test_a_question_by_telephone_says_who_typed_it_and_its_namesake_is_told(
    build: Builders, client: Client
) -> None:
    scene = await announced_session(build, now())
    namesake = await build.person(Role.intellectual, name="Người Mẫu Trùng Tên")
    other = await build.person(Role.intellectual, name="Người Mẫu Khác Tên")
    writer = await a_writer(build, scene.secretariat, "người mẫu  trùng tên")
    typed = EnteredQuestion.model_validate(
        {
            "title": "Câu hỏi qua điện thoại",
            "text": "Một câu hỏi đủ dài để gửi, nghe qua điện thoại.",
            "persona_id": writer,
            **BY_CALL,
        }
    )
    async with build.acting(scene.secretariat) as (db, actor):
        it = await actions.enter_question(db, actor, scene.session_id, typed)
        name = actor.name
    assert not (await told(build))
    async with build.acting(None) as (db, actor):
        await publish(db, actor, it.id)
        await record(db, actor, published(it))
    page = await client.get(f"{scene.url}/cau-hoi/{it.id}")
    assert page.has("nhập từ cuộc gọi") and page.has(f"do {name} nhập")
    heard = await told(build)
    assert set(heard) == {namesake.persona_id} and other.persona_id not in heard
    assert name in heard[namesake.persona_id]


async def test_a_namesake_is_told_of_what_is_not_open_to_everybody_too(build: Builders) -> None:
    scene = await announced_session(build, now())
    namesake = await build.person(Role.intellectual, name="Người Mẫu Trùng Tên")
    writer = await a_writer(build, scene.secretariat, "Người Mẫu Trùng Tên")
    typed = EnteredQuestion.model_validate(
        {
            "title": "Câu hỏi qua điện thoại",
            "text": "Một câu hỏi đủ dài để gửi, nghe qua điện thoại.",
            "persona_id": writer,
            **BY_CALL,
        }
    )
    async with build.acting(scene.secretariat) as (db, actor):
        it = await actions.enter_question(db, actor, scene.session_id, typed)
    async with build.acting(None) as (db, actor):
        (await load(db, Contribution, it.id, lock=True)).audience = [MEMBERS]
        await publish(db, actor, it.id)
        await record(db, actor, published(it))
    assert set(await told(build)) == {namesake.persona_id}


async def told(build: Builders) -> dict[int, str]:
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        notices = await db.scalars(select(Notice).where(Notice.subject.contains("trùng tên")))
        return {one.persona_id: one.letter for one in notices}
