"""The one exception of this package."""


class EmbeddedServerError(Exception):
    """The server cannot be started or reached; the message is one line for the person at the terminal."""
