"""The clock of hides for now. It changes no right: everybody's rules ask the date themselves."""

from forum import jobs
from forum.desk import actions
from forum.jobs import Work, job
from moderation.queries import lapsed_interims


@job("find_lapsed_hides", cron="*/5 * * * *")
async def find_lapsed_hides(work: Work) -> None:
    """One job per text, so that one that fails holds up no other."""
    for contribution_id in {one.subject.id for one in await lapsed_interims(work.db, work.at)}:
        await jobs.defer(work.db, "record_lapse", contribution_id=contribution_id)


@job("record_lapse")
async def record_lapse(work: Work, contribution_id: int) -> None:
    await actions.record_lapse(work.db, contribution_id, work.at)
