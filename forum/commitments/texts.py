"""Official texts on a commitment that are not published yet, for those who prepare and approve them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Nullable, func, select

from forum import audience
from forum.accounts.models import Body, Leader, Persona
from forum.actor import Actor
from forum.commitments import policy
from forum.commitments.models import Commitment, CommitmentText
from forum.commitments.policy import AskedFor, Outcome, Part
from forum.contributions.bylines import BYLINE
from forum.contributions.models import Contribution, OfficialText
from forum.contributions.official import digest_of, record_digest
from forum.contributions.official.policy import UNPUBLISHED, may_repudiate
from forum.contributions.official.queries import OfficialView, officials
from forum.contributions.queries import TextView, known_texts, text_view
from forum.database import ReadDb
from forum.deadlines.policy import DutyKind
from forum.deadlines.queries import Duties, duty_of
from forum.errors import NotFound
from forum.state import word_of
from forum.thing import Thing
from forum.words import Words, _


@dataclass(frozen=True, slots=True)
class DraftedText:
    """`digest` is of all that will be published, for who approves it."""

    text: TextView
    commitment_id: int
    part: Part
    outcome: Outcome | None
    evidence: str
    asks_for: AskedFor | None
    granted: bool | None
    due_on: date | None
    body: str | None
    way: OfficialView
    digest: str
    can: frozenset[str]

    @property
    def record(self) -> str:
        """The digest of what was recorded of its approval, for who confirms it."""
        return record_digest(self.way, self.text.files)

    @property
    def words(self) -> Words:
        """What will be public."""
        if self.outcome is not None:
            return word_of(self.outcome)
        assert self.asks_for is not None
        if self.part == Part.request:
            return word_of(self.asks_for)
        return (
            _("Đồng ý với đề nghị của cơ quan") if self.granted else _("Không đồng ý với đề nghị của cơ quan")
        )


@dataclass(frozen=True, slots=True)
class RequestView:
    """What a body asked for and nobody has decided on."""

    asks_for: AskedFor
    due_on: date | None

    @classmethod
    def among(cls, texts: Sequence[CommitmentText]) -> "RequestView | None":
        it = policy.undecided(texts)
        return None if it is None or it.asks_for is None else cls(it.asks_for, it.due_on)


async def drafted_texts(
    db: ReadDb, actor: Actor, it: Commitment, past: Sequence[CommitmentText]
) -> tuple[DraftedText, ...]:
    """Those that the actor may read, oldest first."""
    rows = (
        await db.execute(
            known_texts(select(Contribution, BYLINE, CommitmentText, Nullable(Body.name)))
            .join(CommitmentText, CommitmentText.id == Contribution.id)
            .join(OfficialText, OfficialText.id == Contribution.id)
            .outerjoin(Body, Body.id == CommitmentText.body_id)
            .where(CommitmentText.commitment_id == it.id, OfficialText.state.in_(UNPUBLISHED))
            .order_by(CommitmentText.id),
            audience.params(actor),
        )
    ).all()
    ways = await officials(db, [text.id for text, *_ in rows])
    window = await duty_of(db, actor.at, Thing("commitment", it.id), DutyKind.confirm) if rows else None
    confirm_by = window.due_at if window is not None and window.done_at is None else None
    now = policy.Now.of(it, confirm_by, past)
    return tuple(
        DraftedText(
            text=(shown := text_view(actor, text, by)),
            commitment_id=it.id,
            part=row.part,
            outcome=row.outcome,
            evidence=row.evidence,
            asks_for=row.asks_for,
            granted=row.granted,
            due_on=row.due_on,
            body=body,
            way=ways[text.id],
            digest=digest_of(shown, ways[text.id], row.beside),
            can=_may(actor, ways[text.id], row, now),
        )
        for text, by, row, body in rows
    )


def _may(actor: Actor, way: OfficialView, row: CommitmentText, now: policy.Now) -> frozenset[str]:
    asked = {
        "submit_text": policy.may_submit_text(actor, way, row, now),
        "send_back_text": policy.may_send_back_text(actor, way),
        "approve_text": policy.may_approve_text(actor, way, row, now),
        "record_text_approval": policy.may_record_text_approval(actor, way, row, now),
        "countersign_text": policy.may_countersign_text(actor, way, row, now),
        "publish_text": policy.may_publish_text(actor, way, row, now),
        f"revise_{row.part}": policy.may_revise_text(actor, way, row, now),
        "repudiate": may_repudiate(actor, way),
    }
    return frozenset(verb for verb, decision in asked.items() if decision)


async def commitment_of_text(db: ReadDb, text_id: int) -> int:
    """Raises NotFound."""
    found = await db.scalar(select(CommitmentText.commitment_id).where(CommitmentText.id == text_id))
    if found is None:
        raise NotFound
    return found


async def requests_of(db: ReadDb, commitment_id: int) -> list[CommitmentText]:
    """The body's requests that still stand, and the decisions on them, oldest first."""
    rows = await db.scalars(
        select(CommitmentText)
        .join(OfficialText, OfficialText.id == CommitmentText.id)
        .where(
            CommitmentText.commitment_id == commitment_id,
            CommitmentText.part != Part.report,
            CommitmentText.taken_effect_at.is_not(None) | OfficialText.state.in_(UNPUBLISHED),
        )
        .order_by(CommitmentText.id)
    )
    return list(rows.all())


def steps_open_to(
    actor: Actor, it: Commitment, confirm_by: datetime | None, past: Sequence[CommitmentText], owed: Duties
) -> frozenset[str]:
    def is_open(kind: DutyKind) -> bool:
        window = owed.get((Thing("commitment", it.id), kind))
        return window is not None and window.is_open

    asked = {
        outcome.verb: policy.may_draft_report(actor, it, outcome, confirm_by=confirm_by)
        for outcome in policy.Outcome
    }
    asked |= {
        f"request_{ask}": policy.may_draft_request(
            actor, it, ask, past, may_refuse=is_open(DutyKind.not_ours), confirm_by=confirm_by
        )
        for ask in policy.AskedFor
    }
    asked |= {
        "draft_ruling": policy.may_draft_ruling(actor, it, past, confirm_by=confirm_by),
        "confirm": policy.may_confirm(actor, it, confirm_by=confirm_by),
        "dispute": policy.may_dispute(actor, it, confirm_by=confirm_by),
        "enter_dispute": policy.may_enter_dispute(actor, it, confirm_by=confirm_by),
        "withdraw_dispute": policy.may_withdraw_dispute(actor, it, confirm_by=confirm_by),
        "object_to_due": policy.may_object_to_due(actor, it, is_open=is_open(DutyKind.object_to_due)),
    }
    can = frozenset(verb for verb, decision in asked.items() if decision)
    for verb, prefix in (("draft_report", "report_"), ("draft_request", "request_")):
        if any(one.startswith(prefix) for one in can):
            can |= {verb}
    return can


async def name_of_leader(db: ReadDb, leader_id: int | None) -> str | None:
    if leader_id is None:
        return None
    name: str | None = await db.scalar(
        select(func.trim(Persona.title + " " + Persona.name))
        .join(Leader, Leader.persona_id == Persona.id)
        .where(Leader.id == leader_id)
    )
    return name
