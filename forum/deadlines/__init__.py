"""Duties and deadlines: time limits with their sources, working days, and who owes what by when."""
