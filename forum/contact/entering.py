"""What staff type for somebody who wrote, called or spoke: it says who typed it, and members of that name are told."""

from forum.accounts.queries import members_of_that_name
from forum.contact import events
from forum.contributions.models import Contribution
from forum.database import ReadDb
from forum.journal import Event
from forum.thing import Thing


async def entered(db: ReadDb, it: Contribution) -> list[Event]:
    """The event of a question that staff typed; none of one that its asker sent."""
    if it.entered_by is None:
        return []
    namesakes = tuple(await members_of_that_name(db, it.persona_id))
    return [events.QuestionEntered(Thing("question", it.id), it.entered_by, namesakes)]
