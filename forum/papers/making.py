"""The job that makes a requested paper, with the requester's access."""

import asyncio
import logging

from sqlalchemy import select

from forum.accounts.queries import actor_of_persona, visitor
from forum.database import load
from forum.documents import FORMATS, Format, Making
from forum.errors import NotFound
from forum.files.store import StorageAway
from forum.jobs import JobContext, job
from forum.memory import give_back
from forum.papers import files
from forum.papers.models import Paper
from forum.papers.policy import PaperState
from forum.papers.sources import content_of, offer_of
from forum.paperwork.errors import PaperError
from forum.thing import Thing

log = logging.getLogger("forum.papers")
MAKE_PAPER = "make_paper"


@job(MAKE_PAPER, attempts=3, outages=(StorageAway,))
async def make_paper(context: JobContext, paper_id: int) -> None:
    """Make one paper. A second run does nothing. The row stays locked until the file is written."""
    paper = await load(context.db, Paper, paper_id, lock=True)
    if paper.state != PaperState.asked:
        return
    reader = visitor(context.at)
    if paper.persona_id is not None:
        found = await actor_of_persona(context.db, paper.persona_id, context.at)
        if found is None:  # the account was erased in the meantime
            await context.db.delete(paper)
            return
        reader = found
    try:
        thing = Thing(paper.thing_kind, paper.thing_id)
        offer = await offer_of(context.db, reader, thing, paper.kind, paper.format)
        making = Making(context.at, context.settings.site)
        content = await content_of(offer)
        written = await asyncio.to_thread(content.writers[_format(paper)], making)
        await asyncio.to_thread(give_back)
    except (NotFound, PaperError) as refused:
        paper.state, paper.message = PaperState.failed, str(refused.message)
        return
    paper.digest = await asyncio.to_thread(files.store, context.settings, written)
    paper.state, paper.mark = PaperState.made, content.mark
    paper.made_at, paper.size = context.at, len(written)
    paper.message = ""


def _format(paper: Paper) -> Format:
    for known in FORMATS:
        if known == paper.format:
            return known
    raise NotFound


async def remove_unnamed_files(context: JobContext) -> None:
    """Of papers whose rows are gone."""
    needed = set((await context.db.scalars(select(Paper.digest))).all())
    removed = await asyncio.to_thread(files.sweep, context.settings, needed, context.at)
    log.info("removed %d files of papers", removed)
