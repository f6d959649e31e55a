"""How the house is: work that waits or failed, mail that was refused."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from forum.accounts import directory
from forum.database import ReadDb
from forum.words import Words, _

LONG = 15  # minutes that a due job may wait


@dataclass(frozen=True, slots=True)
class Health:
    """Counts of pending work. `waiting_since_minutes` is the age of the oldest due job."""

    jobs_waiting: int
    jobs_failed: int
    waiting_since_minutes: int
    search_marks: int
    texts_in_review: int
    mail_refused: int
    mailboxes_shared: int

    @property
    def troubles(self) -> list[Words]:
        """What needs a hand, as sentences; none where all is well."""
        found = {
            _("Có việc chạy ngầm bị lỗi; nhật ký của tiến trình nền cho biết vì sao."): self.jobs_failed > 0,
            _("Việc chạy ngầm chờ quá lâu; tiến trình nền có thể đã dừng."): self.waiting_since_minutes
            >= LONG,
            _("Có tài khoản không nhận được thư."): self.mail_refused > 0,
        }
        return [words for words, is_so in found.items() if is_so]


async def health(db: ReadDb, at: datetime) -> Health:
    waiting, failed, minutes, marks, in_review = (
        await db.execute(
            text(
                """
                SELECT count(*) FILTER (WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= :at)),
                  count(*) FILTER (WHERE status = 'failed'),
                  coalesce(extract(epoch FROM :at - (SELECT min(e.at) FROM procrastinate_events e
                    JOIN procrastinate_jobs w ON w.id = e.job_id
                    WHERE w.status = 'todo' AND e.type = 'deferred'
                      AND (w.scheduled_at IS NULL OR w.scheduled_at <= :at))) / 60, 0),
                  (SELECT count(*) FROM search.changes),
                  (SELECT count(*) FROM contributions WHERE visibility = 'in_review')
                FROM procrastinate_jobs
                """
            ),
            {"at": at},
        )
    ).one()
    refused, sharing = await directory.mail_figures(db)
    return Health(waiting, failed, max(0, int(minutes)), marks, in_review, refused, sharing)
