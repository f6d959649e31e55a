"""What a notice does once the head has approved it."""

from collections.abc import Sequence

from sqlalchemy import func, select, update
from sqlalchemy.orm import aliased

from forum.actor import Actor, require
from forum.clock import end_of_day, local_date, start_of_day
from forum.consultations import events, policy
from forum.consultations.actions.in_force import compare_with_in_force
from forum.consultations.actions.objecting import end_windows
from forum.consultations.actions.rounds import take_places, unsure_count
from forum.consultations.actions.sources import require_read, show_source_file
from forum.consultations.citing import rows_of
from forum.consultations.deciding.overtaken import closed
from forum.consultations.deciding.policy import OF_ITS_VERSION
from forum.consultations.drafts import announced_words, version_in_preparation, version_of_draft
from forum.consultations.fates import Change
from forum.consultations.models import (
    Consultation,
    ConsultationNotice,
    Opinion,
    ParagraphLink,
    ParagraphRevision,
    ParagraphText,
)
from forum.consultations.policy import Act
from forum.consultations.queries.unanswered import former_unanswered, left_before_end, unanswered
from forum.consultations.slips import NoSlip, slip
from forum.contributions import official
from forum.contributions.models import Contribution, OfficialText
from forum.contributions.official.events import OfficialReplaced
from forum.contributions.policy import OfficialState
from forum.database import Db, load
from forum.deadlines import duties
from forum.deadlines.policy import DutyKind, Owner, OwnerKind
from forum.deadlines.queries import due_at, limit_in_force
from forum.errors import Conflict, Invalid
from forum.journal import Event
from forum.paperwork.difference import settled
from forum.thing import Thing
from forum.words import _


async def take_effect(
    db: Db, actor: Actor, it: Consultation, notice: ConsultationNotice, reason: str
) -> Sequence[Event]:
    """Returns what happened, for the journal. Raises Invalid where the notice cannot take effect any more, and Conflict
    where it is about a former round."""
    if notice.act in OF_ITS_VERSION and notice.version != it.shown_version:
        raise Conflict(_("Đề nghị này về bản dự thảo trước; mời trả lại để lập đề nghị mới."))
    match notice.act:
        case Act.announce:
            return await _announce(db, actor, it, notice)
        case Act.extend:
            return await _extend(db, actor, it, notice, reason)
        case Act.open_round:
            return await _open_round(db, actor, it, notice)
        case Act.mend_slip:
            return await _mend_slip(db, actor, it, notice, reason)
        case Act.conclude:
            return await _conclude(db, actor, it)
        case Act.stop:
            return await _stop(db, actor, it, reason)


async def require_dates(db: Db, actor: Actor, it: Consultation, notice: ConsultationNotice) -> None:
    """Raises Invalid for a first day that is past, and for a round shorter than this kind of document must have."""
    assert notice.opens_on is not None and notice.closes_on is not None
    if notice.opens_on < actor.today:
        raise Invalid("opens_on", _("Ngày bắt đầu không thể ở trước hôm nay."))
    minimum = await limit_in_force(db, it.document_kind, actor.today)
    earliest = local_date(await due_at(db, minimum, start_of_day(notice.opens_on)))
    if notice.closes_on < earliest:
        raise Invalid(
            "closes_on",
            _(
                "Loại văn bản này phải lấy ý kiến ít nhất {length} ({source}); sớm nhất "
                "là {earliest:%d/%m/%Y}.",
                length=minimum.words,
                source=minimum.source,
                earliest=earliest,
            ),
        )


async def _announce(db: Db, actor: Actor, it: Consultation, notice: ConsultationNotice) -> Sequence[Event]:
    await require_dates(db, actor, it, notice)
    version = await version_of_draft(db, it.id, notice.version)
    await require_read(db, version)
    version.announced_at, version.opens_on, version.closes_on = actor.at, notice.opens_on, notice.closes_on
    it.opens_on, it.closes_on = notice.opens_on, notice.closes_on
    it.state, it.announced_at = policy.CONSULTATION.after("announce"), actor.at
    await start_responding(db, actor, it)
    await compare_with_in_force(db, it.id)
    assert it.opens_on is not None and it.closes_on is not None
    return [events.Announced(Thing("consultation", it.id), it.body_id, it.opens_on, it.closes_on)]


async def start_responding(db: Db, actor: Actor, it: Consultation) -> None:
    """Start the body's duty to respond, due some days after the round's last day; after now, where that is past."""
    assert it.closes_on is not None
    since = max(end_of_day(it.closes_on), actor.at)
    thing, body = Thing("consultation", it.id), Owner(OwnerKind.body, it.body_id)
    await duties.void(db, actor, thing, DutyKind.respond)
    await duties.start(db, actor, thing, DutyKind.respond, body, counts_from=since)


def require_later(it: Consultation, notice: ConsultationNotice) -> None:
    assert it.closes_on is not None and notice.closes_on is not None
    if notice.closes_on <= it.closes_on:
        raise Invalid("closes_on", _("Ngày mới phải sau ngày đang định: {day:%d/%m/%Y}.", day=it.closes_on))


async def _extend(
    db: Db, actor: Actor, it: Consultation, notice: ConsultationNotice, reason: str
) -> Sequence[Event]:
    require_later(it, notice)
    before, until = it.closes_on, notice.closes_on
    assert before is not None and until is not None
    it.closes_first_on = it.closes_first_on or before
    it.closes_on, it.extension_reason = until, reason
    (await version_of_draft(db, it.id, it.shown_version)).closes_on = until
    await start_responding(db, actor, it)
    thing = Thing("consultation", it.id)
    await duties.move(db, actor, thing, DutyKind.respond_earlier, end_of_day(until), reason)
    return [events.Extended(thing, before, until, reason)]


async def _open_round(db: Db, actor: Actor, it: Consultation, notice: ConsultationNotice) -> Sequence[Event]:
    """What was owed on the version before is owed until the new round ends."""
    prepared = await version_in_preparation(db, it.id)
    left = await unsure_count(db, it.id), await former_unanswered(db, it.id, actor.at)
    require(policy.may_open_round(actor, it, prepared, *left))
    await require_dates(db, actor, it, notice)
    assert prepared is not None and notice.opens_on is not None and notice.closes_on is not None
    await require_read(db, prepared)
    replaced = await replace_waiting(db, it, *OF_ITS_VERSION)
    (await version_of_draft(db, it.id, it.shown_version)).ended_at = actor.at
    await take_places(db, it, prepared.number)
    await show_source_file(db, prepared)
    prepared.announced_at, prepared.opens_on, prepared.closes_on = actor.at, notice.opens_on, notice.closes_on
    it.shown_version, it.opens_on, it.closes_on = prepared.number, notice.opens_on, notice.closes_on
    it.closes_first_on, it.extension_reason = None, ""
    it.state = policy.CONSULTATION.after("open_round")
    thing, body = Thing("consultation", it.id), Owner(OwnerKind.body, it.body_id)
    await duties.void(db, actor, thing, DutyKind.publish_table)
    if (await unanswered(db, it.id, actor.at)).count:
        until = end_of_day(notice.closes_on)
        await duties.void(db, actor, thing, DutyKind.respond_earlier)
        await duties.start(db, actor, thing, DutyKind.respond_earlier, body, given=until)
    await start_responding(db, actor, it)
    await compare_with_in_force(db, it.id)
    opened = events.RoundOpened(
        thing, prepared.number, notice.opens_on, notice.closes_on, prepared.what_changed
    )
    return [*replaced, opened]


async def replace_waiting(db: Db, it: Consultation, *acts: Act) -> list[Event]:
    """Close the notices of these acts that are not published yet: what they are about is over."""
    of_acts = select(ConsultationNotice.id).where(
        ConsultationNotice.consultation_id == it.id, ConsultationNotice.act.in_(acts)
    )
    waiting = await official.lock_all(
        db, *official.drafts_on("consultation", [it.id]), Contribution.id.in_(of_acts)
    )
    return closed(it, waiting, "round")


async def _mend_slip(
    db: Db, actor: Actor, it: Consultation, notice: ConsultationNotice, reason: str
) -> Sequence[Event]:
    assert notice.text_id is not None
    text = await load(db, ParagraphText, notice.text_id, lock=True)
    await require_slip(db, text, notice.new_text)
    assert text.paragraph_id is not None
    before = text.text
    db.add(ParagraphRevision(text_id=text.id, notice_id=notice.id, text=before, mended_at=actor.at))
    text.text, text.rows = notice.new_text, rows_of(text, notice.new_text)
    await db.flush()
    await _compare_mended(db, text)
    await _follow_mended(db, text, before)
    return [events.SlipMended(Thing("consultation", it.id), text.paragraph_id, notice.id, reason)]


_BY_WORDS = (Change.unchanged, Change.changed)
_former = aliased(ParagraphText)


async def _compare_mended(db: Db, text: ParagraphText) -> None:
    """Say again whether its words are those of the version before."""
    rows = await db.execute(
        select(ParagraphLink, _former.text)
        .join(
            _former,
            (_former.paragraph_id == ParagraphLink.paragraph_id)
            & (_former.version == ParagraphLink.version - 1),
        )
        .where(ParagraphLink.text_id == text.id, ParagraphLink.change.in_(_BY_WORDS))
    )
    for link, former in rows.all():
        link.change = _change(former, text.text)
    await db.flush()


async def _follow_mended(db: Db, text: ParagraphText, before: str) -> None:
    """In the version in preparation, what has the same words is mended along; whether the others have them is said
    again."""
    rows = await db.execute(
        select(ParagraphLink, ParagraphText)
        .join(ParagraphText, ParagraphText.id == ParagraphLink.text_id)
        .where(
            ParagraphLink.paragraph_id == text.paragraph_id,
            ParagraphLink.version == text.version + 1,
            ParagraphLink.change.in_((*_BY_WORDS, Change.moved)),
        )
    )
    for link, prepared in rows.all():
        if settled(prepared.text) == settled(before):
            prepared.text, prepared.rows = text.text, rows_of(prepared, text.text)
        if link.change in _BY_WORDS:
            link.change = _change(text.text, prepared.text)
    await db.flush()


def _change(former: str, words: str) -> Change:
    return Change.unchanged if settled(former) == settled(words) else Change.changed


async def require_slip(db: Db, text: ParagraphText, new_text: str) -> None:
    """Raises Invalid, beside the field, where the change is more than a slip, or would be more than one in the words as
    they were announced, with those that were mended before."""
    rows = rows_of(text, new_text)
    if text.rows is not None and (rows is None or len(rows) != len(text.rows)):
        raise Invalid(
            "new_text", _("Đề nghị giữ mỗi hàng của bảng trên một dòng, các ô cách nhau bằng dấu |.")
        )
    change = slip(text.text, new_text)
    if isinstance(change, NoSlip):
        raise Invalid("new_text", change.message)
    together = slip(await announced_words(db, text), new_text)
    if isinstance(together, NoSlip) and together.rule != "same":
        raise Invalid(
            "new_text",
            _("Cùng với các lỗi đã sửa ở đoạn này từ khi công bố: {why}", why=together.message),
        )


async def _conclude(db: Db, actor: Actor, it: Consultation) -> Sequence[Event]:
    require(policy.may_conclude(actor, it, *await left_before_end(db, it.id, actor.at)))
    count = await db.scalar(select(func.count()).select_from(Opinion).where(Opinion.consultation_id == it.id))
    it.state, it.concluded_at = policy.CONSULTATION.after("conclude"), actor.at
    thing = Thing("consultation", it.id)
    answering = (DutyKind.respond, DutyKind.respond_earlier, DutyKind.publish_table)
    await duties.complete(db, actor, thing, *answering)
    ended = await end_windows(db, actor, it)
    replaced = await _replace_drafts(db, actor, it)
    return [*replaced, *ended, events.Concluded(thing, count or 0)]


async def _stop(db: Db, actor: Actor, it: Consultation, reason: str) -> Sequence[Event]:
    it.state, it.stopped_at, it.stop_reason = policy.CONSULTATION.after("stop"), actor.at, reason
    thing = Thing("consultation", it.id)
    await duties.void(db, actor, thing)
    ended = await end_windows(db, actor, it)
    replaced = await _replace_drafts(db, actor, it)
    return [*replaced, *ended, events.Stopped(thing, reason)]


async def _replace_drafts(db: Db, actor: Actor, it: Consultation) -> list[OfficialReplaced]:
    """Opinions that a closed draft was to answer are without a response: one that is shown later needs another."""
    replaced = await official.replace(db, actor, Thing("consultation", it.id))
    await db.flush()
    closed = select(OfficialText.id).where(OfficialText.state == OfficialState.replaced)
    of_closed = (Opinion.consultation_id == it.id, Opinion.response_id.in_(closed))
    await db.execute(update(Opinion).where(*of_closed).values(response_id=None))
    return replaced
