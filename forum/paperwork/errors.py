"""The one exception of this package: a message an office can act on, and a stable code."""

from forum.words import Words


class PaperError(Exception):
    """A paper cannot be read, written or cleaned; the message can be shown to users."""

    def __init__(self, code: str, message: Words) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
