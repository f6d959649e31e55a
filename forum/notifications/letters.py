"""Imports every room's letters, so that one import registers them all. One line per room."""

from forum.notifications import (
    of_accounts,
    of_commitments,
    of_consultations,
    of_contact,
    of_contributions,
    of_deadlines,
    of_judgement,
    of_official,
    of_programme,
    of_threads,
)

ROOMS = (
    of_accounts,
    of_commitments,
    of_consultations,
    of_contact,
    of_contributions,
    of_deadlines,
    of_judgement,
    of_official,
    of_programme,
    of_threads,
)
