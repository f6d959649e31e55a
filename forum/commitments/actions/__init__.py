"""Actions on commitments: make them, report on them, change their date, confirm and dispute."""

from forum.commitments.actions.lines import (
    ChangedLine,
    NewLine,
    add_line,
    change_line,
    lock_line,
    publish_lines,
    remove_line,
)
from forum.commitments.actions.making import NewCommitment, Promise
from forum.commitments.actions.results import (
    Confirmation,
    Dispute,
    NewDue,
    Report,
    change_due,
    commitment_clocks,
    confirm,
    dispute,
    report,
)

__all__ = [
    "ChangedLine",
    "Confirmation",
    "Dispute",
    "NewCommitment",
    "NewDue",
    "NewLine",
    "Promise",
    "Report",
    "add_line",
    "change_due",
    "change_line",
    "commitment_clocks",
    "confirm",
    "dispute",
    "lock_line",
    "publish_lines",
    "remove_line",
    "report",
]
