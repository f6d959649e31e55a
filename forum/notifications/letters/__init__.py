"""Imports every room's letters, so that one import registers them all. One line per room."""

from forum.notifications.letters import (
    accounts,
    commitments,
    consultations,
    contact,
    contributions,
    deadlines,
    judgement,
    moderators,
    official,
    programme,
    threads,
)

ROOMS = (
    accounts,
    commitments,
    consultations,
    contact,
    contributions,
    deadlines,
    judgement,
    moderators,
    official,
    programme,
    threads,
)
