"""Registering and withdrawing, inviting and answering, checking people in."""

from forum.contact.attending.actions.checking_in import (
    add_walk_in,
    check_in,
    check_in_listed,
    take_back_check_in,
)
from forum.contact.attending.actions.inviting import (
    accept_invitation,
    decline_invitation,
    invite_body,
    invite_person,
    send_deputy,
)
from forum.contact.attending.actions.registering import register_attendance, withdraw_attendance

__all__ = [
    "accept_invitation",
    "add_walk_in",
    "check_in",
    "check_in_listed",
    "decline_invitation",
    "invite_body",
    "invite_person",
    "register_attendance",
    "send_deputy",
    "take_back_check_in",
    "withdraw_attendance",
]
