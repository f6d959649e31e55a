"""Work on the official texts of commitments besides duties: to approve, to attest, to publish, to mend."""

from sqlalchemy import select

from forum import audience
from forum.actor import Actor
from forum.commitments.models import Commitment, CommitmentText
from forum.contributions.models import OfficialText
from forum.contributions.official.policy import may_countersign, may_publish, may_send_back, may_submit
from forum.contributions.official.queries import IN_WORK
from forum.database import ReadDb
from forum.deadlines.policy import DutyKind
from forum.deadlines.queries import due_for
from forum.deadlines.worklist import WorkItem
from forum.thing import Thing
from forum.urls import url_for
from forum.words import Words, _

MAX_SHOWN = 50


_due_at = due_for("commitment", Commitment.id, DutyKind.rule, DutyKind.report)
_of_who_is_responsible = OfficialText.body_id.is_(None) | (OfficialText.body_id == Commitment.body_id)
_TEXTS = (
    select(Commitment.id, Commitment.code, Commitment.title, OfficialText, _due_at)
    .join(CommitmentText, CommitmentText.commitment_id == Commitment.id)
    .join(OfficialText, OfficialText.id == CommitmentText.id)
    .where(IN_WORK, _of_who_is_responsible)
    .order_by(_due_at, OfficialText.id)
    .limit(MAX_SHOWN)
)


async def waiting_for(db: ReadDb, actor: Actor) -> list[WorkItem]:
    rows = await db.execute(_TEXTS, audience.params(actor))
    return [
        WorkItem(
            f"{code} · {title}",
            url_for("commitments.commitment", one, anchor=f"bai-{text.id}"),
            due,
            noun,
            Thing("commitment", one),
        )
        for one, code, title, text, due in rows
        if (noun := _noun(actor, text)) is not None
    ]


def _noun(actor: Actor, text: OfficialText) -> Words | None:
    """What the actor has to do with the text, None if nothing."""
    if may_send_back(actor, text):
        return _("Văn bản về cam kết chờ duyệt")
    if may_countersign(actor, text):
        return _("Ý kiến duyệt chờ người thứ hai xác nhận")
    if may_publish(actor, text):
        return _("Văn bản về cam kết đã duyệt, chờ công bố")
    sent_back = text.sent_back_note and may_submit(actor, text)
    return _("Dự thảo được trả lại") if sent_back else None
