"""The one list of things that papers can be had of."""

from forum.actor import Actor
from forum.database import ReadDb
from forum.errors import NotFound
from forum.papers import of_consultations, of_contact
from forum.papers.offers import Offer, Offers
from forum.thing import Thing

SOURCES: dict[str, Offers] = {"consultation": of_consultations.offers, "session": of_contact.offers}


async def offers_of(db: ReadDb, actor: Actor, thing: Thing) -> tuple[Offer, ...]:
    """Raises NotFound for what the actor may not know of."""
    return await SOURCES[thing.kind](db, actor, thing.id)


async def offer_of(db: ReadDb, actor: Actor, thing: Thing, kind: str, format_: str) -> Offer:
    """Raises NotFound where the paper cannot be had by this actor now."""
    for offer in await offers_of(db, actor, thing):
        if offer.kind == kind and format_ in offer.writers:
            return offer
    raise NotFound("Hiện không có văn bản này.")
