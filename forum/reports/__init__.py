"""Read-only pages across all rooms: the home page, a task's history, the worklist."""
