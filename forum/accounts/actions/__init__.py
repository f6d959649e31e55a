"""Actions on people, bodies, roles and log-ins."""

from forum.accounts.actions.people import (
    bind,
    create_body,
    create_leader,
    create_persona,
    grant_trust,
    open_account,
    revoke_binding,
)

__all__ = [
    "bind",
    "create_body",
    "create_leader",
    "create_persona",
    "grant_trust",
    "open_account",
    "revoke_binding",
]
