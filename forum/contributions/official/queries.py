"""Queries for official texts: progress, approvals, and what awaits whose approval."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import any_, bindparam, select
from sqlalchemy.orm import aliased

from forum import audience
from forum.accounts.models import Persona
from forum.accounts.queries import personas_bound
from forum.actor import Actor, Role
from forum.contributions.models import OfficialText
from forum.contributions.official import policy
from forum.contributions.official.policy import UNPUBLISHED
from forum.contributions.policy import ApprovalHow, OfficialState
from forum.database import ReadDb
from forum.days import vntime
from forum.words import NOTHING, Words, _


@dataclass(frozen=True, slots=True)
class OfficialView:
    id: int
    leader_id: int | None
    body_id: int | None
    state: OfficialState
    approved_at: datetime | None
    approved_how: ApprovalHow | None
    approval_note: str
    recorded_by: int | None
    sent_back_note: str
    drafter: str | None
    approver: str | None
    recorder: str | None
    countersigner: str | None
    repudiated_at: datetime | None

    @property
    def publishes_from(self) -> datetime | None:
        """Of an approved text whose approval others recorded."""
        return policy.publishes_from(self) if self.state == OfficialState.approved else None

    @property
    def name_form(self) -> str:
        """Which state labels a page uses: those of a leader's text or of a body's."""
        return "leader" if self.leader_id is not None else "body"

    @property
    def is_approved_here(self) -> bool:
        return self.approved_how == ApprovalHow.here

    @property
    def is_approved_on_paper(self) -> bool:
        return self.approved_how == ApprovalHow.paper

    @property
    def is_drafted(self) -> bool:
        return self.state == OfficialState.drafted

    @property
    def is_published(self) -> bool:
        return self.state == OfficialState.published

    @property
    def shown_state(self) -> str:
        """Its state, or that its approver disowned it."""
        return self.state if self.repudiated_at is None else DISOWNED

    @property
    def stands(self) -> bool:
        return self.state != OfficialState.replaced and self.repudiated_at is None


DISOWNED = (
    "official_text.disowned"  # the state that a published text is shown in, once its approver disowned it
)


_DISOWNED = select(OfficialText.id).where(
    OfficialText.id.in_(bindparam("ids", expanding=True)), OfficialText.repudiated_at.is_not(None)
)


async def disowned_among(db: ReadDb, ids: Collection[int]) -> frozenset[int]:
    """Of these official texts, those that their approver does not stand by though they were published."""
    if not ids:
        return frozenset()
    return frozenset(await db.scalars(_DISOWNED, {"ids": ids}))


def not_mine_words(way: OfficialView) -> Words:
    """What papers say of a text that its approver disowned, as its page does; nothing for any other."""
    if way.repudiated_at is None:
        return NOTHING
    at = vntime(way.repudiated_at)
    if way.leader_id is not None:
        return _(
            "Lãnh đạo cho biết đây không phải ý mình, {at}. Nội dung dưới đây không còn đứng tên lãnh đạo.",
            at=at,
        )
    return _(
        "Thủ trưởng cơ quan cho biết đây không phải ý mình, {at}. Nội dung dưới đây không còn đứng tên cơ quan.",
        at=at,
    )


# Neither replaced by another nor, once published, disowned by its approver.
STANDS = (OfficialText.state != OfficialState.replaced) & OfficialText.repudiated_at.is_(None)
_drafted, _approved = aliased(Persona), aliased(Persona)
_recorded, _countersigned = aliased(Persona), aliased(Persona)
_VIEWS = (
    select(
        OfficialText.id,
        OfficialText.leader_id,
        OfficialText.body_id,
        OfficialText.state,
        OfficialText.approved_at,
        OfficialText.approved_how,
        OfficialText.approval_note,
        OfficialText.recorded_by,
        OfficialText.sent_back_note,
        _drafted.name.label("drafter"),
        _approved.name.label("approver"),
        _recorded.name.label("recorder"),
        _countersigned.name.label("countersigner"),
        OfficialText.repudiated_at,
    )
    .outerjoin(_drafted, _drafted.id == OfficialText.drafted_by)
    .outerjoin(_approved, _approved.id == OfficialText.approved_by)
    .outerjoin(_recorded, _recorded.id == OfficialText.recorded_by)
    .outerjoin(_countersigned, _countersigned.id == OfficialText.countersigned_by)
)


_OF_IDS = _VIEWS.where(OfficialText.id.in_(bindparam("ids", expanding=True)))


async def officials(db: ReadDb, ids: Sequence[int]) -> dict[int, OfficialView]:
    """One statement. The caller has checked that its reader may read the texts."""
    if not ids:
        return {}
    rows = await db.execute(_OF_IDS, {"ids": ids})
    return {row.id: OfficialView(**row._mapping) for row in rows}


async def seconds(db: ReadDb, actor: Actor, official: policy.Official) -> frozenset[int]:
    """Who else at the body could confirm what the actor records: its officers, not its head."""
    if official.body_id is None:
        return frozenset()
    officers = await personas_bound(db, actor.at, Role.body_officer, body_id=official.body_id)
    heads = await personas_bound(db, actor.at, Role.body_head, body_id=official.body_id)
    return frozenset(officers) - frozenset(heads) - {actor.persona_id}


# Texts that await the reader's own approval, as the leader or as head of the body; executed with
# `audience.params(actor)`.
AWAITS_APPROVAL = (OfficialText.state == OfficialState.awaiting_approval) & (
    (OfficialText.leader_id == any_(audience.LED)) | (OfficialText.body_id == any_(audience.HEADED))
)
# Unpublished texts that the reader works on or approves; executed with `audience.params(actor)`.
IN_WORK = OfficialText.state.in_(UNPUBLISHED) & (
    (OfficialText.leader_id == any_(audience.LEADERS))
    | (OfficialText.body_id == any_(audience.BODIES))
    | (audience.IS_SECRETARIAT & OfficialText.leader_id.is_not(None))
)


_WRITERS = select(
    OfficialText.id,
    OfficialText.drafted_by,
    OfficialText.approved_by,
    OfficialText.recorded_by,
    OfficialText.countersigned_by,
).where(OfficialText.id.in_(bindparam("ids", expanding=True)))


async def involved_in(db: ReadDb, ids: Collection[int]) -> dict[int, frozenset[int]]:
    """Personas involved in writing official texts, by text: none of them may moderate it."""
    rows = await db.execute(_WRITERS, {"ids": ids})
    return {
        row.id: frozenset(
            one
            for one in (row.drafted_by, row.approved_by, row.recorded_by, row.countersigned_by)
            if one is not None
        )
        for row in rows
    }
