"""The papers that a thing's kind offers."""

from dataclasses import replace

from forum.actor import Actor
from forum.database import ReadDb
from forum.documents import Content, Documents, Offer
from forum.errors import NotFound
from forum.kinds import KINDS
from forum.thing import Thing
from forum.words import SOURCE, _, reading_in

KIND_MAX = 2000


def documents_of(thing: Thing) -> Documents:
    """Raises NotFound for a kind without papers."""
    documents = KINDS[thing.kind].documents
    if documents is None:
        raise NotFound
    return documents


async def offers_of(db: ReadDb, actor: Actor, thing: Thing) -> tuple[Offer, ...]:
    """The offers open to this actor now. Papers are always in Vietnamese, whoever reads them, and masked also for
    who wrote what is masked: a paper is handed on."""
    with reading_in(SOURCE):
        offers = await documents_of(thing).offers(db, replace(actor, reads_masked=False), thing.id)
    assert len({one.kind for one in offers}) == len(offers), f"two papers of a {thing.kind} are of one kind"
    return offers


async def offer_of(db: ReadDb, actor: Actor, thing: Thing, kind: str, format_: str) -> Offer:
    """Raises NotFound where the paper is not offered to this actor now."""
    for offer in await offers_of(db, actor, thing):
        if offer.kind == kind and format_ in offer.formats:
            return offer
    narrowed = await narrowed_offer(db, actor, thing, kind)
    if narrowed is not None and format_ in narrowed.formats:
        return narrowed
    raise NotFound(_("Hiện không có văn bản này."))


async def narrowed_offer(db: ReadDb, actor: Actor, thing: Thing, kind: str) -> Offer | None:
    """One that is listed only once somebody asked for it."""
    narrowed = documents_of(thing).narrowed
    if narrowed is None or len(kind) > KIND_MAX:
        return None
    with reading_in(SOURCE):
        return await narrowed(db, replace(actor, reads_masked=False), thing.id, kind)


async def content_of(offer: Offer) -> Content:
    with reading_in(SOURCE):
        return await offer.read()
