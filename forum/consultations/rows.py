"""What the rules for consultations look at, whichever row or view has it."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from forum.consultations.policy import ConsultationState  # whose rules read these rows


class ConsultationRow(Protocol):
    """A consultation, with its recorded or its shown state."""

    @property
    def state(self) -> "ConsultationState": ...
    @property
    def body_id(self) -> int: ...
    @property
    def opens_on(self) -> date | None: ...
    @property
    def closes_on(self) -> date | None: ...


class IssuedRow(ConsultationRow, Protocol):
    """One whose text the office may have issued."""

    @property
    def issued_number(self) -> str: ...


class VersionRow(Protocol):
    """A version of the draft."""

    @property
    def announced_at(self) -> datetime | None: ...
