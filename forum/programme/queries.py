"""See: the programme, its sections and tasks."""

from dataclasses import dataclass

from sqlalchemy import select

from forum.database import ReadDb
from forum.programme.models import Task


@dataclass(frozen=True, slots=True)
class TaskChoice:
    """A task as a form offers it."""

    id: int
    code: str
    title: str

    @property
    def option(self) -> tuple[int, str]:
        return self.id, f"{self.code} {self.title}"


async def task_choices(db: ReadDb) -> tuple[TaskChoice, ...]:
    """Every task of the programme in its order."""
    rows = await db.execute(
        select(Task.id, Task.code, Task.title).where(Task.withdrawn_at.is_(None)).order_by(Task.position)
    )
    return tuple(TaskChoice(r.id, r.code, r.title) for r in rows)
