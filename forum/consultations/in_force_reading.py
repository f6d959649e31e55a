"""The job that reads the text in force and matches it with the version that is shown."""

import asyncio

from forum.consultations.actions.in_force import READ_IN_FORCE
from forum.consultations.draft_reading import BROKEN_OFF, read_source, source_of
from forum.consultations.drafts import texts_of
from forum.consultations.in_force import InForceLink, matched, store_links, store_units, units_of
from forum.consultations.models import Consultation, TextInForce
from forum.database import Db, ReadDb, load, writing_session
from forum.jobs import JobContext, job
from forum.paperwork.readings import Reading
from forum.words import Words


@job(READ_IN_FORCE)
async def read_in_force(context: JobContext, consultation_id: int) -> None:
    """A second run does nothing once it is read and matched. No connection is held while the work is done."""
    async with writing_session(context.engine) as db:
        given = await db.get(TextInForce, consultation_id)
        if given is None:
            return
        given_at, is_unread = given.given_at, given.is_unread
        source = await source_of(db, given.source_text, given.file_id)
    if is_unread:
        result: Reading | Words
        try:
            result = await asyncio.to_thread(read_source, context, source)
        except Exception:
            if not context.is_last_try:
                raise
            result = BROKEN_OFF
        async with writing_session(context.engine) as db:
            standing = await _locked(db, consultation_id)
            if standing is None or standing.given_at != given_at:
                return
            _store(standing, result, context)
    async with writing_session(context.engine) as db:
        version, links = await _matched(db, consultation_id)
        standing = await _locked(db, consultation_id)
        if version and standing is not None and standing.given_at == given_at:
            store_links(standing, version, links)


def _store(standing: TextInForce, result: Reading | Words, context: JobContext) -> None:
    if isinstance(result, Reading):
        store_units(standing, result)
        standing.read_at, standing.source_text = context.at, ""
    else:
        standing.failure = str(result)


async def _locked(db: Db, consultation_id: int) -> TextInForce | None:
    await load(db, Consultation, consultation_id, lock=True)
    return await db.get(TextInForce, consultation_id, with_for_update=True, populate_existing=True)


async def _matched(db: ReadDb, consultation_id: int) -> tuple[int, list[InForceLink]]:
    """(the version that is shown, its links), or 0 where nothing is to be matched."""
    it, given = await load(db, Consultation, consultation_id), await db.get(TextInForce, consultation_id)
    if given is None or given.read_at is None or it.announced_at is None:
        return 0, []
    if given.matched_version == it.shown_version:
        return 0, []
    texts = await texts_of(db, it.id, it.shown_version)
    return it.shown_version, await asyncio.to_thread(matched, units_of(given), texts)
