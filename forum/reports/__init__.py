"""Reads over all rooms: a task's story, what the house shows at its door. Writes nothing."""
