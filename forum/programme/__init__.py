"""The action programme: its sections, tasks, bodies, indicators and progress."""
