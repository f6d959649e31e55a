"""Deletes drafts that nobody can come back to."""

from datetime import timedelta

from sqlalchemy import delete

from forum.contributions.drafts import HELD_FOR
from forum.contributions.models import Draft
from forum.jobs import JobContext, job

# A sent form's row only leads a second press to the first; no page is open that long.
SENT_ROW_LASTS = timedelta(days=30)


@job("delete_held_drafts", cron="25 * * * *")
async def delete_held_drafts(context: JobContext, **_: object) -> None:
    """What was held without a log-in for a day, and the rows of forms that were sent. Deleting twice is harmless."""
    held = Draft.persona_id.is_(None) & (Draft.saved_at <= context.at - HELD_FOR)
    sent = Draft.sent_url.is_not(None) & (Draft.saved_at <= context.at - SENT_ROW_LASTS)
    await context.db.execute(delete(Draft).where(held | sent))
