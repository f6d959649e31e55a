"""The log of security: who came in, who was refused, which factors, roles and exports; by account id only."""

import logging

log = logging.getLogger("forum.security")


def security(event: str, *, account_id: int | None = None, **plain: str | int) -> None:
    """One line. `plain` holds no text of a person, no address and no secret."""
    details = "".join(f" {name}={value}" for name, value in plain.items())
    log.info("%s account=%s%s", event, account_id if account_id is not None else "-", details)
