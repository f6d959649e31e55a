"""Giving a place to an opinion whose paragraph was split or removed."""

from typing import Self

from forum.actor import Actor, require
from forum.consultations import events, policy
from forum.consultations.actions.locking import locked
from forum.consultations.drafts import shown_text
from forum.consultations.models import Consultation, Opinion
from forum.consultations.queries.margin import place_version
from forum.database import Db, load
from forum.errors import Invalid
from forum.journal import record
from forum.thing import Thing
from forum.versions import Versioned
from forum.words import _


class Place(Versioned):
    paragraph_id: int

    @classmethod
    def of(cls, opinion: Opinion) -> Self:
        return cls.current(
            place_version(opinion.place_id, opinion.needs_place), paragraph_id=opinion.place_id
        )


async def place_opinion(db: Db, actor: Actor, opinion_id: int, place: Place) -> Consultation:
    """Show it at the paragraph that it now belongs to. Where it was given and what it quoted stay as they were."""
    seen = await load(db, Opinion, opinion_id)
    it = await locked(db, actor, seen.consultation_id)
    opinion = await load(db, Opinion, opinion_id, lock=True)
    place.require_seen(Place.of(opinion))
    require(policy.may_place_opinion(actor, it, opinion.needs_place))
    if await shown_text(db, it, place.paragraph_id) is None:
        raise Invalid("paragraph_id", _("Đề nghị chọn một đoạn của dự thảo."))
    opinion.place_id, opinion.needs_place = place.paragraph_id, False
    placed = events.OpinionPlaced(Thing("consultation", it.id), opinion.id, place.paragraph_id)
    await record(db, actor, placed, also=(Thing("opinion", opinion.id),))
    return it
