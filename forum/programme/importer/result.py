"""The result of an import as plain values, and as the JSON of a dry run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from forum.programme.policy import Schedule

RemarkKind = Literal["join", "slip", "suspected", "unsure", "truncated", "ignored", "unread"]
Role = Literal["heading", "task", "lead", "deadline", "indicator", "preamble"]


class ProgrammeError(ValueError):
    """The text cannot be read as a programme. `line` counts from 1; `reason` is ready for the screen."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"Dòng {line}: {reason}")
        self.line = line
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Timing:
    """When a task is due. `words` quote the source; a period has both dates."""

    schedule: Schedule = Schedule.unknown
    deadline_on: date | None = None
    from_on: date | None = None
    words: str | None = None
    doubt: str | None = None


@dataclass(frozen=True, slots=True)
class SectionText:
    code: str
    heading: str
    line: int


@dataclass(frozen=True, slots=True)
class TaskText:
    code: str
    section: str
    line: int
    text: str
    lead: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    partners_others: str | None = None
    timing: Timing = field(default_factory=Timing)
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class IndicatorText:
    """A goal with a figure in it."""

    section: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Remark:
    kind: RemarkKind
    line: int
    text: str
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class ProgrammeText:
    """`roles` say what each line that was read became; a line without one is in the report."""

    sections: tuple[SectionText, ...]
    tasks: tuple[TaskText, ...]
    joins: tuple[tuple[int, int], ...]
    report: tuple[Remark, ...]
    roles: Mapping[int, Role]
    indicators: tuple[IndicatorText, ...] = ()


Json = Mapping[str, "Json"] | Sequence["Json"] | str | int | bool | None


def as_json(programme: ProgrammeText) -> dict[str, Json]:
    return {
        "sections": [{"code": each.code, "heading": each.heading} for each in programme.sections],
        "tasks": [_task_as_json(task) for task in programme.tasks],
        "indicators": [
            {"section": each.section, "line": each.line, "text": each.text} for each in programme.indicators
        ],
        "joins": [list(join) for join in programme.joins],
        "report": [
            {"kind": each.kind, "line": each.line, "text": each.text, "suggestion": each.suggestion}
            for each in programme.report
        ],
    }


def _task_as_json(task: TaskText) -> dict[str, Json]:
    timing = task.timing
    return {
        "code": task.code,
        "section": task.section,
        "line": task.line,
        "text": task.text,
        "lead": list(task.lead),
        "with": list(task.partners),
        "with_others": task.partners_others,
        "schedule": timing.schedule,
        "deadline": timing.deadline_on.isoformat() if timing.deadline_on else None,
        "from": timing.from_on.isoformat() if timing.from_on else None,
        "deadline_text": timing.words,
        "truncated": task.truncated,
    }
