"""Actions on texts by authors, moderators and readers."""

from forum.contributions.actions.choosing import choose_notices
from forum.contributions.actions.codes import next_code
from forum.contributions.actions.consenting import withdraw_consent
from forum.contributions.actions.drafts import (
    check_draft,
    claim_draft,
    delete_draft,
    hold_draft,
    mark_sent,
    save_draft,
)
from forum.contributions.actions.names import CorrectedName, NewName, change_name, correct_name
from forum.contributions.actions.reading import endorse, follow, start_following, unendorse, unfollow
from forum.contributions.actions.visibility import (
    hide,
    hide_interim,
    mask,
    publish,
    reject,
    restore,
    return_for_edits,
    unmask,
)
from forum.contributions.actions.writing import (
    NewText,
    Withdrawal,
    edit,
    submit,
    withdraw,
)

__all__ = [
    "CorrectedName",
    "NewName",
    "NewText",
    "Withdrawal",
    "change_name",
    "check_draft",
    "choose_notices",
    "claim_draft",
    "correct_name",
    "delete_draft",
    "edit",
    "endorse",
    "follow",
    "hide",
    "hide_interim",
    "hold_draft",
    "mark_sent",
    "mask",
    "next_code",
    "publish",
    "reject",
    "restore",
    "return_for_edits",
    "save_draft",
    "start_following",
    "submit",
    "unendorse",
    "unfollow",
    "unmask",
    "withdraw",
    "withdraw_consent",
]
