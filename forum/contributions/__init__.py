"""The one thing that people write: its text, visibility, history, support. Every room's texts point here."""
