"""Threads linked to the programme's tasks: discussions, and proposals that a body takes up and answers."""
