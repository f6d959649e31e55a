"""The work list of a drafting body: drafts to announce, opinions to answer, responses to approve."""

from sqlalchemy import select

from forum.actor import Actor, Role
from forum.consultations import policy
from forum.consultations.models import Consultation, OpinionResponse
from forum.consultations.queries.lines import ConsultationLine, consultation_lines
from forum.contributions.models import OfficialText
from forum.contributions.official.queries import awaits_approval_of
from forum.database import ReadDb
from forum.deadlines.worklist import WorkItem
from forum.thing import Thing
from forum.urls import url_for
from forum.words import _


async def waiting_for(db: ReadDb, actor: Actor) -> list[WorkItem]:
    """Each consultation once, with what this actor has to do."""
    mine = actor.bodies(Role.body_officer, Role.body_head)
    if not mine:
        return []
    lines = await consultation_lines(
        db, actor, Consultation.body_id.in_(mine), Consultation.state.not_in(policy.OVER)
    )
    to_approve = set(
        await db.scalars(
            select(OpinionResponse.consultation_id)
            .join(OfficialText, OfficialText.id == OpinionResponse.id)
            .where(awaits_approval_of(actor))
        )
    )
    items = [_item(line, waits_for_head=line.id in to_approve) for line in lines]
    return [item for item in items if item is not None]


def _item(line: ConsultationLine, *, waits_for_head: bool) -> WorkItem | None:
    title, thing = f"{line.code} · {line.title}", Thing("consultation", line.id)
    if line.state == policy.ConsultationState.draft:
        return WorkItem(
            title, url_for("consultations.prepare", line.id), None, _("Dự thảo cần thông báo"), thing
        )
    left = line.unanswered_count
    counted = (
        _("{title} ({left} góp ý chưa có giải trình công khai)", title=title, left=left) if left else title
    )
    if waits_for_head:
        url = url_for("consultations.approve_responses", line.id)
        return WorkItem(counted, url, line.answer_by, _("Tiếp thu, giải trình chờ duyệt"), thing)
    if line.state in policy.RESPONDING and left:
        url = url_for("consultations.draft_response", line.id)
        return WorkItem(counted, url, line.answer_by, _("Góp ý cần tiếp thu, giải trình"), thing)
    return None
