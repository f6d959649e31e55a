"""The worker's part: a backup each night, and each erasure written beside the backups."""

import asyncio
import logging
from datetime import timedelta
from pathlib import Path

from forum.backups import erased
from forum.backups.backup import back_up
from forum.jobs import JobContext, job

log = logging.getLogger(__name__)


@job("back_up", cron="30 19 * * *", attempts=3, within=timedelta(hours=3))
async def back_up_at_night(context: JobContext) -> None:
    """At 2.30 in Hải Phòng, where FORUM_BACKUP_DIR is set. Run twice, it makes two backups; at once, the later one
    fails and is tried again."""
    settings = context.settings
    if not settings.backup_dir:
        return
    erasures = await erased.erasures_of(context.db)
    taken = await asyncio.to_thread(
        back_up, settings, Path(settings.backup_dir), context.at, keep=settings.backup_keep, erasures=erasures
    )
    log.info("backed up to %s: %s bytes", taken.folder, taken.manifest.size)


@job("note_erasures", cron="10 * * * *")
async def note_erasures(context: JobContext) -> None:
    """After each erasure, and each hour in case the folder was away. A second run adds nothing."""
    if context.settings.backup_dir:
        erasures = await erased.erasures_of(context.db)
        await asyncio.to_thread(erased.append, Path(context.settings.backup_dir), erasures)
