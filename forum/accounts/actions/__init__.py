"""Actions on people, bodies, roles and log-ins."""

from forum.accounts.actions.bindings import bind, confirm_binding, refuse_binding
from forum.accounts.actions.parting import revoke_binding
from forum.accounts.actions.people import (
    create_body,
    create_leader,
    create_persona,
    grant_trust,
    open_account,
)

__all__ = [
    "bind",
    "confirm_binding",
    "create_body",
    "create_leader",
    "create_persona",
    "grant_trust",
    "open_account",
    "refuse_binding",
    "revoke_binding",
]
