"""Changing a draft that has opinions: each opinion keeps its paragraph or is listed as needing a new one."""

from typing import Annotated, Self

from pydantic import BaseModel
from sqlalchemy import func, select, update

from forum.actor import Actor, require
from forum.consultations import events, policy
from forum.consultations.actions.preparing import GAP
from forum.consultations.models import Consultation, Opinion, Paragraph
from forum.consultations.queries.margin import place_version
from forum.contributions.actions.writing import clean
from forum.database import Db, load
from forum.errors import Conflict, Invalid
from forum.fields import Box, Readable
from forum.journal import record
from forum.thing import Thing
from forum.versions import Versioned
from forum.words import _


class NewParagraph(BaseModel):
    """`label` is printed before the text ('Điều 7', '2.', 'đ)'), `path` is how an office cites it."""

    label: Readable = ""
    path: Readable = ""
    text: Annotated[Readable, Box.letter]


class ParagraphText(NewParagraph, Versioned):
    @classmethod
    def of(cls, paragraph: Paragraph) -> Self:
        return cls.current(label=paragraph.label, path=paragraph.path, text=paragraph.text)


class SplitText(Versioned):
    first: Annotated[Readable, Box.letter]
    second: Annotated[Readable, Box.letter]
    second_label: Readable = ""
    second_path: Readable = ""

    @classmethod
    def of(cls, paragraph: Paragraph) -> Self:
        return cls.current(first=paragraph.text)


class Place(Versioned):
    paragraph_id: int

    @classmethod
    def of(cls, opinion: Opinion) -> Self:
        version = place_version(opinion.paragraph_id, opinion.needs_place)
        return cls.current(version, paragraph_id=opinion.paragraph_id)


async def _locked(db: Db, actor: Actor, paragraph_id: int) -> tuple[Consultation, Paragraph]:
    """Lock the consultation, then its paragraph."""
    seen = await load(db, Paragraph, paragraph_id)
    it = await load(db, Consultation, seen.consultation_id, lock=True)
    require(policy.may_see(actor, it, it.audience))
    require(policy.may_rework(actor, it))
    paragraph = await load(db, Paragraph, paragraph_id, lock=True)
    if paragraph.removed_at is not None:
        raise Invalid("", _("Đoạn này đã được bỏ."))
    it.version += 1
    return it, paragraph


async def _record(
    db: Db, actor: Actor, it: Consultation, verb: str, paragraph_id: int, other_id: int | None = None
) -> None:
    await record(db, actor, events.Reworked(Thing("consultation", it.id), verb, paragraph_id, other_id))


async def edit_paragraph(db: Db, actor: Actor, paragraph_id: int, new: ParagraphText) -> Consultation:
    """Change text or number. The paragraph keeps its id and its opinions."""
    it, paragraph = await _locked(db, actor, paragraph_id)
    new.require_seen(ParagraphText.of(paragraph))
    paragraph.text = _required(clean("text", new.text))
    paragraph.label, paragraph.path = clean("label", new.label), clean("path", new.path) or paragraph.path
    await _record(db, actor, it, "edited", paragraph.id)
    return it


def _required(text: str) -> str:
    if not text:
        raise Invalid("text", _("Đề nghị điền mục này."))
    return text


async def insert_paragraph(db: Db, actor: Actor, after_id: int, new: NewParagraph) -> Consultation:
    """Insert a paragraph below another; all others keep their numbers and opinions."""
    it, before = await _locked(db, actor, after_id)
    paragraph = Paragraph(
        consultation_id=it.id,
        position=await _between(db, before),
        kind=before.kind,
        label=clean("label", new.label),
        path=clean("path", new.path) or clean("label", new.label),
        text=_required(clean("text", new.text)),
    )
    db.add(paragraph)
    await db.flush()
    await _record(db, actor, it, "inserted", paragraph.id, before.id)
    return it


async def _between(db: Db, before: Paragraph) -> float:
    """A position between a paragraph and the next."""
    following = await db.scalar(
        select(func.min(Paragraph.position)).where(
            Paragraph.consultation_id == before.consultation_id, Paragraph.position > before.position
        )
    )
    return before.position + GAP if following is None else (before.position + following) / 2


async def split_paragraph(db: Db, actor: Actor, paragraph_id: int, parts: SplitText) -> Consultation:
    """Split in two. Only a person can tell which half an opinion meant: it is listed as needing a place, and
    stays with the first half until then."""
    it, paragraph = await _locked(db, actor, paragraph_id)
    parts.require_seen(SplitText.of(paragraph))
    second = Paragraph(
        consultation_id=it.id,
        position=await _between(db, paragraph),
        kind=paragraph.kind,
        label=clean("second_label", parts.second_label),
        path=clean("second_path", parts.second_path) or paragraph.path,
        text=_required(clean("second", parts.second)),
        came_from_id=paragraph.id,
    )
    paragraph.text = _required(clean("first", parts.first))
    db.add(second)
    await db.flush()
    await db.execute(update(Opinion).where(Opinion.paragraph_id == paragraph.id).values(needs_place=True))
    await _record(db, actor, it, "split", paragraph.id, second.id)
    return it


async def join_with_next(db: Db, actor: Actor, paragraph_id: int, next_id: int) -> Consultation:
    """Merge the next paragraph into this one, along with its opinions. Raises Conflict if another one is next by now:
    a second click must not join a third paragraph."""
    it, paragraph = await _locked(db, actor, paragraph_id)
    following = await db.scalar(
        select(Paragraph)
        .where(
            Paragraph.consultation_id == it.id,
            Paragraph.position > paragraph.position,
            Paragraph.removed_at.is_(None),
        )
        .order_by(Paragraph.position)
        .limit(1)
        .with_for_update()
    )
    if following is None:
        raise Invalid("", _("Không có đoạn nào ở dưới để gộp."))
    if following.id != next_id:
        raise Conflict(_("Đoạn ở dưới không còn là đoạn đã hiện trên trang; đề nghị xem lại rồi bấm gộp."))
    paragraph.text = f"{paragraph.text} {following.text}".strip()
    following.removed_at = actor.at
    await db.execute(
        update(Opinion).where(Opinion.paragraph_id == following.id).values(paragraph_id=paragraph.id)
    )
    await _record(db, actor, it, "joined", paragraph.id, following.id)
    return it


async def remove_paragraph(db: Db, actor: Actor, paragraph_id: int) -> Consultation:
    """Remove from the draft. Its opinions are listed as needing a place; none is lost."""
    it, paragraph = await _locked(db, actor, paragraph_id)
    paragraph.removed_at = actor.at
    await db.execute(update(Opinion).where(Opinion.paragraph_id == paragraph.id).values(needs_place=True))
    await _record(db, actor, it, "removed", paragraph.id)
    return it


async def place_opinion(db: Db, actor: Actor, opinion_id: int, place: Place) -> Consultation:
    """Assign an opinion to the paragraph it now belongs to."""
    seen = await load(db, Opinion, opinion_id)
    it = await load(db, Consultation, seen.consultation_id, lock=True)
    require(policy.may_see(actor, it, it.audience))
    require(policy.may_rework(actor, it))
    opinion = await load(db, Opinion, opinion_id, lock=True)
    place.require_seen(Place.of(opinion))
    paragraph = await db.get(Paragraph, place.paragraph_id)
    if paragraph is None or paragraph.consultation_id != it.id or paragraph.removed_at is not None:
        raise Invalid("paragraph_id", _("Đề nghị chọn một đoạn của dự thảo."))
    opinion.paragraph_id, opinion.needs_place = paragraph.id, False
    await record(
        db,
        actor,
        events.OpinionPlaced(Thing("consultation", it.id), opinion.id, paragraph.id),
        also=(Thing("opinion", opinion.id),),
    )
    return it
