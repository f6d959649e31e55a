"""Makes stored HTML anew after a migration emptied it; until then pages make it when they are read."""

from sqlalchemy import select, update

from forum.contributions.models import Contribution, Revision
from forum.database import Db
from forum.jobs import JobContext, defer, job
from forum.programme.models import ProgressReport
from forum.typed_text import html_of

MAKE_HTML = "make_html"
BATCH = 500
_SHOWN: tuple[type[Contribution | Revision | ProgressReport], ...] = (Contribution, Revision, ProgressReport)


@job(MAKE_HTML, cron="*/10 * * * *")
async def make_html(context: JobContext, **_: object) -> None:
    """Make one batch and queue the next. Rows that are made, or locked by a writer, are passed over."""
    for model in _SHOWN:
        if await _make_batch(context.db, model) == BATCH:
            await defer(context.db, MAKE_HTML)
            return


async def _make_batch(db: Db, model: type[Contribution | Revision | ProgressReport]) -> int:
    columns = model.__table__.c
    keys = list(model.__table__.primary_key)
    stale = await db.execute(
        select(*keys, columns.text).where(columns.html == "").limit(BATCH).with_for_update(skip_locked=True)
    )
    rows = stale.all()
    for *values, text in rows:
        same = [key == value for key, value in zip(keys, values, strict=True)]
        # A text of white space alone shows nothing, but its HTML is made.
        await db.execute(update(model).where(*same).values({columns.html: html_of(text) or "\n"}))
    return len(rows)
