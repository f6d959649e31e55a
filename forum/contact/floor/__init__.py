"""Who speaks in a session while it runs: asking for the floor, giving it, and the minutes that each took."""
