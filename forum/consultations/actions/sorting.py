"""An office shares the work on opinions: it groups them by issue, and assigns them to colleagues."""

from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import BaseModel, Field
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from forum.accounts.queries import personas_bound
from forum.actor import Actor, Role, require
from forum.audience import Visibility
from forum.consultations import events, policy
from forum.consultations.actions.locking import locked
from forum.consultations.models import Consultation, LabelledOpinion, Opinion, OpinionLabel
from forum.consultations.queries.unanswered import is_reopened
from forum.contributions.models import Contribution
from forum.database import Db, load
from forum.errors import Invalid
from forum.fields import Name
from forum.journal import record
from forum.thing import Thing
from forum.versions import Versioned
from forum.words import _


class Chosen(BaseModel):
    """Opinions of one consultation."""

    opinion_ids: Annotated[list[int], Field(min_length=1, max_length=500)]


class Labelling(Chosen):
    """`label` is a group of issues, made where there is none of that name."""

    label: Name
    takes_away: bool = False


class LabelName(Versioned):
    label: Name

    @classmethod
    def of(cls, it: OpinionLabel) -> Self:
        return cls.current(label=it.name)


class Assignment(Chosen):
    officer_id: int


async def _chosen(db: Db, actor: Actor, consultation_id: int, ids: Sequence[int]) -> list[Opinion]:
    """Locked, under the lock on their consultation."""
    it = await locked(db, actor, consultation_id)
    require(policy.may_respond(actor, it, is_reopened=await is_reopened(db, it, actor.at)))
    found = await db.scalars(
        select(Opinion)
        .join(Contribution, Contribution.id == Opinion.id)
        .where(
            Opinion.id.in_(ids),
            Opinion.consultation_id == consultation_id,
            Contribution.visibility == Visibility.published,
        )
        .order_by(Opinion.id)
        .with_for_update(of=Opinion)
    )
    opinions = list(found)
    if len(opinions) != len(set(ids)):
        raise Invalid("opinion_ids", _("Có ý kiến không thuộc đợt này hoặc không còn hiển thị."))
    return opinions


async def label_opinions(db: Db, actor: Actor, consultation_id: int, given: Labelling) -> OpinionLabel:
    opinions = await _chosen(db, actor, consultation_id, given.opinion_ids)
    of_name = (OpinionLabel.consultation_id == consultation_id, OpinionLabel.name == given.label)
    label = await db.scalar(select(OpinionLabel).where(*of_name))
    if label is None:
        if given.takes_away:
            raise Invalid("label", _("Không có nhóm vấn đề mang tên này."))
        label = OpinionLabel(consultation_id=consultation_id, name=given.label)
        db.add(label)
        await db.flush()
    ids = [opinion.id for opinion in opinions]
    if given.takes_away:
        of_label = (LabelledOpinion.label_id == label.id, LabelledOpinion.opinion_id.in_(ids))
        await db.execute(delete(LabelledOpinion).where(*of_label))
    else:
        rows = [{"opinion_id": one, "label_id": label.id} for one in ids]
        await db.execute(insert(LabelledOpinion).values(rows).on_conflict_do_nothing())
    thing = Thing("consultation", consultation_id)
    await record(db, actor, events.OpinionsLabelled(thing, label.id, tuple(ids), given.takes_away))
    return label


async def rename_label(db: Db, actor: Actor, label_id: int, renamed: LabelName) -> OpinionLabel:
    label = await _locked_label(db, actor, label_id)
    renamed.require_seen(LabelName.of(label))
    same = (OpinionLabel.consultation_id == label.consultation_id, OpinionLabel.name == renamed.label)
    if await db.scalar(select(OpinionLabel.id).where(*same, OpinionLabel.id != label.id)) is not None:
        raise Invalid("label", _("Đã có nhóm vấn đề mang tên này."))
    label.name = renamed.label
    await record(db, actor, events.LabelRenamed(Thing("consultation", label.consultation_id), label.id))
    return label


async def delete_label(db: Db, actor: Actor, label_id: int) -> int:
    """Its opinions are in no such group any more. Returns the consultation."""
    label = await _locked_label(db, actor, label_id)
    consultation_id = label.consultation_id
    await db.execute(delete(LabelledOpinion).where(LabelledOpinion.label_id == label.id))
    await db.delete(label)
    await record(db, actor, events.LabelDeleted(Thing("consultation", consultation_id), label_id))
    return consultation_id


async def _locked_label(db: Db, actor: Actor, label_id: int) -> OpinionLabel:
    seen = await load(db, OpinionLabel, label_id)
    it = await locked(db, actor, seen.consultation_id)
    require(policy.may_respond(actor, it, is_reopened=await is_reopened(db, it, actor.at)))
    return await load(db, OpinionLabel, label_id, lock=True)


async def assign_opinions(db: Db, actor: Actor, consultation_id: int, given: Assignment) -> int:
    """To a colleague of the same body, who is told once. Returns how many."""
    opinions = await _chosen(db, actor, consultation_id, given.opinion_ids)
    it = await load(db, Consultation, consultation_id)
    staff = await personas_bound(db, actor.at, Role.body_officer, Role.body_head, body_id=it.body_id)
    if given.officer_id not in staff:
        raise Invalid("officer_id", _("Đề nghị chọn một người của cơ quan soạn thảo."))
    for opinion in opinions:
        opinion.officer_id = given.officer_id
    ids = tuple(opinion.id for opinion in opinions)
    await record(db, actor, events.OpinionsAssigned(Thing("consultation", it.id), given.officer_id, ids))
    return len(ids)
