"""What failures of the database mean: which pass by themselves (it is full, restarting, locked or slow), and which
come from a value that was given."""

import psycopg
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, TimeoutError

# Classes of SQLSTATE (PostgreSQL, appendix A): connections, rolled back in favour of others, resources, the operator,
# the system, and a transaction that was idle for too long.
PASSING = ("08", "40", "53", "55", "57", "58", "25P03")

NOTHING_THERE = "23503"  # foreign_key_violation


def refused_value(error: DBAPIError) -> str | None:
    """The constraint that a given value breaks by naming something that is not there, "" for a value that no column
    can hold, None for every other failure."""
    if isinstance(error, DataError):
        return ""
    if isinstance(error, IntegrityError) and _state_of(error) == NOTHING_THERE:
        return str(getattr(getattr(error.orig, "diag", None), "constraint_name", None) or "")
    return None


def passes(error: Exception) -> bool:
    """Whether the same request may go well in a moment."""
    if isinstance(error, TimeoutError | OSError):
        return True
    of_driver = _of_driver(error)
    if of_driver is None:
        return False
    state = of_driver.sqlstate or ""
    return state.startswith(PASSING) or (
        not state and isinstance(of_driver, psycopg.OperationalError | psycopg.InterfaceError)
    )


def _of_driver(error: Exception) -> psycopg.Error | None:
    """The driver's own error, which SQLAlchemy and the queue of jobs wrap."""
    wrapped = (error, getattr(error, "orig", None), error.__cause__)
    return next((one for one in wrapped if isinstance(one, psycopg.Error)), None)


def _state_of(error: DBAPIError) -> str:
    return str(getattr(error.orig, "sqlstate", None) or "")
