"""The leader contact mechanism: series of sessions, questions, agenda, answers, minutes."""
