"""Deleting what nobody needs of past log-ins: attempts that no limit counts, expired sessions and links."""

from sqlalchemy import delete

from forum.accounts.actions.logins import KNOWN_LASTS, TOKEN_LASTS
from forum.accounts.limits import RETENTION
from forum.accounts.models import Attempt, KnownBrowser, Login, OneTimeToken, PendingRegistration
from forum.jobs import JobContext, job


@job("sweep_log_ins", cron="50 3 * * *")
async def sweep_log_ins(context: JobContext) -> None:
    """Once a day; a second run finds nothing."""
    before = context.at - RETENTION
    await context.db.execute(delete(Attempt).where(Attempt.at < before))
    await context.db.execute(delete(Login).where(Login.expires_at < before))
    stale = PendingRegistration.asked_at < before - TOKEN_LASTS["confirm"]
    await context.db.execute(delete(PendingRegistration).where(stale))
    await context.db.execute(delete(KnownBrowser).where(KnownBrowser.used_at < context.at - KNOWN_LASTS))
    await context.db.execute(delete(OneTimeToken).where(OneTimeToken.expires_at < before))
