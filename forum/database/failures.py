"""Which failures of the database pass by themselves: it is full, restarting, locked or slow."""

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, TimeoutError

# Classes of SQLSTATE (PostgreSQL, appendix A): connections, rolled back in favour of others, resources, the operator,
# the system, and a transaction that was idle for too long.
PASSING = ("08", "40", "53", "55", "57", "58", "25P03")


def passes(error: Exception) -> bool:
    """Whether the same request may go well in a moment."""
    if isinstance(error, TimeoutError | OSError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    state = _state_of(error)
    return state.startswith(PASSING) or (not state and isinstance(error, OperationalError | InterfaceError))


def _state_of(error: DBAPIError) -> str:
    return str(getattr(error.orig, "sqlstate", None) or "")
