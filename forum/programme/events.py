"""Events on the programme."""

from dataclasses import dataclass

from forum.journal import event
from forum.programme.policy import ReportedState
from forum.thing import Thing


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class ProgrammeLoaded:
    """The built-in programme was loaded at first start."""

    thing: Thing
    task_count: int


@event(official=True, notifies=False)
@dataclass(frozen=True, slots=True)
class ProgrammeImported:
    thing: Thing
    digest: str
    added: int
    changed: int
    withdrawn: int


@event(official=True, notifies=False)
@dataclass(frozen=True, slots=True)
class CurrentLeadSet:
    """The computed successor was overridden; without a body the override was removed."""

    thing: Thing
    as_named: str
    body_id: int | None
    reason: str


@event(official=True)
@dataclass(frozen=True, slots=True)
class ProgressReported:
    thing: Thing
    report_id: int
    body_id: int
    state: ReportedState


@event(official=True)
@dataclass(frozen=True, slots=True)
class ProgressTakenBack:
    """The head in whose name it was reported does not stand by that report: the task stands as the report before it
    says, or as nobody reported it."""

    thing: Thing
    report_id: int
    body_id: int
    state: ReportedState | None
