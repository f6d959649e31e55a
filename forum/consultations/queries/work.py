"""See: what waits for a drafting body."""

from collections.abc import Sequence

from sqlalchemy import func, select

from forum.actor import Actor, Role
from forum.commitments.queries import WorkItem
from forum.consultations import policy
from forum.consultations.models import (
    Consultation,
    OpinionResponse,
)
from forum.consultations.queries.lines import consultation_lines
from forum.contributions.models import OfficialText
from forum.contributions.official.policy import SUBMITTED
from forum.database import ReadDb
from forum.urls import url_for


async def waiting_for(db: ReadDb, actor: Actor) -> list[WorkItem]:
    """For a drafting body: drafts to announce, opinions to answer, responses to approve or publish."""
    mine = actor.bodies(Role.body_officer, Role.body_head)
    if not mine:
        return []
    lines = await consultation_lines(
        db, actor, Consultation.body_id.in_(mine), Consultation.state.not_in(policy.OVER)
    )
    waiting = await _awaiting_approval(db, [line.id for line in lines])
    items = []
    for line in lines:
        title = f"{line.code} · {line.title}"
        if line.state == policy.ConsultationState.draft:
            items.append(
                WorkItem(title, url_for("consultations.prepare", line.id), None, "Dự thảo cần thông báo")
            )
        elif waiting.get(line.id) and actor.at_body(line.body_id, Role.body_head):
            noun = "Tiếp thu, giải trình chờ duyệt"
            items.append(
                WorkItem(title, url_for("consultations.approve_responses", line.id), line.respond_by, noun)
            )
        elif line.state in policy.RESPONDING:
            noun = "Góp ý cần tiếp thu, giải trình"
            items.append(
                WorkItem(title, url_for("consultations.draft_response", line.id), line.respond_by, noun)
            )
    return items


async def _awaiting_approval(db: ReadDb, ids: Sequence[int]) -> dict[int, int]:
    rows = await db.execute(
        select(OpinionResponse.consultation_id, func.count())
        .join(OfficialText, OfficialText.id == OpinionResponse.id)
        .where(
            OpinionResponse.consultation_id.in_(ids),
            OfficialText.state.in_(SUBMITTED),
        )
        .group_by(OpinionResponse.consultation_id)
    )
    return dict(rows.all())
