"""Notices of a consultation: what the head decides, with all that approving it will publish."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select

from forum import audience
from forum.accounts.queries import personas_bound
from forum.actor import ALLOWED, Actor, Decision, Role, first_refusal
from forum.consultations import policy
from forum.consultations.deciding import policy as deciding
from forum.consultations.drafts import decided_digest
from forum.consultations.models import Consultation, ConsultationNotice
from forum.consultations.policy import Act
from forum.consultations.queries.dossier import DossierLine, dossier_of
from forum.consultations.queries.lines import ConsultationLine, consultation_line
from forum.consultations.queries.unanswered import left_before_end
from forum.contributions.bylines import BYLINE
from forum.contributions.models import Contribution, OfficialText
from forum.contributions.official import covered, digest_of
from forum.contributions.official.policy import (
    UNPUBLISHED,
    may_countersign,
    may_record_approval,
    on_paper_steps,
)
from forum.contributions.official.queries import OfficialView, officials
from forum.contributions.policy import OfficialState
from forum.contributions.queries import TextView, known_texts, text_view
from forum.database import ReadDb
from forum.errors import NotFound
from forum.urls import url_for
from forum.words import Words, _


@dataclass(frozen=True, slots=True)
class NoticeView:
    id: int
    consultation_id: int
    act: Act
    version: int
    opens_on: date | None
    closes_on: date | None
    state: OfficialState
    way: OfficialView
    text: TextView

    @property
    def url(self) -> str:
        return url_for("consultations.notice", self.id)

    @property
    def is_approved(self) -> bool:
        return self.state == OfficialState.approved

    @property
    def sent_back_note(self) -> str:
        return self.way.sent_back_note

    @property
    def is_published(self) -> bool:
        return self.state == OfficialState.published


@dataclass(frozen=True, slots=True)
class NoticePage:
    """`digest` is of all that approving it decides; empty where the reader may not approve it. `why_not` tells those
    who work on it why it cannot take effect, or not by way of paper."""

    line: ConsultationLine
    notice: NoticeView
    can: frozenset[str]
    digest: str
    dossier: tuple[DossierLine, ...]
    why_not: Words | str | None = None

    @property
    def url(self) -> str:
        return self.notice.url


async def notices(db: ReadDb, actor: Actor, *where: ColumnElement[bool]) -> list[NoticeView]:
    """Newest first: published ones by their audience, others for their own side."""
    rows = await db.execute(
        known_texts(select(Contribution, BYLINE, ConsultationNotice, OfficialText))
        .join(ConsultationNotice, ConsultationNotice.id == Contribution.id)
        .join(OfficialText, OfficialText.id == Contribution.id)
        .where(*where)
        .order_by(Contribution.id.desc()),
        audience.params(actor),
    )
    found = [(text_view(actor, it, by), notice) for it, by, notice, _row in rows]
    ways = await officials(db, [notice.id for _, notice in found])
    return [_view(text, notice, ways[notice.id]) for text, notice in found]


def _view(text: TextView, it: ConsultationNotice, way: OfficialView) -> NoticeView:
    return NoticeView(
        id=it.id,
        consultation_id=it.consultation_id,
        act=it.act,
        version=it.version,
        opens_on=it.opens_on,
        closes_on=it.closes_on,
        state=way.state,
        way=way,
        text=text,
    )


async def pending_notices(db: ReadDb, actor: Actor, line: ConsultationLine) -> Sequence[NoticeView]:
    """Those that wait for the head, or were sent back, for those who work at the drafting body."""
    if not policy.is_ours(actor, line):
        return ()
    waits = OfficialText.state.in_(UNPUBLISHED)
    return await notices(db, actor, ConsultationNotice.consultation_id == line.id, waits)


async def notice_page(db: ReadDb, actor: Actor, notice_id: int) -> NoticePage:
    found = await notices(db, actor, ConsultationNotice.id == notice_id)
    notice = next((one for one in found if one.text.tombstone is None), None)
    if notice is None:
        raise NotFound
    line = await consultation_line(db, actor, notice.consultation_id)
    row, it = await db.get_one(OfficialText, notice_id), await db.get_one(Consultation, line.id)
    waits = row.state == OfficialState.awaiting_approval
    asked = {
        "approve_notice": deciding.may_approve_notice(actor, it, notice, row, row.drafted_by),
        "send_back_notice": deciding.may_send_back_notice(actor, it),
    }
    can = frozenset(verb for verb, decision in asked.items() if decision and waits)
    can |= on_paper_steps(actor, notice.way, await possible_on_paper(db, actor, it, notice, row))
    why_not = await _why_not(db, actor, it, notice, row)
    if not can:
        return NoticePage(line, notice, can, "", (), why_not)
    of_version = tuple(one for one in await dossier_of(db, actor, line) if one.number == notice.version)
    return NoticePage(line, notice, can, await _digest(db, notice, row), of_version, why_not)


async def possible_on_paper(
    db: ReadDb, actor: Actor, it: Consultation, notice: deciding.NoticeRow, row: OfficialText
) -> Decision:
    """Whether what the notice decides can be approved on paper and still take effect."""
    is_stop = notice.act == Act.stop
    heads = await personas_bound(db, actor.at, Role.body_head, body_id=it.body_id) if is_stop else ()
    return deciding.is_possible(actor, it, notice, row, is_by_head=row.drafted_by in heads)


async def _why_not(
    db: ReadDb, actor: Actor, it: Consultation, notice: NoticeView, row: OfficialText
) -> Words | str | None:
    if row.state not in UNPUBLISHED or not policy.is_ours(actor, it):
        return None
    if row.approved_digest not in (None, await _digest(db, notice, row)):
        return _("Dự thảo đã đổi từ khi nội dung này được duyệt; đề nghị lập đề nghị khác.")
    records = may_record_approval(actor, row) or may_countersign(actor, row)
    hour = deciding.fits_the_hour(notice, actor.at) if records else ALLOWED
    decision = first_refusal([deciding.is_timely(it, notice, row, actor.at), hour])
    return None if decision else decision.message


async def still_possible(db: ReadDb, actor: Actor, ids: Collection[int]) -> frozenset[int]:
    """Of notices whose approval on paper was recorded: those that may still take effect as they were approved."""
    rows = await db.execute(
        select(Contribution, OfficialText, ConsultationNotice, Consultation)
        .join(OfficialText, OfficialText.id == Contribution.id)
        .join(ConsultationNotice, ConsultationNotice.id == Contribution.id)
        .join(Consultation, Consultation.id == ConsultationNotice.consultation_id)
        .where(Contribution.id.in_(ids))
    )
    return frozenset(
        [
            text.id
            for text, row, notice, it in rows.all()
            if await possible_on_paper(db, actor, it, notice, row)
            and await _stands(db, actor, text, row, notice, it)
        ]
    )


async def _stands(
    db: ReadDb,
    actor: Actor,
    text: Contribution,
    row: OfficialText,
    notice: ConsultationNotice,
    it: Consultation,
) -> bool:
    beside = notice.beside(await decided_digest(db, notice))
    if row.approved_digest != digest_of(await covered(db, text), row, beside):
        return False
    ends = notice.act == Act.conclude
    return not ends or bool(policy.may_conclude(actor, it, *await left_before_end(db, it.id, actor.at)))


async def _digest(db: ReadDb, notice: NoticeView, row: OfficialText) -> str:
    it = await db.get_one(ConsultationNotice, notice.id)
    return digest_of(notice.text, row, it.beside(await decided_digest(db, it)))
