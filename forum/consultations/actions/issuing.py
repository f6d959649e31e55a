"""The text as it was issued: brought in like a version, compared with the last draft, and published beside it; then
which opinions stand in it."""

from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import BaseModel, Field
from sqlalchemy import select

from forum.actor import Actor, require
from forum.audience import Visibility
from forum.consultations import events
from forum.consultations.actions.locking import locked
from forum.consultations.actions.rounds import continue_paragraphs, unsure_count
from forum.consultations.actions.sources import DraftSource, require_prepared, show_source_file, take_source
from forum.consultations.desk import policy
from forum.consultations.desk.policy import Uptake
from forum.consultations.drafts import issued_version, version_in_preparation
from forum.consultations.models import Consultation, DraftVersion, Opinion, ParagraphText
from forum.consultations.queries.places import CitedText, text_cited
from forum.contributions.models import Contribution
from forum.database import Db, load
from forum.errors import Invalid
from forum.fields import ShortText
from forum.journal import record
from forum.thing import Thing
from forum.versions import Versioned
from forum.words import _


class IssuedText(DraftSource):
    """As a file or pasted."""


class IssuedTextReady(BaseModel):
    """`seen_doubts`: how many doubts of the text's reader the page named, where its sender looked at them."""

    seen_doubts: int = 0


class Confirmations(BaseModel):
    """What the program proposed and an officer confirms: opinion, uptake and text, as '17:in_text:42'."""

    confirmed: Annotated[list[str], Field(min_length=1, max_length=500)]

    def by_id(self) -> dict[int, tuple[Uptake, int | None]]:
        found: dict[int, tuple[Uptake, int | None]] = {}
        for value in self.confirmed:
            opinion_id, name, text_id = [*value.split(":"), "", ""][:3]
            ids = [one for one in (opinion_id, text_id or "0") if one.isdecimal() and len(one) < 19]
            if len(ids) < 2 or name not in set(Uptake):
                raise Invalid("confirmed", _("Đề nghị chọn trong danh sách."))
            found[int(opinion_id)] = (Uptake(name), int(text_id) if text_id else None)
        return found


class ConfirmedUptake(Versioned):
    """`place` is how the issued text is cited, 'Điều 7 khoản 2'; empty where the opinion is not in it."""

    uptake: Uptake
    place: ShortText = ""

    @classmethod
    def of(cls, opinion: Opinion, place: str) -> Self:
        return cls.current(uptake=opinion.uptake, place=place)


async def enter_issued_text(db: Db, actor: Actor, consultation_id: int, new: IssuedText) -> DraftVersion:
    """Bring it in; once it is read it is compared with the last draft."""
    it = await locked(db, actor, consultation_id)
    is_entered = await issued_version(db, it.id) is not None
    prepared = await version_in_preparation(db, it.id)
    require(policy.may_enter_issued_text(actor, it, prepared, is_entered=is_entered))
    assert actor.persona_id is not None
    version = DraftVersion(
        consultation_id=it.id,
        number=it.shown_version + 1,
        is_issued=True,
        created_by=actor.persona_id,
        created_at=actor.at,
    )
    db.add(version)
    await db.flush()
    await take_source(db, actor, it, version, new)
    it.version += 1
    await record(db, actor, events.IssuedTextEntered(Thing("consultation", it.id), version.number))
    return version


async def publish_issued_text(
    db: Db, actor: Actor, consultation_id: int, ready: IssuedTextReady
) -> Consultation:
    """Beside the last draft, which stays what opinions were given on: none of them moves."""
    it = await locked(db, actor, consultation_id)
    version = await version_in_preparation(db, it.id)
    require(policy.may_publish_issued_text(actor, it, version, await unsure_count(db, it.id)))
    assert version is not None
    await require_prepared(db, version, ready.seen_doubts)
    await continue_paragraphs(db, it, version.number)
    await show_source_file(db, version)
    version.announced_at = actor.at
    it.version += 1
    await record(db, actor, events.IssuedTextPublished(Thing("consultation", it.id), version.number))
    return it


async def confirm_uptakes(db: Db, actor: Actor, consultation_id: int, confirmations: Confirmations) -> int:
    """As proposed, many at once, of those that nobody has compared yet. Returns how many."""
    it = await locked(db, actor, consultation_id)
    version = await issued_version(db, it.id)
    require(policy.may_confirm_uptakes(actor, it, is_entered=version is not None))
    assert version is not None
    chosen = confirmations.by_id()
    opinions = [one for one in await _opinions(db, it, list(chosen)) if one.uptake is None]
    known = await _texts(db, version, [text_id for _uptake, text_id in chosen.values() if text_id])
    if len(opinions) != len(chosen) or any(
        text_id and text_id not in known for _, text_id in chosen.values()
    ):
        raise Invalid("confirmed", _("Có ý kiến vừa được người khác xác nhận; mời chọn lại."))
    for opinion in opinions:
        opinion.uptake, opinion.uptake_text_id = chosen[opinion.id]
    ids = tuple(opinion.id for opinion in opinions)
    await record(db, actor, events.UptakesConfirmed(Thing("consultation", it.id), ids))
    return len(opinions)


async def confirm_uptake(db: Db, actor: Actor, opinion_id: int, new: ConfirmedUptake) -> Opinion:
    """Of one opinion, otherwise than proposed."""
    seen = await load(db, Opinion, opinion_id)
    it = await locked(db, actor, seen.consultation_id)
    version = await issued_version(db, it.id)
    require(policy.may_confirm_uptakes(actor, it, is_entered=version is not None))
    assert version is not None
    found = await _opinions(db, it, [opinion_id])
    if not found:
        raise Invalid("uptake", _("Ý kiến này không còn hiển thị."))
    (opinion,) = found
    before = await db.get(ParagraphText, opinion.uptake_text_id) if opinion.uptake_text_id else None
    new.require_seen(ConfirmedUptake.of(opinion, before.path if before else ""))
    text = await _text_cited(db, it, version, new)
    opinion.uptake, opinion.uptake_text_id = new.uptake, text.id if text else None
    await record(db, actor, events.UptakesConfirmed(Thing("consultation", it.id), (opinion.id,)))
    return opinion


async def _text_cited(
    db: Db, it: Consultation, version: DraftVersion, new: ConfirmedUptake
) -> CitedText | None:
    if not new.place or new.uptake == Uptake.not_in_text:
        return None
    text = await text_cited(db, it.id, version.number, new.place)
    if text is None:
        raise Invalid("place", _("Văn bản ban hành không có chỗ này. Mời viết như: Điều 20 khoản 3."))
    return text


async def _opinions(db: Db, it: Consultation, ids: Sequence[int]) -> list[Opinion]:
    rows = await db.scalars(
        select(Opinion)
        .join(Contribution, Contribution.id == Opinion.id)
        .where(
            Opinion.id.in_(ids),
            Opinion.consultation_id == it.id,
            Contribution.visibility == Visibility.published,
        )
        .order_by(Opinion.id)
        .with_for_update(of=Opinion)
        .execution_options(populate_existing=True)
    )
    return list(rows)


async def _texts(db: Db, version: DraftVersion, ids: Sequence[int]) -> set[int]:
    of_it = (
        ParagraphText.consultation_id == version.consultation_id,
        ParagraphText.version == version.number,
    )
    return set(await db.scalars(select(ParagraphText.id).where(ParagraphText.id.in_(ids), *of_it)))
