"""Preparing a consultation: its draft and its guiding questions."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Annotated, Literal, Self

from sqlalchemy import delete, select

from forum.accounts.models import Body
from forum.actor import Actor, require
from forum.consultations import events, policy
from forum.consultations.actions.locking import locked
from forum.consultations.actions.sources import DraftSource, take_source
from forum.consultations.models import (
    CONSULTATION_PREFIX,
    Consultation,
    DraftVersion,
    GuidingQuestion,
)
from forum.contributions.actions import next_code
from forum.contributions.models import Forum
from forum.database import Db, load
from forum.deadlines.working_days import is_working_day
from forum.errors import Invalid
from forum.fields import Box, Readable, Reason, ShortText, Title
from forum.journal import record
from forum.programme.task_links import link_tasks
from forum.thing import Thing
from forum.versions import Versioned
from forum.words import Words, _
from vietnamese import slug

ADDRESSEES_MAX, ADDRESSEE_LETTERS = 500, 300
DOCUMENT_KINDS = ("draft-other", "draft-provincial-resolution", "draft-chairman-decision")


class NewConsultation(DraftSource):
    body_id: int
    title: Title
    summary: Reason
    document_kind: Literal["draft-other", "draft-provincial-resolution", "draft-chairman-decision"]
    task_ids: list[int] = []


class Questions(Versioned):
    """Up to seven guiding questions, one per line."""

    questions: Annotated[Readable, Box.note] = ""

    @classmethod
    def of(cls, asked: Iterable[str]) -> Self:
        return cls.current(questions="\n".join(asked))

    def lines(self) -> list[str]:
        return [line.strip() for line in self.questions.splitlines() if line.strip()]


class Addressees(Versioned):
    """Whom the letter that asks for opinions goes to, one per line, and where opinions on paper go."""

    addressees: Annotated[Readable, Box.note] = ""
    reply_to: ShortText = ""

    @classmethod
    def of(cls, it: Consultation) -> Self:
        return cls.current(addressees=it.addressees, reply_to=it.reply_to)


async def create(db: Db, actor: Actor, new: NewConsultation) -> Consultation:
    """Take the first version of a draft, to be read into paragraphs; assign a code and a forum."""
    require(policy.may_create(actor, new.body_id))
    new.require_one()
    body = await load(db, Body, new.body_id)
    forum = Forum(
        kind="consultation",
        title=new.title,
        slug=slug(new.title),
        audience=["everyone"],
        created_at=actor.at,
        is_sample=body.is_sample,
    )
    db.add(forum)
    await db.flush()
    assert actor.persona_id is not None
    it = Consultation(
        code=await next_code(db, CONSULTATION_PREFIX, actor.at),
        forum_id=forum.id,
        body_id=body.id,
        title=new.title,
        slug=slug(new.title),
        summary=new.summary,
        document_kind=new.document_kind,
        audience=["everyone"],
        created_by=actor.persona_id,
        created_at=actor.at,
    )
    db.add(it)
    await db.flush()
    version = DraftVersion(consultation_id=it.id, number=1, created_by=it.created_by, created_at=actor.at)
    db.add(version)
    await db.flush()
    await take_source(db, actor, it, version, new)
    await link_tasks(db, Thing("consultation", it.id), new.task_ids)
    await record(db, actor, events.Created(Thing("consultation", it.id), body.id))
    return it


async def set_questions(db: Db, actor: Actor, consultation_id: int, asked: Questions) -> Consultation:
    it = await locked(db, actor, consultation_id)
    require(policy.may_prepare(actor, it))
    standing = select(GuidingQuestion.text).where(GuidingQuestion.consultation_id == it.id)
    asked.require_seen(Questions.of(await db.scalars(standing.order_by(GuidingQuestion.position))))
    lines = asked.lines()
    if len(lines) > 7:
        raise Invalid("questions", _("Đề nghị nêu không quá bảy câu hỏi gợi ý."))
    await db.execute(delete(GuidingQuestion).where(GuidingQuestion.consultation_id == it.id))
    db.add_all(
        GuidingQuestion(consultation_id=it.id, position=n, text=text) for n, text in enumerate(lines, start=1)
    )
    it.version += 1
    await db.flush()
    await record(db, actor, events.Prepared(Thing("consultation", it.id), "questions"))
    return it


async def set_addressees(db: Db, actor: Actor, consultation_id: int, new: Addressees) -> Consultation:
    it = await locked(db, actor, consultation_id)
    require(policy.may_set_addressees(actor, it))
    new.require_seen(Addressees.of(it))
    names = [line.strip() for line in new.addressees.splitlines() if line.strip()]
    if len(names) > ADDRESSEES_MAX or any(len(name) > ADDRESSEE_LETTERS for name in names):
        too_many = _("Đề nghị ghi không quá {most} nơi nhận, mỗi dòng một nơi.", most=ADDRESSEES_MAX)
        raise Invalid("addressees", too_many)
    it.addressees, it.reply_to = "\n".join(dict.fromkeys(names)), new.reply_to
    it.version += 1
    await record(db, actor, events.Prepared(Thing("consultation", it.id), "addressees"))
    return it


def holiday_warning(opens_on: date, closes_on: date, minimum_days: int) -> Words | None:
    """A warning when a period close to its minimum includes public holidays on what would be working days."""
    days = (closes_on - opens_on).days
    lost = [
        opens_on + timedelta(days=n)
        for n in range(days + 1)
        if (day := opens_on + timedelta(days=n)).weekday() < 5 and not is_working_day(day)
    ]
    if len(lost) < 2 or days >= minimum_days + len(lost):
        return None
    first, last = min(lost), max(lost)
    return _(
        "Thời gian lấy ý kiến ở mức tối thiểu nhưng có {lost} ngày nghỉ lễ, từ "
        "{first:%d/%m/%Y} đến {last:%d/%m/%Y}; nên kéo dài thêm.",
        lost=len(lost),
        first=first,
        last=last,
    )
