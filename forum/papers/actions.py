"""Request a paper, and put the signed copy of one beside it."""

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from forum import jobs, kinds
from forum.actor import Actor, require
from forum.database import Db, load
from forum.errors import Invalid
from forum.files.issued import NewCopy, keep_copy, take_back
from forum.files.models import File, IssuedCopy
from forum.files.names import with_ending
from forum.journal import record
from forum.papers import events, policy
from forum.papers.issuing import SignedCopy, WithdrawnCopy, public_offers
from forum.papers.making import MAKE_PAPER
from forum.papers.models import Paper
from forum.papers.policy import PaperState
from forum.papers.sources import content_of, documents_of, offer_of
from forum.thing import Thing
from forum.words import _
from search import entries
from search.entry import Ref


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
        if paper is None or policy.is_under_way(paper, actor.at):
            return
        if paper.state == PaperState.made and paper.mark == (await content_of(offer)).mark:
            return
        paper.state, paper.asked_at, paper.message = PaperState.asked, actor.at, ""
        made = paper.id
    await jobs.defer(db, MAKE_PAPER, paper_id=made)


async def issue_copy(db: Db, actor: Actor, thing: Thing, new: SignedCopy) -> IssuedCopy:
    await kinds.card(db, actor, thing)
    await load(db, kinds.KINDS[thing.kind].table, thing.id, lock=True)
    require(policy.may_issue_copy(await documents_of(thing).is_office(db, actor, thing.id)))
    if new.kind not in {one.kind for one in await public_offers(db, actor, thing)}:
        raise Invalid("kind", _("Đề nghị chọn trong danh sách."))
    if new.issued_on > actor.today:
        raise Invalid("issued_on", _("Ngày ký không thể ở sau hôm nay."))
    described = NewCopy(new.kind, new.number, new.symbol, new.issued_on)
    copy = await keep_copy(db, actor, thing, described, new.files)
    digest = (await load(db, File, copy.file_id)).digest
    done = events.CopyIssued(thing, new.kind, new.number, new.symbol, new.issued_on, digest)
    await record(db, actor, done)
    return copy


async def withdraw_copy(db: Db, actor: Actor, copy_id: int, new: WithdrawnCopy) -> Thing:
    """The file stays with the office, to answer for what was shown; an earlier copy is the official one again."""
    row = await load(db, IssuedCopy, copy_id)
    thing = Thing(row.thing_kind, row.thing_id)
    await kinds.card(db, actor, thing)
    await load(db, kinds.KINDS[thing.kind].table, thing.id, lock=True)
    copy = await load(db, IssuedCopy, copy_id, lock=True)
    require(policy.may_withdraw_copy(await documents_of(thing).is_office(db, actor, thing.id), copy))
    file = await take_back(db, actor, copy, new.reason)
    await _close_to_search(db, thing)
    done = events.CopyWithdrawn(
        thing,
        copy.paper,
        copy.number,
        copy.symbol,
        copy.issued_on,
        with_ending(file.name, file.kind),
        file.size,
        file.digest,
        new.reason,
    )
    await record(db, actor, done)
    return thing


async def _close_to_search(db: Db, thing: Thing) -> None:
    """Nothing is found by the words of the copy any more, also where its entry is being made: it has another version
    then."""
    table = kinds.KINDS[thing.kind].table.__table__
    await db.execute(
        update(kinds.KINDS[thing.kind].table)
        .where(table.c.id == thing.id)
        .values(version=table.c.version + 1)
    )
    await entries.remove(db, Ref(*thing))
