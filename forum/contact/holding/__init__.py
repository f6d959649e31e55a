"""A session while it is held: opening it, calling questions, their order."""
