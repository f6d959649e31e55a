"""Noting people for whom something is entered, and giving what was entered to their accounts."""

from forum.contributions.entering.actions.claiming import confirm_claim, issue_code, refuse_claim, send_claim
from forum.contributions.entering.actions.people import ChangedReach, NewPerson, add_person, change_reach

__all__ = [
    "ChangedReach",
    "NewPerson",
    "add_person",
    "change_reach",
    "confirm_claim",
    "issue_code",
    "refuse_claim",
    "send_claim",
]
