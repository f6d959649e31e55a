"""Actions of the desk: open cases, claim, decide, confirm, ask for a review, hear it.

Lock order: contribution → case → chain head; `record` is the last call of each action.
"""

from forum.desk.actions.appeals import Grounds, HearingInput, ask_review, hear, record_unheard
from forum.desk.actions.asking import AskAuthor, Explanation, ask_author, explain
from forum.desk.actions.cases import claim, claim_oldest, close, release
from forum.desk.actions.decisions import RulingInput, SecondInput, confirm, decide, record_lapse
from forum.desk.actions.erasing import Erasure, erase
from forum.desk.actions.flags import FlagInput, OrderInput, flag, open_by_order

__all__ = [
    "AskAuthor",
    "Erasure",
    "Explanation",
    "FlagInput",
    "Grounds",
    "HearingInput",
    "OrderInput",
    "RulingInput",
    "SecondInput",
    "ask_author",
    "ask_review",
    "claim",
    "claim_oldest",
    "close",
    "confirm",
    "decide",
    "erase",
    "explain",
    "flag",
    "hear",
    "open_by_order",
    "record_lapse",
    "record_unheard",
    "release",
]
