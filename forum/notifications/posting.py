"""Thư cần gửi: receipts and notices of people without mail, to be printed and posted. Callers ask the rule first."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import aliased

from forum.accounts.models import Account, Persona
from forum.accounts.queries import author_without_account
from forum.contributions.entering.models import EnteredPerson
from forum.contributions.entering.people import PersonFound, person_found
from forum.database import ReadDb
from forum.notifications.models import Notice, PostedNotice
from forum.notifications.queries import NoticeView, views_of

MOST = 50


@dataclass(frozen=True, slots=True)
class PersonToWrite:
    """Somebody for whom letters wait: how many, and since when."""

    id: int
    name: str
    address: str
    count: int
    since: datetime


@dataclass(frozen=True, slots=True)
class PostedLine:
    name: str
    posted_by: str
    posted_at: datetime
    count: int


@dataclass(frozen=True, slots=True)
class LettersToPost:
    person: PersonFound
    letters: tuple[NoticeView, ...]


def to_post() -> ColumnElement[bool]:
    """Notices of people for whom something was entered, who have no account that is mailed, not posted yet."""
    entered = exists().where(EnteredPerson.persona_id == Notice.persona_id).correlate(Notice)
    mailed = (
        exists().where(Account.persona_id == Notice.persona_id, Account.closed_at.is_(None)).correlate(Notice)
    )
    posted = exists().where(PostedNotice.notice_id == Notice.id).correlate(Notice)
    return entered & ~mailed & ~posted


async def people_to_write(db: ReadDb) -> list[PersonToWrite]:
    """Whoever waits longest comes first."""
    rows = await db.execute(
        select(
            Persona.id,
            func.trim(Persona.title + " " + Persona.name).label("name"),
            EnteredPerson.address,
            func.count(Notice.id).label("letters"),
            func.min(Notice.at).label("since"),
        )
        .join(EnteredPerson, EnteredPerson.persona_id == Persona.id)
        .join(Notice, Notice.persona_id == Persona.id)
        .where(to_post())
        .group_by(Persona.id, EnteredPerson.persona_id)
        .order_by(func.min(Notice.at), Persona.id)
        .limit(MOST)
    )
    return [PersonToWrite(row.id, row.name, row.address, row.letters, row.since) for row in rows]


_poster, _reader = aliased(Persona), aliased(Persona)


async def posted_lines(db: ReadDb) -> list[PostedLine]:
    """What was posted last: to whom, by whom, when."""
    rows = await db.execute(
        select(_reader.name, _poster.name, PostedNotice.posted_at, func.count())
        .join(Notice, Notice.id == PostedNotice.notice_id)
        .join(_reader, _reader.id == Notice.persona_id)
        .join(_poster, _poster.id == PostedNotice.posted_by)
        .group_by(_reader.id, _poster.id, PostedNotice.posted_at)
        .order_by(PostedNotice.posted_at.desc())
        .limit(MOST)
    )
    return [PostedLine(name, by, at, count) for name, by, at, count in rows]


async def letters_to_post(db: ReadDb, persona_id: int, at: datetime) -> LettersToPost:
    """As the person may read them now. Raises NotFound for nobody."""
    person = await person_found(db, persona_id)
    waiting = select(Notice).where(Notice.persona_id == persona_id, to_post()).order_by(Notice.id).limit(MOST)
    rows = (await db.scalars(waiting)).all()
    return LettersToPost(person, tuple(await views_of(db, author_without_account(persona_id, at), rows)))
