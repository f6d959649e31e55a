"""Notices that cannot take effect any more: they are closed, and the office is told of those that the head had before
them or had approved on paper."""

from collections.abc import Sequence
from typing import Literal

from sqlalchemy import select

from forum.accounts.queries import visitor
from forum.actor import Actor
from forum.consultations import events
from forum.consultations.deciding.policy import is_overtaken
from forum.consultations.models import Consultation, ConsultationNotice
from forum.contributions import official
from forum.contributions.models import Contribution, OfficialText
from forum.contributions.official.events import OfficialReplaced
from forum.contributions.official.policy import OFFICIAL, SUBMITTED
from forum.database import Db, load
from forum.jobs import JobContext, job
from forum.journal import Event, record
from forum.thing import Thing

Why = Literal["late", "another", "round"]


def closed(it: Consultation, texts: Sequence[official.Locked], why: Why) -> list[Event]:
    """Close these drafts of notices. Returns what happened."""
    waited = [text.text.id for text in texts if text.row.state in SUBMITTED]
    for text in texts:
        text.row.state = OFFICIAL.after("replace")
    if not texts:
        return []
    thing = Thing("consultation", it.id)
    replaced = OfficialReplaced(thing, tuple(text.text.id for text in texts))
    return [replaced, *(events.NoticeClosed(thing, one, why) for one in waited)]


@job("close_overtaken_notices", cron="5 * * * *")
async def close_overtaken_notices(context: JobContext) -> None:
    """A second run finds nothing to close. No right waits for it: approving and publishing ask the rule."""
    actor = visitor(context.at)
    waiting = (
        select(ConsultationNotice.consultation_id)
        .join(OfficialText, OfficialText.id == ConsultationNotice.id)
        .where(OfficialText.state.in_(SUBMITTED))
        .distinct()
        .order_by(ConsultationNotice.consultation_id)
    )
    for consultation_id in (await context.db.scalars(waiting)).all():
        await _close_overtaken(context.db, actor, consultation_id)


async def _close_overtaken(db: Db, actor: Actor, consultation_id: int) -> None:
    it = await load(db, Consultation, consultation_id, lock=True)
    texts = await official.lock_all(
        db,
        *official.drafts_on("consultation", [it.id]),
        Contribution.kind == "consultation_notice",
        OfficialText.state.in_(SUBMITTED),
    )
    overtaken = [
        text
        for text in texts
        if is_overtaken(it, await load(db, ConsultationNotice, text.text.id), text.row, actor.at)
    ]
    if overtaken:
        it.version += 1
        await record(db, actor, *closed(it, overtaken, "late"), also=(Thing("consultation", it.id),))
