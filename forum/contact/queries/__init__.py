"""See: sessions, questions with their answers, minutes, and what waits for whom."""
