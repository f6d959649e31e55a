"""A contact session with its people, made by the real actions: what the tests of this room begin with."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from forum.accounts.models import Account, Body, Leader
from forum.actor import Role
from forum.clock import local_date
from forum.contact import actions, policy
from forum.contact.actions.answers import AnswerText, Publication
from forum.contact.actions.questions import EnteredQuestion, NewQuestion, OnAgenda
from forum.contact.actions.series import NewSeries
from forum.contact.actions.sessions import SessionPlan
from forum.contact.models import ContactSession, Question
from forum.contact.texts import actions as texts
from forum.contact.texts.policy import SessionTextKind
from forum.contributions.entering.actions import NewPerson, add_person
from forum.contributions.entering.policy import ConsentHow
from forum.contributions.models import Contribution
from forum.database import load
from forum.files.policy import FileRole
from forum.kinds import publish
from tests import session_texts
from tests.builders import Builders
from tests.official_texts import as_seen
from tests.world_files import a_file


@dataclass(frozen=True)
class Scene:
    """`held_at` is ten days after intake opens, which is `at`'s day."""

    session_id: int
    url: str
    leader: Leader
    body: Body
    secretariat: Account
    leader_person: Account
    assistant: Account
    officer: Account
    head: Account
    asker: Account
    at: datetime
    closed_at: datetime
    held_at: datetime


def plan(series_id: int, leader_id: int, at: datetime, title: str = "Kỳ tiếp xúc mẫu") -> SessionPlan:
    day = local_date(at)
    return SessionPlan(
        series_id=series_id,
        title=title,
        format="both",
        place="Hội trường mẫu",
        held_on=day + timedelta(days=10),
        starts="14:00",
        ends="17:00",
        intake_from_on=day,
        intake_until_on=day + timedelta(days=5),
        chair_leader_id=leader_id,
        rest_day_reason="Ngày mẫu, tính từ hôm nay.",
    )


async def announced_session(build: Builders, at: datetime) -> Scene:
    """Announced, and taking questions on the day of `at`."""
    leader, body = await build.leader("Lãnh đạo Mẫu Một"), await build.body("Sở Mẫu A")
    secretariat = await build.person(Role.secretariat)
    async with build.acting(secretariat, at) as (db, actor):
        series = await actions.create_series(
            db, actor, NewSeries(title="Tiếp xúc định kỳ mẫu", rhythm="quarter")
        )
        session = await actions.plan_session(db, actor, plan(series.id, leader.id, at))
    leader_person = await build.person(Role.leader, leader=leader)
    await session_texts.announced(build, secretariat, session.id, at, chair=leader_person)
    return Scene(
        session_id=session.id,
        url=f"/tiep-xuc/{session.id}-{session.slug}",
        leader=leader,
        body=body,
        secretariat=secretariat,
        leader_person=leader_person,
        assistant=await build.person(Role.assistant, leader=leader),
        officer=await build.person(Role.body_officer, body=body),
        head=await build.person(Role.body_head, body=body),
        asker=await build.person(Role.intellectual, is_trusted=True),
        at=at,
        closed_at=at + timedelta(days=6),
        held_at=session.starts_at,
    )


async def asked(build: Builders, scene: Scene, title: str = "Bao giờ có danh mục dùng chung") -> int:
    """A published question of the asker's."""
    async with build.acting(scene.asker, scene.at) as (db, actor):
        new = NewQuestion(title=title, text="Các viện đang đo cùng một chỗ mà không dùng chung số liệu.")
        it: Contribution = await actions.ask(db, actor, scene.session_id, new)
    return it.id


async def entered(build: Builders, scene: Scene, asker: str = "Người Mẫu Viết Thư") -> int:
    letter = await a_file(build, scene.secretariat, "Mẫu bức thư", FileRole.letter)
    async with build.acting(scene.secretariat, scene.at) as (db, actor):
        writer = await add_person(db, actor, NewPerson(name=asker, address="Số 12 ngõ Đông Mẫu"))
        new = EnteredQuestion(
            title="Khi nào sửa đường vào viện",
            text="Đường vào viện nghiên cứu ngập mỗi mùa mưa.",
            persona_id=writer.id,
            channel="letter",
            letter_on=local_date(scene.at),
            letter_number="12",
            consent=ConsentHow.in_letter,
            file_ids=[letter],
        )
        it = await actions.enter_question(db, actor, scene.session_id, new)
    async with build.acting(None, scene.at) as (db, actor):
        await publish(db, actor, it.id)
    return it.id


async def drafted(build: Builders, scene: Scene, question_id: int, at: datetime | None = None) -> int:
    async with build.acting(scene.assistant, at or scene.closed_at) as (db, actor):
        text = AnswerText(text="Thành phố giao một cơ quan lập danh mục trong quý tới.")
        answer = await actions.draft_answer(db, actor, question_id, text)
        await actions.submit_answer(db, actor, answer.id)
    return answer.id


async def approved(build: Builders, scene: Scene, answer_id: int, at: datetime | None = None) -> None:
    async with build.acting(scene.leader_person, at or scene.closed_at) as (db, actor):
        await actions.approve_answer(db, actor, answer_id, await as_seen(db, answer_id))


async def on_agenda(build: Builders, scene: Scene, question_id: int) -> None:
    async with build.acting(scene.secretariat, scene.closed_at) as (db, actor):
        await actions.put_on_agenda(
            db, actor, question_id, OnAgenda.of(await load(db, Question, question_id))
        )


async def held(build: Builders, scene: Scene, at: datetime | None = None) -> None:
    """The agenda is out and the session was held; its minutes are owed. Nothing is done where it was held already."""
    async with build.acting(None) as (db, _):
        if (await load(db, ContactSession, scene.session_id)).state in policy.RECORDED:
            return
    async with build.acting(scene.secretariat, scene.closed_at) as (db, actor):
        await actions.publish_agenda(db, actor, scene.session_id)
    async with build.acting(scene.secretariat, at or scene.held_at) as (db, actor):
        await actions.open_session(db, actor, scene.session_id)
        await actions.adjourn(db, actor, scene.session_id)


async def minutes_drafted(build: Builders, scene: Scene) -> int:
    minutes = SessionTextKind.minutes
    return await session_texts.drafted(build, scene.secretariat, scene.session_id, minutes, scene.held_at)


async def minutes_approved(build: Builders, scene: Scene, at: datetime | None = None) -> int:
    """By the chair, as the record now stands."""
    text_id, at = await minutes_drafted(build, scene), at or scene.held_at
    await session_texts.approved(build, scene.secretariat, text_id, scene.leader_person, at)
    return text_id


async def minutes_published(build: Builders, scene: Scene, at: datetime | None = None) -> int:
    text_id, at = await minutes_approved(build, scene, at), at or scene.held_at
    async with build.acting(scene.secretariat, at) as (db, actor):
        await texts.publish_text(db, actor, text_id)
    return text_id


async def answered(build: Builders, scene: Scene, at: datetime | None = None) -> int:
    """A question of the asker's with an answer published in writing. Returns the question's id."""
    question_id = await asked(build, scene)
    await on_agenda(build, scene, question_id)
    answer_id = await drafted(build, scene, question_id)
    await approved(build, scene, answer_id)
    async with build.acting(scene.assistant, at or scene.closed_at) as (db, actor):
        await actions.publish_answer(db, actor, answer_id, Publication(how="answer_in_writing"))
    return question_id
