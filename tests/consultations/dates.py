"""The shortest round that the law allows: how long that is depends on the days off that it ends on."""

from datetime import date

from forum.clock import local_date, start_of_day
from forum.database import ReadDb
from forum.deadlines.queries import due_at


async def shortest_end(db: ReadDb, document_kind: str, opens_on: date) -> date:
    """The first day on which a round for this kind of document may end."""
    return local_date(await due_at(db, document_kind, start_of_day(opens_on)))
