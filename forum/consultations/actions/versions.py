"""A new version of a draft: brought in, compared with the one that is shown, and opened for a new round."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Self

from pydantic import Field
from sqlalchemy import delete, select

from forum.actor import Actor, require
from forum.consultations import events, policy
from forum.consultations.actions.effects import replace_waiting, require_slip
from forum.consultations.actions.locking import locked
from forum.consultations.actions.notices import Announcement, NewNotice, give
from forum.consultations.actions.rounds import unsure_count
from forum.consultations.actions.sources import (
    DraftSource,
    drop_dossier,
    drop_source_file,
    drop_texts,
    require_prepared,
    take_source,
)
from forum.consultations.comparing import word_changes
from forum.consultations.drafts import texts_of, version_in_preparation
from forum.consultations.fates import Change
from forum.consultations.models import (
    Consultation,
    ConsultationNotice,
    DraftVersion,
    ParagraphLink,
    ParagraphText,
)
from forum.consultations.policy import Act
from forum.consultations.queries.unanswered import former_unanswered
from forum.contributions.actions.writing import clean
from forum.database import Db, load
from forum.errors import Conflict, Invalid
from forum.fields import Box, Readable, Reason
from forum.journal import record
from forum.thing import Thing
from forum.versions import Versioned
from forum.words import _


class NewVersion(DraftSource):
    """`what_changed` and why; it becomes public with the version."""

    what_changed: Reason


class Settlement(Versioned):
    """The texts of the new version that continue a paragraph; none where it was removed."""

    text_ids: Annotated[list[int], Field(max_length=50)] = []

    @classmethod
    def of(cls, text_ids: Iterable[int]) -> Self:
        return cls.current(text_ids=sorted(text_ids))


async def prepare_version(db: Db, actor: Actor, consultation_id: int, new: NewVersion) -> DraftVersion:
    """Bring in the text of a later version; once it is read it is compared with the one that is shown."""
    it = await locked(db, actor, consultation_id)
    require(policy.may_prepare_version(actor, it, await version_in_preparation(db, it.id)))
    assert actor.persona_id is not None
    version = DraftVersion(
        consultation_id=it.id,
        number=it.shown_version + 1,
        what_changed=new.what_changed,
        created_by=actor.persona_id,
        created_at=actor.at,
    )
    db.add(version)
    await db.flush()
    await take_source(db, actor, it, version, new)
    it.version += 1
    await record(db, actor, events.VersionPrepared(Thing("consultation", it.id), version.number))
    return version


async def discard_version(db: Db, actor: Actor, consultation_id: int) -> Consultation:
    """Drop the version in preparation, which nobody outside the body has seen, with a notice that opens its round."""
    it = await locked(db, actor, consultation_id)
    version = await version_in_preparation(db, it.id)
    require(policy.may_discard_version(actor, it, version))
    assert version is not None
    links = (ParagraphLink.consultation_id == it.id, ParagraphLink.version == version.number)
    await db.execute(delete(ParagraphLink).where(*links))
    await drop_texts(db, await texts_of(db, it.id, version.number))
    await drop_source_file(db, version)
    await drop_dossier(db, version)
    await db.delete(version)
    replaced = await replace_waiting(db, it, Act.open_round)
    it.version += 1
    discarded = events.VersionDiscarded(Thing("consultation", it.id), version.number)
    await record(db, actor, *replaced, discarded)
    return it


async def settle_paragraph(
    db: Db, actor: Actor, consultation_id: int, paragraph_id: int, settled_as: Settlement
) -> Consultation:
    """A person says what became of a paragraph, whatever the comparison proposed."""
    it = await locked(db, actor, consultation_id)
    version = await version_in_preparation(db, it.id)
    require(policy.may_settle_paragraph(actor, it, version))
    assert version is not None
    old = await db.scalar(
        select(ParagraphText).where(
            ParagraphText.paragraph_id == paragraph_id, ParagraphText.version == it.shown_version
        )
    )
    if old is None or old.consultation_id != it.id:
        raise Invalid("text_ids", _("Đoạn này không có trong bản đang hiện."))
    settled_as.require_seen(Settlement.of(await _standing(db, paragraph_id, version.number)))
    texts = await _texts_chosen(db, it, version.number, settled_as.text_ids)
    of_it = (ParagraphLink.version == version.number, ParagraphLink.paragraph_id == paragraph_id)
    await db.execute(delete(ParagraphLink).where(*of_it))
    await _add_links(db, old, texts, version.number)
    it.version += 1
    await record(db, actor, events.ParagraphSettled(Thing("consultation", it.id), paragraph_id))
    return it


async def _standing(db: Db, paragraph_id: int, number: int) -> list[int]:
    rows = await db.scalars(
        select(ParagraphLink.text_id).where(
            ParagraphLink.version == number, ParagraphLink.paragraph_id == paragraph_id
        )
    )
    return [text_id for text_id in rows if text_id is not None]


async def _texts_chosen(db: Db, it: Consultation, number: int, ids: Iterable[int]) -> Sequence[ParagraphText]:
    wanted = set(ids)
    rows = await db.scalars(
        select(ParagraphText)
        .where(
            ParagraphText.id.in_(wanted),
            ParagraphText.consultation_id == it.id,
            ParagraphText.version == number,
        )
        .order_by(ParagraphText.position)
    )
    found = rows.all()
    if len(found) != len(wanted):
        raise Invalid("text_ids", _("Đề nghị chọn trong danh sách."))
    return found


async def _add_links(db: Db, old: ParagraphText, texts: Sequence[ParagraphText], number: int) -> None:
    """Links of a paragraph; of others, what changes by them: a text that continues two paragraphs joins them."""
    assert old.paragraph_id is not None
    db.add_all(
        ParagraphLink(
            consultation_id=old.consultation_id,
            version=number,
            paragraph_id=old.paragraph_id,
            text_id=text_id,
            change=Change.unchanged,
            is_sure=True,
            is_settled=True,
        )
        for text_id in [text.id for text in texts] or (None,)
    )
    await db.flush()
    await word_changes(db, old.consultation_id, number)


async def open_round(db: Db, actor: Actor, consultation_id: int, dates: Announcement) -> ConsultationNotice:
    """Announce the version in preparation: its round begins, the running one ends that day."""
    it = await locked(db, actor, consultation_id)
    version = await version_in_preparation(db, it.id)
    left = await unsure_count(db, it.id), await former_unanswered(db, it.id, actor.at)
    require(policy.may_open_round(actor, it, version, *left))
    assert version is not None
    await require_prepared(db, version, dates.seen_doubts)
    new = NewNotice(
        Act.open_round,
        version.what_changed,
        opens_on=dates.opens_on,
        closes_on=dates.closes_on,
        version=version.number,
    )
    return await give(db, actor, it, new)


class SlipMended(Versioned):
    """The paragraph without the slip."""

    new_text: Annotated[Readable, Box.letter]
    reason: Reason

    @classmethod
    def of(cls, text: ParagraphText) -> Self:
        return cls.current(new_text=text.text)


async def mend_slip(db: Db, actor: Actor, text_id: int, mended: SlipMended) -> ConsultationNotice:
    """Mend a slip in the version that is shown; anything more is a new version."""
    seen = await load(db, ParagraphText, text_id)
    it = await locked(db, actor, seen.consultation_id)
    require(policy.may_mend_slip(actor, it))
    text = await load(db, ParagraphText, text_id, lock=True)
    if text.version != it.shown_version:
        raise Conflict(_("Đã có bản dự thảo mới hơn; chỉ sửa lỗi gõ ở bản đang hiện."))
    mended.require_seen(SlipMended.of(text))
    new_text = clean("new_text", mended.new_text)
    await require_slip(db, text, new_text)
    return await give(
        db, actor, it, NewNotice(Act.mend_slip, mended.reason, text_id=text.id, new_text=new_text)
    )
