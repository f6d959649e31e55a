"""Rules for notices: who approves and publishes them, and whether what they decide can still be.

One that was approved on paper is published an hour later at the earliest. Its first day must not be past by then; an
extension is judged by the moment of its approval, as long as it is published soon after.
"""

from datetime import date, datetime, timedelta
from typing import Protocol

from forum.actor import ALLOWED, Actor, Decision, Role, first_refusal, refused
from forum.clock import end_of_day, local_date
from forum.consultations.policy import Act, at_body_of, in_state
from forum.consultations.rows import ConsultationRow
from forum.contributions.official import policy as official
from forum.days import vndate, vntime
from forum.words import _

# What these decide is over with the round of their version.
OF_ITS_VERSION = (Act.extend, Act.mend_slip, Act.conclude)


class ShownRow(ConsultationRow, Protocol):
    @property
    def shown_version(self) -> int: ...


class NoticeRow(Protocol):
    """The row or a view of it."""

    @property
    def act(self) -> Act: ...
    @property
    def version(self) -> int: ...
    @property
    def opens_on(self) -> date | None: ...


def may_approve_notice(
    actor: Actor, it: ConsultationRow, notice: NoticeRow, way: official.Official, drafted_by: int | None
) -> Decision:
    """The head of the drafting body, while the consultation is where the act belongs. A stop takes a second person."""
    own = notice.act == Act.stop and drafted_by == actor.persona_id
    return first_refusal(
        [
            at_body_of(actor, it, Role.body_head),
            is_timely(it, notice, way, actor.at),
            refused("second_person", _("Cần người thứ hai xác nhận.")) if own else ALLOWED,
        ]
    )


def may_send_back_notice(actor: Actor, it: ConsultationRow) -> Decision:
    return at_body_of(actor, it, Role.body_head)


def may_publish_notice(actor: Actor, way: official.Official, still: Decision) -> Decision:
    return first_refusal([official.may_publish(actor, way), still])


def is_possible(
    actor: Actor, it: ConsultationRow, notice: NoticeRow, way: official.Official, *, is_by_head: bool
) -> Decision:
    """On paper, which does not tell one head from another: a head's own stop is for another head to approve here."""
    here = refused("approves_here", _("Đề nghị dừng do thủ trưởng soạn: thủ trưởng khác duyệt tại đây."))
    return first_refusal(
        [
            here if notice.act == Act.stop and is_by_head else ALLOWED,
            is_timely(it, notice, way, actor.at),
            ALLOWED if way.approved_at is not None else fits_the_hour(notice, actor.at),
        ]
    )


def fits_the_hour(notice: NoticeRow, at: datetime) -> Decision:
    """Whether a round may still begin on its first day if its approval on paper is confirmed now."""
    first = at + official.QUIET
    if notice.opens_on is None or local_date(first) <= notice.opens_on:
        return ALLOWED
    late = _(
        "Nội dung duyệt trên giấy công bố được sớm nhất lúc {time}, khi ngày bắt đầu {day} đã qua. Đề nghị thủ trưởng "
        "duyệt tại đây, hoặc lập đề nghị với ngày bắt đầu sau.",
        time=vntime(first),
        day=vndate(notice.opens_on),
    )
    return refused("too_late", late)


def published_until(approved_at: datetime) -> datetime:
    """Until when an extension that was approved on paper in time still comes out: the end of the day after its hour."""
    return end_of_day(local_date(approved_at + official.QUIET) + timedelta(days=1))


def is_timely(it: ConsultationRow, notice: NoticeRow, way: official.Official, at: datetime) -> Decision:
    """Whether it can take effect at that time."""
    now = ALLOWED if notice.act == Act.extend else _in_state(notice.act, it, at)
    return first_refusal([lasts(it, notice, way, at), now])


def lasts(it: ConsultationRow, notice: NoticeRow, way: official.Official, at: datetime) -> Decision:
    """Refused once the clock has overtaken it for good."""
    if notice.opens_on is not None and notice.opens_on < local_date(at):
        past = _("Ngày bắt đầu {day} đã qua; đề nghị lập đề nghị khác.", day=vndate(notice.opens_on))
        return refused("too_late", past)
    approved = way.approved_at
    if approved is not None and not _in_state(notice.act, it, approved):
        return refused("wrong_state", _("Đợt lấy ý kiến không còn như khi đề nghị này được duyệt."))
    is_late = approved is None or at > published_until(approved)
    if notice.act == Act.extend and is_late and not _in_state(notice.act, it, at):
        return refused("too_late", _("Đợt lấy ý kiến đã hết hạn nên không gia hạn được nữa."))
    return ALLOWED


def _in_state(act: Act, it: ConsultationRow, at: datetime) -> Decision:
    return in_state(act.value, it, at)


def is_overtaken(it: ShownRow, notice: NoticeRow, way: official.Official, at: datetime) -> bool:
    """Whether it can never take effect any more."""
    is_former = notice.act in OF_ITS_VERSION and notice.version != it.shown_version
    return is_former or not lasts(it, notice, way, at)
