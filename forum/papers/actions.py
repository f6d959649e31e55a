"""Request a paper."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from forum import jobs
from forum.actor import Actor
from forum.database import Db
from forum.papers import policy
from forum.papers.making import MAKE_PAPER
from forum.papers.models import Paper
from forum.papers.policy import PaperState
from forum.papers.sources import offer_of
from forum.thing import Thing


async def ask_for_paper(db: Db, actor: Actor, thing: Thing, kind: str, format_: str) -> None:
    """Defer a job to make the paper, unless it is being made or is still current.

    Raises NotFound where the actor may not have it.
    """
    offer = await offer_of(db, actor, thing, kind, format_)
    slot = {
        "persona_id": actor.persona_id,
        "thing_kind": thing.kind,
        "thing_id": thing.id,
        "kind": kind,
        "format": format_,
    }
    made = await db.scalar(
        insert(Paper)
        .values(**slot, state=PaperState.asked, asked_at=actor.at, mark="", digest="", size=0, message="")
        .on_conflict_do_nothing()
        .returning(Paper.id)
    )
    if made is None:
        # A worker holds the lock while it makes the paper: then there is nothing to request.
        paper = await db.scalar(select(Paper).filter_by(**slot).with_for_update(skip_locked=True))
        stands = paper is not None and paper.state == PaperState.made and paper.mark == offer.mark
        if paper is None or stands or policy.is_under_way(paper, actor.at):
            return
        paper.state, paper.asked_at, paper.message = PaperState.asked, actor.at, ""
        made = paper.id
    await jobs.defer(db, MAKE_PAPER, paper_id=made)
