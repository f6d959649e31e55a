"""The reading pack of a session: all that its leaders go into it with, as one document."""
