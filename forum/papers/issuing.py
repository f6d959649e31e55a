"""The signed and stamped copy of a paper, put beside it by its office."""

from dataclasses import dataclass, replace

from pydantic import BaseModel
from sqlalchemy import select

from forum import kinds
from forum.accounts.queries import visitor
from forum.actor import Actor
from forum.database import ReadDb, load
from forum.documents import Offer
from forum.errors import NotFound
from forum.fields import Day, Number, Reason, ShortText
from forum.files.actions import WithFiles
from forum.files.issued import CopyView, issued_copies
from forum.files.models import IssuedCopy
from forum.papers import policy
from forum.papers.sources import documents_of, offers_of
from forum.thing import Card, Thing
from forum.urls import url_for
from forum.words import Words


class SignedCopy(WithFiles):
    """`kind` is that of the paper that was signed."""

    kind: str
    number: Number
    symbol: ShortText
    issued_on: Day


class WithdrawnCopy(BaseModel):
    """Why a signed copy is taken back: everybody who reads the thing reads it."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class CopyPage:
    card: Card
    listed: str
    url: str
    papers: tuple[tuple[str, Words | str], ...]
    can: frozenset[str]


async def public_offers(db: ReadDb, actor: Actor, thing: Thing) -> tuple[Offer, ...]:
    """Those that every reader of the thing has: the copy of another one would show them more."""
    table = kinds.KINDS[thing.kind].table.__table__
    readers = await db.scalar(select(table.c.audience).where(table.c.id == thing.id))
    reader = replace(visitor(actor.at), audiences=frozenset(readers or ()))
    return await offers_of(db, reader, thing)


async def copy_page(db: ReadDb, actor: Actor, thing: Thing) -> CopyPage:
    """Raises NotFound for what the actor may not know of."""
    card = await kinds.card(db, actor, thing)
    documents = documents_of(thing)
    is_office = await documents.is_office(db, actor, thing.id)
    papers = (
        tuple((one.kind, one.title) for one in await public_offers(db, actor, thing)) if is_office else ()
    )
    can = frozenset({"issue_copy"}) if policy.may_issue_copy(is_office) and papers else frozenset[str]()
    return CopyPage(card, documents.listed, url_for(documents.page, thing.id), papers, can)


@dataclass(frozen=True, slots=True)
class WithdrawPage:
    card: Card
    listed: str
    url: str
    copy: CopyView
    can: frozenset[str]


async def withdraw_page(db: ReadDb, actor: Actor, copy_id: int) -> WithdrawPage:
    """Raises NotFound for what the actor may not know of."""
    row = await load(db, IssuedCopy, copy_id)
    thing = Thing(row.thing_kind, row.thing_id)
    card = await kinds.card(db, actor, thing)
    documents = documents_of(thing)
    view = next((one for one in await issued_copies(db, thing) if one.id == copy_id), None)
    if view is None:
        raise NotFound
    may = policy.may_withdraw_copy(await documents.is_office(db, actor, thing.id), row)
    can = frozenset({"withdraw_copy"}) if may else frozenset[str]()
    return WithdrawPage(card, documents.listed, url_for(documents.page, thing.id), view, can)
