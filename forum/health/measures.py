"""What waits and since when, read from the database in few statements; the ground of verdicts and of numbers."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from forum import queue
from forum.accounts import directory
from forum.database import ReadDb
from forum.deadlines.queries import late_count
from forum.queue import Figures, Standing
from search.pushing import DueEntries, due_entries


@dataclass(frozen=True, slots=True)
class Measures:
    """`marks` are things whose entry in the index is not made yet, `due` are entries that the copy lacks."""

    jobs: Figures
    standing: Standing
    marks: int
    due: DueEntries
    duties_late: int
    texts_in_review: int
    mail_refused: int
    mailboxes_shared: int


async def measure(db: ReadDb, at: datetime) -> Measures:
    marks, in_review = (
        await db.execute(
            text(
                "SELECT (SELECT count(*) FROM search.changes), "
                "(SELECT count(*) FROM contributions WHERE visibility = 'in_review')"
            )
        )
    ).one()
    refused, sharing = await directory.mail_figures(db)
    return Measures(
        jobs=await queue.figures(db, at),
        standing=await queue.standing(db, at),
        marks=marks,
        due=await due_entries(db),
        duties_late=await late_count(db, at),
        texts_in_review=in_review,
        mail_refused=refused,
        mailboxes_shared=sharing,
    )
