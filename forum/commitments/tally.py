"""What became of a number of commitments: each end and each trouble counted apart."""

from collections.abc import Sequence
from dataclasses import dataclass

from forum.commitments.policy import FOUND, CommitmentState
from forum.commitments.queries import CommitmentLine
from forum.words import Words, _

IMPOSSIBLE = frozenset(
    f"commitment.{name}" for name, ends in FOUND.items() if CommitmentState.cannot_be_done in ends
)
PARTLY = frozenset(
    f"commitment.{name}" for name, ends in FOUND.items() if CommitmentState.partly_done in ends
)


@dataclass(frozen=True, slots=True)
class Tally:
    """One commitment may stand in several counts: moved and disputed, say."""

    total: int
    done: int
    partly_done: int
    cannot_be_done: int
    disputed: int
    moved: int
    overdue: int

    @property
    def words(self) -> tuple[Words, ...]:
        """The four that are always told, and the others where there are any."""
        always = (
            _("{count} đã thực hiện, đã xác nhận", count=self.done),
            _("{count} dời thời hạn", count=self.moved),
            _("{count} chưa thống nhất kết quả", count=self.disputed),
            _("{count} không thực hiện được", count=self.cannot_be_done),
        )
        partly = (_("{count} thực hiện một phần", count=self.partly_done),) if self.partly_done else ()
        late = (_("{count} quá hạn", count=self.overdue),) if self.overdue else ()
        return (_("{count} cam kết", count=self.total), *always, *partly, *late)


def tally_of(lines: Sequence[CommitmentLine]) -> Tally:
    return Tally(
        total=len(lines),
        done=sum(one.is_done for one in lines),
        partly_done=sum(one.found_state in PARTLY for one in lines),
        cannot_be_done=sum(one.found_state in IMPOSSIBLE for one in lines),
        disputed=sum(one.is_disputed or one.state == CommitmentState.disputed for one in lines),
        moved=sum(one.due_change_count > 0 for one in lines),
        overdue=sum(one.overdue_days > 0 for one in lines),
    )
