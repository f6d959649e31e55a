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
    record_reply,
    send_deputy,
    take_back_invitation,
)
from forum.contact.attending.actions.registering import (
    come_from_home,
    come_to_hall,
    register_attendance,
    withdraw_attendance,
)

__all__ = [
    "accept_invitation",
    "add_walk_in",
    "check_in",
    "check_in_listed",
    "come_from_home",
    "come_to_hall",
    "decline_invitation",
    "invite_body",
    "invite_person",
    "record_reply",
    "register_attendance",
    "send_deputy",
    "take_back_check_in",
    "take_back_invitation",
    "withdraw_attendance",
]
