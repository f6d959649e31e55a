"""Imports every room's letters, so that one import registers them all. One line per room."""

from forum.notifications.letters import (
    accounts,
    attending,
    cases,
    commitments,
    consultations,
    contact,
    contributions,
    deadlines,
    erasures,
    factors,
    judgement,
    moderators,
    official,
    programme,
    roles,
    threads,
)

ROOMS = (
    accounts,
    attending,
    cases,
    commitments,
    consultations,
    contact,
    contributions,
    deadlines,
    erasures,
    factors,
    judgement,
    moderators,
    official,
    programme,
    roles,
    threads,
)
