"""Actions on cases, decisions and appeals. Each locks the case first; the caller has locked its own row."""

from moderation.actions.appeals import Appellant, appeal, hear, lapse_review, overdue_reviews
from moderation.actions.cases import claim, close, open_case, release, rest, wake
from moderation.actions.decisions import confirm, decide, lapse

__all__ = [
    "Appellant",
    "appeal",
    "claim",
    "close",
    "confirm",
    "decide",
    "hear",
    "lapse",
    "lapse_review",
    "open_case",
    "overdue_reviews",
    "release",
    "rest",
    "wake",
]
