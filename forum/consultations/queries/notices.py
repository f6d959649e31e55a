"""Notices of a consultation: what the head decides, with all that approving it will publish."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select

from forum import audience
from forum.actor import Actor
from forum.consultations import policy
from forum.consultations.drafts import version_digest
from forum.consultations.models import ConsultationNotice
from forum.consultations.policy import Act
from forum.consultations.queries.dossier import DossierLine, dossier_of
from forum.consultations.queries.lines import ConsultationLine, consultation_line
from forum.contributions.bylines import BYLINE
from forum.contributions.models import Contribution, OfficialText
from forum.contributions.official import digest_of
from forum.contributions.official.policy import UNPUBLISHED, on_paper_steps
from forum.contributions.official.queries import OfficialView, officials
from forum.contributions.policy import OfficialState
from forum.contributions.queries import TextView, known_texts, text_view
from forum.database import ReadDb
from forum.errors import NotFound
from forum.urls import url_for


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
    """`digest` is of all that approving it decides; empty where the reader may not approve it."""

    line: ConsultationLine
    notice: NoticeView
    can: frozenset[str]
    digest: str
    dossier: tuple[DossierLine, ...]

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
    row = await db.get_one(OfficialText, notice_id)
    waits = row.state == OfficialState.awaiting_approval
    asked = {
        "approve_notice": policy.may_approve_notice(actor, line, notice.act, row.drafted_by),
        "send_back_notice": policy.may_send_back_notice(actor, line),
    }
    can = frozenset(verb for verb, decision in asked.items() if decision and waits)
    can |= on_paper_steps(actor, notice.way, policy.is_possible(actor, line, notice.act))
    if not can:
        return NoticePage(line, notice, can, "", ())
    of_version = tuple(one for one in await dossier_of(db, actor, line) if one.number == notice.version)
    return NoticePage(line, notice, can, await _digest(db, notice, row), of_version)


async def _digest(db: ReadDb, notice: NoticeView, row: OfficialText) -> str:
    it = await db.get_one(ConsultationNotice, notice.id)
    draft = await version_digest(db, it.consultation_id, it.version)
    return digest_of(notice.text, row, it.beside(draft))
