"""Answers of bodies to a proposal, with their lines and what their approval covers."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from forum import audience
from forum.actor import Actor
from forum.commitments.lines import LineView, beside_of_lines, lines_of
from forum.commitments.models import PromisedLine
from forum.contributions.bylines import BYLINE
from forum.contributions.models import Contribution
from forum.contributions.official import Beside, digest_of
from forum.contributions.official.policy import on_paper_steps
from forum.contributions.official.queries import OfficialView, officials
from forum.contributions.policy import OfficialState
from forum.contributions.queries import TextView, known_texts, text_view
from forum.database import ReadDb
from forum.errors import NotFound
from forum.thing import Thing
from forum.threads import policy
from forum.threads.models import Proposal, ProposalAnswer
from forum.threads.policy import ProposalState


@dataclass(frozen=True, slots=True)
class AnswerView:
    """`digest` is of all that will be published, for the approver."""

    text: TextView
    body: str
    outcome: ProposalState
    is_supplement: bool
    way: OfficialView
    digest: str
    lines: tuple[LineView, ...]
    can: frozenset[str]

    @property
    def state(self) -> OfficialState:
        return self.way.state

    @property
    def sent_back_note(self) -> str:
        return self.way.sent_back_note

    @property
    def is_published(self) -> bool:
        return self.state == OfficialState.published

    @property
    def is_drafted(self) -> bool:
        return self.state == OfficialState.drafted


async def answers_to(
    db: ReadDb, actor: Actor, asked: Contribution, proposal: policy.ProposalRow
) -> tuple[AnswerView, ...]:
    rows = (
        await db.execute(
            known_texts(select(Contribution, BYLINE, ProposalAnswer))
            .join(ProposalAnswer, ProposalAnswer.id == Contribution.id)
            .where(ProposalAnswer.proposal_id == asked.id)
            .order_by(ProposalAnswer.id),
            audience.params(actor),
        )
    ).all()
    ids = [it.id for it, _, _ in rows]
    ways, lines = await officials(db, ids), await lines_of(db, ids)
    return tuple(
        _answer(actor, asked, proposal, text_view(actor, it, by), ways[it.id], answer, lines[it.id])
        for it, by, answer in rows
        if ways[it.id].state != OfficialState.replaced
    )


def _answer(
    actor: Actor,
    it: Contribution,
    proposal: policy.ProposalRow,
    text: TextView,
    way: OfficialView,
    answer: ProposalAnswer,
    lines: tuple[LineView, ...],
) -> AnswerView:
    judged, has_lines = (way, answer, proposal, it.shown_at(actor.at)), bool(lines)
    asked = {
        "revise_answer": policy.may_revise_answer(actor, *judged),
        "add_promise": policy.may_promise(actor, *judged),
        "change_promise": policy.may_promise(actor, *judged),
        "remove_promise": policy.may_promise(actor, *judged),
        "submit_answer": policy.may_submit_answer(actor, way, answer, judged[-1], has_lines=has_lines),
        "approve_answer": policy.may_approve_answer(actor, *judged, has_lines=has_lines),
        "send_back_answer": policy.may_send_back_answer(actor, way, judged[-1]),
    }
    return AnswerView(
        text=text,
        body=text.author,
        outcome=answer.outcome,
        is_supplement=answer.is_supplement,
        way=way,
        digest=digest_of(text, way, answer.beside(beside_of_lines(lines))),
        lines=lines,
        can=frozenset(verb for verb, decision in asked.items() if decision)
        | on_paper_steps(actor, way, policy.is_answerable(*judged[1:], has_lines=has_lines)),
    )


async def answer_place(db: ReadDb, answer_id: int) -> Thing:
    """The proposal of an answer. Raises NotFound."""
    found = await db.scalar(select(ProposalAnswer.proposal_id).where(ProposalAnswer.id == answer_id))
    if found is None:
        raise NotFound
    return Thing("proposal", found)


async def beside_of(db: ReadDb, answer: ProposalAnswer) -> Beside:
    """What is published along with an answer, and what an approval covers beside its words."""
    return answer.beside(beside_of_lines((await lines_of(db, [answer.id]))[answer.id]))


async def answerable(db: ReadDb, actor: Actor, ids: Collection[int]) -> frozenset[int]:
    """Those of these answers with which the proposal may still be answered. Two statements."""
    rows = (
        await db.execute(
            select(ProposalAnswer, Proposal, Contribution)
            .join(Proposal, Proposal.id == ProposalAnswer.proposal_id)
            .join(Contribution, Contribution.id == Proposal.id)
            .where(ProposalAnswer.id.in_(ids))
        )
    ).all()
    lines = await lines_of(db, [answer.id for answer, _, _ in rows])
    return frozenset(
        answer.id
        for answer, proposal, asked in rows
        if policy.is_answerable(answer, proposal, asked.shown_at(actor.at), has_lines=bool(lines[answer.id]))
    )


async def answer_of_line(db: ReadDb, line_id: int) -> int:
    """Raises NotFound."""
    found = await db.scalar(
        select(ProposalAnswer.id)
        .join(PromisedLine, PromisedLine.text_id == ProposalAnswer.id)
        .where(PromisedLine.id == line_id)
    )
    if found is None:
        raise NotFound
    return found
