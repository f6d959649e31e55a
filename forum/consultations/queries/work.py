"""The work list of a drafting body: drafts to announce, opinions to answer, responses to approve."""

from collections.abc import Sequence

from sqlalchemy import any_, bindparam, func, select

from forum import audience
from forum.actor import Actor, Role
from forum.audience import Visibility
from forum.consultations import policy
from forum.consultations.models import Consultation, Opinion, OpinionResponse
from forum.consultations.opinion_texts import TEXT_OF_OPINION
from forum.consultations.queries.desk_filters import STAGES
from forum.consultations.queries.lines import CONSULTATIONS, ConsultationLine, lines_found
from forum.contributions.models import Contribution, OfficialText
from forum.contributions.official.queries import AWAITS_APPROVAL
from forum.database import ReadDb
from forum.deadlines.worklist import WorkItem
from forum.thing import Thing
from forum.urls import url_for
from forum.words import _

_UNFINISHED = CONSULTATIONS.where(
    Consultation.body_id == any_(audience.BODIES), Consultation.state.not_in(policy.OVER)
).limit(100)


_TO_APPROVE = (
    select(OpinionResponse.consultation_id)
    .join(OfficialText, OfficialText.id == OpinionResponse.id)
    .where(AWAITS_APPROVAL)
)


async def waiting_for(db: ReadDb, actor: Actor) -> list[WorkItem]:
    """Each consultation once, with what this actor has to do."""
    mine = actor.bodies(Role.body_officer, Role.body_head)
    if not mine:
        return []
    lines = await lines_found(db, actor, _UNFINISHED)
    to_approve = set(await db.scalars(_TO_APPROVE, audience.params(actor)))
    filters = await _desk_filters(db, actor, [line.id for line in lines])
    items = [_item(line, filters.get(line.id, {}), waits_for_head=line.id in to_approve) for line in lines]
    return [item for item in items if item is not None]


_unanswered = STAGES["chua-soan"][1]
_ON_DESKS = (
    select(
        Opinion.consultation_id,
        func.count().filter(STAGES["tra-lai"][1]),
        func.count().filter(_unanswered & (Opinion.officer_id == audience.READER)),
        func.count().filter(_unanswered),
    )
    .join(Contribution, TEXT_OF_OPINION)
    .outerjoin(OfficialText, OfficialText.id == Opinion.response_id)
    .where(
        Opinion.consultation_id.in_(bindparam("ids", expanding=True)),
        Contribution.visibility == Visibility.published,
    )
    .group_by(Opinion.consultation_id)
)


async def _desk_filters(db: ReadDb, actor: Actor, ids: Sequence[int]) -> dict[int, dict[str, object]]:
    """What the desk is narrowed to for who comes from the work list: what was sent back, else what is assigned to them
    and has no answer, else all that has none. One statement for any number."""
    if not ids:
        return {}
    rows = await db.execute(_ON_DESKS, audience.params(actor) | {"ids": ids})
    found: dict[int, dict[str, object]] = {}
    for consultation_id, sent_back, mine, free in rows:
        stage = "tra-lai" if sent_back else "chua-soan" if free else ""
        narrowed = {"buoc": stage, "cua-toi": 1 if mine and not sent_back else ""}
        found[consultation_id] = {name: value for name, value in narrowed.items() if value}
    return found


def _item(line: ConsultationLine, desk: dict[str, object], *, waits_for_head: bool) -> WorkItem | None:
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
        url = url_for("consultations.draft_response", line.id, query=desk)
        return WorkItem(counted, url, line.answer_by, _("Góp ý cần tiếp thu, giải trình"), thing)
    return None
