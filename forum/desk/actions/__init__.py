"""Do: bring a text before the desk, take a case, decide, second, ask for a review, hear it.

Locks are taken contribution → case → chain head; `record` is the last thing each action does.
"""

from forum.desk.actions.appeals import Grounds, HearingInput, ask_review, hear
from forum.desk.actions.asking import FlagInput, OrderInput, flag, order
from forum.desk.actions.cases import claim, close, release
from forum.desk.actions.decisions import RulingInput, SecondInput, confirm, decide, record_lapse
from forum.desk.actions.erasing import Erasure, erase

__all__ = [
    "Erasure",
    "FlagInput",
    "Grounds",
    "HearingInput",
    "OrderInput",
    "RulingInput",
    "SecondInput",
    "ask_review",
    "claim",
    "close",
    "confirm",
    "decide",
    "erase",
    "flag",
    "hear",
    "order",
    "record_lapse",
    "release",
]
