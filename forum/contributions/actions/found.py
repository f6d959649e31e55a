"""What search finds, at the moment when something is closed to readers."""

from forum.contributions.models import Contribution
from forum.contributions.naming import texts_under
from forum.contributions.policy import NAME
from forum.contributions.queries import texts_below
from forum.database import Db
from forum.thing import Thing
from search import entries
from search.entry import Ref


async def close_to_search(db: Db, it: Contribution) -> None:
    """Nothing is found or counted by what is closed now, nor by what is shown with it: until their entries are made
    anew there are none."""
    thing = Thing(it.kind, it.id)
    shown_with = texts_under(db, it.persona_id) if it.kind == NAME else texts_below(db, thing)
    await db.flush()
    await entries.remove(db, *(Ref(*one) for one in (thing, *await shown_with)))
