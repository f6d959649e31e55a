"""Engine, sessions and loading rows. Only sessions.py commits."""

from forum.database.dialect import PLANNED_ANEW
from forum.database.engine import (
    PROBE,
    READERS,
    WRITERS,
    CountingPool,
    Db,
    Model,
    ReadDb,
    make_engine,
)
from forum.database.sessions import load, lock_name, reading_session, writing_session

__all__ = [
    "PLANNED_ANEW",
    "PROBE",
    "READERS",
    "WRITERS",
    "CountingPool",
    "Db",
    "Model",
    "ReadDb",
    "load",
    "lock_name",
    "make_engine",
    "reading_session",
    "writing_session",
]
