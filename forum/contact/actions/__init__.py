"""Actions on sessions and minutes, on questions and their triage, on answers and their approval."""

from forum.contact.actions.answer_promises import (
    add_answer_promise,
    change_answer_promise,
    remove_answer_promise,
)
from forum.contact.actions.answers import (
    approve_answer,
    countersign_approval,
    draft_answer,
    publish_answer,
    record_approval,
    revise_answer,
    send_back_answer,
    submit_answer,
)
from forum.contact.actions.batches import triage_many
from forum.contact.actions.calling_off import cancel, postpone
from forum.contact.actions.changing import change_session, take_back_change
from forum.contact.actions.dates import move_answer_date
from forum.contact.actions.deferring import enter_deferral_objection, object_to_deferral
from forum.contact.actions.handing_on import hand_second_answers_on
from forum.contact.actions.merging import merge, object_to_merge
from forum.contact.actions.questions import (
    after_published,
    ask,
    decline,
    defer,
    enter_question,
    put_on_agenda,
    refer,
    schedule_written_answer,
    set_tasks,
)
from forum.contact.actions.rating import rate_answer
from forum.contact.actions.series import change_series, create_series
from forum.contact.actions.sessions import (
    adjourn,
    open_session,
    plan_session,
    publish_agenda,
    take_back_opening,
)
from forum.contact.actions.stage import call_question, move_question, record_oral_answer

__all__ = [
    "add_answer_promise",
    "adjourn",
    "after_published",
    "approve_answer",
    "ask",
    "call_question",
    "cancel",
    "change_answer_promise",
    "change_series",
    "change_session",
    "countersign_approval",
    "create_series",
    "decline",
    "defer",
    "draft_answer",
    "enter_deferral_objection",
    "enter_question",
    "hand_second_answers_on",
    "merge",
    "move_answer_date",
    "move_question",
    "object_to_deferral",
    "object_to_merge",
    "open_session",
    "plan_session",
    "postpone",
    "publish_agenda",
    "publish_answer",
    "put_on_agenda",
    "rate_answer",
    "record_approval",
    "record_oral_answer",
    "refer",
    "remove_answer_promise",
    "revise_answer",
    "schedule_written_answer",
    "send_back_answer",
    "set_tasks",
    "submit_answer",
    "take_back_change",
    "take_back_opening",
    "triage_many",
]
