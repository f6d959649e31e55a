"""Imports every room's letters, so that one import registers them all. One line per room."""

from forum.notifications import of_contributions

ROOMS = (of_contributions,)
