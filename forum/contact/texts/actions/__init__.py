"""Actions on texts in the chair's name: drafting, approving, publishing, and what a conclusion notice assigns."""

from forum.contact.texts.actions.approving import (
    CorrectionWords,
    MinutesWords,
    RevisedText,
    approve_text,
    countersign_text,
    draft_announcement,
    draft_conclusion,
    draft_correction,
    draft_minutes,
    draft_text,
    publish_text,
    record_text_approval,
    revise_text,
    send_back_text,
    submit_text,
)
from forum.contact.texts.actions.promises import (
    ChangedPromise,
    NewPromise,
    add_promise,
    change_promise,
    remove_promise,
)
from forum.contact.texts.actions.signing import sign_for_chair

__all__ = [
    "ChangedPromise",
    "CorrectionWords",
    "MinutesWords",
    "NewPromise",
    "RevisedText",
    "add_promise",
    "approve_text",
    "change_promise",
    "countersign_text",
    "draft_announcement",
    "draft_conclusion",
    "draft_correction",
    "draft_minutes",
    "draft_text",
    "publish_text",
    "record_text_approval",
    "remove_promise",
    "revise_text",
    "send_back_text",
    "sign_for_chair",
    "submit_text",
]
