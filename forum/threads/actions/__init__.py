"""Actions on threads and posts, on proposals and their answers."""

from forum.threads.actions.answers import (
    approve_answer,
    draft_answer,
    draft_supplement,
    rate_answer,
    revise_answer,
    send_back_answer,
    submit_answer,
)
from forum.threads.actions.promises import add_promise, change_promise, remove_promise
from forum.threads.actions.proposals import (
    ask_clarification,
    assign,
    clarify,
    hand_over,
    resume_answering,
    start_clock,
    take_up,
)
from forum.threads.actions.threads import (
    ChosenTasks,
    NewThread,
    enter_proposal,
    reply,
    set_tasks,
    start_thread,
)

__all__ = [
    "ChosenTasks",
    "NewThread",
    "add_promise",
    "approve_answer",
    "ask_clarification",
    "assign",
    "change_promise",
    "clarify",
    "draft_answer",
    "draft_supplement",
    "enter_proposal",
    "hand_over",
    "rate_answer",
    "remove_promise",
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
