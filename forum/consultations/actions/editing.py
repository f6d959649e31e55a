"""Editing the version of a draft that is in preparation: its paragraphs can be reworded, added, split, joined, removed.

An announced version is frozen: a slip in it is mended by a notice (actions.notices), anything more is a new version.
"""

from typing import Annotated, Self

from pydantic import BaseModel
from sqlalchemy import select

from forum.actor import Actor, require
from forum.consultations import events, policy
from forum.consultations.actions.sources import drop_texts
from forum.consultations.doubts import move_remarks
from forum.consultations.drafts import position_between, version_of_draft
from forum.consultations.models import Consultation, DraftVersion, Paragraph, ParagraphText
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


class ParagraphWords(NewParagraph, Versioned):
    @classmethod
    def of(cls, it: ParagraphText) -> Self:
        return cls.current(label=it.label, path=it.path, text=it.text)


class SplitText(Versioned):
    first: Annotated[Readable, Box.letter]
    second: Annotated[Readable, Box.letter]
    second_label: Readable = ""
    second_path: Readable = ""

    @classmethod
    def of(cls, it: ParagraphText) -> Self:
        return cls.current(first=it.text)


async def _locked(db: Db, actor: Actor, text_id: int) -> tuple[Consultation, DraftVersion, ParagraphText]:
    """Lock the consultation, then the text."""
    seen = await load(db, ParagraphText, text_id)
    it = await load(db, Consultation, seen.consultation_id, lock=True)
    require(policy.may_see(actor, it, it.audience))
    version = await version_of_draft(db, it.id, seen.version)
    require(policy.may_edit_draft(actor, it, version))
    return it, version, await load(db, ParagraphText, text_id, lock=True)


async def _record(db: Db, actor: Actor, it: Consultation, verb: str, text_id: int) -> None:
    it.version += 1
    await record(db, actor, events.DraftEdited(Thing("consultation", it.id), verb, text_id))


async def edit_paragraph(db: Db, actor: Actor, text_id: int, new: ParagraphWords) -> Consultation:
    it, _version, text = await _locked(db, actor, text_id)
    new.require_seen(ParagraphWords.of(text))
    text.text = _required(clean("text", new.text))
    text.label, text.path = clean("label", new.label), clean("path", new.path) or text.path
    await _record(db, actor, it, "edited", text.id)
    return it


def _required(text: str) -> str:
    if not text:
        raise Invalid("text", _("Đề nghị điền mục này."))
    return text


async def insert_paragraph(db: Db, actor: Actor, after_id: int, new: NewParagraph) -> Consultation:
    """Insert a paragraph below another; all others keep their numbers."""
    it, _version, before = await _locked(db, actor, after_id)
    label = clean("label", new.label)
    text = _required(clean("text", new.text))
    added = await _add_below(db, before, label, clean("path", new.path) or label, text)
    await _record(db, actor, it, "inserted", added.id)
    return it


async def _add_below(db: Db, before: ParagraphText, label: str, path: str, text: str) -> ParagraphText:
    """The texts of the first version have their paragraph at once, those of a later one when it is announced."""
    paragraph_id = None
    if before.paragraph_id is not None:
        paragraph = Paragraph(consultation_id=before.consultation_id)
        db.add(paragraph)
        await db.flush()
        paragraph_id = paragraph.id
    added = ParagraphText(
        consultation_id=before.consultation_id,
        version=before.version,
        paragraph_id=paragraph_id,
        position=await position_between(db, before),
        kind=before.kind,
        label=label,
        path=path,
        text=text,
    )
    db.add(added)
    await db.flush()
    return added


async def split_paragraph(db: Db, actor: Actor, text_id: int, parts: SplitText) -> Consultation:
    it, _version, text = await _locked(db, actor, text_id)
    parts.require_seen(SplitText.of(text))
    await _add_below(
        db,
        text,
        clean("second_label", parts.second_label),
        clean("second_path", parts.second_path) or text.path,
        _required(clean("second", parts.second)),
    )
    text.text = _required(clean("first", parts.first))
    await _record(db, actor, it, "split", text.id)
    return it


async def join_with_next(db: Db, actor: Actor, text_id: int, next_id: int) -> Consultation:
    """Merge the next paragraph into this one. Raises Conflict if another one is next by now: a second click must not
    join a third paragraph."""
    it, version, text = await _locked(db, actor, text_id)
    following = await db.scalar(
        select(ParagraphText)
        .where(
            ParagraphText.consultation_id == it.id,
            ParagraphText.version == text.version,
            ParagraphText.position > text.position,
        )
        .order_by(ParagraphText.position)
        .limit(1)
        .with_for_update()
    )
    if following is None:
        raise Invalid("", _("Không có đoạn nào ở dưới để gộp."))
    if following.id != next_id:
        raise Conflict(_("Đoạn ở dưới không còn là đoạn đã hiện trên trang; đề nghị xem lại rồi bấm gộp."))
    text.text = f"{text.text} {following.text}".strip()
    await db.flush()
    move_remarks(version, [following.id], text.id)
    await drop_texts(db, [following])
    await _record(db, actor, it, "joined", text.id)
    return it


async def remove_paragraph(db: Db, actor: Actor, text_id: int) -> Consultation:
    it, version, text = await _locked(db, actor, text_id)
    move_remarks(version, [text.id], None)
    await drop_texts(db, [text])
    await _record(db, actor, it, "removed", text.id)
    return it
