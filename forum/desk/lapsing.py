"""The jobs that end interim hides, whose rights do not depend on them since all rules check the date themselves, and
decisions whose review nobody could hear in time."""

from forum import jobs
from forum.desk import actions
from forum.jobs import JobContext, job
from moderation.actions import overdue_reviews
from moderation.queries import lapsed_interims


@job("find_lapsed_hides", cron="*/5 * * * *")
async def find_lapsed_hides(context: JobContext) -> None:
    """One job per text, so that a failure delays no other."""
    for contribution_id in {one.subject.id for one in await lapsed_interims(context.db, context.at)}:
        await jobs.defer(context.db, "record_lapse", contribution_id=contribution_id)


@job("find_unheard_reviews", cron="15 * * * *")
async def find_unheard_reviews(context: JobContext) -> None:
    """Reviews whose day is over, each a job of its own."""
    for case_id in await overdue_reviews(context.db, context.at):
        await jobs.defer(context.db, "record_unheard", case_id=case_id)


@job("record_unheard")
async def record_unheard(context: JobContext, case_id: int) -> None:
    await actions.record_unheard(context.db, case_id, context.at)


@job("record_lapse")
async def record_lapse(context: JobContext, contribution_id: int) -> None:
    await actions.record_lapse(context.db, contribution_id, context.at)
