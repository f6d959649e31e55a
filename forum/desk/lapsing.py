"""The job that ends interim hides. Rights do not depend on it: all rules check the date themselves."""

from forum import jobs
from forum.desk import actions
from forum.jobs import JobContext, job
from moderation.queries import lapsed_interims


@job("find_lapsed_hides", cron="*/5 * * * *")
async def find_lapsed_hides(context: JobContext) -> None:
    """One job per text, so that a failure delays no other."""
    for contribution_id in {one.subject.id for one in await lapsed_interims(context.db, context.at)}:
        await jobs.defer(context.db, "record_lapse", contribution_id=contribution_id)


@job("record_lapse")
async def record_lapse(context: JobContext, contribution_id: int) -> None:
    await actions.record_lapse(context.db, contribution_id, context.at)
