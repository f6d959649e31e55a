"""Texts in the chair's name on the approval desk: with all that their approval covers."""

from collections.abc import Iterator

from forum.actor import Actor
from forum.contact.texts.actions import approve_text, send_back_text
from forum.contact.texts.queries import SessionTextPage, session_text_page
from forum.contributions.official import Approval, SentBack, repudiate_alone
from forum.database import Db, ReadDb
from forum.days import deadline
from forum.thing import Approving, Awaiting, Thing, approving_steps
from forum.words import Words, _


async def _awaiting(db: ReadDb, actor: Actor, text_id: int) -> Awaiting | None:
    page = await session_text_page(db, actor, text_id)
    can = approving_steps(page.can, "approve_text", "send_back_text")
    if not can:
        return None
    return Awaiting((Thing("session", page.it.session_id),), tuple(_beside(page)), page.digest, can)


def _beside(page: SessionTextPage) -> Iterator[tuple[Words, Words | str]]:
    yield from page.it.facts
    if page.it.is_correction:
        yield _("Chữ trong biên bản cần đính chính"), page.it.old_words
        yield _("Đính chính thành"), page.it.new_words
    for line in page.lines:
        words = _("{title}; thời hạn: {due}", title=line.title, due=deadline(line.due_on))
        yield _("Giao {body}", body=line.body), words
    for one in page.outcomes:
        yield _("Câu hỏi {code}", code=one.code), one.disposition.words


async def _approve(db: Db, actor: Actor, text_id: int, seen_digest: str) -> object:
    return await approve_text(db, actor, text_id, Approval(seen_digest=seen_digest))


async def _send_back(db: Db, actor: Actor, text_id: int, note: str) -> object:
    return await send_back_text(db, actor, text_id, SentBack(note=note))


# What was said and concluded at a session was; a correction or the next text corrects it.
ON_THE_DESK = Approving(_awaiting, _approve, _send_back, repudiate_alone)
