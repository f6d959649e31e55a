"""Pictures of the pages of a draft's file, for the officer who corrects what was read of it."""

import asyncio
import logging
from collections.abc import Iterator, Sequence

from sqlalchemy import select

from forum.actor import Actor, require
from forum.consultations import policy
from forum.consultations.drafts import version_in_preparation
from forum.consultations.models import DraftVersion, ParagraphText
from forum.consultations.queries.lines import consultation_line
from forum.database import Db, ReadDb
from forum.errors import NotFound
from forum.files import store
from forum.files.models import File
from forum.files.store import Place
from forum.jobs import JobContext
from forum.paperwork.errors import PaperError
from forum.paperwork.extracting.sandbox import DRAWN, draw_pages
from forum.settings import Settings

log = logging.getLogger("forum.consultations")
PART = "pages"
PAGES_MAX = 300
SOUGHT = 40  # letters of the beginning of a paragraph


def store_pictures(settings: Settings, digest: str) -> list[str]:
    """Draw and store the pages of a PDF; returns the words of each, none where it cannot be drawn. Blocks."""
    content = store.read(store.storage_of(settings), digest)
    where, words = store.storage_of(settings, PART), list[str]()
    while content is not None and len(words) < PAGES_MAX:
        try:
            pages = draw_pages(content, len(words))
        except PaperError as refused:
            log.info("pages of a draft were not drawn: %s", refused.code)
            break
        for picture, text in pages:
            words.append(text)
            if picture:
                store.store_as(where, _name(digest, len(words)), picture)
        if len(pages) < DRAWN.pages:
            break
    return words


def _name(digest: str, number: int) -> str:
    return f"{digest}.{number:03d}"


async def place_on_pages(db: Db, version: DraftVersion, pages: Sequence[str]) -> None:
    """Note the page on which each paragraph of a version begins."""
    texts = (
        await db.scalars(
            select(ParagraphText)
            .where(
                ParagraphText.consultation_id == version.consultation_id,
                ParagraphText.version == version.number,
            )
            .order_by(ParagraphText.position, ParagraphText.id)
        )
    ).all()
    found = page_of_each([f"{text.label} {text.text}" for text in texts], pages)
    for text, page in zip(texts, found, strict=True):
        text.page = page


def page_of_each(paragraphs: Sequence[str], pages: Sequence[str]) -> list[int | None]:
    """The page that each begins on, counted from 1, by its first letters, each sought after the one before; of one that
    is not found, that of the one before."""
    letters = [_letters(page) for page in pages]
    at, after = 0, 0
    found: list[int | None] = []
    for paragraph in paragraphs:
        sought = _letters(paragraph)[:SOUGHT]
        for page, start in _places(at, after, len(letters)):
            place = letters[page].find(sought, start) if sought else -1
            if place >= 0:
                at, after = page, place + len(sought)
                break
        found.append(at + 1 if pages else None)
    return found


def _places(at: int, after: int, count: int) -> Iterator[tuple[int, int]]:
    """Where to look: on from where the one before ended, two pages further at most."""
    yield from ((page, after if page == at else 0) for page in range(at, min(at + 3, count)))


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


async def picture_of_page(
    db: ReadDb, actor: Actor, consultation_id: int, number: int, settings: Settings
) -> Place:
    """Only for those who correct the version that is in preparation."""
    line = await consultation_line(db, actor, consultation_id)
    version = await version_in_preparation(db, line.id)
    require(policy.may_edit_draft(actor, line, version))
    digest = await db.scalar(select(File.digest).where(File.id == version.file_id)) if version else None
    if not digest:
        raise NotFound
    return Place(store.storage_of(settings, PART), _name(digest, number))


async def remove_old_pictures(context: JobContext) -> None:
    """Those of files that no version in preparation was read from."""
    rows = select(File.digest).join(DraftVersion, DraftVersion.file_id == File.id)
    needed = set(await context.db.scalars(rows.where(DraftVersion.announced_at.is_(None))))
    where = store.storage_of(context.settings, PART)
    removed = await asyncio.to_thread(
        store.sweep, where, needed, context.at, named_by=lambda name: name.partition(".")[0]
    )
    log.info("removed %d pictures of pages", removed)
