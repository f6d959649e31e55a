"""Threads, posts and proposals. They share the ids of their texts."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from forum.contributions.official.content import Beside
from forum.database import Model
from forum.database.columns import EnumText
from forum.threads.policy import PROPOSAL, AuthorVerdict, ProposalState

THREAD_KINDS = ("discussion", "proposal")
PROPOSAL_PREFIX = "HK"  # of codes


class Thread(Model):
    __tablename__ = "threads"
    __table_args__ = (Index(None, "last_post_at", "id"),)  # lists of threads, latest post first

    id: Mapped[int] = mapped_column(ForeignKey("contributions.id"), primary_key=True)
    kind: Mapped[str]  # of THREAD_KINDS
    slug: Mapped[str]
    locked_at: Mapped[datetime | None]
    last_post_at: Mapped[datetime]


class Post(Model):
    """A reply in a thread."""

    __tablename__ = "posts"
    __table_args__ = (Index(None, "thread_id", "id"),)  # a thread's posts in order

    id: Mapped[int] = mapped_column(ForeignKey("contributions.id"), primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"))


class Proposal(Model):
    """A published proposal's progress. `round` is 2 once its author said 'not answered'."""

    __tablename__ = "proposals"
    __table_args__ = (Index(None, "body_id", "state"),)  # a body's work list

    id: Mapped[int] = mapped_column(ForeignKey("threads.id"), primary_key=True)
    state: Mapped[ProposalState] = mapped_column(EnumText(ProposalState), default=PROPOSAL.start)
    body_id: Mapped[int | None] = mapped_column(ForeignKey("bodies.id"))
    taken_up_at: Mapped[datetime | None]
    clarification_count: Mapped[int] = mapped_column(default=0)  # how often the author was asked
    answered_at: Mapped[datetime | None]
    round: Mapped[int] = mapped_column(default=1)
    verdict: Mapped[AuthorVerdict | None] = mapped_column(EnumText(AuthorVerdict))  # given once
    verdict_at: Mapped[datetime | None]


class ClarificationRequest(Model):
    """A body's request that the author clarify the proposal, and the author's clarification: a text of its own."""

    __tablename__ = "clarification_requests"
    __table_args__ = (Index(None, "proposal_id"),)  # a proposal's history

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposals.id"))
    body_id: Mapped[int] = mapped_column(ForeignKey("bodies.id"))
    text: Mapped[str]
    persona_id: Mapped[int | None] = mapped_column(ForeignKey("personas.id"))  # who asked
    at: Mapped[datetime]
    clarification_id: Mapped[int | None] = mapped_column(ForeignKey("contributions.id"))


class Handover(Model):
    """A proposal passed from one body to another, with the reason; kept as history."""

    __tablename__ = "proposal_handovers"
    __table_args__ = (Index(None, "proposal_id"),)  # a proposal's history

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposals.id"))
    from_body_id: Mapped[int | None] = mapped_column(ForeignKey("bodies.id"))
    to_body_id: Mapped[int] = mapped_column(ForeignKey("bodies.id"))
    reason: Mapped[str]
    persona_id: Mapped[int] = mapped_column(ForeignKey("personas.id"))
    at: Mapped[datetime]


class ProposalAnswer(Model):
    """The answer of the body that took up the proposal: an official text with an outcome, and with what the body
    promises, its lines. A supplement adds promises to an answer that stands."""

    __tablename__ = "proposal_answers"
    __table_args__ = (Index(None, "proposal_id"),)  # a proposal's answers

    id: Mapped[int] = mapped_column(ForeignKey("official_texts.id"), primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposals.id"))
    outcome: Mapped[ProposalState] = mapped_column(EnumText(ProposalState))  # one of policy.ANSWERED
    is_supplement: Mapped[bool] = mapped_column(default=False, server_default="false")

    def beside(self, promised: Beside) -> Beside:
        """What is published along with its text; `promised` is of its lines."""
        supplement: Beside = {"supplement": True} if self.is_supplement else {}
        return {"proposal": self.proposal_id, "outcome": self.outcome, **supplement, **promised}
