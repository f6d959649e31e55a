"""The signed and stamped copy of a paper, put beside it by its office."""

from dataclasses import dataclass, replace

from forum import kinds
from forum.accounts.queries import visitor
from forum.actor import Actor, require
from forum.database import Db, ReadDb, load
from forum.documents import Offer
from forum.errors import Invalid
from forum.fields import Day, Number, ShortText
from forum.files.actions import WithFiles
from forum.files.issued import NewCopy, keep_copy
from forum.files.models import File, IssuedCopy
from forum.journal import record
from forum.papers import events, policy
from forum.papers.sources import documents_of, offers_of
from forum.thing import Card, Thing
from forum.urls import url_for
from forum.words import Words, _


class SignedCopy(WithFiles):
    """`paper` is the kind of the paper that was signed."""

    paper: str
    number: Number
    symbol: ShortText
    issued_on: Day


@dataclass(frozen=True, slots=True)
class CopyPage:
    card: Card
    listed: str
    url: str
    papers: tuple[tuple[str, Words | str], ...]
    can: frozenset[str]


async def public_offers(db: ReadDb, actor: Actor, thing: Thing) -> tuple[Offer, ...]:
    """Those that every reader of the thing has: the copy of another one would show them more."""
    row = await load(db, kinds.KINDS[thing.kind].table, thing.id)
    reader = replace(visitor(actor.at), audiences=frozenset(row.audience))  # type: ignore[attr-defined]  # kinds with papers have one
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


async def issue_copy(db: Db, actor: Actor, thing: Thing, new: SignedCopy) -> IssuedCopy:
    await kinds.card(db, actor, thing)
    await load(db, kinds.KINDS[thing.kind].table, thing.id, lock=True)
    require(policy.may_issue_copy(await documents_of(thing).is_office(db, actor, thing.id)))
    if new.paper not in {one.kind for one in await public_offers(db, actor, thing)}:
        raise Invalid("paper", _("Đề nghị chọn trong danh sách."))
    if new.issued_on > actor.today:
        raise Invalid("issued_on", _("Ngày ký không thể ở sau hôm nay."))
    described = NewCopy(new.paper, new.number, new.symbol, new.issued_on)
    copy = await keep_copy(db, actor, thing, described, new.files)
    digest = (await load(db, File, copy.file_id)).digest
    done = events.CopyIssued(thing, new.paper, new.number, new.symbol, new.issued_on, digest)
    await record(db, actor, done)
    return copy
