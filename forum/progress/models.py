"""The official text of a progress report, until and after its approval."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from forum.contributions.official.content import Beside
from forum.database import Model
from forum.database.columns import EnumText
from forum.programme.policy import ReportedState


class ProgressText(Model):
    """A body's report on a task, from its draft on. Once its head approves it, a `ProgressReport` names it."""

    __tablename__ = "progress_texts"
    __table_args__ = (Index(None, "task_id", "id"),)  # a task's texts in order

    id: Mapped[int] = mapped_column(ForeignKey("official_texts.id"), primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"))
    state: Mapped[ReportedState] = mapped_column(EnumText(ReportedState))
    percent: Mapped[int | None]

    @property
    def beside(self) -> Beside:
        """What is published along with its text."""
        known: Beside = {"task": self.task_id, "state": str(self.state)}
        return known if self.percent is None else {**known, "percent": self.percent}
