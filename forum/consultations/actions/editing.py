"""Editing the version of a draft that is in preparation: its paragraphs can be reworded, added, split, joined, removed.

An announced version is frozen: a slip in it is mended by a notice (actions.notices), anything more is a new version.
"""

from collections.abc import Collection, Sequence
from typing import Annotated, Literal, Self

from pydantic import BaseModel
from sqlalchemy import select

from forum.actor import Actor, require
from forum.consultations import events, policy
from forum.consultations.actions.locking import locked
from forum.consultations.actions.sources import (
    add_texts,
    drop_texts,
    give_paragraphs,
    locked_draft,
    read_now,
    text_of_unit,
)
from forum.consultations.citing import citations, cite_anew, rows_of
from forum.consultations.comparing import compare_again
from forum.consultations.doubts import move_remarks
from forum.consultations.drafts import draft_digest, room_below, texts_of, version_of_draft
from forum.consultations.models import Consultation, DraftVersion, ParagraphText
from forum.contributions.actions.writing import clean
from forum.database import Db, load
from forum.errors import Conflict, Invalid
from forum.fields import Box, LongText, Readable
from forum.journal import record
from forum.thing import Thing
from forum.versions import Versioned
from forum.words import _

ParagraphKind = Literal[
    "", "annex", "part", "chapter", "section", "subsection", "article", "heading", "clause", "point", "item",
    "paragraph", "table", "picture", "footnote",
]  # fmt: skip


class NewParagraph(BaseModel):
    """`label` is printed before the text ('Điều 7', '2.', 'đ)'). Without a `kind` it is of that of the one above."""

    kind: ParagraphKind = ""
    label: Readable = ""
    text: Annotated[Readable, Box.letter]


class ParagraphWords(NewParagraph, Versioned):
    """Without a `kind` it stays of its kind. `explanation` says why it reads so."""

    explanation: Annotated[Readable, Box.note] = ""

    @classmethod
    def of(cls, it: ParagraphText) -> Self:
        return cls.current(kind=it.kind, label=it.label, text=it.text, explanation=it.explanation)


class SplitText(Versioned):
    first: Annotated[Readable, Box.letter]
    second: Annotated[Readable, Box.letter]
    second_kind: ParagraphKind = ""
    second_label: Readable = ""

    @classmethod
    def of(cls, it: ParagraphText) -> Self:
        return cls.current(first=it.text)


class PastedAnew(Versioned):
    """The text in place of a paragraph and those below it up to `to_id`. The version is of the whole draft."""

    to_id: int
    draft: LongText

    @classmethod
    def of(cls, texts: Sequence[ParagraphText]) -> Self:
        return cls.current(draft_digest(texts))


async def _locked(db: Db, actor: Actor, text_id: int) -> tuple[Consultation, DraftVersion, ParagraphText]:
    """Lock the consultation, then the text."""
    seen = await load(db, ParagraphText, text_id)
    it = await locked(db, actor, seen.consultation_id)
    version = await version_of_draft(db, it.id, seen.version)
    require(policy.may_edit_draft(actor, it, version))
    return it, version, await load(db, ParagraphText, text_id, lock=True)


async def _record(
    db: Db, actor: Actor, it: Consultation, version: DraftVersion, verb: str, text_id: int
) -> None:
    await compare_again(db, version)
    it.version += 1
    await record(db, actor, events.DraftEdited(Thing("consultation", it.id), verb, text_id))


async def edit_paragraph(db: Db, actor: Actor, text_id: int, new: ParagraphWords) -> Consultation:
    it, version, text = await _locked(db, actor, text_id)
    new.require_seen(ParagraphWords.of(text))
    cited = await citations(db, version)
    words = _required(clean("text", new.text))
    if words != text.text:
        text.text, text.rows = words, rows_of(text, words)
    text.label, text.kind = clean("label", new.label), new.kind or text.kind
    text.explanation = clean("explanation", new.explanation)
    await cite_anew(db, version, cited)
    await _record(db, actor, it, version, "edited", text.id)
    return it


def _required(text: str) -> str:
    if not text:
        raise Invalid("text", _("Đề nghị điền mục này."))
    return text


async def insert_paragraph(db: Db, actor: Actor, after_id: int, new: NewParagraph) -> Consultation:
    """Insert a paragraph below another; all others keep their numbers."""
    it, version, before = await _locked(db, actor, after_id)
    cited = await citations(db, version)
    text = _required(clean("text", new.text))
    added = await _add_below(db, before, new.kind, clean("label", new.label), text)
    await cite_anew(db, version, cited)
    await _record(db, actor, it, version, "inserted", added.id)
    return it


async def _add_below(db: Db, before: ParagraphText, kind: str, label: str, text: str) -> ParagraphText:
    room = await room_below(db, before)  # which may set the one before apart anew
    added = ParagraphText(
        consultation_id=before.consultation_id,
        version=before.version,
        position=before.position + room / 2,
        kind=kind or before.kind,
        label=label,
        path=before.path,
        text=text,
    )
    if before.paragraph_id is not None:
        await give_paragraphs(db, [added])
    db.add(added)
    await db.flush()
    return added


async def split_paragraph(db: Db, actor: Actor, text_id: int, parts: SplitText) -> Consultation:
    it, version, text = await _locked(db, actor, text_id)
    parts.require_seen(SplitText.of(text))
    cited = await citations(db, version)
    second = _required(clean("second", parts.second))
    await _add_below(db, text, parts.second_kind, clean("second_label", parts.second_label), second)
    text.text, text.rows = _required(clean("first", parts.first)), None
    await cite_anew(db, version, cited)
    await _record(db, actor, it, version, "split", text.id)
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
    cited = await citations(db, version)
    text.text, text.rows = f"{text.text} {following.text}".strip(), None
    text.explanation = f"{text.explanation}\n{following.explanation}".strip()
    move_remarks(version, [following.id], text.id)
    await drop_texts(db, [following])
    await cite_anew(db, version, cited)
    await _record(db, actor, it, version, "joined", text.id)
    return it


async def remove_paragraph(db: Db, actor: Actor, text_id: int) -> Consultation:
    it, version, text = await _locked(db, actor, text_id)
    await _remove(db, actor, it, version, [text])
    return it


async def remove_paragraphs(
    db: Db, actor: Actor, consultation_id: int, text_ids: Collection[int]
) -> Consultation:
    """Remove many at once; those that somebody removed meanwhile are gone already."""
    it, version = await locked_draft(db, actor, consultation_id)
    chosen = [text for text in await texts_of(db, it.id, version.number) if text.id in set(text_ids)]
    if chosen:
        await _remove(db, actor, it, version, chosen)
    return it


async def _remove(
    db: Db, actor: Actor, it: Consultation, version: DraftVersion, texts: Sequence[ParagraphText]
) -> None:
    cited = await citations(db, version)
    ids = [text.id for text in texts]
    move_remarks(version, ids, None)
    await drop_texts(db, texts)
    await cite_anew(db, version, cited)
    await _record(db, actor, it, version, "removed", min(ids))


async def paste_anew(db: Db, actor: Actor, text_id: int, new: PastedAnew) -> Consultation:
    """Read a pasted text in place of the paragraphs from one to another."""
    it, version, first = await _locked(db, actor, text_id)
    texts = await texts_of(db, it.id, version.number)
    new.require_seen(PastedAnew.of(texts))
    ids = [text.id for text in texts]
    start, end = ids.index(first.id), ids.index(new.to_id) if new.to_id in ids else -1
    if end < start:
        raise Invalid("to_id", _("Đề nghị chọn một đoạn từ đoạn này trở xuống."))
    cited = await citations(db, version)
    reading = read_now(clean("draft", new.draft))
    room = await room_below(db, first, texts[end])
    added = [
        text_of_unit(version, first.position + room * n / (len(reading.nodes) + 1), unit)
        for n, unit in enumerate(reading.nodes)
    ]
    for text in added:
        text.path = first.path
    move_remarks(version, ids[start : end + 1], None)
    await drop_texts(db, texts[start : end + 1])
    await add_texts(db, version, added, reading)
    await cite_anew(db, version, cited)
    await _record(db, actor, it, version, "pasted", min(text.id for text in added))
    return it
