"""Queries for a person's notices; in sample mode also for mails."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from forum import kinds
from forum.actor import Actor
from forum.contributions.queries import masks_about
from forum.database import ReadDb, load
from forum.errors import NotFound
from forum.notifications.dispatch import GONE, masked_notice
from forum.notifications.models import Notice, SampleMail
from forum.thing import Thing
from forum.words import Words

PAGE = 30


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A notice as its reader may see it now; if its thing is no longer readable it says only that."""

    id: int
    subject: Words | str
    letter: str
    at: datetime
    is_read: bool
    path: str = ""


async def notices_of(db: ReadDb, actor: Actor, before: int | None = None) -> list[NoticeView]:
    """PAGE + 1 when there is a next page. Two statements, plus one or two per kind of thing."""
    query = select(Notice).where(Notice.persona_id == actor.persona_id).order_by(Notice.id.desc())
    if before is not None:
        query = query.where(Notice.id < before)
    return await views_of(db, actor, (await db.scalars(query.limit(PAGE + 1))).all())


async def views_of(db: ReadDb, reader: Actor, rows: Sequence[Notice]) -> list[NoticeView]:
    """As their reader may see them now."""
    things = [Thing(n.thing_kind, n.thing_id) for n in rows]
    cards, masks = await kinds.cards(db, reader, things), await masks_about(db, reader, things)
    views = []
    for n, thing in zip(rows, things, strict=True):
        card = cards.get(thing)
        shown = n.regardless or (card is not None and not card.is_tombstone)
        subject, letter, path = masked_notice(n, masks.get(thing, ())) if shown else (GONE, "", "")
        views.append(NoticeView(n.id, subject, letter, n.at, n.read_at is not None, path))
    return views


@dataclass(frozen=True, slots=True)
class MailView:
    """A mail of sample mode."""

    id: int
    to: str
    subject: str
    text: str
    at: datetime


async def sample_mails(db: ReadDb) -> list[MailView]:
    rows = await db.scalars(select(SampleMail).order_by(SampleMail.id.desc()).limit(200))
    return [_mail(mail) for mail in rows]


async def sample_mail(db: ReadDb, mail_id: int) -> MailView:
    return _mail(await load(db, SampleMail, mail_id))


def _mail(mail: SampleMail) -> MailView:
    return MailView(mail.id, mail.to, mail.subject, mail.text, mail.at)


async def own_notice(db: ReadDb, actor: Actor, notice_id: int) -> Notice:
    notice = await load(db, Notice, notice_id)
    if notice.persona_id != actor.persona_id:
        raise NotFound
    return notice
