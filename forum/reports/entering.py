"""What staff may enter for somebody now, each with the form that asks for it; the person is filled in there."""

from dataclasses import dataclass

from sqlalchemy import or_, select

from forum.actor import Actor
from forum.commitments.models import Commitment
from forum.commitments.policy import REPORTED, may_enter_dispute
from forum.consultations.policy import may_enter_opinion
from forum.consultations.queries.lines import CONSULTATIONS, lines_found
from forum.contact.deferring.objections import last_deferrals
from forum.contact.deferring.policy import may_enter_deferral_objection, takes_objections
from forum.contact.models import ContactSession, Question
from forum.contact.policy import may_enter_question
from forum.contributions.models import Contribution
from forum.database import ReadDb
from forum.deadlines.policy import DutyKind
from forum.deadlines.queries import duties_of
from forum.terms import term
from forum.thing import Thing
from forum.threads.policy import may_enter_proposal
from forum.urls import url_for
from forum.words import Words

MOST = 20
ASKED = "nguoi"  # names the person in the address of a form


@dataclass(frozen=True, slots=True)
class EnteringWay:
    noun: Words
    title: Words | str
    url: str


_CONSULTATIONS = CONSULTATIONS.limit(MOST)


async def entering_ways(db: ReadDb, actor: Actor, persona_id: int) -> list[EnteringWay]:
    """Questions, proposals, opinions; disputes of what was promised to this person, objections to where a question of
    theirs was carried."""
    query = {ASKED: persona_id}
    ways = []
    if may_enter_proposal(actor):
        ways.append(EnteringWay(term("objects.proposal"), "", url_for("threads.enter_proposal", query=query)))
    sessions = await db.scalars(
        select(ContactSession)
        .where(ContactSession.ends_at >= actor.at)
        .order_by(ContactSession.starts_at)
        .limit(MOST)
    )
    for it in sessions:
        if may_enter_question(actor, it):
            url = url_for("contact.enter_question", it.id, slug=it.slug, query=query)
            ways.append(EnteringWay(term("objects.question"), it.title, url))
    for line in await lines_found(db, actor, _CONSULTATIONS):
        if may_enter_opinion(actor, line):
            url = url_for("consultations.enter_opinion", line.id, slug=line.slug, query=query)
            ways.append(EnteringWay(term("objects.opinion"), line.title, url))
    return [*ways, *await _disputes(db, actor, persona_id), *await _objections(db, actor, persona_id)]


async def _disputes(db: ReadDb, actor: Actor, persona_id: int) -> list[EnteringWay]:
    promised = await db.scalars(
        select(Commitment)
        .where(Commitment.confirmer_id == persona_id, Commitment.state.in_(REPORTED))
        .order_by(Commitment.id.desc())
        .limit(MOST)
    )
    rows = promised.all()
    due = await duties_of(db, actor.at, [Thing("commitment", it.id) for it in rows])
    ways = []
    for it in rows:
        window = due.get((Thing("commitment", it.id), DutyKind.confirm))
        if may_enter_dispute(actor, it, confirm_by=window.due_at if window is not None else None):
            url = url_for("commitments.enter_dispute", it.id)
            ways.append(EnteringWay(term("objects.dispute"), it.title, url))
    return ways


async def _objections(db: ReadDb, actor: Actor, persona_id: int) -> list[EnteringWay]:
    own = select(Question.id).join(Contribution, Contribution.id == Question.id)
    own = own.where(Contribution.persona_id == persona_id)
    covering = select(Question.merged_into_id).where(Question.id.in_(own))
    rows = await db.execute(
        select(Question, Contribution, ContactSession)
        .join(Contribution, Contribution.id == Question.id)
        .join(ContactSession, ContactSession.id == Question.session_id)
        .where(or_(Question.id.in_(own), Question.id.in_(covering)), Question.deferral_count > 0)
        .order_by(Question.id.desc())
        .limit(MOST)
    )
    deferred = rows.all()
    last = await last_deferrals(db, [question.id for question, _it, _session in deferred])
    ways = []
    for question, it, session in deferred:
        row = last[question.id]
        is_open = takes_objections(session, row.at, actor.at)
        has_objected = row.objected_at is not None
        state = question.state
        if may_enter_deferral_objection(
            actor, state, it.visibility, is_open=is_open, has_objected=has_objected
        ):
            url = url_for("contact.enter_deferral_objection", question.id, query={ASKED: persona_id})
            ways.append(EnteringWay(term("objects.deferral_objection"), f"{it.code} {it.title}", url))
    return ways
