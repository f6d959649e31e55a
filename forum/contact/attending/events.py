"""Events on people at a session. Names are read from the row: none is in the record."""

from dataclasses import dataclass

from forum.journal import event
from forum.thing import Thing


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class AttendanceRegistered:
    thing: Thing
    attendance_id: int


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class AttendanceWithdrawn:
    thing: Thing
    attendance_id: int


@event()
@dataclass(frozen=True, slots=True)
class MovedUp:
    """A place of the hall became free for who waited longest."""

    thing: Thing
    attendance_id: int


@event()
@dataclass(frozen=True, slots=True)
class Invited:
    thing: Thing
    attendance_id: int


@event()
@dataclass(frozen=True, slots=True)
class InvitationTakenBack:
    thing: Thing
    attendance_id: int


@event()
@dataclass(frozen=True, slots=True)
class ReplyRecorded:
    """By the secretariat, of who was invited and called."""

    thing: Thing
    attendance_id: int


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class WayChanged:
    """To the hall, to home, or to waiting for the hall."""

    thing: Thing
    attendance_id: int


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class InvitationAnswered:
    thing: Thing
    attendance_id: int


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class CheckedIn:
    thing: Thing
    attendance_id: int


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class CheckInTakenBack:
    thing: Thing
    attendance_id: int
