"""What the head of a body decides about its consultation: an officer drafts a notice, the head approves exactly that,
and it takes effect. A head's own notice takes effect at once."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from pydantic import BaseModel

from forum.actor import Actor, Role, require
from forum.consultations import policy
from forum.consultations.actions.effects import require_dates, require_later, take_effect
from forum.consultations.actions.locking import locked
from forum.consultations.actions.sources import require_prepared
from forum.consultations.deciding import policy as deciding
from forum.consultations.deciding.overtaken import closed
from forum.consultations.drafts import decided_digest, version_of_draft
from forum.consultations.models import Consultation, ConsultationNotice
from forum.consultations.policy import Act
from forum.consultations.queries.notices import possible_on_paper
from forum.consultations.queries.unanswered import left_before_end
from forum.contributions import official
from forum.contributions.models import Contribution, OfficialText
from forum.contributions.official import Approval, NewOfficial, SentBack
from forum.contributions.policy import OfficialState
from forum.database import Db, load
from forum.days import deadline, vndate
from forum.errors import Conflict, Invalid
from forum.fields import Day, Reason
from forum.journal import Event, record
from forum.thing import Thing
from forum.versions import Versioned
from forum.words import SOURCE, Words, _, reading_in


class Announcement(BaseModel):
    """`seen_doubts`: how many doubts of the draft's reader the page named, where its sender looked at them."""

    opens_on: Day
    closes_on: Day
    seen_doubts: int = 0


class Extension(Versioned):
    """A later last day. The version is that of the day which it replaces."""

    closes_on: Day
    reason: Reason

    @classmethod
    def of(cls, it: Consultation) -> Self:
        return cls.current(closes_on=it.closes_on)


class StopReason(BaseModel):
    reason: Reason


@dataclass(frozen=True, slots=True)
class NewNotice:
    act: Act
    words: str | Words
    opens_on: date | None = None
    closes_on: date | None = None
    text_id: int | None = None
    new_text: str = ""
    version: int | None = None  # the one that is shown where it is not given


async def announce(db: Db, actor: Actor, consultation_id: int, dates: Announcement) -> ConsultationNotice:
    """Open the first round: no shorter than the legal minimum for this kind of document."""
    it = await locked(db, actor, consultation_id)
    require(policy.may_announce(actor, it))
    await require_prepared(db, await version_of_draft(db, it.id, it.shown_version), dates.seen_doubts)
    words = _(
        'Lấy ý kiến đối với dự thảo "{title}" từ ngày {opens_on} {until}.',
        title=it.title,
        opens_on=vndate(dates.opens_on),
        until=deadline(dates.closes_on),
    )
    new = NewNotice(Act.announce, words, opens_on=dates.opens_on, closes_on=dates.closes_on)
    return await give(db, actor, it, new)


async def extend(db: Db, actor: Actor, consultation_id: int, to: Extension) -> ConsultationNotice:
    """Move the last day to a later one, with a public reason; the body's time to respond moves with it."""
    it = await locked(db, actor, consultation_id)
    require(policy.may_extend(actor, it))
    to.require_seen(Extension.of(it))
    return await give(db, actor, it, NewNotice(Act.extend, to.reason, closes_on=to.closes_on))


async def conclude(db: Db, actor: Actor, consultation_id: int) -> ConsultationNotice:
    """Conclude it: nobody is unanswered."""
    it = await locked(db, actor, consultation_id)
    require(policy.may_conclude(actor, it, *await left_before_end(db, it.id, actor.at)))
    words = _('Kết thúc lấy ý kiến đối với dự thảo "{title}".', title=it.title)
    return await give(db, actor, it, NewNotice(Act.conclude, words))


async def stop(db: Db, actor: Actor, consultation_id: int, because: StopReason) -> ConsultationNotice:
    """Stop it, with a reason that becomes public once the head, who is somebody else, agrees."""
    it = await locked(db, actor, consultation_id)
    require(policy.may_stop(actor, it))
    return await give(db, actor, it, NewNotice(Act.stop, because.reason))


async def give(db: Db, actor: Actor, it: Consultation, new: NewNotice) -> ConsultationNotice:
    """Draft a notice on a locked consultation and submit it. Raises Conflict while another of its kind waits."""
    happened: list[Event] = [*await _replace_former(db, actor, it, new)]
    notice, text, drafted = await _draft(db, actor, it, new)
    await _require_possible(db, actor, it, notice)
    submitted = await official.submit(db, actor, text)
    happened.append(drafted)
    if actor.at_body(it.body_id, Role.body_head) and new.act != Act.stop:
        seen = Approval(seen_digest=await notice_digest(db, notice, text.text, text.row))
        happened += await _approve(db, actor, it, notice, text, seen)
    else:
        happened.append(submitted)
    it.version += 1
    await record(db, actor, *happened, also=(Thing("consultation", it.id),))
    return notice


async def _draft(
    db: Db, actor: Actor, it: Consultation, new: NewNotice
) -> tuple[ConsultationNotice, official.Locked, Event]:
    with reading_in(SOURCE):
        words = str(new.words)
    draft = NewOfficial(
        "consultation_notice", words, Thing("consultation", it.id), it.forum_id, body_id=it.body_id
    )
    row, drafted = await official.draft(db, actor, draft)
    notice = ConsultationNotice(
        id=row.id,
        consultation_id=it.id,
        act=new.act,
        version=new.version or it.shown_version,
        opens_on=new.opens_on,
        closes_on=new.closes_on,
        text_id=new.text_id,
        new_text=new.new_text,
    )
    db.add(notice)
    await db.flush()
    return notice, await official.lock(db, actor, row.id), drafted


async def _require_possible(db: Db, actor: Actor, it: Consultation, notice: ConsultationNotice) -> None:
    """What would refuse its effect is refused to the drafter, beside the field."""
    if notice.opens_on is not None:
        await require_dates(db, actor, it, notice)
    elif notice.closes_on is not None:
        require_later(it, notice)


async def _replace_former(db: Db, actor: Actor, it: Consultation, new: NewNotice) -> list[Event]:
    """A notice that the head sent back, or that waits on after an approval on paper, is replaced by the next one of its
    kind; the office is told of the second. Slips in two paragraphs are two matters."""
    of_its_kind = (
        *official.drafts_on("consultation", [it.id]),
        Contribution.kind == "consultation_notice",
    )
    former = []
    for text in await official.lock_all(db, *of_its_kind):
        notice = await load(db, ConsultationNotice, text.text.id)
        if (notice.act, notice.text_id) != (new.act, new.text_id):
            continue
        if text.row.state == OfficialState.awaiting_approval:
            raise Conflict(_("Đã có đề nghị như vậy đang chờ thủ trưởng duyệt."))
        former.append(text)
    return closed(it, former, "another")


async def notice_digest(db: Db, notice: ConsultationNotice, text: Contribution, row: OfficialText) -> str:
    """Of all that approving it decides, with what it decides about the draft."""
    beside = notice.beside(await decided_digest(db, notice))
    return official.digest_of(await official.covered(db, text), row, beside)


async def _approve(
    db: Db, actor: Actor, it: Consultation, notice: ConsultationNotice, text: official.Locked, seen: Approval
) -> list[Event]:
    beside = notice.beside(await decided_digest(db, notice))
    approved = await official.approve(db, actor, text, beside, seen)
    return [approved, *await _publish(db, actor, it, notice, text)]


async def _publish(
    db: Db, actor: Actor, it: Consultation, notice: ConsultationNotice, text: official.Locked
) -> list[Event]:
    """Raises Conflict where it cannot take effect as it stands: nobody has a form to mend it in."""
    beside = notice.beside(await decided_digest(db, notice))
    published = await official.publish(db, actor, text, beside, frozenset(it.audience))
    try:
        return [published, *await take_effect(db, actor, it, notice, text.text.typed_text)]
    except Invalid as refused:
        raise Conflict(_("{why} Đề nghị lập đề nghị khác.", why=refused.message)) from refused


async def lock_for_paper(db: Db, actor: Actor, notice_id: int) -> tuple[official.Locked, official.Beside]:
    notice = await load(db, ConsultationNotice, notice_id)
    it = await locked(db, actor, notice.consultation_id)
    text = await official.lock(db, actor, notice_id)
    require(await possible_on_paper(db, actor, it, notice, text.row))
    return text, notice.beside(await decided_digest(db, notice))


async def publish_notice(db: Db, actor: Actor, notice_id: int) -> Consultation:
    """What the head approved on paper takes effect. Raises Conflict when the draft changed since."""
    notice = await load(db, ConsultationNotice, notice_id)
    it = await locked(db, actor, notice.consultation_id)
    text = await official.lock(db, actor, notice_id)
    still = await possible_on_paper(db, actor, it, notice, text.row)
    require(deciding.may_publish_notice(actor, text.row, still))
    happened = await _publish(db, actor, it, notice, text)
    it.version += 1
    await record(db, actor, *happened, also=(Thing("consultation", it.id),))
    return it


async def approve_notice(db: Db, actor: Actor, notice_id: int, approval: Approval) -> Consultation:
    """The head approves what was read, and it takes effect. Raises Conflict when that or the draft changed since."""
    notice = await load(db, ConsultationNotice, notice_id)
    it = await locked(db, actor, notice.consultation_id)
    text = await official.lock(db, actor, notice_id)
    require(deciding.may_approve_notice(actor, it, notice, text.row, text.row.drafted_by))
    happened = await _approve(db, actor, it, notice, text, approval)
    it.version += 1
    await record(db, actor, *happened, also=(Thing("consultation", it.id),))
    return it


async def send_back_notice(db: Db, actor: Actor, notice_id: int, sent: SentBack) -> Consultation:
    """The officer reads the note and drafts another."""
    notice = await load(db, ConsultationNotice, notice_id)
    it = await locked(db, actor, notice.consultation_id)
    text = await official.lock(db, actor, notice_id)
    require(deciding.may_send_back_notice(actor, it))
    await record(db, actor, await official.send_back(db, actor, text, sent))
    return it
