"""The one thing this package raises."""


class EmbeddedServerError(Exception):
    """The server cannot be had; the text is one clear line for the person at the terminal."""
