"""Where a question was carried from, with what its asker said of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from forum.actor import Actor, Decision
from forum.contact.deferring import policy
from forum.contact.deferring.objections import askers_of
from forum.contact.models import ContactSession, Question, QuestionDeferral
from forum.contributions.queries import TextView
from forum.contributions.remarks import remarks_on
from forum.database import ReadDb
from forum.thing import Thing


@dataclass(frozen=True, slots=True)
class DeferralLine:
    """`objection`: the asker's words, where they may be read. `despite`: why it was carried all the same."""

    at: datetime
    from_session: str
    reason: str
    objected_at: datetime | None
    objection: TextView | None
    waits: bool
    despite: str


@dataclass(frozen=True, slots=True)
class Deferrals:
    """`objection_until`: while its askers may object to the last one."""

    lines: tuple[DeferralLine, ...] = ()
    objection_until: datetime | None = None
    askers: tuple[int, ...] = ()

    @property
    def waits(self) -> bool:
        """For a place anew, since the asker objected."""
        return bool(self.lines) and self.lines[-1].waits

    @property
    def has_objected(self) -> bool:
        """To the last one."""
        return bool(self.lines) and self.lines[-1].objected_at is not None

    def may_object(self, actor: Actor, question: Question, text: TextView) -> Decision:
        return policy.may_object_to_deferral(
            actor,
            question.state,
            self.askers,
            text.state,
            is_open=self.objection_until is not None,
            has_objected=self.has_objected,
        )

    def may_enter(self, actor: Actor, question: Question, text: TextView) -> Decision:
        return policy.may_enter_deferral_objection(
            actor,
            question.state,
            text.state,
            is_open=self.objection_until is not None,
            has_objected=self.has_objected,
        )


async def deferrals_of(db: ReadDb, actor: Actor, question: Question, session: ContactSession) -> Deferrals:
    """In order. Three statements, or none for a question that was never carried."""
    if not question.deferral_count:
        return Deferrals()
    rows = (
        await db.execute(
            select(QuestionDeferral, ContactSession.title)
            .join(ContactSession, ContactSession.id == QuestionDeferral.from_session_id)
            .where(QuestionDeferral.question_id == question.id)
            .order_by(QuestionDeferral.id)
        )
    ).all()
    words = {
        one.id: one
        for one in await remarks_on(db, actor, Thing("question", question.id), "deferral_objection")
    }
    lines = tuple(
        DeferralLine(
            row.at,
            title,
            row.reason,
            row.objected_at,
            words.get(row.objection_id or 0),
            row.waits,
            row.despite,
        )
        for row, title in rows
    )
    return Deferrals(lines, _until(lines, session, actor.at), await askers_of(db, question.id))


def _until(lines: Sequence[DeferralLine], session: ContactSession, at: datetime) -> datetime | None:
    if not lines or not policy.takes_objections(session, lines[-1].at, at):
        return None
    return policy.objection_until(session, lines[-1].at)
