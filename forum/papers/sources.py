"""The papers that can be had of a thing, as its kind offers them."""

from forum.actor import Actor
from forum.database import ReadDb
from forum.documents import Documents, Offer
from forum.errors import NotFound
from forum.kinds import KINDS
from forum.thing import Thing


def documents_of(thing: Thing) -> Documents:
    """Raises NotFound where nothing can be made from such a thing."""
    documents = KINDS[thing.kind].documents
    if documents is None:
        raise NotFound
    return documents


async def offer_of(db: ReadDb, actor: Actor, thing: Thing, kind: str, format_: str) -> Offer:
    """Raises NotFound where the paper cannot be had by this actor now."""
    for offer in await documents_of(thing).offers(db, actor, thing.id):
        if offer.kind == kind and format_ in offer.writers:
            return offer
    raise NotFound("Hiện không có văn bản này.")
