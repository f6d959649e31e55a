"""Actions on threads and posts, on proposals and their answers."""

from forum.threads.actions.answers import (
    approve_answer,
    draft_answer,
    rate_answer,
    record_commitment,
    revise_answer,
    send_back_answer,
    submit_answer,
)
from forum.threads.actions.proposals import (
    ask_clarification,
    assign,
    clarify,
    hand_over,
    resume_answering,
    start_clock,
    take_up,
)
from forum.threads.actions.threads import ChosenTasks, NewThread, reply, set_tasks, start_thread

__all__ = [
    "ChosenTasks",
    "NewThread",
    "approve_answer",
    "ask_clarification",
    "assign",
    "clarify",
    "draft_answer",
    "hand_over",
    "rate_answer",
    "record_commitment",
    "reply",
    "resume_answering",
    "revise_answer",
    "send_back_answer",
    "set_tasks",
    "start_clock",
    "start_thread",
    "submit_answer",
    "take_up",
]
